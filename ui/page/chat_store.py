"""Where conversations lie: a SQLite file of their own for one machine, the database of the record for many.

Both are spoken to by the same statements; imported when conversations are read, for SQLAlchemy takes a while.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from quotewise.index.progress_database import SEQ, Layout, ProgressDatabase
from quotewise.index.progress_file import engine_of, number
from quotewise.index.progress_store import ProgressError, open_store
from quotewise.ui.learner import learner_named
from quotewise.ui.page.record import words_of

APPLICATION_ID, VERSION = 0x71776368, 3  # "qwch"; the first edition had neither
TABLES = (
    """CREATE TABLE chat(
  seq {seq}, learner TEXT NOT NULL, id TEXT NOT NULL, library TEXT NOT NULL, title TEXT NOT NULL,
  begun_at TEXT NOT NULL, asked_at TEXT NOT NULL, pinned INTEGER NOT NULL DEFAULT 0, deleted_at TEXT,
  sources TEXT NOT NULL DEFAULT '[]', UNIQUE(learner, id))""",
    """CREATE TABLE turn(
  id {seq}, chat BIGINT NOT NULL REFERENCES chat(seq) ON DELETE CASCADE, asked_at TEXT NOT NULL,
  question TEXT NOT NULL, answer TEXT NOT NULL, words TEXT NOT NULL DEFAULT '', feedback TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX turn_of_chat ON turn(chat, id)",
)
MARK = "quotewise chats"  # with the edition the comment on our table
DATABASE = Layout(
    "chat", MARK, VERSION, (*(one.format(seq=SEQ) for one in TABLES), f"COMMENT ON TABLE chat IS '{MARK} {VERSION}'")
)
NEW = (*(one.format(seq="INTEGER PRIMARY KEY") for one in TABLES), f"PRAGMA application_id = {APPLICATION_ID}")
OF_FIRST = (
    "ALTER TABLE chat ADD COLUMN asked_at TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE chat ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE chat ADD COLUMN deleted_at TEXT",
    "ALTER TABLE chat ADD COLUMN sources TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE turn ADD COLUMN words TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE turn ADD COLUMN feedback TEXT NOT NULL DEFAULT ''",
    "UPDATE chat SET asked_at = coalesce((SELECT max(asked_at) FROM turn WHERE chat_id = chat.id), begun_at)",
    "UPDATE turn SET words = words_of(question, answer)",
)
SAID, HELD = "id, library, title, begun_at, asked_at, pinned, deleted_at, sources", "question, answer, words, feedback"
OF_SECOND = (
    "DROP INDEX turn_of_chat",
    "ALTER TABLE chat RENAME TO chat_before",
    "ALTER TABLE turn RENAME TO turn_before",
    *NEW,
    f"INSERT INTO chat(learner, {SAID}) SELECT owner(), {SAID} FROM chat_before ORDER BY rowid",
    f"INSERT INTO turn(id, chat, asked_at, {HELD}) SELECT turn_before.id, seq, turn_before.asked_at, {HELD} "
    "FROM turn_before JOIN chat ON chat.id = chat_id",
    "DROP TABLE turn_before",
    "DROP TABLE chat_before",
)


class ChatsError(Exception):
    """Conversations that cannot be read or kept; the message names the place and the remedy."""


class ChatStore(Protocol):
    """A place of conversations. What it yields raises ChatsError."""

    def reading(self) -> AbstractContextManager[Connection | None]:
        """None where nothing was kept yet."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction."""


@cache
def open_chats(place: Path | str) -> ChatStore:
    """place: a file, or the address of the database that the record is in. Raises ChatsError."""
    return ChatFile(place) if isinstance(place, Path) else ChatDatabase(place)


class ChatDatabase:
    """Beside the record, in tables of their own."""

    def __init__(self, place: str) -> None:
        self._place = place

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        with self._told(), self._database().reading(DATABASE) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._told(), self._database().changing(DATABASE) as connection:
            yield connection

    def _database(self) -> ProgressDatabase:
        store = open_store(self._place)
        assert isinstance(store, ProgressDatabase)
        return store

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except ProgressError as error:
            raise ChatsError(str(error)) from error


class ChatFile:
    """Opened for each use and closed after it; brought up from an earlier edition, whose conversations become those of
    the learner the program was begun for."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._engine = engine_of(file)

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        if not self._file.exists():
            yield None
            return
        with self._open() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._open() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._engine.connect() as connection:
                if edition(connection) != (APPLICATION_ID, VERSION):
                    self._bring_up(connection)
                connection.exec_driver_sql("PRAGMA foreign_keys = ON")
                yield connection
        except (DBAPIError, OSError) as error:
            raise ChatsError(
                f"Your conversations in {self._file} cannot be used ({getattr(error, 'orig', error)}): move that file "
                "away to begin anew, or put back a copy of it; nothing in it was changed"
            ) from error

    def _bring_up(self, connection: Connection) -> None:
        """Bring the file to this edition with all it holds; raises ChatsError for one of another's."""
        plain = connection.connection.driver_connection
        assert plain is not None
        plain.create_function("words_of", 2, words_of, deterministic=True)
        plain.create_function("owner", 0, learner_named)
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
        if (found := edition(connection)) != (APPLICATION_ID, VERSION):  # unless another just brought it up
            named = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'")
            tables = {*named.scalars()} - {"sqlite_sequence"}
            if found not in ((0, 0), (APPLICATION_ID, 2)) or not tables <= {"chat", "turn"}:
                of = "a newer edition" if found[0] == APPLICATION_ID else "another program"
                raise ChatsError(f"{self._file} is of {of}: update quotewise, or move that file away to begin anew")
            steps = (*(OF_FIRST if found == (0, 0) else ()), *OF_SECOND) if tables else NEW
            for statement in (*steps, f"PRAGMA user_version = {VERSION}"):
                connection.exec_driver_sql(statement)
        connection.commit()


def edition(connection: Connection) -> tuple[int, int]:
    return number(connection, "PRAGMA application_id"), number(connection, "PRAGMA user_version")
