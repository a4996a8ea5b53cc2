"""Intervals and tests for shares and for pairs of runs; all seeded, so that the same run says the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binomtest

Floats = NDArray[np.float64]
Statistic = Callable[..., Any]  # of arrays whose last axis runs over the questions

DRAWS = 2000  # of the bootstrap
CERTAIN = 0.05  # a difference with a smaller p is shown


@dataclass(frozen=True, slots=True)
class Change:
    """Pairs that changed: `lost` went down, as from right to wrong, `won` up. exact, mid_p: two-sided p."""

    lost: int
    won: int
    exact: float
    mid_p: float


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of paired differences, second less first, with its 95 % interval."""

    value: float
    low: float
    high: float


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, score interval without continuity correction)."""
    if trials == 0:
        return 0.0, 1.0
    interval = binomtest(successes, trials).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


def bootstrap(statistic: Statistic, *columns: ArrayLike, seed: int = 0) -> tuple[float, float]:
    """The 95 % percentile interval of a statistic over questions drawn again with replacement (Efron 1979).

    columns: of one length, drawn together. Draws in which the statistic is not defined (NaN) are left out.
    """
    arrays = [np.asarray(column) for column in columns]
    rows = np.random.default_rng(seed).integers(0, len(arrays[0]), (DRAWS, len(arrays[0])))
    found = np.asarray(statistic(*(array[rows] for array in arrays)), float)
    low, high = np.nanquantile(found, [0.025, 0.975])
    return float(low), float(high)


def mean(values: Floats) -> Floats:
    """Of each draw."""
    return np.asarray(np.mean(values, axis=-1))


def ratio(tops: Floats, bottoms: Floats) -> Floats:
    """Of the sums of each draw, NaN where the lower is 0."""
    top, bottom = np.sum(tops, axis=-1), np.sum(bottoms, axis=-1)
    return np.asarray(np.divide(top, bottom, out=np.full(np.shape(bottom), np.nan), where=bottom != 0))


def turned(before: Sequence[float], after: Sequence[float]) -> Change:
    """Whether as many pairs went up as down: McNemar's exact test where each is right or wrong, and its mid-p.

    Mid-p counts half of what was observed: nearer to its 5 % than the exact test, which is too careful on few pairs
    (Fagerland, Lydersen, Laake 2013, BMC Medical Research Methodology 13:91).
    """
    lost = sum(one > other for one, other in zip(before, after, strict=True))
    won = sum(other > one for one, other in zip(before, after, strict=True))
    if lost + won == 0:
        return Change(0, 0, 1.0, 1.0)
    exact = float(binomtest(lost, lost + won).pvalue)
    fewer = min(lost, won)
    return Change(lost, won, exact, min(1.0, at_most(fewer, lost + won) + at_most(fewer - 1, lost + won)))


def at_most(successes: int, trials: int) -> float:
    """The chance of no more successes, either outcome as likely."""
    return float(binomtest(successes, trials, alternative="less").pvalue) if successes >= 0 else 0.0


def sign_test(lost: int, won: int) -> float:
    """The chance of at least so many lost of those that turned, were either way as likely (exact, one-sided)."""
    return float(binomtest(lost, lost + won, alternative="greater").pvalue) if lost + won else 1.0


def difference(before: Sequence[float], after: Sequence[float]) -> Difference:
    """The mean difference of pairs, and its interval over pairs drawn again (bootstrap)."""
    gained = np.asarray(after, float) - np.asarray(before, float)
    return Difference(float(gained.mean()), *bootstrap(mean, gained))


def holm(chances: Sequence[float]) -> list[float]:
    """p values made larger, so that among all of them a false alarm stays below 5 % (Holm 1979)."""
    adjusted, highest = [0.0] * len(chances), 0.0
    for rank, at in enumerate(sorted(range(len(chances)), key=chances.__getitem__)):
        highest = max(highest, min(1.0, (len(chances) - rank) * chances[at]))
        adjusted[at] = highest
    return adjusted
