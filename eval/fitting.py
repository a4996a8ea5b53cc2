"""Fit how statements are ranked and when to refuse: `python -m quotewise.eval.fitting --set NOTES QUESTIONS ...`.

Prints the constants of `assistant.extract.relevance`, `.topic` and `.refusal`. How the refusals do is told when a tenth
of the questions is judged by what was fitted to the other nine; the ranking below them and the threshold saw all ten.
The questions of `--off-topic` are asked of every set; how they are told is said of each set when the topic was fitted
to the other sets. Logistic regressions with a ridge, by Newton's method.
"""

import argparse
import math
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.extract import refusal, relevance, topic
from quotewise.assistant.extract.gathering import Question as Put
from quotewise.assistant.extract.gathering import gather
from quotewise.assistant.extract.relevance import Asked, Scored
from quotewise.assistant.phrasing import say
from quotewise.assistant.unit import Unit
from quotewise.eval.dataset import SAMPLE, Question, load_questions
from quotewise.eval.key_facts import seen, states
from quotewise.eval.refusal import Bools, count, print_outcome
from quotewise.index import Library

Floats = NDArray[np.float64]

RIDGE = {"relevance": 2.0, "topic": 0.3, "refusal": 1.0}
MOST_OFF = 0.02  # share of what can be answered that may be taken for off topic
FOLDS = 10
KINDS = {"answerable": (True, False), "near misses": (False, False), "off topic": (False, True)}
OFF_TOPIC = "offtopic"  # type of a question that is on nothing the notes are about
UNANSWERABLE = 0.5  # what a question that is not to be answered weighs for the ranking


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its statements, and which of them hold a key fact or evidence. part: the number of its set.
    signs: what its topic is told by.
    """

    item: Question
    part: int
    library: Library
    asked: Asked
    ranked: list[Scored]
    labels: list[bool]
    signs: Mapping[str, float]

    @property
    def off_topic(self) -> bool:
        return self.item.type == OFF_TOPIC


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", nargs=2, type=Path, action="append", metavar=("NOTES", "QUESTIONS"))
    parser.add_argument("--off-topic", type=Path, default=SAMPLE / "offtopic.jsonl")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        sets = options.set or [[SAMPLE / "notes", SAMPLE / "questions.jsonl"]]
        off_topic = load_questions(options.off_topic)
        judged = [
            one
            for at, (notes, questions) in enumerate(sets)
            for one in judge(Path(folder, str(at)), at, notes, questions, off_topic)
        ]
        ranked = fit_relevance([one for one in judged if not one.off_topic])
        print_constants("relevance", *ranked)
        fit_topic(judged)
        own = [one for one in judged if not one.off_topic]
        sizes = Counter(one.part for one in own)
        fit_refusals([rescored(one, *ranked) for one in own], [sizes[part] for part in sorted(sizes)])


def judge(folder: Path, part: int, notes: Path, questions: Path, off_topic: Sequence[Question]) -> Iterator[Judged]:
    library = Library.open(folder, create=True)
    library.ingest([notes])
    for item in [*load_questions(questions), *off_topic]:
        found = gather(library, Put(item.question, item.history))
        if found.asked is not None:
            labels = [answers(scored.unit, item) for scored in found.ranked]
            signs = topic.signs(library, found.asked.text, found.hits)
            yield Judged(item, part, library, found.asked, list(found.ranked), labels, signs)


def answers(unit: Unit, item: Question) -> bool:
    """Whether a statement states a key fact or lies on a quote of the evidence."""
    if any(states(seen(say(unit), unit.hit.heading), fact) for fact in item.key_facts):
        return True
    places = [(unit.hit.source, unit.start)]
    places += [(place.source, place.start + unit.start - unit.hit.start) for place in unit.hit.also]
    return any(
        span.source == source and start < span.end and span.start < start + len(unit.text)
        for quotes in item.evidence
        for span in quotes
        for source, start in places
    )


def fit_relevance(judged: Sequence[Judged]) -> tuple[float, dict[str, float]]:
    """A question weighs the same however many statements it has, one that is not to be answered half as much."""
    rows, labels, weights = [], [], []
    for one in judged:
        if any(one.labels) or not one.item.answerable:
            rows += [[scored.signs[name] for name in relevance.SIGNS] for scored in one.ranked]
            labels += one.labels
            weights += [(1.0 if one.item.answerable else UNANSWERABLE) / len(one.labels)] * len(one.labels)
    bias, *found = fit(np.array(rows), np.array(labels, float), RIDGE["relevance"], np.array(weights))
    return bias, dict(zip(relevance.SIGNS, found, strict=True))


def rescored(one: Judged, bias: float, signs: Mapping[str, float]) -> Judged:
    ranked = [replace(item, chance=relevance.logistic(bias, signs, item.signs)) for item in one.ranked]
    return replace(one, ranked=sorted(ranked, key=lambda item: -item.chance))


def fit_topic(every: Sequence[Judged]) -> None:
    """Prints the constants, and what is told as off topic of each set by what was fitted to the others."""
    rows = np.array([[one.signs[name] for name in topic.SIGNS] for one in every])
    bias, found = fit_off_topic(rows, every)
    print_constants("topic", bias, dict(zip(topic.SIGNS, found, strict=True)))
    parts = np.array([one.part for one in every])
    for part in np.unique(parts):
        rest = np.flatnonzero((parts != part) | (parts.max() == 0))
        bias, found = fit_off_topic(rows[rest], [every[at] for at in rest.tolist()])
        held = np.flatnonzero(parts == part)
        print_told(f"set {part + 1}", [every[at] for at in held.tolist()], bias + rows[held] @ found >= 0)


def fit_off_topic(rows: Floats, every: Sequence[Judged]) -> tuple[float, Floats]:
    """Bias and coefficients; from one half on, few enough of what can be answered are taken for off topic.

    Of each set, what can be answered weighs as much as near misses and what is off topic together.
    """
    kinds = [(one.part, one.off_topic, one.item.answerable) for one in every]
    many = Counter(kinds)
    weights = np.array([(2.0 if answerable else 1.0) / many[part, off, answerable] for part, off, answerable in kinds])
    bias, *found = fit(rows, np.array([one.off_topic for one in every], float), RIDGE["topic"], weights)
    scores = bias + rows @ np.array(found)
    answerable = np.array([one.item.answerable for one in every])
    return bias - choose(scores, (~answerable).astype(float), MOST_OFF), np.array(found)


def print_told(name: str, every: Sequence[Judged], told: Bools) -> None:
    counts = []
    for label, kind in KINDS.items():
        some = [bool(off) for one, off in zip(every, told, strict=True) if (one.item.answerable, one.off_topic) == kind]
        counts.append(f"{sum(some)} of {len(some)} {label}")
    print(f"told as off topic, {name} held out where there are others: {', '.join(counts)}")


def fit_refusals(every: Sequence[Judged], sizes: Sequence[int]) -> None:
    doubts = [refusal.doubt(one.library, one.asked, one.item.question, one.ranked) for one in every]
    rows = np.array([[found[name] for name in refusal.DOUBTS] for found in doubts])
    labels = np.array([not one.item.answerable for one in every], float)
    bias, *found = fit(rows, labels, RIDGE["refusal"])
    chances = cross_validated(rows, labels)
    threshold = choose(chances, labels)
    shifted = bias - math.log(threshold / (1 - threshold))  # so that the constants refuse from one half on
    print_constants("refusal", shifted, dict(zip(refusal.DOUBTS, found, strict=True)))
    for at, size in zip(np.cumsum([0, *sizes[:-1]]), sizes, strict=True):
        part = slice(at, at + size)
        print_outcome("cross-validated", count(labels[part] > 0, chances[part] >= threshold))


def choose(chances: Floats, labels: Floats, most: float = 0.04) -> float:
    """The lowest chance from which at most a share `most` of what can be answered is refused."""
    answerable = np.sort(chances[labels == 0])[::-1]
    return float(answerable[int(most * len(answerable))]) + 1e-6


def cross_validated(rows: Floats, labels: Floats) -> Floats:
    """The chance of each row by what was fitted without its tenth."""
    order = np.random.default_rng(0).permutation(len(labels))
    chances = np.zeros(len(labels))
    for fold in range(FOLDS):
        held = order[fold::FOLDS]
        rest = np.setdiff1d(order, held)
        bias, *found = fit(rows[rest], labels[rest], RIDGE["refusal"])
        chances[held] = 1 / (1 + np.exp(-bias - rows[held] @ np.array(found)))
    return chances


def fit(rows: Floats, labels: Floats, ridge: float, weights: Floats | None = None) -> list[float]:
    """Bias and coefficients of a logistic regression; the bias is not held back. weights: any scale."""
    design = np.column_stack([np.ones(len(rows)), rows])
    weigh = np.ones(len(rows)) if weights is None else weights / weights.mean()
    held_back = ridge * np.diag([0.0, *[1.0] * rows.shape[1]])
    found = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ found))
        slope = design.T @ (weigh * (chance - labels)) + held_back @ found
        bend = (design * (weigh * chance * (1 - chance))[:, None]).T @ design + held_back
        found -= np.linalg.solve(bend, slope)
    return [float(one) for one in found]


def print_constants(module: str, bias: float, found: Mapping[str, float]) -> None:
    print(f"{module}: BIAS = {bias:.2f}")
    for name, value in found.items():
        print(f'    "{name}": {value:.2f},')


if __name__ == "__main__":
    main()
