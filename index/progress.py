"""What learners did: events in a file of their own, apart from any library, that is only ever appended to.

The file is `progress.db`. An event is never changed or taken out, and one whose uuid a learner has already is not
taken again, so that whoever appends may safely try twice. One that was taken back, by an event that says so, is carried
over and read no more. What the others mean is told where they are made and read.
"""

import json
import re
import sqlite3
import unicodedata
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

APPLICATION_ID, VERSION = 0x71777072, 2  # "qwpr"
NAME, ALONE = "progress.db", "me"  # of the file; of a learner who names none
TAKEN_BACK = "taken_back"  # the kind of an event that takes back the one whose uuid is its `about`
YEARS = range(2000, 2200)  # of events that are taken in
WAIT = 10.0  # seconds for another writer
LONGEST_NAME = 60
TABLE = """
CREATE TABLE event(
  seq INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL, at TEXT NOT NULL, learner TEXT NOT NULL,
  library TEXT NOT NULL, kind TEXT NOT NULL, session TEXT NOT NULL, about TEXT NOT NULL, body TEXT NOT NULL,
  UNIQUE(learner, uuid))
"""
INDEXES = (
    "CREATE INDEX event_of_learner ON event(learner, kind)",
    "CREATE INDEX event_of_session ON event(session)",
)
GUARDS = [
    f"CREATE TRIGGER event_{change.lower()} BEFORE {change} ON event "
    "BEGIN SELECT RAISE(ABORT, 'what was done is never changed'); END"
    for change in ("UPDATE", "DELETE")
]
COLUMNS = "uuid, at, learner, library, kind, session, about, body"
GONE = f"SELECT about FROM event WHERE learner = :learner AND kind = '{TAKEN_BACK}'"  # uuids
OF_FIRST_EDITION = """
SELECT uuid, at, library, 'answer', round, question_uuid,
  json_object('question', json(question), 'answer', json(answer), 'correct', json(iif(correct, 'true', 'false')),
    'confidence', confidence, 'seconds', seconds, 'exam', '', 'where', 'quiz') FROM answer
UNION ALL
SELECT uuid, at, library, 'report', '', question_uuid, json_object('question', json(question), 'why', why) FROM report
ORDER BY 2
"""

Body = Mapping[str, Any]


class ProgressError(Exception):
    """Progress that cannot be read or kept; the message names the file and the remedy."""


class ProgressFileError(ProgressError):
    """A file that holds no progress any program could read: garbage, or another program's."""

    def __init__(self, message: str, file: Path) -> None:
        super().__init__(message)
        self.file = file


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """What a learner did. at: when, in UTC by this machine's clock; the order of events is that of their appending.

    session: the round or mock exam it belongs to. about: the uuid of the question or card. library: the uuid of the
    one in use. body: JSON, by kind.
    """

    kind: str
    body: Body = field(default_factory=dict)
    session: str = ""
    about: str = ""
    library: str = ""
    uuid: str = field(default_factory=lambda: str(uuid.uuid4()))
    at: datetime = field(default_factory=now)


