"""Whether the range for the chance of passing holds, what aiming is worth: `python -m quotewise.eval.study.learners`.

Simulated learners, see `learner`. Of each, the range told from its first answers is held against its true chance of
passing that day; beside it the plain share with Wilson's interval taken for the share of the exam. Then the questions
that practice takes to a given true expected share, aimed by `readiness.weights`, by the exam's weights, and at random.
"""

import argparse
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from scipy.stats import norm

from quotewise.assistant.exam.blueprint import Blueprint, open_blueprint
from quotewise.assistant.study.log import Answer
from quotewise.assistant.study.readiness import Interval, estimate, plain_share, weights
from quotewise.eval.statistics import difference, wilson
from quotewise.eval.study.learner import BEGIN, Floats, Learner

COUNTS = (20, 60, 150, 300)
A_SESSION = 10
TARGET = 0.75  # true expected share
MOST = 600
AIMS = ("aimed", "blueprint", "random")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exam", default="MLA-C02")
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=("chance", "aim"))
    options = parser.parse_args(arguments)
    blueprint = open_blueprint(options.exam)
    if options.only != "aim":
        report_chance(blueprint, options.learners, options.seed)
    if options.only != "chance":
        report_aim(blueprint, options.learners, options.seed)


def report_chance(blueprint: Blueprint, count: int, seed: int) -> None:
    print(
        "answers  last     told  covered [95 %]            width  shares  overall | Wilson: covered [95 %]       width"
    )
    for last in ((0.0, 2.0), (14.0, 28.0)):  # days from the last session to the day asked about
        for answers in COUNTS:
            found = [one_chance(blueprint, answers, last, seed + 10_000 * answers + at) for at in range(count)]
            print_chances(answers, last, np.array(found))


def one_chance(blueprint: Blueprint, count: int, last: tuple[float, float], seed: int) -> list[float]:
    """Told or not; covered, width; the share of domains covered; overall covered; covered and width of the baseline."""
    learner = Learner.make(blueprint, seed)
    given, today = practised(learner, count, last)
    truth, shares = learner.passes(today), learner.shares(today)
    told = estimate(given, blueprint, BEGIN + timedelta(days=today))
    due = np.array([domain.weight for domain in blueprint.domains])
    domains = np.mean([one.low <= share <= one.high for one, share in zip(told.domains, shares, strict=True)])
    overall = float(told.overall.low <= shares @ due <= told.overall.high)
    chance = told.chance or Interval(np.nan, np.nan, np.nan)
    plain = plain_chance(given, blueprint)
    return [
        float(told.chance is not None),
        float(chance.low <= truth <= chance.high),
        chance.high - chance.low,
        float(domains),
        overall,
        float(plain.low <= truth <= plain.high),
        plain.high - plain.low,
    ]


def practised(learner: Learner, count: int, last: tuple[float, float]) -> tuple[list[Answer], float]:
    """So many answers in sessions of ten, one to three days apart, domains by weight; and the day asked about."""
    due = np.array([domain.weight for domain in learner.blueprint.domains])
    day, given = 0.5, list[Answer]()
    while len(given) < count:
        day += learner.rng.uniform(1, 3)
        for at in range(min(A_SESSION, count - len(given))):
            given.append(learner.answer(int(learner.rng.choice(len(due), p=due / due.sum())), day + at / 1000))
    return given, day + learner.rng.uniform(*last) + 0.1


def plain_chance(given: Sequence[Answer], blueprint: Blueprint) -> Interval:
    """The baseline: the share right with its interval, as if it were the share right on the exam."""
    low, high = blueprint.scale or (0, 1000)
    needed, items = ((blueprint.pass_mark or 0) - low) / (high - low), blueprint.scored or 50

    def chance(share: float) -> float:
        return float(norm.sf((needed - share - 0.5 / items) / max(1e-9, np.sqrt(share * (1 - share) / items))))

    share = plain_share(given)
    rounded = np.floor(100 * chance(share.low)) / 100, np.ceil(100 * chance(share.high)) / 100
    return Interval(float(rounded[0]), float(rounded[1]), chance(share.middle))


