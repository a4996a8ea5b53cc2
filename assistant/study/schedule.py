"""What to review today, and the days until the exam, so that most is recalled on its day.

Asked first is what gains most on the exam's day by being asked today: the recall then if it is asked now, less the
recall then if it never is again. Reckoning with all later reviews as well, by a price for each day (Whittle 1988), did
better only where FSRS itself was the truth, and worse where it was not: eval/README.md has the figures.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.study.fsrs_batch import Crowd, Floats, crowd_of
from quotewise.assistant.study.memory import DEFAULT_PARAMETERS, RETENTION, Memory, Parameters

WORTH = 0.002  # of an item's recall on the day, below which a review is not worth its while
CROWD = 500  # items, repeated up to it, that the days are played through with, so that chance evens out
KNOWN = 0.3  # of items never asked, the share answered right where nothing tells it
AHEAD = 14  # days foretold where there is no exam
A_DAY = 20  # reviews where nothing says how many

Worth = Callable[[Crowd, int], Floats]  # of a review of each item, so many days before the exam; 0 for not today


@dataclass(frozen=True, slots=True)
class Load:
    """What a day is expected to take."""

    day: date
    reviews: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """today: ids of what to ask today, the most urgent first. load: day by day from today to the day before the exam.

    expected: the mean recall of all items on the exam's day. a_day: the most reviews on a day that this reckons with.
    needed: reviews a day with which `expected` reaches the target, None where no number does. Without an exam to come
    both are None.
    """

    today: tuple[str, ...] = ()
    load: tuple[Load, ...] = ()
    expected: float | None = None
    a_day: int = 0
    needed: int | None = None


def schedule(
    states: Mapping[str, Memory | None],
    today: date,
    exam_day: date | None,
    a_day: int | None = None,
    *,
    done: int = 0,
    ask: int | None = None,
    parameters: Parameters = DEFAULT_PARAMETERS,
    known: float = KNOWN,
    target: float = RETENTION,
    usual: int = A_DAY,
) -> Schedule:
    """Choose what to review today. states: of every item, None for one never asked. known: see Crowd.

    a_day: at most so many a day; None for as many as are needed for `target`, or `usual` where none is enough.
    done: how many of them were done today.
    ask: choose so many for now; None for what is left of the day's. Without an exam, or after it, plain FSRS: what has
    fallen to the usual retention, the most forgotten first, then what is new.
    """
    if not states:
        return Schedule()
    crowd = crowd_of(list(states.values()), today, parameters, known)
    left = (exam_day - today).days if exam_day else -1
    needed = reviews_needed(crowd, left, target, done) if left > 0 else None
    if a_day is None:
        a_day = (needed if needed is not None else usual) if left > 0 else A_DAY
    worth, days = (gain, left) if left > 0 else (is_shaky, 0) if left == 0 else (is_due, AHEAD)
    load, expected = play(crowd, days, a_day, worth, done)
    chosen = pick(states, worth(crowd, days), max(0, a_day - done) if ask is None else ask)
    return Schedule(chosen, spread(today, load), expected if left >= 0 else None, a_day, needed)


def gain(crowd: Crowd, left: int) -> Floats:
    found = crowd.gain(left)
    return np.where(found > WORTH, found, 0)


def is_due(crowd: Crowd, left: int) -> Floats:
    """How much is forgotten of what fell to the usual retention; what is new comes behind all that."""
    lost = 1 - crowd.recall()
    return np.where(crowd.new, WORTH, np.where(lost >= 1 - RETENTION, lost, 0))


def is_shaky(crowd: Crowd, left: int) -> Floats:
    """How likely each is to be missed now; what is new is not begun."""
    return np.where(crowd.new, 0, 1 - crowd.recall())


def play(crowd: Crowd, days: int, a_day: int, worth: Worth, done: int = 0) -> tuple[list[float], float]:
    """Play days through with so many reviews each: the reviews of each day, and the mean recall behind the last.

    Of the items asked on a day as many are answered right as are expected to be: no chance is drawn.
    """
    times = -(-CROWD // len(crowd.age))
    crowd = crowd.take(np.tile(np.arange(len(crowd.age)), times))
    load = []
    for left in range(days, 0, -1):
        places = best(worth(crowd, left), (a_day - done * (left == days)) * times)
        asked = crowd.take(places)
        right = np.diff(np.floor(np.cumsum(asked.right()) + 0.5), prepend=0) > 0
        crowd = crowd.next_day(places, asked.answered(right))
        load.append(len(places) / times)
    return load, mean(crowd)


def best(worth: Floats, count: int) -> NDArray[np.intp]:
    """Places of the highest worth, the highest first; of those that are worth nothing none."""
    order = np.argsort(-worth, kind="stable")[: max(0, count)]
    return order[worth[order] > 0]


def pick(states: Mapping[str, Memory | None], worth: Floats, count: int) -> tuple[str, ...]:
    ids = list(states)
    return tuple(ids[place] for place in best(worth, count))


def mean(crowd: Crowd) -> float:
    return float(crowd.recall().mean())


def spread(today: date, load: Sequence[float]) -> tuple[Load, ...]:
    return tuple(Load(today + timedelta(at), reviews) for at, reviews in enumerate(load))


def reviews_needed(crowd: Crowd, days: int, target: float, done: int) -> int | None:
    """The fewest reviews a day with which the mean recall reaches the target; None where none does."""
    low, high = 0, len(crowd.age)
    if play(crowd, days, high, gain, done)[1] < target:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if play(crowd, days, middle, gain, done)[1] >= target else (middle, high)
    return 0 if high == 1 and play(crowd, days, 0, gain, done)[1] >= target else high
