"""Practice questions to test with: every kind, resting on words of the sample notes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID, uuid5

import pytest

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.gate.reader import Reader
from quotewise.assistant.practice import quiz
from quotewise.assistant.practice.audit.audit import Audited
from quotewise.assistant.practice.audit.flaw import Flaw
from quotewise.assistant.practice.exchange import import_questions
from quotewise.assistant.practice.question import Question
from quotewise.index import Library

SPACE = UUID("6f9d5d5e-7d0b-5a0e-9c39-5b5c6a2f7a13")


def cited(library: Library, source: str, quote: str) -> Citation:
    at = library.original(source).index(quote)
    return Citation(source, at, at + len(quote), quote, "file")


def single(name: str, claim: Claim, **other: object) -> Question:
    """A question of four options whose key is A."""
    whole = Question(
        id=str(uuid5(SPACE, name)),
        kind="single",
        stem=f"Which {name} is the fastest?",
        rationale=claim,
        answer=("A",),
        options={"A": f"{name} one", "B": "two", "C": "three", "D": "four"},
        why_not={letter: replace(claim, text=f"{letter} is slower") for letter in "BCD"},
        domain="Data Preparation for ML",
        topic="Streaming",
        origin="definition",
    )
    return replace(whole, **other)  # type: ignore[arg-type]


def every_kind(claim: Claim) -> list[Question]:
    """One question of each kind, all resting on one claim."""
    bare = {"options": {}, "why_not": {}}
    return [
        single("single", claim),
        single("multiple", claim, kind="multiple", answer=("A", "C"), why_not={"B": claim, "D": claim}),
        single(
            "truth",
            claim,
            kind="true_false",
            options={"A": "True", "B": "False"},
            answer=("B",),
            why_not={"A": claim},
        ),
        single("scenario", claim, kind="scenario", thinking="apply", difficulty="hard"),
        single(
            "cloze", claim, kind="cloze", stem="A shard takes in ____ per second.", answer=("1 MB", "1 MB/s"), **bare
        ),
        single(
            "matching",
            claim,
            kind="matching",
            answer=(),
            left=("shard", "stream"),
            right=("many", "one", "none"),
            pairs=(("shard", "one"), ("stream", "many")),
            **bare,
        ),
        single(
            "ordering",
            claim,
            kind="ordering",
            items=("serve", "train", "label"),
            answer=("label", "train", "serve"),
            **bare,
        ),
    ]


def audit(
    questions: Sequence[Question],
    library: Library,
    *,
    seed: int,
    bank: Sequence[Question] = (),
    reader: Reader | None = None,
) -> Audited:
    """A stand-in for the audit: a question must not be bad, and must rest on something."""
    flaws = {
        question.id: (*[Flaw("vague")] * ("Bad" in question.stem), *[Flaw("unsupported")] * (not question.citations))
        for question in questions
    }
    return Audited(
        tuple(question for question in questions if not flaws[question.id]),
        tuple((question, flaws[question.id]) for question in questions if flaws[question.id]),
    )


def use_drafts(patch: pytest.MonkeyPatch, drafts: Iterable[Question]) -> None:
    """Let these be what is written from the notes, and the stand-in audit them."""
    patch.setattr(quiz, "write_questions", lambda library, **settings: iter(drafts))
    patch.setattr(quiz, "audit", audit)
    patch.setattr(import_questions, "audit", audit)
