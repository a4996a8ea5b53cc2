"""Fit how statements are ranked and when to refuse: `python -m quotewise.eval.fitting --set NOTES QUESTIONS ...`.

Prints the constants of `assistant.extract.ranking` and `.refusal`, and how the refusals do when each tenth of the
questions is judged by what was fitted to the other nine; the ranking below them, and the threshold, saw all ten.
Logistic regressions with a ridge, by Newton's method.
"""

import argparse
import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.extract import ranking, refusal
from quotewise.assistant.extract.gathering import Question as Put
from quotewise.assistant.extract.gathering import condense, gather
from quotewise.assistant.extract.ranking import Asked, Scored
from quotewise.assistant.phrasing import say
from quotewise.assistant.unit import Unit
from quotewise.eval.dataset import SAMPLE, Question, load_questions
from quotewise.eval.key_facts import seen, states
from quotewise.eval.refusal import count, print_outcome
from quotewise.index import Library

Floats = NDArray[np.float64]

RIDGE = {"ranking": 2.0, "refusal": 1.0}
FOLDS = 10
UNANSWERABLE = 0.5  # what a question that is not to be answered weighs for the ranking


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its statements, and which of them hold a key fact or evidence."""

    item: Question
    library: Library
    asked: Asked
    ranked: list[Scored]
    labels: list[bool]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", nargs=2, type=Path, action="append", metavar=("NOTES", "QUESTIONS"))
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        sets = options.set or [[SAMPLE / "notes", SAMPLE / "questions.jsonl"]]
        judged = [list(judge(Path(folder, str(at)), *paths)) for at, paths in enumerate(sets)]
        print_constants("ranking", *fit_ranking([one for some in judged for one in some]))
        every = [
            rescored(one, *fit_ranking([one for some in judged for one in some])) for some in judged for one in some
        ]
        fit_refusals(every, [len(some) for some in judged])


def judge(folder: Path, notes: Path, questions: Path) -> Iterator[Judged]:
    library = Library.open(folder, create=True)
    library.ingest([notes])
    for item in load_questions(questions):
        found = gather(library, Put(item.question, item.history, None, condense(item.question, item.history)))
        if found.asked is not None:
            labels = [answers(scored.unit, item, found.original(scored.unit.hit.source)) for scored in found.ranked]
            yield Judged(item, library, found.asked, list(found.ranked), labels)


def answers(unit: Unit, item: Question, note: str) -> bool:
    """Whether a statement states a key fact or lies on a quote of the evidence."""
    if any(states(seen(say(unit, note), unit.hit.heading), fact) for fact in item.key_facts):
        return True
    places = [(unit.hit.source, unit.start)]
    places += [(place.source, place.start + unit.start - unit.hit.start) for place in unit.hit.also]
    return any(
        span.source == source and start < span.end and span.start < start + len(unit.text)
        for quotes in item.evidence
        for span in quotes
        for source, start in places
    )


def fit_ranking(judged: Sequence[Judged]) -> tuple[float, dict[str, float]]:
    """A question weighs the same however many statements it has, one that is not to be answered half as much."""
    rows, labels, weights = [], [], []
    for one in judged:
        if any(one.labels) or not one.item.answerable:
            rows += [[scored.signs[name] for name in ranking.TELLING] for scored in one.ranked]
            labels += one.labels
            weights += [(1.0 if one.item.answerable else UNANSWERABLE) / len(one.labels)] * len(one.labels)
    bias, *found = fit(np.array(rows), np.array(labels, float), RIDGE["ranking"], np.array(weights))
    return bias, dict(zip(ranking.TELLING, found, strict=True))


def rescored(one: Judged, bias: float, telling: Mapping[str, float]) -> Judged:
    ranked = [replace(item, chance=ranking.logistic(bias, telling, item.signs)) for item in one.ranked]
    return replace(one, ranked=sorted(ranked, key=lambda item: -item.chance))


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