class Progress:
    """The events of one learner, in a file made at the first. Safe from several threads and processes.

    Raises ProgressError wherever the file cannot be used.
    """

    def __init__(self, file: Path, learner: str = ALONE) -> None:
        self.file = file
        self.learner = learner_name(learner)

    def append(self, *events: Event) -> int:
        """Append events, all or none; returns how many are new. What was taken back can be done again."""
        with self._writing() as connection:
            gone = {uid for (uid,) in connection.execute(GONE, {"learner": self.learner})}
            return self._put(connection, [anew(event, gone) for event in events])

    def take_back(self, event: Event) -> None:
        """Let an event count as if it had not been, on every machine that its record is carried to."""
        uid = next_uuid(event.uuid, TAKEN_BACK)
        self.append(Event(TAKEN_BACK, {}, event.session, event.uuid, event.library, uid))

    def extend(self, session: str | None, made: Callable[[list[Event]], Iterable[Event]], *kinds: str) -> int:
        """Append what is made of the events of a session, of all where it is None, while nobody else appends; returns
        how many are new. kinds: made of these kinds alone.
        """
        with self._writing() as connection:
            return self._put(connection, made(self._events(connection, kinds, session)))

    def events(self, *kinds: str, session: str | None = None) -> list[Event]:
        """This learner's that stand, the first appended first. kinds: of these kinds alone; session: of this one."""
        with self._reading() as connection:
            return self._events(connection, kinds, session) if connection else []

    def counts(self, kind: str) -> dict[str, int]:
        """How many events of a kind there are about each question or card."""
        wanted = f"learner = :learner AND kind = :kind AND uuid NOT IN ({GONE})"
        query = f"SELECT about, count(*) FROM event WHERE {wanted} GROUP BY about"
        values = {"learner": self.learner, "kind": kind}
        with self._reading() as connection:
            return dict(connection.execute(query, values).fetchall()) if connection else {}

    def learners(self) -> dict[str, int]:
        """Everybody who did anything, by name, with how many events."""
        query = "SELECT learner, count(*) FROM event GROUP BY learner ORDER BY learner"
        with self._reading() as connection:
            return dict(connection.execute(query).fetchall()) if connection else {}

    def stamp(self) -> int:
        """Another one whenever anything was appended, at a price that does not grow with the record."""
        with self._reading() as connection:
            found = connection and connection.execute("SELECT max(seq) FROM event").fetchone()[0]
            return int(found or 0)

    def export(self) -> dict[str, Any]:
        """Everything of this learner's as JSON that `take_in` reads, what was taken back with what took it back."""
        with self._reading() as connection:
            events = [event_json(event) for event in self._all(connection)] if connection else []
        return {"format": "quotewise progress", "version": VERSION, "learner": self.learner, "events": events}

    def take_in(self, exported: Any) -> int:
        """Append what `export` gave, under this learner's name; returns how many events are new."""
        if not isinstance(exported, dict) or exported.get("format") != "quotewise progress":
            raise ProgressError('it is no progress: give what "quotewise progress export" wrote')
        if exported.get("version") != VERSION or not isinstance(exported.get("events"), list):
            raise ProgressError("it was exported by another edition of quotewise: export it with this one")
        events = [read_event(entry, at) for at, entry in enumerate(exported["events"], start=1)]
        with self._writing() as connection:
            return self._put(connection, events)

    def _events(self, connection: sqlite3.Connection, kinds: Sequence[str], session: str | None) -> list[Event]:
        values = {"session": session, **{f"kind{at}": kind for at, kind in enumerate(kinds)}}
        wanted = f"uuid NOT IN ({GONE})"
        if kinds:
            wanted += f" AND kind IN ({', '.join(f':kind{at}' for at in range(len(kinds)))})"
        if session is not None:
            wanted += " AND session = :session"
        return self._all(connection, wanted, values)

    def _all(self, connection: sqlite3.Connection, wanted: str = "true", values: Body | None = None) -> list[Event]:
        """All events of which something holds, those that were taken back too."""
        query = f"SELECT {COLUMNS} FROM event WHERE learner = :learner AND {wanted} ORDER BY seq"
        return list(map(event_of, connection.execute(query, {**(values or {}), "learner": self.learner})))

    def _put(self, connection: sqlite3.Connection, events: Iterable[Event]) -> int:
        before, slots = connection.total_changes, ", ".join("?" * len(COLUMNS.split()))
        rows = [row_of(self.learner, event) for event in events]
        connection.executemany(f"INSERT OR IGNORE INTO event({COLUMNS}) VALUES ({slots})", rows)
        return connection.total_changes - before

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """None where nothing was kept yet."""
        if not self.file.exists():
            yield None
            return
        with self._open() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._told():
            self.file.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._told(), closing(sqlite3.connect(self.file, timeout=WAIT, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            if version_of(connection) != VERSION:
                self._renew(connection)
            yield connection

    def _renew(self, connection: sqlite3.Connection) -> None:
        """Lay out a new file, or one of an earlier edition once a copy of it lies beside it."""
        version, mark = version_of(connection), connection.execute("PRAGMA application_id").fetchone()[0]
        others = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] and mark != APPLICATION_ID
        if others or version > VERSION:
            made = "by a newer quotewise: update it" if not others else "by another program: move it away"
            told = f"{self.file} was made {made}"
            raise ProgressFileError(told, self.file) if others else ProgressError(told)
        if version:
            back_up(connection, self.file, version)
        connection.execute("BEGIN IMMEDIATE")
        if version_of(connection) != VERSION:  # nobody else was quicker
            for statement in (TABLE, *INDEXES):
                connection.execute(statement)
            if version:
                given = f"INSERT INTO event(uuid, at, library, kind, session, about, body, learner) SELECT *, '{ALONE}'"
                connection.execute(f"{given} FROM ({OF_FIRST_EDITION})")
                for table in ("answer", "report"):
                    connection.execute(f"DROP TABLE {table}")
            for guard in GUARDS:
                connection.execute(guard)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without what SQLite adds to say where
            if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                told = f"{self.file} cannot be used ({error}): move the file away"
                raise ProgressFileError(told, self.file) from error
            busy = "locked" in str(error)
            remedy = "wait until the other program is done" if busy else "move the file away, or make room"
            raise ProgressError(f"{self.file} cannot be used ({error}): {remedy}") from error
        except OSError as error:
            raise ProgressError(f"{self.file} cannot be used ({error.strerror}): check the path") from error


def version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def back_up(connection: sqlite3.Connection, file: Path, version: int) -> Path:
    """Copy the file as it is beside itself, whole or not at all."""
    copy = file.with_name(f"{file.stem}.edition-{version}{file.suffix}")
    half = file.with_name(f".{copy.name}.{uuid.uuid4().hex}")
    try:
        with closing(sqlite3.connect(half)) as target:
            connection.backup(target)
        half.replace(copy)
    finally:
        half.unlink(missing_ok=True)
    return copy


def learner_name(given: str) -> str:
    """A learner's name as it is kept: one line, without what nobody sees. Raises ProgressError."""
    name = " ".join(unicodedata.normalize("NFC", given).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ProgressError(f"A learner's name is 1 to {LONGEST_NAME} signs on a line, none hidden: give another one")
    return name


def row_of(learner: str, event: Event) -> tuple[str, ...]:
    at = event.at.astimezone(UTC).isoformat(timespec="milliseconds")
    body = json.dumps(event.body)
    return (event.uuid, at, learner, event.library, event.kind, event.session, event.about, body)


def event_of(row: Sequence[str]) -> Event:
    uid, at, _, library, kind, session, about, body = row
    return Event(kind, json.loads(body), session, about, library, uid, datetime.fromisoformat(at))


def event_json(event: Event) -> dict[str, Any]:
    return {
        "uuid": event.uuid,
        "at": event.at.isoformat(timespec="milliseconds"),
        "library": event.library,
        "kind": event.kind,
        "session": event.session,
        "about": event.about,
        "body": dict(event.body),
    }


def read_event(entry: Any, number: int) -> Event:
    """An event from its JSON; raises ProgressError with its number, from 1."""
    try:
        words = {name: str(entry[name]) for name in ("kind", "session", "about", "library")}
        at = datetime.fromisoformat(entry["at"])
        if not isinstance(entry["body"], dict) or at.tzinfo is None or at.year not in YEARS:
            raise ValueError(entry)
        if not re.fullmatch(r"[a-z_]{1,40}", words["kind"]):
            raise ValueError(entry)
        return Event(**words, body=entry["body"], uuid=str(uuid.UUID(entry["uuid"])), at=at.astimezone(UTC))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ProgressError(f"event {number} of it cannot be read: export it again; nothing was taken in") from error


def anew(event: Event, gone: Collection[str]) -> Event:
    """An event under a uuid that was not taken back: its own, or the first of those that follow from it."""
    while event.uuid in gone:
        event = replace(event, uuid=next_uuid(event.uuid, "again"))
    return event


def next_uuid(uid: str, what: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{uid} {what}"))


def latest(events: Iterable[Event]) -> dict[str, Event]:
    """The last event about each question or card."""
    return {event.about: event for event in events}
