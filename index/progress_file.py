"""What learners did in a SQLite file, `progress.db`: made at the first event, brought up from an earlier edition."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from quotewise.index.progress_store import (
    ALONE,
    APPLICATION_ID,
    INDEXES,
    NEVER,
    TABLE,
    VERSION,
    WAIT,
    ProgressError,
    ProgressFileError,
)

GUARDS = [
    f"CREATE TRIGGER event_{change.lower()} BEFORE {change} ON event BEGIN SELECT RAISE(ABORT, '{NEVER}'); END"
    for change in ("UPDATE", "DELETE")
]
OF_FIRST_EDITION = f"""
INSERT INTO event(uuid, at, library, kind, session, about, body, learner) SELECT *, '{ALONE}' FROM (
SELECT uuid, at, library, 'answer', round, question_uuid,
  json_object('question', json(question), 'answer', json(answer), 'correct', json(iif(correct, 'true', 'false')),
    'confidence', confidence, 'seconds', seconds, 'exam', '', 'where', 'quiz') FROM answer
UNION ALL
SELECT uuid, at, library, 'report', '', question_uuid, json_object('question', json(question), 'why', why) FROM report
ORDER BY 2)
"""
CARRIED = (OF_FIRST_EDITION, "DROP TABLE answer", "DROP TABLE report")


def engine_of(file: Path) -> Engine:
    """SQLite, connected to the file for each use alone; transactions begin where we say, in the way we say."""
    address = URL.create("sqlite", database=str(file))
    return create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool, connect_args={"timeout": WAIT})


class ProgressFile:
    """Opened for each use and closed after it, so that it may be moved, or set aside, at any time."""

    def __init__(self, file: Path) -> None:
        self.name = str(file)
        self._file = file
        self._engine = engine_of(file)

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        if not self._file.exists():
            yield None
            return
        with self._told(), self._open() as connection:
            yield connection

    @contextmanager
    def writing(self, learner: str) -> Iterator[Connection]:
        with self._told():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._open() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # nobody else writes, whoever's events
                yield connection
                connection.commit()

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA synchronous = FULL")
            if number(connection, "PRAGMA user_version") != VERSION:
                self._renew(connection)
            yield connection

    def _renew(self, connection: Connection) -> None:
        """Lay out a new file, or one of an earlier edition once a copy of it lies beside it."""
        connection.exec_driver_sql("BEGIN")  # of one moment: another program may be laying it out
        version, mark, parts = (
            number(connection, asked)
            for asked in ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
        )
        connection.commit()
        if parts and mark != APPLICATION_ID:
            raise ProgressFileError(f"{self.name} was made by another program: move it away", self._file)
        if version > VERSION:
            raise ProgressError(f"{self.name} was made by a newer quotewise: update it")
        if 0 < version < VERSION:
            back_up(connection, self._file, version)
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        if number(connection, "PRAGMA user_version") != VERSION:  # nobody else was quicker
            table = TABLE.format(seq="INTEGER PRIMARY KEY AUTOINCREMENT")
            marks = (f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {VERSION}")
            for statement in (table, *INDEXES, *(CARRIED if version else ()), *GUARDS, *marks):
                connection.exec_driver_sql(statement)
        connection.commit()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            told = f"{self.name} cannot be used ({error.orig})"
            if getattr(error.orig, "sqlite_errorname", "").startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
                raise ProgressFileError(f"{told}: move the file away", self._file) from error
            busy = "locked" in str(error.orig)
            remedy = "wait until the other program is done" if busy else "move the file away, or make room"
            raise ProgressError(f"{told}: {remedy}") from error
        except OSError as error:
            raise ProgressError(f"{self.name} cannot be used ({error.strerror}): check the path") from error


def number(connection: Connection, statement: str) -> int:
    return int(connection.exec_driver_sql(statement).scalar_one())


def back_up(connection: Connection, file: Path, version: int) -> None:
    """Copy the file as it is beside itself, whole or not at all."""
    copy = file.with_name(f"{file.stem}.edition-{version}{file.suffix}")
    half = file.with_name(f".{copy.name}.{uuid.uuid4().hex}")
    try:
        connection.exec_driver_sql("VACUUM INTO ?", (str(half),))
        half.replace(copy)
    finally:
        half.unlink(missing_ok=True)
