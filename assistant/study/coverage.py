"""Notes to write: subjects of the exam that no note speaks of, notes never asked about, questions that had no answer.

How far notes speak of a subject is the cosine of its line to the nearest passage, on the scale of the exam's own lines
(0: two of its subjects taken at random; 1: a subject and the one nearest to it, as in `practice.domains`), times the
share of the line's telling words that stand anywhere in the notes. eval/README.md says what the bound was judged on.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.exam.blueprint import Blueprint
from quotewise.assistant.gate.wording import parts
from quotewise.assistant.practice.domains import SHORTEST
from quotewise.assistant.practice.staleness import Quotes
from quotewise.assistant.study.log import Answer, Refusal, by_question
from quotewise.index import Library
from quotewise.index.lookup import passage_vectors

BOUND = 0.8  # of that scale, below which no note speaks of a subject
ELSEWHERE = 0.75  # share of subjects missing from which the notes are on something else
MOST = 20  # refused questions told


@dataclass(frozen=True, slots=True)
class Subject:
    """A line of a domain's `about`; missing: those of its words that no note holds."""

    domain: str
    text: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """subjects: no note speaks of them. elsewhere: these are so many that the notes are on something else, or in
    another language than the exam's lines. unasked: sources of notes that no question answered rests on.
    """

    subjects: tuple[Subject, ...]
    elsewhere: bool
    unasked: tuple[str, ...]
    refused: tuple[tuple[str, datetime], ...]


def cover(
    library: Library,
    blueprint: Blueprint | None,
    answers: Sequence[Answer],
    refusals: Iterable[Refusal],
    standing: Quotes,
    missing: Sequence[Subject] | None = None,
) -> Coverage:
    """What the notes lack; without an exam nothing is told of subjects. missing: they, where they are known already."""
    if missing is None:
        missing = missing_subjects(library, blueprint) if blueprint else ()
    lines = sum(len(domain.about) for domain in blueprint.domains) if blueprint else 1
    cited = {cited for one in by_question(answers).values() for cited in one.question.rationale.citations}
    places = [place for place in map(standing.now, cited) if place]
    asked = {place.source for place in places} | {other.source for place in places for other in place.also}
    unasked = tuple(source for source in library.status().sources if source not in asked)
    newest = {one.question: one.at for one in refusals}
    refused = sorted(newest.items(), key=lambda item: item[1], reverse=True)[:MOST]
    return Coverage(tuple(missing), len(missing) >= ELSEWHERE * lines, unasked, tuple(refused))


def missing_subjects(library: Library, blueprint: Blueprint) -> tuple[Subject, ...]:
    """The subjects that no note speaks of, in the blueprint's order."""
    passages = passage_vectors(library)
    if not len(passages):
        return ()
    subjects = [(domain.name, line) for domain in blueprint.domains for line in domain.about]
    lines = library.encoder.encode([line for _, line in subjects])
    near = on_scale((lines @ passages.T).max(axis=1), lines)
    words = [tuple(word for word in parts(line) if len(word) >= SHORTEST) for _, line in subjects]
    held, _ = library.document_frequency({word for some in words for word in some})
    lacking = [tuple(word for word in some if not held.get(word)) for some in words]
    spoken = near * np.array([1 - share(some, lacks, words) for some, lacks in zip(words, lacking, strict=True)])
    found = zip(subjects, lacking, spoken, strict=True)
    return tuple(Subject(*subject, lacks) for subject, lacks, score in found if score < BOUND)


def on_scale(near: NDArray[np.float32], lines: NDArray[np.float32]) -> NDArray[np.float64]:
    """Cosines on the scale of an exam's lines, (n, dimension) of unit length; at least 0."""
    if len(lines) < 2:
        return np.ones(len(lines))
    cosines = lines @ lines.T
    apart = float(cosines[~np.eye(len(lines), dtype=bool)].mean())
    np.fill_diagonal(cosines, -1.0)
    return np.asarray(np.maximum(0.0, (near - apart) / max(1e-6, float(cosines.max(axis=1).mean()) - apart)), float)


def share(words: Sequence[str], some: Sequence[str], of: Sequence[Sequence[str]]) -> float:
    """What `some` of a line's words tell of all it says; a word of few lines tells more."""

    def telling(words: Sequence[str]) -> float:
        return sum(math.log(1 + len(of) / sum(word in line for line in of)) for word in words)

    return telling(some) / telling(words) if words else 0.0
