"""The domains of a library's questions: told under its exam by what its blueprint says each is about, or none.

Nothing is trained: a text is held against every line of each domain by meaning (cosine of sentence vectors) and by
words (rare among the domains' words counting more), and a heading that names a domain counts on top.

Notes fit an exam whose passages are, on the average, nearer to what it is about than two of its own subjects are to
each other. Both ends of that scale are measured on the blueprint's lines with the library's own encoder, so that one
bound holds for any exam and any encoder; eval/README.md says what it was found on.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.exam.blueprint import Blueprint
from quotewise.assistant.exam.chosen import chosen_exam
from quotewise.assistant.gate.wording import parts, stem, stems
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.question import Question
from quotewise.index import Encoder, Library
from quotewise.index.lookup import passage_vectors

BEST = 2  # lines of a domain whose cosines count
WORDS = 0.3  # what holding all telling words of a text in a domain's lines adds to the cosine
HEADING = 0.15  # what a heading adds that names the domain
SHORTEST = 3  # letters of a word that tells anything


@dataclass(frozen=True, slots=True)
class Assigned:
    """The nearest domain, by how much it is ahead of the next (0 is a toss-up; .05 is clear), how near its line is.

    near: the cosine of the text to the nearest line of all domains.
    """

    name: str
    lead: float
    near: float


class Domains:
    """A blueprint made ready to be asked; its lines are encoded once."""

    def __init__(self, blueprint: Blueprint, encoder: Encoder) -> None:
        self.blueprint = blueprint
        self._encoder = encoder
        self.lines = encoder.encode([line for domain in blueprint.domains for line in domain.about])
        self._ends = np.cumsum([len(domain.about) for domain in blueprint.domains])
        self._words = [set(stems(" ".join([domain.name, *domain.about]))) for domain in blueprint.domains]

    def assign(
        self, texts: Sequence[str], headings: Sequence[str] = (), vectors: NDArray[np.float32] | None = None
    ) -> list[Assigned]:
        """The domain nearest to each text, however far. headings: the path each stands under, if any.

        vectors: (texts, dimension) of unit length, where they are known already.
        """
        if not texts:
            return []
        cosines = (self._encoder.encode(list(texts)) if vectors is None else vectors) @ self.lines.T
        found = []
        for row, near in zip(self._scores(cosines, texts, headings), cosines.max(axis=1), strict=True):
            first, second = sorted(row, reverse=True)[:2] if len(row) > 1 else (row[0], 0.0)
            found.append(Assigned(self.blueprint.names[int(np.argmax(row))], float(first - second), float(near)))
        return found

    def lines_of(self, name: str) -> NDArray[np.float32]:
        """(lines, dimension) of what one domain is about."""
        return np.split(self.lines, self._ends[:-1])[self.blueprint.names.index(name)]

    def _scores(
        self, cosines: NDArray[np.float32], texts: Sequence[str], headings: Sequence[str]
    ) -> NDArray[np.float64]:
        """(texts, domains), higher is better."""
        meaning = np.stack([_best(part) for part in np.split(cosines, self._ends[:-1], axis=1)], axis=1)
        words = np.array([self._word_shares(text) for text in texts])
        titles = np.array([self._named(heading) for heading in headings or [""] * len(texts)])
        return np.asarray(meaning + WORDS * words + HEADING * titles, np.float64)

    def _word_shares(self, text: str) -> list[float]:
        """What share of a text's words each domain's lines hold; a word that all domains hold tells nothing."""
        telling = {word: self._telling(word) for word in {stem(part) for part in parts(text) if len(part) >= SHORTEST}}
        total = sum(telling.values()) or 1.0
        return [sum(weight for word, weight in telling.items() if word in held) / total for held in self._words]

    def _telling(self, word: str) -> float:
        holding = sum(word in held for held in self._words)
        return math.log(len(self._words) / holding) if holding else 0.0

    def _named(self, heading: str) -> list[float]:
        """Whether a heading names each domain: by its name, or by its number ("Domain 2")."""
        said = heading.casefold()
        numbers = {int(number) for number in re.findall(r"\bdomain\s+(\d)\b", said)}
        return [
            float(domain.name.casefold() in said or numbers == {at})
            for at, domain in enumerate(self.blueprint.domains, start=1)
        ]


def text_of(question: Question) -> str:
    """What a question is about: its stem, its key and its other options."""
    key = " ".join(question.options[letter] for letter in question.answer if letter in question.options)
    rest = " ".join([*question.options.values(), *question.left, *question.right, *question.items])
    return f"{question.stem} {key or ' '.join(question.answer)} {rest}".strip()


def assign_questions(questions: Sequence[Question], domains: Domains) -> list[Assigned]:
    """The domain of each question, by its words and by the headings its key's quotes stand under."""
    headings = [" > ".join(cited.heading for cited in question.rationale.citations) for question in questions]
    return domains.assign([text_of(question) for question in questions], headings)


def _best(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """(texts,) mean of the BEST largest cosines to the lines of one domain."""
    top = np.sort(cosines, axis=1)[:, -BEST:]
    return np.asarray(top.mean(axis=1), np.float32)


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


class DomainTeller:
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
    teller = DomainTeller(library)
    if teller.blueprint is None or not bank.file.exists():
        return
    old = [kept for kept in bank.questions() if kept.exam != teller.blueprint.mark and (kept.exam or not kept.domain)]
    if old:
        bank.keep(teller.tell(old))
