"""What is refused, rightly and wrongly, beside a plain threshold: `python -m quotewise.eval.refusal`."""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.extract.gathering import Question as Put
from quotewise.assistant.extract.gathering import condense, gather
from quotewise.eval.dataset import SAMPLE, load_questions
from quotewise.eval.statistics import wilson
from quotewise.index import Library

Bools = NDArray[np.bool_]

MOST_WRONG = 0.06  # share of what can be answered that the plain threshold may refuse


@dataclass(frozen=True, slots=True)
class Outcome:
    """right: refused, and the notes do not answer. wrong: refused, though they do. missed: answered, though not."""

    right: int
    wrong: int
    missed: int
    answerable: int

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--questions", type=Path, default=SAMPLE / "questions.jsonl")
    parser.add_argument("--wrong", action="store_true", help="show what was refused wrongly and what was missed")
    options = parser.parse_args(arguments)
    items = load_questions(options.questions)
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        library.ingest([options.notes])
        puts = [Put(item.question, item.history, None, condense(item.question, item.history)) for item in items]
        found = [gather(library, put) for put in puts]
    unanswerable = np.array([not item.answerable for item in items])
    refused = np.array([not evidence.answerable for evidence in found])
    print_outcome("decided", count(unanswerable, refused), spread(unanswerable, refused))
    scores = np.array([evidence.hits[0].score if evidence.hits else 0.0 for evidence in found])
    print_outcome("best threshold of score", best_threshold(unanswerable, scores))
    if options.wrong:
        for item, evidence in zip(items, found, strict=True):
            if item.answerable != evidence.answerable:
                print(f"{'missed' if evidence.answerable else 'wrong '} {evidence.decision.chance:.2f} {item.question}")


def count(unanswerable: Bools, refused: Bools) -> Outcome:
    return Outcome(
        int((unanswerable & refused).sum()),
        int((~unanswerable & refused).sum()),
        int((unanswerable & ~refused).sum()),
        int((~unanswerable).sum()),
    )


def spread(unanswerable: Bools, refused: Bools, times: int = 2000) -> tuple[float, float]:
    """The 95 % interval of F1 over questions drawn again with replacement (bootstrap, seeded)."""
    draw = np.random.default_rng(0)
    found = []
    for _ in range(times):
        at = draw.integers(0, len(refused), len(refused))
        found.append(count(unanswerable[at], refused[at]).f1)
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def best_threshold(unanswerable: Bools, scores: NDArray[np.float64]) -> Outcome:
    """What refusing below the best score would do, the best one chosen on these very questions."""
    outcomes = [count(unanswerable, scores < limit) for limit in np.unique(scores)]
    allowed = [one for one in outcomes if one.wrong <= MOST_WRONG * one.answerable]
    return max(allowed, key=lambda one: one.f1)


def print_outcome(name: str, one: Outcome, interval: tuple[float, float] | None = None) -> None:
    between = f" [{interval[0]:.2f}, {interval[1]:.2f}]" if interval else ""
    precision = one.right / max(1, one.right + one.wrong)
    recall = one.right / max(1, one.right + one.missed)
    low, high = wilson(one.wrong, one.answerable)
    print(f"{name:24} precision {precision:.2f}  recall {recall:.2f}  F1 {one.f1:.2f}{between}")
    print(
        f"{'':24} {one.right} right, {one.missed} missed, {one.wrong} of {one.answerable} wrong [{low:.2f}, {high:.2f}]"
    )


if __name__ == "__main__":
    main()
