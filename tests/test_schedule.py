"""What is reviewed when: nothing behind the exam, no day too full, and more of it never leaves less known."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from quotewise.assistant.study.fsrs_batch import crowd_of
from quotewise.assistant.study.memory import DEFAULT_PARAMETERS, Memory, recall
from quotewise.assistant.study.schedule import AHEAD, gain, play, schedule

TODAY = date(2026, 6, 1)


def made_states(count: int, seed: int = 1) -> dict[str, Memory | None]:
    chance = Random(seed)
    return {
        f"{at}": None
        if chance.random() < 0.4
        else Memory(chance.uniform(0.2, 60), chance.uniform(2, 9), TODAY - timedelta(chance.randint(1, 40)))
        for at in range(count)
    }


@pytest.mark.parametrize("days", [1, 2, 14, 45])
@pytest.mark.parametrize("count", [3, 80])
def test_no_day_is_too_full_and_none_lies_behind_the_exam(days: int, count: int) -> None:
    made = schedule(made_states(count), TODAY, TODAY + timedelta(days), 7)
    assert [load.day for load in made.load] == [TODAY + timedelta(gap) for gap in range(days)]
    assert all(0 <= load.reviews <= 7 for load in made.load)
    assert len(made.today) <= 7
    assert len(set(made.today)) == len(made.today)


@pytest.mark.parametrize("seed", range(3))
def test_more_reviews_never_leave_less_known(seed: int) -> None:
    crowd = crowd_of(list(made_states(60, seed).values()), TODAY, DEFAULT_PARAMETERS, 0.3)
    expected = [play(crowd, 30, a_day, gain)[1] for a_day in range(0, 40, 3)]
    assert all(more >= less - 0.01 for less, more in pairwise(expected))
    assert expected[-1] > expected[0]


def test_what_is_needed_is_the_fewest_that_do() -> None:
    states, day = made_states(80), TODAY + timedelta(30)
    needed = schedule(states, TODAY, day).needed
    assert needed is not None
    assert (schedule(states, TODAY, day, needed).expected or 0) >= 0.9
    assert (schedule(states, TODAY, day, needed - 1).expected or 0) < 0.9
    assert schedule(states, TODAY, day).a_day == needed


def test_what_no_number_of_reviews_reaches_is_said_to_be_so() -> None:
    made = schedule(dict.fromkeys("abc"), TODAY, TODAY + timedelta(1), known=0.0)
    assert made.needed is None
    assert len(made.today) == 3


def test_what_is_worth_nothing_is_not_asked() -> None:
    known = {"a": Memory(5_000, 3, TODAY - timedelta(1)), "b": Memory(4, 5, TODAY - timedelta(8))}
    assert schedule(known, TODAY, TODAY + timedelta(9), 5).today == ("b",)


def test_done_today_is_taken_off_today_alone() -> None:
    made = schedule(made_states(50), TODAY, TODAY + timedelta(5), 8, done=5)
    assert [load.reviews for load in made.load][:2] == [3, 8]
    assert len(made.today) == 3


def test_on_the_day_itself_what_is_likeliest_to_be_missed_comes_first_and_nothing_new() -> None:
    states = made_states(30)
    made = schedule(states, TODAY, TODAY, 5)
    chances = [recall(states[id], TODAY) for id in made.today]
    assert chances == sorted(chances)
    assert all(states[id] for id in made.today)
    assert made.load == ()


@pytest.mark.parametrize("exam_day", [None, TODAY - timedelta(1)])
def test_without_a_day_to_come_the_most_forgotten_are_due_then_what_is_new(exam_day: date | None) -> None:
    states = {
        "fresh": Memory(30, 5, TODAY - timedelta(2)),
        "new": None,
        "old": Memory(5, 5, TODAY - timedelta(9)),
        "older": Memory(5, 5, TODAY - timedelta(90)),
    }
    made = schedule(states, TODAY, exam_day)
    assert made.today == ("older", "old", "new")
    assert (made.expected, made.needed, len(made.load)) == (None, None, AHEAD)


def test_nothing_to_review_is_no_schedule() -> None:
    assert schedule({}, TODAY, TODAY + timedelta(3)).today == ()


def test_the_same_gives_the_same() -> None:
    assert schedule(made_states(40), TODAY, TODAY + timedelta(20), 4) == schedule(
        made_states(40), TODAY, TODAY + timedelta(20), 4
    )
