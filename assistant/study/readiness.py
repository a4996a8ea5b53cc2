"""How ready a learner is for an exam: what share of each domain would be right today, and the chance of passing.

Shares and the chance follow from the posterior of `abilities`: for each draw of it the number of scored items right is
a sum of as many throws, shared out over the domains by their weights, with the guessing of the exam's kinds of items
(the Poisson-binomial distribution, added up exactly). Two things nobody knows are drawn with it: by how much the
real exam is harder than our questions, and which raw share its pass mark stands for: providers scale, and do not
publish how; a straight line over the scale is assumed, give or take. The interval over the draws is what is said.

That posterior of what a learner knows of each domain is had by quadrature on grids. An answer is right with the chance
c + (1 - c) * logistic(k * (ability - b)), the three-parameter logistic model (Birnbaum 1968, in Lord and Novick,
Statistical Theories of Mental Test Scores; Lord 1980, Applications of Item Response Theory): c is the chance to guess
it, b how hard it is said to be. How hard it really is differs from what is said by a normal error, which averaged over
flattens the curve by k (MacKay 1992, Neural Computation 4:720). Abilities of domains are normal about the learner's own
mean, so that domains lend each other strength; their spread about it is averaged over as well. Old evidence is
tempered: the likelihood of an answer is raised to a power that halves with its age (power prior, Ibrahim and Chen 2000,
Statistical Science 15:46). Each question answered teaches, so ability was lower by a step for every later answer in its
domain (additive factors, Cen, Koedinger and Junker 2006, LNCS 4053:164); the step is not fitted to a learner, so that
one more right answer never lowers a share. eval/README.md tells what was tried.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.exam.blueprint import Blueprint
from quotewise.assistant.study.log import Answer, by_question

Floats = NDArray[np.float64]
DIFFICULTY: Mapping[str, float] = {"easy": -0.7, "medium": 0.0, "hard": 0.7}  # logits
LABEL_ERROR = 0.9  # sd, logits, of how hard an item really is about what its label says
GRID = np.linspace(-5.0, 5.0, 101)  # of abilities, logits
MEANS = np.linspace(-4.0, 4.0, 41)  # of a learner's mean over the domains
MEAN_SPREAD = 1.3  # sd of the prior of that mean, about 0
SPREADS = (0.3, 0.6, 1.0)  # of the domains about it, each as likely
HALF_LIFE = 20.0  # days in which an answer loses half its weight
STEP = 0.004  # logits that a question answered adds in its domain: a third of what simulated learners gain
MOST_LATER = 100  # answers that count so


@dataclass(frozen=True, slots=True)
class Abilities:
    """The posterior, on the grids. outer: (cells,), the chance of each pair of a mean and a spread, lowest means
    first; inner: (cells, domains, len(GRID)), the chances of each domain's ability within a cell.
    """

    outer: Floats
    inner: Floats

    def marginal(self) -> Floats:
        """(domains, len(GRID)): the chances of each domain's ability."""
        return np.asarray(np.einsum("c,cdg->dg", self.outer, self.inner))

    def draw(self, uniforms: Floats) -> Floats:
        """(n, domains) abilities from (n, 1 + domains) uniform numbers, by inverting what adds up to 1."""
        cells = np.searchsorted(np.cumsum(self.outer), uniforms[:, 0] * (1 - 1e-12)).clip(0, len(self.outer) - 1)
        sums = np.cumsum(self.inner, axis=2)[cells]  # (n, domains, grid)
        at = (sums < uniforms[:, 1:, None] * sums[..., -1:]).sum(axis=2).clip(0, len(GRID) - 1)
        above = np.take_along_axis(sums, at[..., None], axis=2)[..., 0]
        mass = np.take_along_axis(self.inner[cells], at[..., None], axis=2)[..., 0]
        within = 1 - (above - uniforms[:, 1:]) / np.maximum(mass, 1e-300)
        return np.asarray(GRID[at] + (within.clip(0, 1) - 0.5) * (GRID[1] - GRID[0]))


def abilities(answers: Sequence[Answer], domains: Mapping[str, int], now: datetime) -> Abilities:
    """domains: the number of each by its name in small letters, from 0 on; every answer is of one of them."""
    told = np.stack(
        [
            likelihood([one for one in answers if domains[one.domain.casefold()] == at], now)
            for at in range(len(domains))
        ]
    )  # (domains, grid)
    most = told.max(axis=1, keepdims=True)
    cells = [(mean, spread) for mean in MEANS for spread in SPREADS]
    prior = np.array([np.exp(-0.5 * ((GRID - mean) / spread) ** 2) for mean, spread in cells])
    joint = (prior / prior.sum(axis=1, keepdims=True))[:, None] * np.exp(told - most)  # (cells, domains, grid)
    evidence = joint.sum(axis=2, keepdims=True)
    logs = np.log(evidence).sum(axis=(1, 2)) - 0.5 * (np.array(cells)[:, 0] / MEAN_SPREAD) ** 2
    outer = np.exp(logs - logs.max())
    return Abilities(outer / outer.sum(), joint / evidence)


