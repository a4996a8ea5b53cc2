"""The conversations, kept in a file of their own in the user's data folder: `chats.db`.

One that is deleted stays in it for an hour, so that it can be brought back.
"""

import json
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from quotewise.assistant import Answer
from quotewise.ui.page.record import to_answer, to_json

LONGEST_TITLE = 60  # characters
APPLICATION_ID, VERSION = 0x71776368, 2  # "qwch"; the first edition had neither
EDITION = ("application_id", "user_version")
KEPT = timedelta(hours=1)  # a conversation that was deleted
UNREADABLE = (ValueError, TypeError, KeyError)  # what an answer of another edition raises
FIRST = """
CREATE TABLE chat(id TEXT PRIMARY KEY, library TEXT NOT NULL, title TEXT NOT NULL, begun_at TEXT NOT NULL);
CREATE TABLE turn(
  id INTEGER PRIMARY KEY, chat_id TEXT NOT NULL REFERENCES chat(id) ON DELETE CASCADE,
  asked_at TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL);
CREATE INDEX turn_of_chat ON turn(chat_id, id);
"""
SECOND = f"""
ALTER TABLE chat ADD COLUMN asked_at TEXT NOT NULL DEFAULT '';
ALTER TABLE chat ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat ADD COLUMN deleted_at TEXT;
ALTER TABLE chat ADD COLUMN sources TEXT NOT NULL DEFAULT '[]';
ALTER TABLE turn ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE turn ADD COLUMN feedback TEXT NOT NULL DEFAULT '';
UPDATE chat SET asked_at = coalesce((SELECT max(asked_at) FROM turn WHERE chat_id = chat.id), begun_at);
UPDATE turn SET words = words_of(question, answer);
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {VERSION};
"""


