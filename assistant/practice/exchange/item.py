"""What a file of questions was read into: one item for each question in it, taken or refused with its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from quotewise.assistant.claim_json import Json
from quotewise.assistant.practice.question import Question

Raw = tuple[str, Any]  # where an entry of a file stands, and the entry: a BadEntry where it cannot be read


class BadQuestions(Exception):
    """A file that cannot be read as questions; the message says why, and the remedy."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question of a file.

    place: "line 3", "card 2" or a path into JSON. number: which of the file's it is, 1 the first.

    question: None where it is refused; why: the reason then. mended: what was put right to take it, a phrase each.
    """

    place: str
    number: int
    stem: str
    question: Question | None = None
    mended: tuple[str, ...] = ()
    why: str = ""

    @property
    def line(self) -> int:
        """The line of the file it stands on; where it has no lines of its own, its number."""
        kind, _, number = self.place.partition(" ")
        return int(number) if kind == "line" else self.number


@dataclass(frozen=True, slots=True)
class Imported:
    """The items of a file in their order. form: what it was recognised as ("JSON", "GIFT")."""

    name: str
    form: str
    items: tuple[Item, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Those that can be asked, each once."""
        found: dict[str, Question] = {}
        for item in self.items:
            if item.question is not None:
                found.setdefault(item.question.id, item.question)
        return tuple(found.values())

    @property
    def failed(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.question is None)

    def first_trouble(self) -> str:
        """Where and why the first refused item failed; "" where none did."""
        return next((f"{item.place}: {item.why}" for item in self.failed), "")


def matched(pairs: Iterable[Sequence[str]]) -> Json:
    """The fields of a question that matches: pairs whose left side is empty lend a wrong right side."""
    told = [[side.strip() for side in pair] for pair in pairs]
    whole = [pair for pair in told if pair[0]]
    return {"left": [left for left, _ in whole], "right": sorted({right for _, right in told}), "answer": whole}
