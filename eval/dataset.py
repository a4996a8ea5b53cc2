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
                made.append(make(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise BadSet(f"{file}, line {number}: not {what} of the schema ({error!r})") from error
    if not made:
        raise BadSet(f"{file} holds nothing to measure with")
    return made


def question_of(item: dict[str, Any]) -> Question:
    sets = item.get("evidence_sets") or []
    return Question(
        id=str(item["id"]),
        type=str(item["type"]),
        question=str(item["question"]),
        history=tuple(item.get("history") or ()),
        answerable=bool(item["answerable"]),
        conflict=bool(item.get("conflict", False)),
        gold_answer=str(item.get("gold_answer") or ""),
        key_facts=tuple(item.get("key_facts") or ()),
        evidence=tuple(
            tuple(Span(quote["source"], quote["start"], quote["end"]) for quote in quotes) for quotes in sets
        ),
        domain=str(item.get("domain") or ""),
        difficulty=str(item.get("difficulty") or ""),
        kind=str(item.get("kind") or ""),
    )
