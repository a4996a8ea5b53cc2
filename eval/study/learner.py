"""A simulated learner, of another making than our model assumes: facts, a memory of them, items, an exam's truth.

Every fact of a domain has presentations that decay, each by how active the fact was at it: the base-level activation of
ACT-R with decay that depends on spacing (Pavlik and Anderson 2005, Cognitive Science 29:559; their a, c and the
scaling of time between sessions). A fact is known the better, the higher ability in its domain and its activation.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.exam.blueprint import Blueprint
from quotewise.assistant.study.log import Answer

Floats = NDArray[np.float64]

BEGIN = datetime(2027, 1, 1, tzinfo=UTC)
FACTS = 40  # of a domain
MOST = 48  # presentations of a fact that are kept
DECAY, SCALE = 0.177, 0.217  # Pavlik and Anderson's a and c
SECONDS = 86400 * 0.025  # of a day, as memory counts them between sessions
MEMORY = 0.8  # logits that a unit of activation is worth
BEST = 3.0  # logits: the mean ability in a domain that practice leads to
GAP, STEP = 0.006, 0.012  # of a domain's ability a question's reasons add: of what is lacking to BEST, or as it is
HALF_AN_HOUR = 0.02  # days; nothing is younger
LABELS = {"easy": -1.0, "medium": 0.0, "hard": 1.0}


@dataclass(slots=True)
class Learner:
    """at: (domains, FACTS, MOST) days of presentations, NaN where none; decay: of each. shift: by how much the real
    exam is harder than the items practised; cut: the raw share it asks for. steady: a question teaches the same in
    every domain, not the more, the more is lacking.
    """

    rng: np.random.Generator
    blueprint: Blueprint
    base: Floats
    at: Floats
    decay: Floats
    label_worth: float
    shift: float
    cut: float
    steady: bool = False

    @classmethod
    def make(cls, blueprint: Blueprint, seed: int, uneven: float = 0.45) -> "Learner":
        """Abilities by domain from a wide distribution, apart from each other by `uneven` (the scale of a t of 4).

        Each fact was read once to four times in the two months before.
        """
        rng = np.random.default_rng(seed)
        domains = len(blueprint.domains)
        of_domain = rng.uniform(-1.6, 2.2) + uneven * rng.standard_t(4, domains)
        base = of_domain[:, None] + rng.normal(0, 0.8, (domains, FACTS))
        shape = (domains, FACTS, MOST)
        low, high = blueprint.scale or (0, 1000)
        cut = ((blueprint.pass_mark or 700) - low) / (high - low) + rng.uniform(-0.05, 0.05)
        learner = cls(
            rng,
            blueprint,
            base,
            np.full(shape, np.nan),
            np.full(shape, np.nan),
            rng.uniform(0.2, 0.9),
            rng.uniform(-0.5, 0.5),
            cut,
        )
        read = -np.sort(-rng.uniform(3, 60, (domains, FACTS, 4)), axis=2)
        for turn in range(4):
            meant = rng.random((domains, FACTS)) < (1.0, 0.7, 0.5, 0.3)[turn]
            for domain, fact in np.argwhere(meant):
                learner.present(int(domain), int(fact), -float(read[domain, fact, turn]))
        learner.base -= MEMORY * float(learner.activation(0.0).mean())
        return learner

    def activation(self, day: float) -> Floats:
        """(domains, FACTS); a fact never met lies at the least."""
        age = np.maximum(day - self.at, HALF_AN_HOUR) * SECONDS
        with np.errstate(divide="ignore"):
            strength = np.nansum(np.where(self.at < day, age**-self.decay, np.nan), axis=2)
            return np.asarray(np.maximum(np.log(strength), -6.0))

    def present(self, domain: int, fact: int, day: float) -> None:
        """The fact is met: what is presented while it is active decays the faster."""
        kept = self.at[domain, fact]
        known = ~np.isnan(kept)
        slot = min(int(known.sum()), MOST - 1)
        age = np.maximum(day - kept[known], HALF_AN_HOUR) * SECONDS
        strength = float((age ** -self.decay[domain, fact][known]).sum())
        self.at[domain, fact, slot], self.decay[domain, fact, slot] = day, SCALE * strength + DECAY

    def knows(self, day: float) -> Floats:
        """(domains, FACTS) logits."""
        return self.base + MEMORY * self.activation(day)

    def answer(self, domain: int, day: float) -> Answer:
        """A question on a fact of a domain, answered, its reasons read; a wrong one is read twice."""
        fact, rng = int(self.rng.integers(FACTS)), self.rng
        asked, lucky = item(rng)
        label = str(asked["difficulty"])
        hard = self.label_worth * LABELS[label] + rng.normal(0, 1.0)
        ahead = float(self.base[domain, fact]) + MEMORY * self.active(domain, fact, day) - hard
        right = bool(rng.random() < lucky + (1 - lucky) / (1 + np.exp(-rng.lognormal(0, 0.25) * ahead)))
        for _ in range(1 if right else 2):
            self.present(domain, fact, day)
        self.base[domain] += STEP if self.steady else GAP * max(0.0, BEST - float(self.base[domain].mean()))
        name = self.blueprint.names[domain]
        number = f"{rng.integers(2**62):x}"
        asked = {**asked, "domain": name}
        at = BEGIN + timedelta(days=day)
        return Answer(number, at, "s", "", number, (), right, "", 30.0, "quiz", self.blueprint.mark, asked)

    def active(self, domain: int, fact: int, day: float) -> float:
        kept, decay = self.at[domain, fact], self.decay[domain, fact]
        known = kept < day
        strength = (np.maximum(day - kept[known], HALF_AN_HOUR) * SECONDS) ** -decay[known]
        return max(-6.0, float(np.log(strength.sum()))) if known.any() else -6.0

    def shares(self, day: float, draws: int = 2000) -> Floats:
        """(domains,) the true expected share right on the real exam."""
        return np.array([self.exam_chances(domain, day, draws).mean() for domain in range(len(self.blueprint.domains))])

    def passes(self, day: float, exams: int = 2000) -> float:
        """The true chance of passing, by so many exams."""
        scored = self.blueprint.scored or self.blueprint.items or 50
        right = np.zeros(exams)
        for domain, count in enumerate(self.blueprint.share_out(scored).values()):
            chances = self.exam_chances(domain, day, exams * count)
            right += (self.rng.random(exams * count) < chances).reshape(exams, count).sum(axis=1)
        return float((right >= self.cut * scored - 1e-9).mean())

    def exam_chances(self, domain: int, day: float, count: int) -> Floats:
        """(count,) the chances of so many items of the exam, on facts taken at random."""
        rng = self.rng
        ahead = self.knows(day)[domain, rng.integers(FACTS, size=count)] - self.shift - rng.normal(0, 1.1, count)
        several = rng.random(count) < self.blueprint.kinds.get("multiple", 0.0)
        lucky = np.where(several, rng.uniform(0.03, 0.2, count), rng.uniform(0.18, 0.4, count))
        return np.asarray(lucky + (1 - lucky) / (1 + np.exp(-rng.lognormal(0, 0.25, count) * ahead)))


def item(rng: np.random.Generator) -> tuple[dict[str, Any], float]:
    """A question's form, and the chance to guess it: who knows some of the options guesses better than at random."""
    label = str(rng.choice(list(LABELS), p=[0.3, 0.5, 0.2]))
    kind = str(rng.choice(["single", "multiple", "true_false", "cloze"], p=[0.6, 0.15, 0.1, 0.15]))
    match kind:
        case "single":
            shown: dict[str, Any] = {"options": dict.fromkeys("ABCD", ""), "answer": ["A"]}
            lucky = rng.uniform(0.18, 0.4)
        case "multiple":
            shown, lucky = {"options": dict.fromkeys("ABCDE", ""), "answer": ["A", "B"]}, rng.uniform(0.03, 0.2)
        case "true_false":
            shown, lucky = {"options": dict.fromkeys("AB", ""), "answer": ["A"]}, rng.uniform(0.4, 0.65)
        case _:
            shown, lucky = {"answer": ["word"]}, rng.uniform(0.0, 0.06)
    return {"kind": kind, "difficulty": label, **shown}, float(lucky)
