"""What a learner knows of each domain, as far as the answers tell: a posterior, by quadrature on grids.

An answer is right with the chance c + (1 - c) * logistic(k * (ability - b)), the three-parameter logistic model
(Birnbaum 1968, in Lord and Novick, Statistical Theories of Mental Test Scores; Lord 1980, Applications of Item Response
Theory): c is the chance to guess it, b how hard it is said to be. How hard it really is differs from what is said by a
normal error, which averaged over flattens the curve by k (MacKay 1992, Neural Computation 4:720). Abilities of domains
are normal about the learner's own mean, so that domains lend each other strength; their spread about it is averaged
over as well. Old evidence is tempered: the likelihood of an answer is raised to a power that halves with its age (power
prior, Ibrahim and Chen 2000, Statistical Science 15:46). Each question answered teaches, so ability was lower by a step
for every later answer in its domain (additive factors, Cen, Koedinger and Junker 2006, LNCS 4053:164); the step is not
fitted to a learner, so that one more right answer never lowers a share. eval/README.md tells what was tried.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotewise.assistant.study.log import Answer

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
