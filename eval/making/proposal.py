"""A question proposed for an evaluation set, with the words of the notes that answer it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from quotewise.assistant.practice.verify import Span

Origin = Literal["definition", "row", "number", "heading", "model", "near-miss"]
Kind = Literal["", "absent_fact", "wrong_service"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a note and their place: `original[start:end] == quote`. title: what the note is called."""

    source: str
    start: int
    end: int
    quote: str
    title: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question as it would stand in the set.

    evidence: every quote that the answer needs; none where the notes do not answer. near: what of the notes tempts
    to answer all the same. kind: why the notes do not answer, "" where they do.
    """

    origin: Origin
    type: str
    question: str
    gold_answer: str
    key_facts: tuple[str, ...] = ()
    evidence: tuple[Quote, ...] = ()
    difficulty: str = "easy"
    kind: Kind = ""
    near: Quote | None = None

    @property
    def answerable(self) -> bool:
        return bool(self.evidence)

    @property
    def quote(self) -> Quote | None:
        """The words to be shown with it."""
        return self.evidence[0] if self.evidence else self.near

    @property
    def id(self) -> str:
        """The same for the same question about the same words, so that nobody is asked twice."""
        told = "\0".join([self.question, *(one.quote for one in self.evidence)])
        return f"{self.origin}-{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"

    def stands(self, original: Callable[[str], str]) -> bool:
        """Whether every quote stands where it says, and says something."""
        quotes = [*self.evidence, *([self.near] if self.near else [])]
        return all(one.quote.strip() and original(one.source)[one.start : one.end] == one.quote for one in quotes)

    def line(self, id: str) -> dict[str, Any]:
        """As a line of a question file, as `eval.dataset` reads it."""
        line: dict[str, Any] = {
            "id": id,
            "type": self.type,
            "question": self.question,
            "answerable": self.answerable,
            "gold_answer": self.gold_answer,
            "key_facts": list(self.key_facts),
            "difficulty": self.difficulty,
            "evidence_sets": [[quote_json(one) for one in self.evidence]] if self.evidence else [],
        }
        if not self.answerable:
            line |= {"kind": self.kind} | ({"near": quote_json(self.near)} if self.near else {})
        return line


def quote_of(span: Span) -> Quote:
    return Quote(span.hit.source, span.start, span.end, span.text, span.hit.title)


def quote_json(one: Quote) -> dict[str, Any]:
    return {"source": one.source, "start": one.start, "end": one.end, "quote": one.quote}
