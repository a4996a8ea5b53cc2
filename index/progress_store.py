"""Where what learners did is kept: a SQLite file for one machine, a PostgreSQL database for many.

Both are spoken to by SQLAlchemy Core with the same statements. What differs stands in a file for each: how it is
opened, laid out and told of, and how writers take turns. They are imported when a record is read, for SQLAlchemy takes
a while.
"""

from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sqlalchemy import Connection

APPLICATION_ID, VERSION = 0x71777072, 2  # "qwpr"
ALONE = "me"  # a learner who names none
WAIT = 10  # seconds for another writer
TABLE = """
CREATE TABLE event(
  seq {seq}, uuid TEXT NOT NULL, at TEXT NOT NULL, learner TEXT NOT NULL,
  library TEXT NOT NULL, kind TEXT NOT NULL, session TEXT NOT NULL, about TEXT NOT NULL, body TEXT NOT NULL,
  UNIQUE(learner, uuid))
"""
INDEXES = (
    "CREATE INDEX event_of_learner ON event(learner, kind)",
    "CREATE INDEX event_of_session ON event(session)",
)
NEVER = "what was done is never changed"


class ProgressError(Exception):
    """Progress that cannot be read or kept; the message names the place and the remedy."""


class ProgressFileError(ProgressError):
    """A file that holds no progress any program could read: garbage, or another program's."""

    def __init__(self, message: str, file: Path) -> None:
        super().__init__(message)
        self.file = file


class Store(Protocol):
    """A place of events. name: as it is told, without a password. What it yields raises ProgressError."""

    name: str

    def reading(self) -> "AbstractContextManager[Connection | None]":
        """None where nothing was kept yet."""

    def writing(self, learner: str) -> "AbstractContextManager[Connection]":
        """A transaction in which nobody else appends to this learner's events: what it reads is all there is, and
        `seq` grows in the order in which events are there to be read.
        """


@cache
def open_store(place: Path | str) -> Store:
    """place: a file, absolute, or the address of a database. Raises ProgressError."""
    match place:
        case Path():
            from quotewise.index.progress_file import ProgressFile

            return ProgressFile(place)
        case _:
            from quotewise.index.progress_database import ProgressDatabase

            return ProgressDatabase(place)
