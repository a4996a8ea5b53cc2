"""What learners did: events in a place of their own, apart from any library, that are only ever appended to.

The place is the file `progress.db`, or a database that several machines share. An event is never changed or taken out,
and one whose uuid a learner has already is not taken again, so that whoever appends may safely try twice. One that was
taken back, by an event that says so, is carried over and read no more. What the others mean is told where they are made
and read.
"""

import json
import re
import unicodedata
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quotewise.index.progress_store import ALONE as ALONE
from quotewise.index.progress_store import APPLICATION_ID as APPLICATION_ID
from quotewise.index.progress_store import VERSION as VERSION
from quotewise.index.progress_store import ProgressError as ProgressError
from quotewise.index.progress_store import ProgressFileError as ProgressFileError
from quotewise.index.progress_store import Store, open_store

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult

NAME = "progress.db"  # of the file
TAKEN_BACK = "taken_back"  # the kind of an event that takes back the one whose uuid is its `about`
YEARS = range(2000, 2200)  # of events that are taken in
LONGEST_NAME = 60
COLUMNS = "uuid, at, learner, library, kind, session, about, body"
SLOTS = ", ".join(f":{name}" for name in COLUMNS.split(", "))
PUT = f"INSERT INTO event({COLUMNS}) VALUES ({SLOTS}) ON CONFLICT DO NOTHING"
GONE = f"SELECT about FROM event WHERE learner = :learner AND kind = '{TAKEN_BACK}'"  # uuids

Body = Mapping[str, Any]


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
    """The events of one learner, in a place made at the first. Safe from several threads, processes and machines.

    place: a file, or the address of a PostgreSQL database. Raises ProgressError wherever it cannot be used.
    """

    def __init__(self, place: Path | str, learner: str = ALONE) -> None:
        self.file = place if isinstance(place, Path) else None
        self.learner = learner_name(learner)
        self._place = place.absolute() if isinstance(place, Path) else place

    @cached_property
    def _store(self) -> Store:
        return open_store(self._place)

    @property
    def name(self) -> str:
        """The place as it is told, without a password."""
        return str(self._place) if self.file else self._store.name

    def append(self, *events: Event) -> int:
        """Append events, all or none; returns how many are new. What was taken back can be done again."""
        with self._store.writing(self.learner) as connection:
            gone = set(run(connection, GONE, learner=self.learner).scalars())
            return self._put(connection, [anew(event, gone) for event in events])

    def take_back(self, event: Event) -> None:
        """Let an event count as if it had not been, on every machine that its record is carried to."""
        uid = next_uuid(event.uuid, TAKEN_BACK)
        self.append(Event(TAKEN_BACK, {}, event.session, event.uuid, event.library, uid))

    def extend(self, session: str | None, made: Callable[[list[Event]], Iterable[Event]], *kinds: str) -> int:
        """Append what is made of the events of a session, of all where it is None, while nobody else appends to this
        learner's; returns how many are new. kinds: made of these kinds alone.
        """
        with self._store.writing(self.learner) as connection:
            return self._put(connection, made(self._events(connection, kinds, session)))

    def events(self, *kinds: str, session: str | None = None) -> list[Event]:
        """This learner's that stand, the first appended first. kinds: of these kinds alone; session: of this one."""
        with self._store.reading() as connection:
            return self._events(connection, kinds, session) if connection else []

    def counts(self, kind: str) -> dict[str, int]:
        """How many events of a kind there are about each question or card."""
        wanted = f"learner = :learner AND kind = :kind AND uuid NOT IN ({GONE})"
        query = f"SELECT about, count(*) FROM event WHERE {wanted} GROUP BY about"
        with self._store.reading() as connection:
            found = run(connection, query, learner=self.learner, kind=kind) if connection else ()
            return dict(map(tuple, found))

    def learners(self) -> dict[str, int]:
        """Everybody who did anything, by name, with how many events."""
        with self._store.reading() as connection:
            found = run(connection, "SELECT learner, count(*) FROM event GROUP BY learner") if connection else ()
            return dict(map(tuple, sorted(found)))

    def stamp(self) -> int:
        """Another one whenever this learner appended anything, at a small part of the price of reading it."""
        query = "SELECT max(seq) FROM event WHERE learner = :learner"
        with self._store.reading() as connection:
            return int(run(connection, query, learner=self.learner).scalar() or 0) if connection else 0

    def export(self) -> dict[str, Any]:
        """Everything of this learner's as JSON that `take_in` reads, what was taken back with what took it back."""
        with self._store.reading() as connection:
            events = [event_json(event) for event in self._all(connection)] if connection else []
        return {"format": "quotewise progress", "version": VERSION, "learner": self.learner, "events": events}

    def take_in(self, exported: Any) -> int:
        """Append what `export` gave, under this learner's name; returns how many events are new."""
        if not isinstance(exported, dict) or exported.get("format") != "quotewise progress":
            raise ProgressError('it is no progress: give what "quotewise progress export" wrote')
        if exported.get("version") != VERSION or not isinstance(exported.get("events"), list):
            raise ProgressError("it was exported by another edition of quotewise: export it with this one")
        events = [read_event(entry, at) for at, entry in enumerate(exported["events"], start=1)]
        with self._store.writing(self.learner) as connection:
            return self._put(connection, events)

    def _events(self, connection: "Connection", kinds: Sequence[str], session: str | None) -> list[Event]:
        wanted, values = f"uuid NOT IN ({GONE})", dict[str, Any]()
        if kinds:
            wanted, values["kinds"] = f"{wanted} AND kind IN :kinds", tuple(kinds)
        if session is not None:
            wanted, values["session"] = f"{wanted} AND session = :session", session
        return self._all(connection, wanted, **values)

    def _all(self, connection: "Connection", wanted: str = "true", **values: Any) -> list[Event]:
        """All events of which something holds, those that were taken back too."""
        query = f"SELECT {COLUMNS} FROM event WHERE learner = :learner AND {wanted} ORDER BY seq"
        return list(map(event_of, run(connection, query, learner=self.learner, **values)))

    def _put(self, connection: "Connection", events: Iterable[Event]) -> int:
        from sqlalchemy import text

        rows = [row_of(self.learner, event) for event in events]
        return connection.execute(text(PUT), rows).rowcount if rows else 0


def run(connection: "Connection", query: str, **values: Any) -> "CursorResult[Any]":
    """values: a tuple stands for the list after IN."""
    from sqlalchemy import bindparam, text

    lists = [name for name, value in values.items() if isinstance(value, tuple)]
    return connection.execute(text(query).bindparams(*(bindparam(name, expanding=True) for name in lists)), values)


def learner_name(given: str) -> str:
    """A learner's name as it is kept: one line, without what nobody sees. Raises ProgressError."""
    name = " ".join(unicodedata.normalize("NFC", given).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ProgressError(f"A learner's name is 1 to {LONGEST_NAME} signs on a line, none hidden: give another one")
    return name


def row_of(learner: str, event: Event) -> dict[str, str]:
    return {**event_json(event), "learner": learner, "body": json.dumps(event.body)}


def event_of(row: Sequence[str]) -> Event:
    uid, at, _, library, kind, session, about, body = row
    return Event(kind, json.loads(body), session, about, library, uid, datetime.fromisoformat(at))


def event_json(event: Event) -> dict[str, Any]:
    return {
        "uuid": event.uuid,
        "at": event.at.astimezone(UTC).isoformat(timespec="milliseconds"),
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
        if not re.fullmatch(r"[a-z_]{1,40}", words["kind"]) or not all(map(str.isprintable, words.values())):
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