def likelihood(answers: Sequence[Answer], now: datetime) -> Floats:
    """(grid,): the log-likelihood of the answers of one domain, those of long ago counting less.

    An answer from the future, by a clock that was set back, counts as one of today.
    """
    answers = sorted(answers, key=lambda one: (one.at, one.uuid))
    later = np.arange(len(answers))[::-1]
    days = np.array([max(0.0, (now - one.at).total_seconds() / 86400) for one in answers])
    hard = np.array([DIFFICULTY.get(str(one.asked.get("difficulty")), 0.0) for one in answers])
    lucky = np.array([guessing(one.asked) for one in answers])[:, None]
    right = np.array([one.correct for one in answers], bool)[:, None]
    then = GRID - STEP * np.minimum(later, MOST_LATER)[:, None]  # (answers, grid)
    known = lucky + (1 - lucky) * solved(then - hard[:, None], LABEL_ERROR)
    weight = 0.5 ** (days / HALF_LIFE)[:, None]
    return np.asarray((weight * np.log(np.where(right, known, 1 - known))).sum(axis=0))


def solved(ahead: Floats, spread: float) -> Floats:
    """The chance to know an item when ability is so far ahead of it on the average, give or take `spread`; logits."""
    return np.asarray(1 / (1 + np.exp(-ahead / math.sqrt(1 + math.pi * spread**2 / 8))))


def guessing(asked: Mapping[str, Any]) -> float:
    """The chance to be right by guessing: one of all that may be answered, nothing where words are typed."""
    key = asked.get("answer") or ()
    match asked.get("kind"):
        case "cloze":
            return 0.0
        case "ordering":
            return 1 / math.factorial(max(1, len(key)))
        case "matching":
            right = asked.get("right") or ()
            return 1 / math.perm(max(len(right), len(key), 1), max(1, len(key)))
    options = len(asked.get("options") or ())
    return 1 / math.comb(options, len(key)) if 0 < len(key) < options else 0.0


LEAST = 20  # first answers below which no chance is told
WIDEST = 0.8  # of an interval that still says something
LEVEL = 0.9  # of the intervals
EXAM_SHIFT = 0.3  # sd, logits, of how much harder the real exam is than our questions
CUT_ERROR = 0.03  # sd of the raw share that the pass mark stands for
GUESSING: Mapping[str, float] = {"multiple": 0.1, "true_false": 0.5, "cloze": 0.0, "matching": 0.04, "ordering": 0.04}
ONE_OF_FOUR = 0.25  # the chance to guess an item of any other kind
DRAWS = 2000
SEED = 20261130


@dataclass(frozen=True, slots=True)
class Interval:
    """Between two bounds, 9 times in 10; middle: the expected value."""

    low: float
    high: float
    middle: float


@dataclass(frozen=True, slots=True)
class DomainScore:
    """answers: first answers, right: how many of them were. share: expected right on a fresh item of the exam."""

    name: str
    weight: float
    answers: int
    right: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Readiness:
    """chance: of passing today; None where the answers do not tell it, and why_not says so. overall: the share right
    on a fresh exam. answers: first answers that count. wanting: about how many more would tell it, 0 where none would.
    """

    domains: tuple[DomainScore, ...]
    chance: Interval | None
    why_not: str
    overall: Interval
    answers: int
    wanting: int


def estimate(answers: Sequence[Answer], blueprint: Blueprint, now: datetime) -> Readiness:
    """How ready the answers to this blueprint's domains show a learner to be. Only the first answer to each question
    counts: a later one tells what was remembered of the question.
    """
    numbers = {name.casefold(): at for at, name in enumerate(blueprint.names)}
    first = [one for one in by_question(answers).values() if one.domain.casefold() in numbers]
    found = abilities(first, numbers, now)
    uniforms = np.random.default_rng(SEED).random((DRAWS, 1 + len(numbers)))
    shift, cut = np.random.default_rng(SEED + 1).standard_normal((2, DRAWS))
    drawn = found.draw(uniforms)
    shares = right_share(drawn - EXAM_SHIFT * shift[:, None], LABEL_ERROR, blueprint)
    expected = found.marginal() @ right_share(GRID, math.hypot(LABEL_ERROR, EXAM_SHIFT), blueprint)
    weights = np.array([domain.weight for domain in blueprint.domains])
    whole = shares @ weights / weights.sum()
    scores = tuple(
        score(
            domain.name,
            domain.weight,
            [one for one in first if numbers[one.domain.casefold()] == at],
            between(shares[:, at], float(expected[at])),
        )
        for at, domain in enumerate(blueprint.domains)
    )
    overall = between(whole, float(expected @ weights / weights.sum()))
    known = right_share(drawn.mean(axis=0) - EXAM_SHIFT * shift[:, None], LABEL_ERROR, blueprint)
    chance, why_not, wanting = passing(len(first), shares, known, cut, blueprint)
    return Readiness(scores, chance, why_not, overall, len(first), wanting)


