"""Questions with the places in the notes that answer them."""

import json
from dataclasses import dataclass
from pathlib import Path

SAMPLE = Path(__file__).parent / "sample"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a note, offsets in code points of the file."""

    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a set of notes. Any one of `evidence` suffices; within one, every span is needed."""

    id: str
    type: str
    question: str
    history: tuple[str, ...]
    answerable: bool
    conflict: bool
    gold_answer: str
    key_facts: tuple[str, ...]
    evidence: tuple[tuple[Span, ...], ...]


def load_questions(file: Path) -> list[Question]:
    """The questions in a JSON-lines file; raises ValueError naming file, line and what is wrong with it."""
    questions = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            questions.append(question_of(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{file}, line {number}: not a question of the schema ({error!r})") from error
    return questions


def question_of(item: dict[str, object]) -> Question:
    sets = item.get("evidence_sets") or []
    return Question(
        id=str(item["id"]),
        type=str(item["type"]),
        question=str(item["question"]),
        history=tuple(item.get("history") or ()),  # type: ignore[arg-type]
        answerable=bool(item["answerable"]),
        conflict=bool(item.get("conflict", False)),
        gold_answer=str(item.get("gold_answer") or ""),
        key_facts=tuple(item.get("key_facts") or ()),  # type: ignore[arg-type]
        evidence=tuple(
            tuple(Span(quote["source"], quote["start"], quote["end"]) for quote in quotes)
            for quotes in sets  # type: ignore[attr-defined]
        ),
    )