class ChatsError(Exception):
    """Conversations that cannot be read or kept; the message names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer. asked_at: UTC, ISO 8601. feedback: "up", "down", or "" for none."""

    question: str
    answer: Answer
    asked_at: str
    id: int = 0
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation as a list names it. asked_at: when something was last asked in it, in UTC."""

    id: str
    title: str
    asked_at: str
    pinned: bool = False


class Chats:
    """The conversations in a file, made when the first is kept. Safe from several threads and processes.

    Raises ChatsError wherever the file cannot be used.
    """

    def __init__(self, file: Path) -> None:
        self.file = file

    def append(self, chat: str, library: str, question: str, answer: Answer, sources: Sequence[str] = ()) -> None:
        """Keep a turn; the first of a conversation gives it its title. library: the folder that was asked; sources: the
        notes that alone were."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        written = json.dumps(to_json(answer))
        with self._using() as connection:
            connection.execute("DELETE FROM chat WHERE deleted_at < ?", (_at(datetime.now(UTC) - KEPT),))
            connection.execute(
                "INSERT OR IGNORE INTO chat(id, library, title, begun_at) VALUES (?, ?, ?, ?)",
                (chat, library, as_title(question), now),
            )
            connection.execute(
                "UPDATE chat SET asked_at = ?, sources = ?, deleted_at = NULL WHERE id = ?",
                (now, json.dumps(list(sources)), chat),
            )
            connection.execute(
                "INSERT INTO turn(chat_id, asked_at, question, answer, words) VALUES (?, ?, ?, ?, ?)",
                (chat, now, question, written, words_of(question, written)),
            )

    def turns(self, chat: str) -> list[Turn]:
        """The turns of a conversation, oldest first; none where there is no such conversation."""
        rows = self._rows(
            "SELECT question, answer, turn.asked_at, turn.id, feedback FROM turn JOIN chat ON chat.id = chat_id "
            "WHERE chat_id = ? AND deleted_at IS NULL ORDER BY turn.id",
            chat,
        )
        return [Turn(row[0], _readable(*row[:2]), *row[2:]) for row in rows]

    def sources(self, chat: str) -> tuple[str, ...] | None:
        """The notes that alone are asked in a conversation, none for all; None where there is no such conversation."""
        rows = self._rows("SELECT sources FROM chat WHERE id = ? AND deleted_at IS NULL", chat)
        return tuple(json.loads(rows[0][0])) if rows else None

    def listed(self, library: str, words: str = "", count: int = -1) -> list[Chat]:
        """The conversations with a library, the pinned first, then those last asked in. words: that all stand in their
        title or in what was said; count: so many, all by default."""
        wanted = words.casefold().split()
        holds = (
            " AND (instr(words_of(title, ''), ?) OR EXISTS"
            " (SELECT 1 FROM turn WHERE chat_id = chat.id AND instr(words, ?)))"
        )
        rows = self._rows(
            f"SELECT id, title, asked_at, pinned FROM chat WHERE library = ? AND deleted_at IS NULL"
            f"{holds * len(wanted)} ORDER BY pinned DESC, asked_at DESC, rowid DESC LIMIT ?",
            library,
            *(word for word in wanted for _ in range(2)),
            count,
        )
        return [Chat(row[0], row[1], row[2], bool(row[3])) for row in rows]

    def rename(self, chat: str, title: str) -> None:
        if named := as_title(title):
            self._change("UPDATE chat SET title = ? WHERE id = ?", named, chat)

    def pin(self, chat: str, *, pinned: bool) -> None:
        self._change("UPDATE chat SET pinned = ? WHERE id = ?", pinned, chat)

    def ask_only(self, chat: str, sources: Sequence[str]) -> None:
        """Keep which notes alone are asked in a conversation; none for all."""
        self._change("UPDATE chat SET sources = ? WHERE id = ?", json.dumps(list(sources)), chat)

    def judge(self, turn: int, feedback: str) -> None:
        """Keep what the reader thinks of an answer: "up", "down", or "" to take it back."""
        self._change("UPDATE turn SET feedback = ? WHERE id = ?", feedback, turn)

    def delete(self, chat: str) -> None:
        self._change("UPDATE chat SET deleted_at = ? WHERE id = ?", _at(datetime.now(UTC)), chat)

    def restore(self, chat: str) -> None:
        """Bring back a conversation that was deleted."""
        self._change("UPDATE chat SET deleted_at = NULL WHERE id = ?", chat)

    def _change(self, statement: str, *values: object) -> None:
        with self._using() as connection:
            connection.execute(statement, values)

    def _rows(self, query: str, *values: object) -> list[Any]:
        if not self.file.exists():
            return []
        with self._using() as connection:
            return connection.execute(query, values).fetchall()

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.file, timeout=10)) as connection:
                connection.create_function("words_of", 2, words_of, deterministic=True)
                self._bring_up(connection)
                connection.execute("PRAGMA foreign_keys = ON")
                with connection:
                    yield connection
        except (sqlite3.Error, OSError) as error:
            raise ChatsError(
                f"Your conversations in {self.file} cannot be used ({error}): move that file away to begin anew, or "
                "put back a copy of it; nothing in it was changed"
            ) from error

    def _bring_up(self, connection: sqlite3.Connection) -> None:
        """Bring the file to this edition, one of the first with all it holds; raises ChatsError for one of another."""
        if _edition(connection) == (APPLICATION_ID, VERSION):
            return
        connection.execute("BEGIN EXCLUSIVE")
        if (edition := _edition(connection)) != (APPLICATION_ID, VERSION):  # unless another just brought it up
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            if edition != (0, 0) or not tables <= {"chat", "turn"}:
                of = "a newer edition" if edition[0] == APPLICATION_ID else "another program"
                raise ChatsError(f"{self.file} is of {of}: update quotewise, or move that file away to begin anew")
            for statement in ("" if tables else FIRST, SECOND):
                for one in statement.split(";\n"):
                    connection.execute(one)
        connection.commit()


def _edition(connection: sqlite3.Connection) -> tuple[int, int]:
    (made_by,), (version,) = (connection.execute(f"PRAGMA {name}").fetchone() for name in EDITION)
    return made_by, version


def words_of(question: str, answer: str) -> str:
    """What is searched for words: a question, and an answer as it was kept; "" for none."""
    try:
        said = " ".join(claim.text for claim in _answer(answer).claims) if answer else ""
    except UNREADABLE:
        said = ""
    return f"{question} {said}".casefold()


def as_title(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TITLE]


def _readable(question: str, written: str) -> Answer:
    """An answer as it was kept, one of another edition as what became of it."""
    try:
        return _answer(written)
    except UNREADABLE:
        return Answer(question, trouble="This answer was kept by another edition of quotewise and cannot be read here.")


@lru_cache(maxsize=256)
def _answer(written: str) -> Answer:
    return to_answer(json.loads(written))


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def new_id() -> str:
    return str(uuid.uuid4())


def is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
