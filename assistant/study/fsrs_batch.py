"""FSRS-6 over many items at once: the days until the exam are played through some ten thousand reviews at a time.

The formulas are those of the `fsrs` package, which tells every learner's own memory; a test holds them against it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from fsrs import Rating
from fsrs.scheduler import MAX_DIFFICULTY, MIN_DIFFICULTY, STABILITY_MIN
from numpy.typing import NDArray

from quotewise.assistant.study.memory import Memory, Parameters, after

Floats = NDArray[np.float64]
_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Crowd:
    """The memories of many items, (n,) each. stability, age: days; age since the last review, NaN if never asked.

    parameters: of FSRS-6. known: the chance that an item never asked is answered right.
    """

    stability: Floats
    difficulty: Floats
    age: Floats
    parameters: Parameters
    known: float

    @property
    def new(self) -> NDArray[np.bool_]:
        return np.isnan(self.age)

    def recall(self, later: int = 0) -> Floats:
        """The chance of recall after some days if nothing is asked until then; 0 of what was never asked."""
        decay = -self.parameters[20]
        factor = 0.9 ** (1 / decay) - 1
        held: Floats = (1 + factor * (self.age + later) / self.stability) ** decay
        return np.where(self.new, 0.0, held)

    def right(self) -> Floats:
        """The chance that each is answered right today."""
        return np.where(self.new, self.known, self.recall())

    def gain(self, days: int) -> Floats:
        """What asking each today, and never again, adds to its recall after some days."""
        right = self.right()
        held: Floats = right * self.asked(Rating.Good).recall(days) + (1 - right) * self.asked(Rating.Again).recall(
            days
        )
        return held - self.recall(days)

    def asked(self, grade: Rating) -> "Crowd":
        """All of them after a review of today, as if none had been asked today before."""
        first = first_memory(grade, self.parameters)
        stability = np.where(self.new, first.stability, self._stability(grade))
        difficulty = np.where(self.new, first.difficulty, self._difficulty(grade))
        return Crowd(stability, difficulty, np.zeros_like(self.age), self.parameters, self.known)

    def _stability(self, grade: Rating) -> Floats:
        w, s, d, lost = self.parameters, self.stability, self.difficulty, 1 - self.recall()
        if grade == Rating.Again:
            forgotten = w[11] * d ** -w[12] * ((s + 1) ** w[13] - 1) * np.exp(lost * w[14])
            return np.asarray(np.maximum(np.minimum(forgotten, s / np.exp(w[17] * w[18])), STABILITY_MIN))
        grown: Floats = s * (1 + np.exp(w[8]) * (11 - d) * s ** -w[9] * np.expm1(lost * w[10]))
        return grown

    def _difficulty(self, grade: Rating) -> Floats:
        w, d = self.parameters, self.difficulty
        damped = d - w[6] * (grade - Rating.Good) * (10 - d) / 9
        easiest = w[4] - np.exp(w[5] * (Rating.Easy - 1)) + 1
        return np.asarray(np.clip(w[7] * easiest + (1 - w[7]) * damped, MIN_DIFFICULTY, MAX_DIFFICULTY))

    def take(self, places: NDArray[np.intp]) -> "Crowd":
        of = (self.stability[places], self.difficulty[places], self.age[places])
        return Crowd(*of, self.parameters, self.known)

    def next_day(self, places: NDArray[np.intp], reviewed: "Crowd") -> "Crowd":
        """All of them a day later, some having been reviewed."""
        stability, difficulty, age = self.stability.copy(), self.difficulty.copy(), self.age.copy()
        stability[places], difficulty[places], age[places] = reviewed.stability, reviewed.difficulty, reviewed.age
        return Crowd(stability, difficulty, age + 1, self.parameters, self.known)

    def answered(self, right: NDArray[np.bool_]) -> "Crowd":
        """All of them after a review of today, answered right or not."""
        good, again = self.asked(Rating.Good), self.asked(Rating.Again)
        stability = np.where(right, good.stability, again.stability)
        difficulty = np.where(right, good.difficulty, again.difficulty)
        return Crowd(stability, difficulty, good.age, self.parameters, self.known)


@cache
def first_memory(grade: Rating, parameters: Parameters) -> Memory:
    return after(None, grade, _DAY, parameters)


def crowd_of(states: Sequence[Memory | None], today: date, parameters: Parameters, known: float) -> Crowd:
    """A day of the last review after today counts as today."""
    rows = [
        (one.stability, one.difficulty, max(0, (today - one.day).days)) if one else (1.0, 5.0, np.nan) for one in states
    ]
    stability, difficulty, age = np.array(rows, dtype=float).reshape(-1, 3).T
    return Crowd(stability, difficulty, age, parameters, known)
