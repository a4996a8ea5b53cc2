"""What learners did in a PostgreSQL database: many learners, on as many machines as can reach it."""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import URL, Connection, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from quotewise.index.progress_store import APPLICATION_ID, INDEXES, NEVER, TABLE, VERSION, WAIT, ProgressError


@dataclass(frozen=True, slots=True)
class Layout:
    """Tables of ours. table: one of them; the comment on it is the mark and the edition, by which they are known."""

    table: str
    mark: str
    version: int
    statements: tuple[str, ...]


SEQ = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
MARK = "quotewise progress"
STATEMENTS = (
    TABLE.format(seq=SEQ),
    *INDEXES,
    "CREATE INDEX event_in_order ON event(learner, seq)",
    f"CREATE FUNCTION event_stands() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION '{NEVER}'; END$$",
    "CREATE TRIGGER event_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON event EXECUTE FUNCTION event_stands()",
    f"COMMENT ON TABLE event IS '{MARK} {VERSION}'",
)
EVENTS = Layout("event", MARK, VERSION, STATEMENTS)
# Read from the catalogue as it is committed; to_regclass would remember within a transaction that there was none.
LAID_OUT = "SELECT obj_description(oid, 'pg_class') FROM pg_class WHERE relname = '{}' AND pg_table_is_visible(oid)"
CONNECTED = {  # in libpq's words: text is UTF-8, and a machine that went silent is not waited for
    "client_encoding": "utf8",
    "connect_timeout": WAIT,
    "tcp_user_timeout": 1000 * WAIT,
    "keepalives_idle": WAIT,
    "keepalives_interval": WAIT // 2,
    "keepalives_count": 2,
}
LOCK = f"SELECT pg_advisory_xact_lock({APPLICATION_ID}, {{key}})"
# By READ COMMITTED each statement sees what was committed before it: after the lock, whatever its last holder did.
BEGIN = f"BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '{WAIT}s'"
REMEDIES = {  # by what the server says, for libpq gives no code where a connection is refused
    r"password|authentication|pg_hba": "check the user, and the password in ~/.pgpass or $PGPASSWORD",
    r"(database|role) .* does not exist": "check the name, or have it made there (createdb, createuser)",
    r"permission denied|read-only": "have the user granted what it takes (docs/many-learners.md)",
    r"lock timeout": "wait until the other program is done",
}
ELSE = "see that the server runs and can be reached, then do it again; what was acknowledged is kept"
FORM = "A record is a file, or a database as postgresql://USER@HOST/DATABASE, with @ of a password written as %40"


class ProgressDatabase:
    """Its connections are kept for the next use, and asked before it whether they still hold."""

    def __init__(self, place: str) -> None:
        url = read_url(place)
        self.name = told_as(url)
        self._laid_out: set[str] = set()  # tables, as far as was seen
        try:
            self._engine = create_engine(
                url, isolation_level="AUTOCOMMIT", pool_pre_ping=True, use_native_hstore=False, connect_args=CONNECTED
            )
        except ImportError as error:
            raise ProgressError(f'{self.name} needs the extra "postgres": pip install "quotewise[postgres]"') from error

    @contextmanager
    def reading(self, layout: Layout = EVENTS) -> Iterator[Connection | None]:
        with self._told(), self._engine.connect() as connection:
            yield connection if self._is_laid_out(connection, layout) else None

    @contextmanager
    def writing(self, learner: str) -> Iterator[Connection]:
        with self.changing(EVENTS, LOCK.format(key=zlib.crc32(learner.encode()) - 2**31)) as connection:
            yield connection

    @contextmanager
    def changing(self, layout: Layout, first: str = "SELECT 1") -> Iterator[Connection]:
        """A transaction over tables of ours, made where there are none. first: what it begins with."""
        with self._told(), self._engine.connect() as connection:
            connection.exec_driver_sql(f"{BEGIN}; {first}")
            if not self._is_laid_out(connection, layout):
                self._lay_out(connection, layout)
            yield connection
            connection.commit()

    def close(self) -> None:
        self._engine.dispose()

    def _is_laid_out(self, connection: Connection, layout: Layout) -> bool:
        """Raises ProgressError where the table is another's."""
        if layout.table not in self._laid_out:
            found = connection.exec_driver_sql(LAID_OUT.format(layout.table)).one_or_none()
            edition = re.fullmatch(rf"{layout.mark} (\d+)", (found and found[0]) or "")
            if found and not edition:
                raise ProgressError(f"{self.name} holds a table of another program's: make a database for the record")
            if edition and int(edition[1]) > layout.version:
                raise ProgressError(f"{self.name} was made by a newer quotewise: update the one on this machine")
            if edition and int(edition[1]) < layout.version:
                raise ProgressError(f"{self.name} was made by an older quotewise: export it there, import it anew")
            if found:
                self._laid_out.add(layout.table)
        return layout.table in self._laid_out

    def _lay_out(self, connection: Connection, layout: Layout) -> None:
        connection.exec_driver_sql(LOCK.format(key=-(2**31)))  # of nobody: no learner is called ""
        if not connection.exec_driver_sql(LAID_OUT.format(layout.table)).one_or_none():  # nobody else was quicker
            for statement in layout.statements:
                connection.exec_driver_sql(statement)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, NoneFree) as error:
            self._laid_out.clear()  # another database may be there when it comes back
            said = " ".join(str(getattr(error, "orig", None) or error).split())
            remedy = next((remedy for words, remedy in REMEDIES.items() if re.search(words, said)), ELSE)
            raise ProgressError(f"{self.name} cannot be used ({said}): {remedy}") from error


def read_url(place: str) -> URL:
    """Raises ProgressError, which does not repeat what it was given, for a password may stand in it."""
    try:
        url = make_url(place)
    except (ArgumentError, ValueError):
        raise ProgressError(FORM) from None
    if url.drivername not in ("postgresql", "postgres") or "@" in (url.host or ""):
        raise ProgressError(FORM)
    return url.set(drivername="postgresql+psycopg")


def told_as(url: URL) -> str:
    """The address without a password, and without what else it may carry, but for the folder of a socket."""
    shown = {name: value for name, value in url.query.items() if name == "host"}
    return URL.create("postgresql", url.username, None, url.host, url.port, url.database, shown).render_as_string()
