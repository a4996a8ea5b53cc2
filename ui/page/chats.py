"""The conversations of a learner, kept in the user's data folder (`chats.db`) or in the database that the record is in.

One that is deleted stays there for an hour, so that it can be brought back.
"""

import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from quotewise.assistant import Answer
from quotewise.index.progress import ALONE, run
from quotewise.ui.page.chat_store import ChatsError as ChatsError
from quotewise.ui.page.chat_store import open_chats
from quotewise.ui.page.record import UNREADABLE, read_answer, to_json, words_of

LONGEST_TITLE = 60  # characters
KEPT = timedelta(hours=1)  # a conversation that was deleted
OURS = "learner = :learner AND id = :chat"
BEGIN = """
INSERT INTO chat(learner, id, library, title, begun_at, asked_at, sources)
VALUES (:learner, :chat, :library, :title, :now, :now, :sources)
ON CONFLICT(learner, id) DO UPDATE SET asked_at = excluded.asked_at, sources = excluded.sources, deleted_at = NULL
RETURNING seq"""
ADD = "INSERT INTO turn(chat, asked_at, question, answer, words) VALUES (:seq, :now, :question, :answer, :words)"
TURNS = """
SELECT question, answer, turn.asked_at, turn.id, feedback FROM turn JOIN chat ON chat.seq = chat
WHERE learner = :learner AND chat.id = :chat AND deleted_at IS NULL ORDER BY turn.id"""
LISTED = """
SELECT id, title, asked_at, pinned{found} FROM chat WHERE learner = :learner AND library = :library
AND deleted_at IS NULL ORDER BY pinned DESC, asked_at DESC, seq DESC"""
FOUND = ", EXISTS (SELECT 1 FROM turn WHERE chat = chat.seq AND words LIKE :word{at} ESCAPE '!')"
JUDGE = (
    "UPDATE turn SET feedback = :feedback WHERE id = :turn AND chat IN (SELECT seq FROM chat WHERE learner = :learner)"
)


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
    """The conversations of one learner, in a place made when the first is kept. Safe from several threads, processes
    and machines.

    place: a file, or the address of the database that the record is in. Raises ChatsError wherever it cannot be used.
    """

    def __init__(self, place: Path | str, learner: str = ALONE) -> None:
        self.place = place
        self.learner = learner

    def append(self, chat: str, library: str, question: str, answer: Answer, sources: Sequence[str] = ()) -> None:
        """Keep a turn; the first of a conversation gives it its title. library: what was asked, as `listed` names it;
        sources: the notes that alone were."""
        now, question = _at(datetime.now(UTC)), question.replace("\0", " ")
        written = json.dumps(to_json(answer))
        with open_chats(self.place).writing() as connection:
            old = _at(datetime.now(UTC) - KEPT)
            run(connection, "DELETE FROM chat WHERE learner = :learner AND deleted_at < :old", **self._of(old=old))
            begun = {"library": library, "title": as_title(question), "sources": json.dumps(list(sources))}
            seq = run(connection, BEGIN, **self._of(chat, now=now, **begun)).scalar_one()
            said = {"question": question, "answer": written, "words": words_of(question, written)}
            run(connection, ADD, seq=seq, now=now, **said)

    def turns(self, chat: str) -> list[Turn]:
        """The turns of a conversation, oldest first; none where there is no such conversation."""
        return [Turn(row[0], _readable(*row[:2]), *row[2:]) for row in self._rows(TURNS, chat)]

    def sources(self, chat: str) -> tuple[str, ...] | None:
        """The notes that alone are asked in a conversation, none for all; None where there is no such conversation."""
        rows = self._rows(f"SELECT sources FROM chat WHERE {OURS} AND deleted_at IS NULL", chat)
        return tuple(json.loads(rows[0][0])) if rows else None

    def listed(self, library: str, words: str = "") -> list[Chat]:
        """The conversations with a library, the pinned first, then those last asked in. words: that all stand in their
        title or in what was said."""
        wanted = words.replace("\0", " ").casefold().split()
        query = LISTED.format(found="".join(FOUND.format(at=at) for at in range(len(wanted))))
        rows = self._rows(query, library=library, **{f"word{at}": like(word) for at, word in enumerate(wanted)})
        return [
            Chat(id, title, asked_at, bool(pinned))
            for id, title, asked_at, pinned, *said in rows
            if all(held or word in title.casefold() for word, held in zip(wanted, said, strict=True))
        ]

    def rename(self, chat: str, title: str) -> None:
        if named := as_title(title):
            self._change(chat, title=named)

    def pin(self, chat: str, *, pinned: bool) -> None:
        self._change(chat, pinned=int(pinned))

    def ask_only(self, chat: str, sources: Sequence[str]) -> None:
        """Keep which notes alone are asked in a conversation; none for all."""
        self._change(chat, sources=json.dumps(list(sources)))

    def judge(self, turn: int, feedback: str) -> None:
        """Keep what the reader thinks of an answer: "up", "down", or "" to take it back."""
        with open_chats(self.place).writing() as connection:
            run(connection, JUDGE, turn=turn, feedback=feedback, learner=self.learner)

    def delete(self, chat: str) -> None:
        self._change(chat, deleted_at=_at(datetime.now(UTC)))

    def restore(self, chat: str) -> None:
        """Bring back a conversation that was deleted."""
        self._change(chat, deleted_at=None)

    def _change(self, chat: str, **value: object) -> None:
        (name,) = value
        with open_chats(self.place).writing() as connection:
            run(connection, f"UPDATE chat SET {name} = :{name} WHERE {OURS}", **self._of(chat, **value))

    def _rows(self, query: str, chat: str = "", **values: object) -> list[Any]:
        with open_chats(self.place).reading() as connection:
            return list(run(connection, query, **self._of(chat, **values))) if connection else []

    def _of(self, chat: str = "", **values: object) -> dict[str, Any]:
        """Values of a statement, with whose conversations it is about."""
        return {"learner": self.learner, "chat": chat, **values}


def like(word: str) -> str:
    """A pattern of what holds a word."""
    return "%" + re.sub("[!%_]", r"!\g<0>", word) + "%"


def as_title(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())[:LONGEST_TITLE]


def _readable(question: str, written: str) -> Answer:
    """An answer as it was kept, one of another edition as what became of it."""
    try:
        return read_answer(written)
    except UNREADABLE:
        return Answer(question, trouble="This answer was kept by another edition of quotewise and cannot be read here.")


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def new_id() -> str:
    return str(uuid.uuid4())


def is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
