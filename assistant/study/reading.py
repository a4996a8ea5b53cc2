"""What to read for each domain of an exam: the passages of the notes nearest to it, and how the learner stands there.

Passages are told a domain some minutes of reading at a time, together with their neighbours under one heading. Of a
domain, what is nearest to each of its subjects comes first, then the second nearest to each, so that little time covers
every subject once.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.exam.blueprint import Blueprint
from quotewise.assistant.lines import Lines
from quotewise.assistant.practice.domains import Domains, Fit
from quotewise.assistant.study.log import Answer, latest_answers
from quotewise.index import Library
from quotewise.index.lookup import every_stretch
from quotewise.ingest.words import reading_length

WORDS_A_MINUTE = 200  # 238 of plain English, silently (Brysbaert 2019); notes are denser
TOO_SHORT, ENOUGH, MOST = 0.25, 3.0, 6.0  # minutes of what is read together
NO_READING = frozenset({"quiz"})  # questions that a note holds are to be asked

Standing = Literal["wrong", "right", ""]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch of a note under one heading: `original[start:end]`, lines `line` to `last` (from 1).

    standing: "wrong" where a question on it was answered wrongly last, "" where none was ever asked.
    """

    source: str
    title: str
    heading: str
    line: int
    last: int
    start: int
    end: int
    minutes: float
    standing: Standing = ""


def readings(library: Library, blueprint: Blueprint, answers: Sequence[Answer]) -> dict[str, tuple[Reading, ...]]:
    """By domain, passage by passage, the most telling first; none of notes that do not fit the exam."""
    stretches, vectors = every_stretch(library)
    lines, known = Lines(library), asked_about(answers)
    passages, texts, rows = list[Reading](), list[str](), list[int]()
    for row, one in enumerate(stretches):
        if one.kind not in NO_READING and one.text.strip():
            minutes = round(reading_length(one.text) / WORDS_A_MINUTE, 2)
            places = lines.of(one.source, one.start), lines.of(one.source, one.end - 1)
            passages.append(Reading(one.source, one.title, one.heading, *places, one.start, one.end, minutes))
            texts.append(one.text)
            rows.append(row)
    groups = together(passages)
    if not groups:
        return dict.fromkeys(blueprint.names, ())
    domains = Domains(blueprint, library.encoder)
    fit = Fit(domains, library)
    means = np.stack([mean(vectors[[rows[at] for at in group]]) for group in groups])
    whole = [told(known, [passages[at] for at in group]) for group in groups]
    said = ["\n".join(texts[at] for at in group) for group in groups]
    nearest = domains.assign(said, [group[0].heading for group in whole], means)
    found = {}
    for name in blueprint.names:
        own = [at for at, one in enumerate(nearest) if one.name == name and fit.holds([whole[at][0].source], one.near)]
        order = turns(means[own] @ domains.lines_of(name).T)
        found[name] = tuple(one for place in order for one in whole[own[place]])
    return found


def together(passages: Sequence[Reading]) -> list[list[int]]:
    """The numbers of passages that are read together, in the order of the notes."""
    groups: list[list[int]] = []
    minutes = 0.0
    for at, one in enumerate(passages):
        before = passages[at - 1] if at else None
        if before and minutes + one.minutes <= MOST and goes_on(passages[groups[-1][0]], before, one, minutes):
            groups[-1].append(at)
            minutes += one.minutes
        else:
            groups.append([at])
            minutes = one.minutes
    return groups


def goes_on(first: Reading, before: Reading, one: Reading, minutes: float) -> bool:
    """Whether a passage is read with those before it: one heading's whole, short ones with their neighbours."""
    if first.source != one.source:
        return False
    if before.heading == one.heading:
        return True
    return minutes < (ENOUGH if common([first.heading, one.heading]) else TOO_SHORT)


def common(headings: Iterable[str]) -> str:
    """The headings that all of some paths stand under, below the note's first: "Malware > Worms"."""
    paths = [heading.split(" > ") for heading in headings]
    shared = [level[0] for level in takewhile(lambda level: len(set(level)) == 1, zip(*paths, strict=False))]
    return " > ".join(shared) if len(shared) > 1 else ""


def told(known: dict[str, list[tuple[int, int, bool]]], group: Sequence[Reading]) -> list[Reading]:
    """Passages read together under the heading they share, with how the learner stands there."""
    start, end = group[0].start, group[-1].end
    right = [right for begins, ends, right in known.get(group[0].source, ()) if begins < end and start < ends]
    standing: Standing = "" if not right else "right" if all(right) else "wrong"
    heading = common(one.heading for one in group) or next((one.heading for one in group if one.heading), "")
    return [replace(one, heading=heading, standing=standing) for one in group]


def turns(cosines: NDArray[np.float32]) -> list[int]:
    """(groups, lines of a domain) -> the numbers of the groups: each line's nearest, each line's second, and so on."""
    before: Counter[int] = Counter()
    order = []
    for place in np.argsort(-cosines.max(axis=1), kind="stable") if len(cosines) else ():
        line = int(cosines[place].argmax())
        order.append((before[line], -float(cosines[place, line]), int(place)))
        before[line] += 1
    return [place for _, _, place in sorted(order)]


def mean(vectors: Vectors) -> Vectors:
    """The mean of (n, dimension) vectors, of unit length."""
    whole = vectors.mean(axis=0)
    return np.asarray(whole / (np.linalg.norm(whole) or 1.0), np.float32)


def asked_about(answers: Sequence[Answer]) -> dict[str, list[tuple[int, int, bool]]]:
    """By source the stretches that questions rest on, and whether the last answer was right."""
    found: dict[str, list[tuple[int, int, bool]]] = {}
    for answer in latest_answers(answers):
        for cited in answer.question.rationale.citations:
            found.setdefault(cited.source, []).append((cited.start, cited.end, answer.correct))
    return found
