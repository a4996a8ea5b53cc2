"""How much simulated learners recall on the exam's day, by what chooses their reviews.

The learners forget by ACT-R (Pavlik & Anderson 2005), which is not FSRS: the strength of an item is the logarithm of
the sum of its traces, each fading as a power of its age, the faster the stronger the item was when it was made. Every
schedule makes exactly so many reviews on every day, no item twice on one: where its rule calls for fewer, what is
next in its order is asked ahead of time. An item never asked is not known; a wrong answer is shown, and leaves a trace.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from fsrs.scheduler import DEFAULT_PARAMETERS
from numpy.typing import NDArray

from quotewise.assistant.study.fsrs_batch import Crowd, Floats

LEARNERS, ITEMS, SEED, TUNING_SEED = 200, 100, 1, 777
SETTINGS = ((14, 10), (14, 20), (30, 10), (30, 20), (60, 5), (60, 10), (60, 20))  # days to the exam, reviews a day
RETENTIONS = (0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
LADDER = np.array([1, 3, 7, 14, 30])  # days to the next review after a right one; a wrong one starts again
KNOWN = 0.05  # of items never asked: none is, and a learner's own first answers soon tell the product so
UNSEEN = 1e6  # more than any worth
TICKS = 86_400 * 0.025  # of forgetting in a day: seconds, slower between sessions
THRESHOLD, NOISE = -0.704, 0.255
DECAY, DECAY_SPREAD, SCALE, SCALE_SPREAD = 0.177, 0.03, 0.217, 0.2
EASE, EASE_OF_LEARNER, EASE_OF_ITEM = 0.9, 0.3, 0.5

Ints = NDArray[np.intp]


class Learners:
    """What (learners, items) truly remember; their parameters are drawn around those of the paper."""

    def __init__(self, learners: int, items: int, most: int, seed: int) -> None:
        draw = np.random.default_rng(seed)
        shape = learners, items
        self.decay = np.clip(draw.normal(DECAY, DECAY_SPREAD, (learners, 1)), 0.08, 0.3) * np.ones(shape)
        self.scale = SCALE * np.exp(draw.normal(0, SCALE_SPREAD, (learners, 1))) * np.ones(shape)
        self.ease = draw.normal(EASE, EASE_OF_LEARNER, (learners, 1)) + draw.normal(0, EASE_OF_ITEM, shape)
        self.luck = draw.random((*shape, most))  # of each review of an item, the same for all schedules
        self.days = np.full((*shape, most), np.nan)  # of its traces
        self.decays = np.ones((*shape, most))
        self.count = np.zeros(shape, dtype=int)

    def strength(self, day: int) -> Floats:
        with np.errstate(divide="ignore"):
            return np.asarray(self.ease + np.log(np.nansum(((day - self.days) * TICKS) ** -self.decays, axis=2)))

    def recall(self, day: int) -> Floats:
        return recalled(self.strength(day))

    def review(self, at: tuple[Ints, Ints], day: int) -> NDArray[np.bool_]:
        """Ask these on a day; whether each was right."""
        strength, count = self.strength(day)[at], self.count[at]
        right = self.luck[*at, count] < recalled(strength)
        self.days[*at, count] = day
        self.decays[*at, count] = np.minimum(self.decay[at] + self.scale[at] * np.exp(strength), 1.5)
        self.count[at] += 1
        return np.asarray(right)


def recalled(strength: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp((THRESHOLD - strength) / NOISE)))


@dataclass
class Seen:
    """What a schedule goes by: FSRS's memories, and where each item stands on the ladder with the day it is due."""

    crowd: Crowd
    step: Ints
    due: Floats


Order = Callable[[Seen, int, int], Floats]  # what is asked first has most: of what was seen, day, days left


def aimed(seen: Seen, day: int, left: int) -> Floats:
    return seen.crowd.gain(left)


def ladder(seen: Seen, day: int, left: int) -> Floats:
    late = day - seen.due
    return np.where(seen.crowd.new, 0, np.where(late >= 0, 1_000 + late, late))


def plain(retention: float) -> Order:
    """What fell to a retention, the most forgotten first; then what is new; then what is forgotten most of the rest."""

    def order(seen: Seen, day: int, left: int) -> Floats:
        recall = seen.crowd.recall()
        return np.where(seen.crowd.new, 0, np.where(recall <= retention, 2 - recall, -1 - recall))

    return order


def new_first(order: Order) -> Order:
    """The same with what is new ahead of all that is due."""
    return lambda seen, day, left: np.where(seen.crowd.new, UNSEEN, order(seen, day, left))


def sit(order: Order, days: int, a_day: int, learners: int, seed: int) -> Floats:
    """The share of the items that each learner truly recalls on the exam's day."""
    truth, size = Learners(learners, ITEMS, days, seed), learners * ITEMS
    crowd = Crowd(np.ones(size), np.full(size, 5.0), np.full(size, np.nan), DEFAULT_PARAMETERS, KNOWN)
    seen = Seen(crowd, np.full(size, -1), np.zeros(size))
    ties = np.random.default_rng(seed).random(size) * 1e-6
    rows = np.repeat(np.arange(learners), a_day)
    for day in range(days):
        worth = (order(seen, day, days - day) + ties).reshape(learners, ITEMS)
        columns = np.argpartition(-worth, a_day - 1, axis=1)[:, :a_day].ravel()
        right, places = truth.review((rows, columns), day), rows * ITEMS + columns
        seen.step[places] = np.where(right, np.minimum(seen.step[places] + 1, len(LADDER) - 1), 0)
        seen.due[places] = day + LADDER[seen.step[places]]
        seen.crowd = seen.crowd.next_day(places, seen.crowd.take(places).answered(right))
    return np.asarray(truth.recall(days).mean(axis=1))


def tune(days: int, a_day: int, learners: int) -> float:
    """The desired retention that is best for this exam and budget, found on other learners."""
    return max(RETENTIONS, key=lambda one: sit(plain(one), days, a_day, learners, TUNING_SEED).mean())


def spread(values: Floats) -> str:
    return f"{values.mean():.3f} ({values.std(ddof=1):.3f})"


def ahead(ours: Floats, other: Floats) -> str:
    """The mean of the learners' differences with its 95 % interval."""
    apart = ours - other
    half = 1.96 * apart.std(ddof=1) / len(apart) ** 0.5
    return f"{apart.mean():+.3f} [{apart.mean() - half:+.3f}, {apart.mean() + half:+.3f}]"


def compare(days: int, a_day: int, learners: int) -> Sequence[str]:
    best = tune(days, a_day, learners)
    orders = aimed, ladder, new_first(ladder), plain(0.9), plain(best)
    ours, *others = (sit(order, days, a_day, learners, SEED) for order in orders)
    return [f"{days}", f"{a_day}", *map(spread, (ours, *others)), f"{best}", *(ahead(ours, other) for other in others)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=LEARNERS)
    learners = parser.parse_args().learners
    orders = "ladder", "ladder, new first", "plain .9", "plain, tuned"
    print(" | ".join(["days", "a day", "aimed", *orders, "at", *(f"over {one}" for one in orders)]))
    for days, a_day in SETTINGS:
        print(" | ".join(compare(days, a_day, learners)), flush=True)


if __name__ == "__main__":
    main()
