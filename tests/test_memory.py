"""What is remembered of each item is what the package says, by local days, whatever the clock does."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

import fsrs
import numpy as np
import pytest
from fsrs import Card, Rating, Scheduler

from quotewise.assistant.study.fsrs_batch import crowd_of
from quotewise.assistant.study.memory import (
    DEFAULT_PARAMETERS,
    Memory,
    Review,
    after,
    fit,
    fit_due,
    fitted,
    local_day,
    recall,
    replay,
    reviews_of,
    to_fit,
)
from quotewise.index.progress import Event

DAY = date(2026, 3, 1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def zone() -> Iterator[object]:
    before = os.environ.get("TZ")

    def set_zone(name: str) -> None:
        os.environ["TZ"] = name
        time.tzset()

    yield set_zone
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def answered(at: datetime, *, right: bool = True, confidence: str = "sure", id: str = "q") -> Event:
    return Event("answer", {"correct": right, "confidence": confidence, "seconds": 30}, about=id, at=at)


def graded(at: datetime, grade: str = "good", back: str = "a bird") -> Event:
    return Event("card", {"grade": grade, "back": back, "seconds": 9}, about="c", at=at)


def test_a_history_is_replayed_as_the_package_does_it_step_by_step() -> None:
    chance, card = Random(3), Card(1, due=NOON)
    theirs = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    ours: Memory | None = None
    day = 0
    for gap in (0, 1, 3, 0, 9, 40, 2, 400, 1):
        day, grade = day + gap, chance.choice(list(Rating))
        at = NOON + timedelta(day)
        assert recall(ours, DAY + timedelta(day)) == pytest.approx(theirs.get_card_retrievability(card, at))
        card, _ = theirs.review_card(card, grade, at)
        ours = after(ours, grade, DAY + timedelta(day))
        assert (ours.stability, ours.difficulty) == pytest.approx((card.stability, card.difficulty))


@pytest.mark.parametrize("grade", [Rating.Again, Rating.Good])
def test_many_items_at_once_are_the_same_items_one_by_one(grade: Rating) -> None:
    chance = Random(5)
    held = [
        Memory(chance.uniform(0.01, 300), chance.uniform(1, 10), DAY - timedelta(chance.randint(1, 200)))
        for _ in range(40)
    ]
    states = [None, *held]
    crowd = crowd_of(states, DAY, DEFAULT_PARAMETERS, 0.3)
    one_by_one = [after(state, grade, DAY) for state in states]
    asked = crowd.asked(grade)
    assert np.allclose(crowd.recall(5), [recall(state, DAY + timedelta(5)) for state in states])
    assert np.allclose(asked.stability, [one.stability for one in one_by_one])
    assert np.allclose(asked.difficulty, [one.difficulty for one in one_by_one])


def test_what_was_guessed_or_wrong_is_forgotten_and_what_was_unsure_hardly_known() -> None:
    grades = [
        reviews_of([answered(NOON, right=right, confidence=sure)], DAY)[0].grade
        for right, sure in ((True, "guess"), (False, "sure"), (True, "unsure"), (True, "sure"), (True, ""))
    ]
    assert grades == [Rating.Again, Rating.Again, Rating.Hard, Rating.Good, Rating.Good]


@pytest.mark.parametrize("name", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin", "Asia/Kathmandu"])
def test_an_evening_and_the_next_morning_are_two_days_anywhere(name: str, zone: object) -> None:
    zone(name)  # type: ignore[operator]
    evening = datetime(2026, 5, 10, 23, 50).astimezone()
    morning = evening + timedelta(minutes=20)
    days = [review.day for review in reviews_of([answered(evening), answered(morning)], date(2026, 5, 20))]
    assert days == [date(2026, 5, 10), date(2026, 5, 11)]


def test_summer_time_takes_no_day_and_gives_none(zone: object) -> None:
    zone("Europe/Berlin")  # type: ignore[operator]
    for month, day in ((3, 28), (10, 24)):  # the nights of 2026 with 23 and 25 hours come next
        noons = [datetime(2026, month, day + gap, hour).astimezone() for gap, hour in ((0, 23), (1, 1), (2, 0))]
        reviews = reviews_of(map(answered, noons), date(2026, 12, 1))
        assert [(two.day - one.day).days for one, two in pairwise(reviews)] == [1, 1]
        plain = [Review("q", DAY + timedelta(gap), Rating.Good) for gap in range(3)]
        assert replay(reviews)["q"].stability == replay(plain)["q"].stability


def test_the_first_answer_of_a_day_is_the_recall_and_later_ones_are_of_the_same_day() -> None:
    wrong_first = [answered(NOON), answered(NOON + timedelta(3), right=False), answered(NOON + timedelta(3, 60))]
    right_first = [answered(NOON), answered(NOON + timedelta(3)), answered(NOON + timedelta(3, 60), right=False)]
    one, two = (replay(reviews_of(events, DAY + timedelta(9)))["q"] for events in (wrong_first, right_first))
    assert one.stability < two.stability
    assert one.day == two.day == DAY + timedelta(3)


def test_events_out_of_order_are_put_in_order_and_those_of_tomorrow_count_as_today() -> None:
    events = [answered(NOON + timedelta(gap)) for gap in (5, 1, 90)]
    today = DAY + timedelta(7)
    reviews = reviews_of(events, today)
    assert [review.day for review in reviews] == [DAY + timedelta(1), DAY + timedelta(5), today]
    assert recall(replay(reviews)["q"], today) == 1
    late = Memory(3, 5, today + timedelta(40))  # an exam of another clock
    assert recall(late, today) == 1
    assert after(late, Rating.Good, today).day == late.day


def test_a_late_review_counts_with_its_real_delay() -> None:
    early, late = (after(Memory(5, 5, DAY), Rating.Good, DAY + timedelta(gap)) for gap in (5, 50))
    assert late.stability > early.stability


def test_a_card_whose_back_changed_is_remembered_since_then_alone() -> None:
    events = [graded(NOON), graded(NOON + timedelta(9)), graded(NOON + timedelta(20), "hard", back="a big bird")]
    assert replay(reviews_of(events, DAY + timedelta(30))) == replay([Review("c", DAY + timedelta(20), Rating.Hard)])


def test_the_local_day_is_that_of_the_machine(zone: object) -> None:
    zone("America/Los_Angeles")  # type: ignore[operator]
    assert local_day(datetime(2026, 1, 2, 3, tzinfo=UTC)) == date(2026, 1, 1)


def long_log(items: int) -> list[Review]:
    """Items asked again and again, forgotten far sooner than the package takes for usual."""
    chance, log = Random(8), []
    for item in range(items):
        day = 0
        for _ in range(9):
            log.append(Review(f"{item}", DAY + timedelta(day), Rating.Good if chance.random() < 0.2 else Rating.Again))
            day += chance.randint(2, 9)
    return sorted(log, key=lambda review: review.day)


def test_a_log_is_long_enough_by_what_is_left_without_its_end() -> None:
    new = [Review(f"{item}", DAY + timedelta(item // 30), Rating.Good) for item in range(600)]
    late = [Review(f"{item}", DAY + timedelta(20 + item // 200), Rating.Good) for item in range(600)]
    assert to_fit([*new, *late]) < 512
    assert not fit_due([*new, *late], fitted([]))
    assert to_fit([]) == 0


def test_parameters_are_fitted_once_the_log_is_long_and_again_when_it_doubled() -> None:
    short, log = long_log(20), long_log(90)
    assert not fit_due(short, fitted([]))
    assert fit_due(log, fitted([]))
    body = {"parameters": list(DEFAULT_PARAMETERS), "reviews": 720, "loss_before": 0.5, "loss_after": 0.6}
    assert not fit_due(log, fitted([Event("fit", body)]))


def test_fitted_parameters_are_taken_only_where_they_tell_the_end_of_the_log_better(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log, sooner = long_log(90), (*DEFAULT_PARAMETERS[:20], 0.8)  # forgotten faster, as the log has it
    for found, used in ((sooner, DEFAULT_PARAMETERS), (DEFAULT_PARAMETERS, sooner)):
        monkeypatch.setattr(fsrs.Optimizer, "compute_optimal_parameters", lambda *_, found=found: list(found))
        tried = fit(log, used)
        assert tried.parameters == sooner
        assert (tried.after < tried.before) == (found == sooner)
        assert tried.reviews == to_fit(log) >= 512
