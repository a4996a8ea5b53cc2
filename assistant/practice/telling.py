"""The domains of a library's questions: told under its exam, and none where notes or question fit no domain of it.

Notes fit an exam whose passages are, on the average, nearer to what it is about than two of its own subjects are to
each other. Both ends of that scale are measured on the blueprint's lines with the library's own encoder, so that one
bound holds for any exam and any encoder; eval/README.md says what it was found on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.exam.blueprint import Blueprint
from quotewise.assistant.exam.chosen import chosen_exam
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.domain import Domains, assign_questions
from quotewise.assistant.practice.question import Question
from quotewise.index import Library
from quotewise.index.lookup import passage_vectors

BOUND = 0.65  # of the way from two of its subjects taken at random to a subject and the one nearest to it
OTHERS = 40  # passages of the whole library that count beside those of a note: a short note says little by itself
FLOOR = 0.5  # of the bound: a question farther off has no domain, whatever note it stands in


class Fit:
    """How near the notes of a library are to what an exam is about."""

    def __init__(self, domains: Domains, library: Library) -> None:
        self._lines, self._library = domains.lines, library
        self.least = bound(domains.lines)
        self._sums: dict[str | None, tuple[float, int]] = {}

    def of(self, sources: Sequence[str] = ()) -> float:
        """The mean cosine of some notes' passages to their nearest lines, drawn towards the whole library's."""
        whole, count = self._sum(None)
        mean = whole / max(1, count)
        own = [self._sum(source) for source in dict.fromkeys(sources)]
        passages = sum(count for _, count in own)
        return (sum(total for total, _ in own) + OTHERS * mean) / (passages + OTHERS)

    def holds(self, sources: Sequence[str], near: float) -> bool:
        """Whether a question from these notes, so near to its nearest line, has a domain."""
        return self.of(sources) >= self.least and near >= FLOOR * self.least

    def _sum(self, source: str | None) -> tuple[float, int]:
        if source not in self._sums:
            vectors = passage_vectors(self._library, source)
            near = (vectors @ self._lines.T).max(axis=1) if len(vectors) else np.zeros(0)
            self._sums[source] = float(near.sum()), len(near)
        return self._sums[source]


def bound(lines: NDArray[np.float32]) -> float:
    """How near passages must be to fit, on the scale of an exam's own lines: (n, dimension), unit length."""
    if len(lines) < 2:
        return 0.0
    cosines = lines @ lines.T
    apart = float(cosines[~np.eye(len(lines), dtype=bool)].mean())
    np.fill_diagonal(cosines, -1.0)
    return apart + BOUND * (float(cosines.max(axis=1).mean()) - apart)


class Teller:
    """Tells domains under the exam of a library, none if none is chosen; the exam's lines are encoded once."""

    def __init__(self, library: Library) -> None:
        chosen = chosen_exam(library)
        self.blueprint: Blueprint | None = chosen.blueprint if chosen else None
        self._library = library
        self._ready: tuple[Domains, Fit] | None = None

    def tell(self, questions: Sequence[Question]) -> Iterator[Question]:
        """The questions with their domains; one that a file gave its own keeps it."""
        open_ones = [question for question in questions if question.exam or not question.domain]
        told = {question.id: question for question in self._told(open_ones)}
        for question in questions:
            yield told.get(question.id, question)

    def _told(self, questions: Sequence[Question]) -> Iterator[Question]:
        if self.blueprint is None or not questions:
            yield from (replace(question, domain="", exam="") for question in questions)
            return
        if self._ready is None:
            domains = Domains(self.blueprint, self._library.encoder)
            self._ready = domains, Fit(domains, self._library)
        domains, fit = self._ready
        for question, found in zip(questions, assign_questions(questions, domains), strict=True):
            fits = fit.holds([citation.source for citation in question.rationale.citations], found.near)
            yield replace(question, domain=found.name if fits else "", exam=self.blueprint.mark)


def tell_again(bank: Bank, library: Library) -> None:
    """Tell the domains of questions kept under another exam, or before there was one; raises BankError."""
    teller = Teller(library)
    if teller.blueprint is None or not bank.file.exists():
        return
    old = [kept for kept in bank.questions() if kept.exam != teller.blueprint.mark and (kept.exam or not kept.domain)]
    if old:
        bank.keep(teller.tell(old))
