"""What to read for each domain of an exam: the passages of the notes nearest to it, and how the learner stands there.

Passages under one heading go together. Within a domain, the heading nearest to each of its subjects comes first, then
the second nearest to each, so that little time covers every subject once.
"""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.exam.blueprint import Blueprint
from quotewise.assistant.practice.domain import Domains
from quotewise.assistant.practice.telling import Fit
from quotewise.assistant.study.log import Answer, latest_answers
from quotewise.index import Library
from quotewise.index.contents import Stretch, every_stretch
from quotewise.ingest.words import reading_length

WORDS_A_MINUTE = 200  # 238 of plain English, silently (Brysbaert 2019); notes are denser
TOGETHER = 12  # passages at most that are told one domain: a note without headings is on several
NO_READING = frozenset({"quiz"})  # questions that a note holds are to be asked

Standing = Literal["wrong", "right", ""]


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch of a note under one heading: `original[start:end]`, from `line` (from 1) on.

    standing: "wrong" where a question on it was answered wrongly last, "" where none was ever asked.
    """

    source: str
    title: str
    heading: str
    line: int
    start: int
    end: int
    minutes: float
    standing: Standing = ""


def readings(library: Library, blueprint: Blueprint, answers: Sequence[Answer]) -> dict[str, tuple[Reading, ...]]:
    """By domain, the most telling headings first, passage by passage; none of notes that do not fit the exam."""
    stretches, vectors = every_stretch(library)
    groups = grouped(stretches)
    found: dict[str, list[tuple[int, float, list[Stretch]]]] = {name: [] for name in blueprint.names}
    if groups:
        domains = Domains(blueprint, library.encoder)
        fit = Fit(domains, library)
        means = np.stack([mean(vectors[group]) for group in groups])
        texts = ["\n".join(stretches[at].text for at in group) for group in groups]
        headings = [stretches[group[0]].heading for group in groups]
        told = domains.assign(texts, headings, means)
        for name, ranked in found.items():
            own = [
                at
                for at, one in enumerate(told)
                if one.name == name and fit.holds([stretches[groups[at][0]].source], one.near)
            ]
            for rank, near, at in ranks(own, means, domains.lines_of(name)):
                ranked.append((rank, near, [stretches[place] for place in groups[at]]))
    tell = Teller(library, answers)
    return {
        name: tuple(tell.reading(one) for _, _, group in sorted(ranked, key=lambda it: it[:2]) for one in group)
        for name, ranked in found.items()
    }


def grouped(stretches: Sequence[Stretch]) -> list[list[int]]:
    """The numbers of stretches that stand together under one heading of a note."""
    groups: list[list[int]] = []
    own = [at for at, one in enumerate(stretches) if one.kind not in NO_READING and one.text.strip()]
    for _, together in groupby(own, key=lambda at: (stretches[at].source, stretches[at].heading)):
        whole = list(together)
        size = math.ceil(len(whole) / math.ceil(len(whole) / TOGETHER))
        groups += [whole[at : at + size] for at in range(0, len(whole), size)]
    return groups


def ranks(
    own: Sequence[int], means: NDArray[np.float32], lines: NDArray[np.float32]
) -> Iterator[tuple[int, float, int]]:
    """For each of a domain's groups how many are nearer to its nearest line, minus its cosine to it, and its number."""
    cosines = means[list(own)] @ lines.T if own else np.zeros((0, 1))
    nearer: Counter[int] = Counter()
    for place in np.argsort(-cosines.max(axis=1), kind="stable"):
        line = int(cosines[place].argmax())
        yield nearer[line], -float(cosines[place].max()), own[int(place)]
        nearer[line] += 1


def mean(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean of (n, dimension) vectors, of unit length."""
    whole = vectors.mean(axis=0)
    return np.asarray(whole / (np.linalg.norm(whole) or 1.0), np.float32)


class Teller:
    """Tells of a stretch its line and how the learner stands there."""

    def __init__(self, library: Library, answers: Iterable[Answer]) -> None:
        self._library = library
        self._ends: dict[str, list[int]] = {}
        self._asked: dict[str, list[tuple[int, int, bool]]] = {}
        for answer in latest_answers(answers):
            for cited in answer.question.rationale.citations:
                self._asked.setdefault(cited.source, []).append((cited.start, cited.end, answer.correct))

    def reading(self, one: Stretch) -> Reading:
        minutes = round(reading_length(one.text) / WORDS_A_MINUTE, 2)
        line, standing = self._line(one), self._standing(one)
        return Reading(one.source, one.title, one.heading, line, one.start, one.end, minutes, standing)

    def _line(self, one: Stretch) -> int:
        if one.source not in self._ends:
            text = self._library.original(one.source)
            self._ends[one.source] = [match.end() for match in re.finditer(r"\r\n?|\n", text)]
        return bisect_right(self._ends[one.source], one.start) + 1

    def _standing(self, one: Stretch) -> Standing:
        asked = self._asked.get(one.source, ())
        right = [right for start, end, right in asked if start < one.end and one.start < end]
        return "" if not right else "right" if all(right) else "wrong"
