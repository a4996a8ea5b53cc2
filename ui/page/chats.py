"""The conversations, kept in a file of their own in the user's data folder."""

import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from quotewise.assistant import Answer
from quotewise.ui.page.record import to_answer, to_json

LONGEST_TITLE = 60  # characters
TABLES = """
CREATE TABLE IF NOT EXISTS chat(
  id TEXT PRIMARY KEY, library TEXT NOT NULL, title TEXT NOT NULL, begun_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS turn(
  id INTEGER PRIMARY KEY, chat_id TEXT NOT NULL REFERENCES chat(id) ON DELETE CASCADE,
  asked_at TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS turn_of_chat ON turn(chat_id, id);
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer. asked_at: UTC, ISO 8601."""

    question: str
    answer: Answer
    asked_at: str


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation as a list names it."""

    id: str
    title: str
    begun_at: str


class Chats:
    """The conversations in a file, made when the first is kept. Safe from several threads and processes."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def append(self, chat: str, library: str, question: str, answer: Answer) -> None:
        """Keep a turn; the first of a conversation gives it its title. library: the folder that was asked."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        title = " ".join(question.split())[:LONGEST_TITLE]
        with self._writing() as connection:
            connection.execute("INSERT OR IGNORE INTO chat VALUES (?, ?, ?, ?)", (chat, library, title, now))
            connection.execute(
                "INSERT INTO turn(chat_id, asked_at, question, answer) VALUES (?, ?, ?, ?)",
                (chat, now, question, json.dumps(to_json(answer))),
            )

    def turns(self, chat: str) -> list[Turn]:
        """The turns of a conversation, oldest first; none where there is no such conversation."""
        if not self.file.exists():
            return []
        with closing(self._connect()) as connection:
            rows = connection.execute(
                "SELECT question, answer, asked_at FROM turn WHERE chat_id = ? ORDER BY id", (chat,)
            ).fetchall()
        return [Turn(question, to_answer(json.loads(answer)), asked_at) for question, answer, asked_at in rows]

    def recent(self, library: str, count: int = 12) -> list[Chat]:
        """The conversations with a library, newest first."""
        if not self.file.exists():
            return []
        with closing(self._connect()) as connection:
            rows = connection.execute(
                "SELECT id, title, begun_at FROM chat WHERE library = ? ORDER BY begun_at DESC, rowid DESC LIMIT ?",
                (library, count),
            ).fetchall()
        return [Chat(*row) for row in rows]

    def delete(self, chat: str) -> None:
        with self._writing() as connection:
            connection.execute("DELETE FROM chat WHERE id = ?", (chat,))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as connection:
            connection.executescript(TABLES)
            with connection:
                yield connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file, timeout=10)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection


def new_id() -> str:
    return str(uuid.uuid4())


def is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