def print_chances(answers: int, last: tuple[float, float], found: Floats) -> None:
    told = found[:, 0] > 0
    covered, plain = found[told, 1], found[:, 5]
    print(
        f"{answers:7}  {last[0]:.0f}-{last[1]:.0f} d{'':3} {told.sum():3}/{len(found)}"
        f"  {spelled(covered)}  {np.mean(found[told, 2]) if told.any() else np.nan:.2f}"
        f"   {found[:, 3].mean():.2f}    {found[:, 4].mean():.2f}   | {spelled(plain)}  {found[:, 6].mean():.2f}"
    )


def spelled(covered: Floats) -> str:
    low, high = wilson(int(covered.sum()), len(covered))
    share = covered.mean() if len(covered) else np.nan
    return f"{share:.2f} [{low:.2f}, {high:.2f}] ({int(covered.sum())}/{len(covered)})"


def report_aim(blueprint: Blueprint, count: int, seed: int) -> None:
    """Learners that begin below a target; a session every other day, aimed anew before each."""
    for uneven in (0.45, 0.9):
        for steady in (False, True):
            needed: dict[str, list[int]] = {name: [] for name in AIMS}
            for at in range(seed, seed + count):
                took = [questions_to(blueprint, at, aim, uneven, steady=steady) for aim in AIMS]
                for name, number in zip(AIMS, took, strict=True):
                    needed[name] += [number] * all(took)
            teaches = "the same in every domain" if steady else "the more, the more is lacking"
            print(f"domains apart by {uneven}; a question teaches {teaches}")
            print_needed(needed)


def aimed_at(aim: str, given: Sequence[Answer], day: float, blueprint: Blueprint, seed: int) -> Floats:
    """(domains,) what the questions of a session are drawn by."""
    match aim:
        case "aimed":
            found = weights(estimate(given, blueprint, BEGIN + timedelta(days=day)))
            return np.array([found[name] for name in blueprint.names])
        case "blueprint":
            return np.array([domain.weight for domain in blueprint.domains])
    held = np.random.default_rng(seed)  # as a bank holds them, which is not the exam's weights
    return np.asarray(held.dirichlet(np.full(len(blueprint.domains), 4.0)))


def questions_to(blueprint: Blueprint, seed: int, aim: str, uneven: float, *, steady: bool) -> int:
    """The questions until the true expected share is there; 0 where it is from the start."""
    learner = Learner.make(blueprint, seed, uneven)
    learner.shift, learner.steady = 0.0, steady
    due = np.array([domain.weight for domain in blueprint.domains])
    given: list[Answer] = []
    day = 1.0
    while learner.shares(day, 4000) @ due < TARGET and len(given) < MOST:
        chances = aimed_at(aim, given, day, blueprint, seed)
        for at in range(A_SESSION):
            given.append(learner.answer(int(learner.rng.choice(len(due), p=chances / chances.sum())), day + at / 1000))
        day += 2
    return len(given)


def print_needed(needed: dict[str, list[int]]) -> None:
    """Medians with quartiles, and by how many more than the aimed one's, paired, with the 95 % interval of the mean."""
    print(f"  questions to an expected share of {TARGET} ({len(needed['aimed'])} learners that began below it)")
    for name, took in needed.items():
        low, middle, high = np.quantile(took, [0.25, 0.5, 0.75])
        more, never = difference(needed["aimed"], took), sum(one >= MOST for one in took)
        print(
            f"  {name:10} median {middle:.0f} [quartiles {low:.0f}, {high:.0f}], mean {np.mean(took):.0f}, "
            f"{more.value:+.0f} [{more.low:+.0f}, {more.high:+.0f}] to the aimed one's, {never} not within {MOST}"
        )


if __name__ == "__main__":
    main()
