"""Questions with the places in the notes that answer them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

SAMPLE = Path(__file__).parent / "sample"

Made = TypeVar("Made")


class BadSet(ValueError):
    """A file that holds no questions of the schema; the message names file, line and fault."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a note, offsets in code points of the file."""

    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a set of notes. Any one of `evidence` suffices; within one, every span is needed.

    kind: of a near miss, how it misses: absent_fact, wrong_service and so on.
    """

    id: str
    type: str
    question: str
    history: tuple[str, ...]
    answerable: bool
    conflict: bool
    gold_answer: str
    key_facts: tuple[str, ...]
    evidence: tuple[tuple[Span, ...], ...]
    domain: str = ""
    difficulty: str = ""
    kind: str = ""


def load_questions(file: Path) -> list[Question]:
    """The questions in a JSON-lines file; raises BadSet naming file, line and what is wrong with it."""
    return load(file, question_of, "a question")


def load(file: Path, make: Callable[[dict[str, Any]], Made], what: str) -> list[Made]:
    """What each line of a JSON-lines file makes; blank lines are passed over."""
    made = []
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        if line.strip():
            try:
                made.append(make(whole_signs(json.loads(line))))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                raise BadSet(f"{file}, line {number}: not {what} of the schema ({error!r})") from error
    if not made:
        raise BadSet(f"{file} holds nothing to measure with")
    return made


def question_of(item: dict[str, Any]) -> Question:
    sets = item.get("evidence_sets") or []
    return Question(
        id=str(item["id"]),
        type=str(item["type"]),
        question=told(item, "question"),
        history=texts(item, "history"),
        answerable=bool(item["answerable"]),
        conflict=bool(item.get("conflict", False)),
        gold_answer=str(item.get("gold_answer") or ""),
        key_facts=texts(item, "key_facts"),
        evidence=tuple(tuple(span_of(quote) for quote in quotes) for quotes in sets),
        domain=str(item.get("domain") or ""),
        difficulty=str(item.get("difficulty") or ""),
        kind=str(item.get("kind") or ""),
    )


def whole_signs(item: Any) -> Any:
    """What was read; raises ValueError for half a surrogate pair, which neither encodes nor stands in any note."""
    json.dumps(item, ensure_ascii=False).encode()
    return item


def told(item: dict[str, Any], name: str, *, empty: bool = False) -> str:
    """A field that is text, and says something unless it may be empty."""
    given = item[name]
    if not isinstance(given, str) or not (empty or given.strip()):
        raise TypeError(f"{name} must be text")
    return given


def texts(item: dict[str, Any], name: str) -> tuple[str, ...]:
    """A field that is a list of texts; none where it is missing."""
    given = item.get(name) or []
    if not isinstance(given, list) or not all(isinstance(text, str) for text in given):
        raise TypeError(f"{name} must be a list of texts")
    return tuple(given)


def span_of(quote: dict[str, Any]) -> Span:
    source, start, end = quote["source"], quote["start"], quote["end"]
    if not (isinstance(source, str) and type(start) is int and type(end) is int and 0 <= start < end):
        raise TypeError("evidence needs a source and whole numbers, 0 <= start < end")
    return Span(source, start, end)
