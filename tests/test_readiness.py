"""How ready a learner is: numbers worked by hand or by brute force, and nothing claimed from too little."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from quotewise.assistant.exam.blueprint import Blueprint, Domain, open_blueprint
from quotewise.assistant.study.log import Answer
from quotewise.assistant.study.readiness import (
    GRID,
    HALF_LIFE,
    LABEL_ERROR,
    LEAST,
    MOST_LATER,
    STEP,
    Interval,
    abilities,
    at_least,
    estimate,
    guessing,
    likelihood,
    plain_share,
    right_share,
    solved,
    weights,
)

NOW = datetime(2027, 1, 20, 12, tzinfo=UTC)
EXAM = open_blueprint("MLA-C02")
FOUR: dict[str, Any] = {"kind": "single", "options": dict.fromkeys("ABCD", "."), "answer": ["A"]}


def answer(number: int, *, right: bool, domain: str = EXAM.names[0], days: float = 1.0, **asked: Any) -> Answer:
    shown = {**FOUR, "difficulty": "medium", **asked, "domain": domain}
    at = NOW - timedelta(days=days)
    return Answer(f"u{number}", at, "s", "", f"q{number}", ("A",), right, "sure", 20.0, "quiz", EXAM.mark, shown)


def spread(count: int, right: int, **other: Any) -> list[Answer]:
    """So many answers over all domains in turn, every so many of them right."""
    marks = [(at + 1) * right // count > at * right // count for at in range(count)]
    return [answer(at, right=mark, domain=EXAM.names[at % len(EXAM.names)], **other) for at, mark in enumerate(marks)]


@pytest.mark.parametrize(
    ("asked", "chance"),
    [
        (FOUR, 1 / 4),
        ({"kind": "multiple", "options": dict.fromkeys("ABCDE", "."), "answer": ["A", "C"]}, 1 / 10),
        ({"kind": "true_false", "options": dict.fromkeys("AB", "."), "answer": ["B"]}, 1 / 2),
        ({"kind": "scenario", "options": dict.fromkeys("ABC", "."), "answer": ["B"]}, 1 / 3),
        ({"kind": "cloze", "answer": ["1 MB"]}, 0),
        ({"kind": "ordering", "items": ["a", "b", "c"], "answer": ["c", "a", "b"]}, 1 / 6),
        ({"kind": "matching", "left": ["a", "b"], "right": ["x", "y", "z"], "answer": [["a", "x"], ["b", "y"]]}, 1 / 6),
        ({}, 0),
    ],
)
def test_the_chance_to_guess_is_one_of_all_that_may_be_answered(asked: dict[str, Any], chance: float) -> None:
    assert guessing(asked) == pytest.approx(chance)


def test_a_hard_item_answered_right_tells_of_more_than_an_easy_one() -> None:
    told = [likelihood([answer(1, right=True, difficulty=label)], NOW) for label in ("easy", "hard")]
    means = [float(np.exp(one) @ GRID / np.exp(one).sum()) for one in told]
    assert means[0] < means[1]


def test_an_answer_loses_half_its_weight_in_a_half_life_and_one_from_the_future_counts_as_todays() -> None:
    fresh, old, coming = (likelihood([answer(1, right=True, days=days)], NOW) for days in (0, HALF_LIFE, -9))
    assert old == pytest.approx(fresh / 2)
    assert coming == pytest.approx(fresh)


def test_an_earlier_answer_is_of_one_who_knew_less_and_not_without_end() -> None:
    def told(count: int) -> np.ndarray[Any, Any]:
        given = [answer(at, right=True, days=-at / 10) for at in range(count)]
        return likelihood(given, NOW) - likelihood(given[1:], NOW)

    chances = [0.25 + 0.75 * solved(GRID - STEP * later, LABEL_ERROR) for later in (4, MOST_LATER, MOST_LATER)]
    for count, chance in zip((5, MOST_LATER + 1, MOST_LATER + 30), chances, strict=True):
        assert told(count) == pytest.approx(np.log(chance))


def test_the_posterior_is_that_of_adding_up_everything() -> None:
    given = [answer(1, right=True), answer(2, right=False), answer(3, right=True, domain=EXAM.names[1])]
    numbers = {name.casefold(): at for at, name in enumerate(EXAM.names[:2])}
    found = abilities(given, numbers, NOW).marginal()
    rng = np.random.default_rng(1)
    mean = rng.normal(0, 1.3, 400_000)
    drawn = mean[:, None] + rng.choice([0.3, 0.6, 1.0], (400_000, 1)) * rng.normal(size=(400_000, 2))
    known = 0.25 + 0.75 * solved(drawn, LABEL_ERROR)
    weight = 0.5 ** (1 / HALF_LIFE)
    likely = (known[:, 0] * (1 - known[:, 0]) * known[:, 1]) ** weight
    expected = likely @ drawn / likely.sum()
    assert found @ GRID == pytest.approx(expected, abs=0.02)


def test_draws_are_of_the_posterior() -> None:
    numbers = {name.casefold(): at for at, name in enumerate(EXAM.names)}
    found = abilities(spread(40, 30), numbers, NOW)
    drawn = found.draw(np.random.default_rng(3).random((20_000, 1 + len(numbers))))
    mean = found.marginal() @ GRID
    assert drawn.mean(axis=0) == pytest.approx(mean, abs=0.02)
    assert drawn.var(axis=0) == pytest.approx(found.marginal() @ GRID**2 - mean**2, abs=0.02)


def test_the_chance_to_reach_a_mark_is_that_of_all_outcomes() -> None:
    chances = np.array([[0.9, 0.5, 0.2, 0.7], [0.1, 0.1, 0.6, 0.3]])
    for needed in range(6):
        expected = [
            sum(
                math.prod(p if hit else 1 - p for p, hit in zip(row, hits, strict=True))
                for hits in itertools.product((0, 1), repeat=4)
                if sum(hits) >= needed
            )
            for row in chances
        ]
        assert at_least(chances, np.full(2, needed)) == pytest.approx(np.array(expected))


def test_who_knows_nothing_still_guesses_at_the_exams_kinds() -> None:
    one = replace(EXAM, kinds={"single": 0.8, "multiple": 0.2})
    assert right_share(np.array([-40.0]), 0.9, one) == pytest.approx(0.8 * 0.25 + 0.2 * 0.1)
    assert right_share(np.array([40.0]), 0.9, one) == pytest.approx(1.0)


@pytest.mark.parametrize("count", [0, 5, LEAST - 1])
def test_few_answers_give_no_number_and_say_how_many_are_lacking(count: int) -> None:
    found = estimate(spread(count, count), EXAM, NOW)
    assert found.chance is None
    assert found.why_not.startswith(f"Not enough answers yet: {LEAST - count} more")
    assert all(0 < one.low < one.share < one.high < 1 for one in found.domains)


def test_many_answers_tell_a_range_that_follows_them() -> None:
    good, poor = estimate(spread(150, 140), EXAM, NOW).chance, estimate(spread(150, 70), EXAM, NOW).chance
    assert good is not None
    assert poor is not None
    assert 0 <= poor.low <= poor.middle <= poor.high < good.low <= good.middle <= good.high <= 1
    assert [round(100 * bound, 6) % 1 for bound in (good.low, good.high)] == [0, 0]


def test_near_the_mark_it_is_said_that_more_answers_do_not_tell() -> None:
    found = estimate(spread(1200, 800), EXAM, NOW)
    assert found.chance is None
    assert found.why_not.startswith("Too near the pass mark to call")


def test_more_answers_right_never_lower_a_share() -> None:
    for before in (0, 3, 12, 60):
        for right in (0, before // 2, before):
            given = spread(before, right)
            shares = estimate(given, EXAM, NOW)
            more = estimate([*given, answer(9999, right=True)], EXAM, NOW)
            assert all(new.share >= old.share for old, new in zip(shares.domains, more.domains, strict=True))
            assert more.overall.middle >= shares.overall.middle


def test_the_order_of_answers_does_not_matter() -> None:
    given = spread(40, 25)
    one, other = estimate(given, EXAM, NOW), estimate(given[::-1], EXAM, NOW)
    assert [score.share for score in one.domains] == pytest.approx([score.share for score in other.domains])
    assert (one.chance, one.why_not) == (other.chance, other.why_not)


def test_only_the_first_answer_to_a_question_counts_and_none_of_another_exam() -> None:
    given = spread(30, 15)
    again = [replace(one, uuid=one.uuid + "b", correct=True, where="review") for one in given]
    other = [answer(500 + at, right=True, domain="Cooking") for at in range(30)]
    assert estimate([*given, *again, *other], EXAM, NOW) == estimate(given, EXAM, NOW)


def test_a_domain_never_asked_about_lies_near_the_others_and_is_less_sure() -> None:
    found = estimate([answer(at, right=at % 8 != 0) for at in range(80)], EXAM, NOW)
    asked, *others = found.domains
    assert (asked.answers, asked.right) == (80, 70)
    for one in others:
        assert one.answers == 0
        assert one.high - one.low > asked.high - asked.low
        assert 0.5 < one.share < asked.share


def test_a_session_aimed_at_weak_areas_draws_more_of_what_goes_wrong() -> None:
    given = [answer(at, right=at % 2 == 0, domain=EXAM.names[at % 2]) for at in range(60)]
    drawn = weights(estimate(given, EXAM, NOW))
    shares = {domain.name: drawn[domain.name] / domain.weight for domain in EXAM.domains}
    assert max(shares, key=shares.__getitem__) == EXAM.names[1]
    assert min(shares, key=shares.__getitem__) == EXAM.names[0]


def test_an_exam_without_a_pass_mark_has_shares_and_no_chance() -> None:
    bare = Blueprint(code="X", domains=(Domain("Only", 1.0, ("all of it",)),))
    found = estimate([answer(at, right=at % 3 > 0, domain="only") for at in range(60)], bare, NOW)
    assert found.chance is None
    assert "does not say its pass mark" in found.why_not
    assert (found.domains[0].answers, found.domains[0].right) == (60, 40)


def test_without_an_exam_there_is_the_share_with_wilsons_interval() -> None:
    def share(given: Sequence[Answer]) -> tuple[float, float, float]:
        found = plain_share(given)
        return found.low, found.high, found.middle

    assert plain_share([]) == Interval(0.0, 1.0, 0.5)
    # By hand: p = .8, n = 10, z = 1.6449: (p + z2/2n -+ z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n)
    assert share(spread(10, 8)) == pytest.approx((0.541, 0.931, 0.8), abs=0.001)
