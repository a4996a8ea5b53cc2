"""What the learner did, in a file that is only ever appended to: answers given, questions reported."""

import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from quotewise.assistant.practice.drawing import NEW, Past
from quotewise.assistant.practice.grading import Response, is_right
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.question_json import question_json

APPLICATION_ID, VERSION = 0x71777072, 1  # "qwpr"
TABLES = """
CREATE TABLE IF NOT EXISTS answer(
  uuid TEXT PRIMARY KEY, at TEXT NOT NULL, library TEXT NOT NULL, round TEXT NOT NULL, question_uuid TEXT NOT NULL,
  question TEXT NOT NULL, answer TEXT NOT NULL, correct INTEGER NOT NULL, confidence TEXT NOT NULL,
  seconds REAL NOT NULL);
CREATE TABLE IF NOT EXISTS report(
  uuid TEXT PRIMARY KEY, at TEXT NOT NULL, library TEXT NOT NULL, question_uuid TEXT NOT NULL,
  question TEXT NOT NULL, why TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS answer_of_round ON answer(round);
"""
GUARDS = "".join(
    f"CREATE TRIGGER IF NOT EXISTS {table}_{change.lower()} BEFORE {change} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'what was practised is never changed'); END;\n"
    for table in ("answer", "report")
    for change in ("UPDATE", "DELETE")
)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer given. answer: the letters as they were shown, the words filled in, the pairs, the order. at: UTC."""

    uuid: str
    at: str
    question_uuid: str
    answer: Response
    correct: bool
    confidence: str
    seconds: float


class ProgressLog:
    """The log in a file, made at the first answer. library: the uuid of the library practised with."""

    def __init__(self, file: Path, library: str) -> None:
        self.file = file
        self.library = library

    def answer(self, round_id: str, shown: Question, given: Response, confidence: str, seconds: float) -> None:
        """Append an answer with the whole question as it was shown.

        A question is answered once a round, later tries are dropped.
        """
        row = (
            str(uuid.uuid5(uuid.UUID(round_id), shown.id)),
            now(),
            self.library,
            round_id,
            shown.id,
            json.dumps(question_json(shown)),
            json.dumps(given),
            is_right(shown, given),
            confidence,
            round(seconds, 1),
        )
        with self._writing() as connection:
            connection.execute("INSERT OR IGNORE INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def report(self, shown: Question, why: str) -> None:
        """Append what the learner says is wrong with a question."""
        question = json.dumps(question_json(shown))
        row = (str(uuid.uuid4()), now(), self.library, shown.id, question, why)
        with self._writing() as connection:
            connection.execute("INSERT INTO report VALUES (?, ?, ?, ?, ?, ?)", row)

    def past(self) -> Past:
        """How often each question was answered in this library, and which were reported. Raises sqlite3.Error."""
        if not self.file.exists():
            return NEW
        with closing(sqlite3.connect(self.file, timeout=10)) as connection:
            query = "SELECT question_uuid, count(*) FROM answer WHERE library = ? GROUP BY question_uuid"
            answered = dict(connection.execute(query, (self.library,)).fetchall())
            query = "SELECT question_uuid FROM report WHERE library = ?"
            return Past(answered, frozenset(one for (one,) in connection.execute(query, (self.library,))))

    def of_round(self, round_id: str) -> dict[str, Answered]:
        """The answers given in a round, by question."""
        if not self.file.exists():
            return {}
        with closing(sqlite3.connect(self.file, timeout=10)) as connection:
            rows = connection.execute(
                "SELECT uuid, at, question_uuid, answer, correct, confidence, seconds FROM answer WHERE round = ?",
                (round_id,),
            ).fetchall()
        return {
            row[2]: Answered(row[0], row[1], row[2], response_of(row[3]), bool(row[4]), row[5], row[6]) for row in rows
        }

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.file, timeout=10)) as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                connection.executescript(TABLES + GUARDS)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {VERSION}")
            with connection:
                yield connection


def response_of(written: str) -> Response:
    return tuple(tuple(part) if isinstance(part, list) else part for part in json.loads(written))


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