def weights(readiness: Readiness) -> dict[str, float]:
    """What a session aimed at weak areas draws the domains by: weight times what is expected to go wrong."""
    return {domain.name: domain.weight * (1 - domain.share) for domain in readiness.domains}


def plain_share(answers: Iterable[Answer]) -> Interval:
    """The share of first answers that are right, with its interval: all that is told without an exam."""
    first = by_question(answers).values()
    n, right = len(first), sum(one.correct for one in first)
    if not n:
        return Interval(0.0, 1.0, 0.5)
    return Interval(*wilson(right, n, LEVEL), right / n)


def wilson(right: int, n: int, level: float) -> tuple[float, float]:
    """The interval of a share, `right` of `n` (E. B. Wilson, 1927, Journal of the American Statistical Association)."""
    from scipy.stats import binomtest

    interval = binomtest(right, n).proportion_ci(level, "wilson")
    return float(interval.low), float(interval.high)


def passing(
    count: int, shares: Floats, known: Floats, cut: Floats, blueprint: Blueprint
) -> tuple[Interval | None, str, int]:
    """The chance of passing, or None, why it is not told and how many more answers would tell it. shares: (draws,
    domains); known: the same if abilities were known for certain; cut: (draws,) normal.
    """
    if blueprint.pass_share is None or not (blueprint.scored or blueprint.items):
        lacking = "its pass mark" if blueprint.pass_mark is None else "how many items it has"
        return None, f"The blueprint of {blueprint.code} does not say {lacking}, so no chance of passing is told", 0
    if count < LEAST:
        more = LEAST - count
        return None, f"Not enough answers yet: {more} more, to different questions, allow a first estimate", more
    chance = chance_of(shares, cut, blueprint)
    if chance.high - chance.low <= WIDEST:
        return chance, "", 0
    said = f"your {count} answers leave anything from {chance.low:.0%} to {chance.high:.0%}"
    best = chance_of(known, cut, blueprint)
    if best.high - best.low <= WIDEST:
        return None, f"Not enough answers yet: {said}; about {count} more, to different questions, tell more", count
    why_not = (
        f"Too near the pass mark to call: {said}; more answers alone will not tell, for nobody knows how our "
        "questions compare with the real exam"
    )
    return None, why_not, 0


def chance_of(shares: Floats, cut: Floats, blueprint: Blueprint) -> Interval:
    """The chance of passing over the draws, its bounds in whole percent, rounded outwards as they are shown."""
    items = blueprint.scored or blueprint.items or 1
    needed = (blueprint.pass_share or 0) + CUT_ERROR * cut
    each = list(blueprint.share_out(items).values())
    chances = at_least(np.repeat(shares, each, axis=1), np.ceil(needed * items - 1e-9))
    exact = between(chances, float(chances.mean()))
    return Interval(math.floor(100 * exact.low) / 100, math.ceil(100 * exact.high) / 100, exact.middle)


def at_least(chances: Floats, needed: Floats) -> Floats:
    """(n,) the chance that at least `needed` items are right. chances: (n, items) of each; needed: (n,) whole."""
    n, items = chances.shape
    counts = np.zeros((n, items + 1))
    counts[:, 0] = 1.0
    for right in chances.T[:, :, None]:
        counts[:, 1:] = counts[:, 1:] * (1 - right) + counts[:, :-1] * right
        counts[:, :1] *= 1 - right
    return np.asarray((counts * (np.arange(items + 1) >= needed[:, None])).sum(axis=1))


def right_share(ability: Floats, spread: float, blueprint: Blueprint) -> Floats:
    """The share right of items of the exam, knowing some and guessing at the rest."""
    kinds = blueprint.kinds or {"single": 1.0}
    lucky = sum(share * GUESSING.get(kind, ONE_OF_FOUR) for kind, share in kinds.items()) / sum(kinds.values())
    return np.asarray(lucky + (1 - lucky) * solved(ability, spread))


def score(name: str, weight: float, answers: Sequence[Answer], share: Interval) -> DomainScore:
    right = sum(one.correct for one in answers)
    return DomainScore(name, weight, len(answers), right, share.middle, share.low, share.high)


def between(draws: Floats, middle: float) -> Interval:
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high), middle)
