"""Exams to test mock exams with: small blueprints, and questions of their domains and kinds."""

from typing import Any

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.exam.blueprint import Blueprint, Domain
from quotewise.assistant.practice.question import Question

CLAIM = Claim("Ash is grey.", (Citation("ash.md", 0, 12, "Ash is grey.", "file"),))


def blueprint(shares: dict[str, float], kinds: dict[Any, float] | None = None, **other: Any) -> Blueprint:
    domains = tuple(Domain(name, weight, (f"about {name}",)) for name, weight in shares.items())
    return Blueprint(code="ASH-1", domains=domains, kinds=kinds or {}, **other)


def question(number: int, domain: str = "", kind: Any = "single", origin: str = "row", **other: Any) -> Question:
    """A question whose key is A, or A and B."""
    answer = ("A", "B") if kind == "multiple" else ("A",)
    options = {letter: f"{letter}{number}" for letter in "ABCD"}
    shape = {"options": options, "answer": answer, **other}
    return Question(
        f"00000000-0000-0000-0000-{number:012}",
        kind,
        f"Which is {number}?",
        CLAIM,
        domain=domain,
        origin=origin,
        **shape,
    )
