"""What is refused, rightly and wrongly, beside a plain threshold."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotewise.eval.statistics import wilson

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


def precision(unanswerable: Any, refused: Any) -> Any:
    """Share of the refused that the notes do not answer, NaN where none is refused; arrays run along the last axis."""
    return shared(unanswerable & refused, refused)


def recall(unanswerable: Any, refused: Any) -> Any:
    """Share of what the notes do not answer that is refused."""
    return shared(unanswerable & refused, unanswerable)


def f1(unanswerable: Any, refused: Any) -> Any:
    """Harmonic mean of the two, 0 where nothing is refused rightly."""
    right = (unanswerable & refused).sum(-1)
    return 2 * right / np.maximum(1, unanswerable.sum(-1) + refused.sum(-1))


def shared(some: Any, of: Any) -> Any:
    whole = of.sum(-1)
    return np.divide(some.sum(-1), whole, out=np.full(np.shape(whole), np.nan), where=whole != 0)


def count(unanswerable: Bools, refused: Bools) -> Outcome:
    return Outcome(
        int((unanswerable & refused).sum()),
        int((~unanswerable & refused).sum()),
        int((unanswerable & ~refused).sum()),
        int((~unanswerable).sum()),
    )


def best_threshold(unanswerable: Bools, scores: NDArray[np.float64]) -> Bools:
    """What refusing below the best score would refuse, the best one chosen on these very questions."""
    allowed = [
        (outcome.f1, limit)
        for limit in np.unique(scores)
        for outcome in [count(unanswerable, scores < limit)]
        if outcome.wrong <= MOST_WRONG * outcome.answerable
    ]
    return np.asarray(scores < max(allowed)[1])


def print_outcome(name: str, one: Outcome) -> None:
    low, high = wilson(one.wrong, one.answerable)
    print(
        f"{name:24} precision {one.right / max(1, one.right + one.wrong):.2f}  "
        f"recall {one.right / max(1, one.right + one.missed):.2f}  F1 {one.f1:.2f}"
    )
    print(
        f"{'':24} {one.right} right, {one.missed} missed, {one.wrong} of {one.answerable} wrong [{low:.2f}, {high:.2f}]"
    )
