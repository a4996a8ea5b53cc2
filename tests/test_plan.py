"""A plan fills the learner's hours and no more, gives every domain its share, and goes on from where it was begun."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pottery import POTTERY

from quotewise.assistant.exam.blueprint import read_blueprint
from quotewise.assistant.study.plan import Plan, PlanError, Session, make_plan
from quotewise.assistant.study.reading import Reading
from quotewise.assistant.study.timetable import BREAK, Hours, monday_of

POTS = read_blueprint(POTTERY, "pots")  # 60 minutes, 20 items; Clay .6, Fire .4
MONDAY = date(2026, 11, 30)
DAY = timedelta(days=1)


def notes(name: str, count: int, minutes: float = 2.0, **other: Any) -> list[Reading]:
    places = [(f"{name} {at}", at * 10 + 1, at * 10 + 5, at * 100, at * 100 + 90) for at in range(count)]
    return [replace(Reading(f"{name}.md", name, *place, minutes), **other) for place in places]


TOPICS = {"Clay": notes("clay", 40), "Fire": notes("fire", 40)}


def plan(days: int, hours: Hours | float = 5.0, today: date = MONDAY, **other: Any) -> Plan:
    hours = hours if isinstance(hours, Hours) else Hours(hours)
    return make_plan(POTS, today, today + days * DAY, hours, **{"weights": {}, "topics": TOPICS, **other})


def a_week(made: Plan) -> Counter[date]:
    minutes: Counter[date] = Counter()
    for session in made.sessions:
        minutes[monday_of(session.day)] += session.minutes
    return minutes


def done(made: Plan) -> list[str]:
    return [step.do for session in made.sessions for step in session.steps]


def read(sessions: Sequence[Session]) -> list[Reading]:
    return [one for session in sessions for step in session.steps for one in step.reading]


@settings(max_examples=60)
@given(
    days=st.integers(1, 120),
    week=st.floats(0.5, 60),
    longest=st.integers(15, 240),
    weekdays=st.sets(st.integers(0, 6)),
    at=st.times(),
    weights=st.lists(st.floats(0, 1), min_size=5, max_size=5),
    reviews=st.floats(0, 300),
    studied=st.floats(0, 8),
)
def test_the_hours_and_the_shares_are_kept_whatever_is_asked(
    days: int,
    week: float,
    longest: int,
    weekdays: set[int],
    at: time,
    weights: list[float],
    reviews: float,
    studied: float,
) -> None:
    domains = tuple(replace(POTS.domains[0], name=f"d{number}", weight=0.2) for number in range(5))
    blueprint = replace(POTS, domains=domains)
    wanted = dict(zip(blueprint.names, weights, strict=True))
    topics = {name: notes(name, 30) for name in blueprint.names}
    hours = Hours(week, longest, tuple(weekdays), at)
    made = make_plan(
        blueprint,
        MONDAY,
        MONDAY + days * DAY,
        hours,
        weights=wanted,
        topics=topics,
        reviews_a_day=reviews,
        studied_hours=studied,
    )
    assert max(a_week(made).values(), default=0) <= week * 60
    assert a_week(made)[MONDAY] <= max(0, (week - studied) * 60) + 1e-6
    for session in made.sessions:
        assert MONDAY <= session.day < made.exam_day
        assert not weekdays or session.day.weekday() in weekdays
        assert sum(step.minutes for step in session.steps) <= session.minutes
    ends = [(one.day, one.start.hour * 60 + one.start.minute, one.minutes) for one in made.sessions]
    assert all(start + minutes <= 24 * 60 for _, start, minutes in ends)
    for (day, start, minutes), (next_day, next_start, _) in pairwise(ends):
        assert next_day > day or next_start == start + minutes + BREAK
    longest_session = max((one.minutes for one in made.sessions), default=0)
    whole, total = sum(made.minutes.values()), sum(wanted.values())
    for name in blueprint.names:
        share = wanted[name] / total if total > 0 else 0.2
        assert abs(made.minutes[name] - share * whole) <= longest_session + 1e-6
    again = read(made.sessions)
    assert len({(one.source, one.start) for one in again}) == len(again)


def test_one_day_left_is_for_review_and_rest() -> None:
    (session,) = plan(1, reviews_a_day=20).sessions
    assert (session.day, session.phase, session.minutes) == (MONDAY, "reinforce", 30)
    assert [step.do for step in session.steps] == ["review", "read", "rest"]
    assert session.steps[0].command == "quotewise review -n 20"


@pytest.mark.parametrize(
    ("days", "phases", "forms"),
    [
        (2, ["apply", "reinforce"], ["half"]),
        (6, ["understand", "apply", "reinforce"], ["ten", "full"]),
        (30, ["understand", "apply", "reinforce"], ["ten", "half", "full", "full"]),
        (90, ["understand", "apply", "reinforce"], ["ten", "half", "full", "full"]),
    ],
)
def test_phases_and_mock_exams_are_as_many_as_there_is_time_for(days: int, phases: list[str], forms: list[str]) -> None:
    made = plan(days)
    assert list(made.phases) == phases
    placed = [(one.form, (made.exam_day - one.day).days) for one in made.sessions if one.form]
    assert [form for form, _ in placed] == forms
    assert made.sessions[-1].day == made.exam_day - DAY
    if forms:
        assert 2 <= placed[-1][1] <= 4
        assert len(forms) < 4 or 6 <= placed[-2][1] <= 10
        assert len(forms) < 2 or days * 0.5 <= placed[0][1] <= days * 0.85


def test_phases_take_their_shares_of_a_long_plan() -> None:
    made = plan(90)
    counts = {name: len(sessions) / len(made.sessions) for name, sessions in made.phases.items()}
    assert counts == pytest.approx({"understand": 0.45, "apply": 0.35, "reinforce": 0.2}, abs=0.06)


def test_an_exam_today_plans_nothing_and_one_gone_by_is_refused_with_the_remedy() -> None:
    made = plan(0)
    assert made.sessions == ()
    assert "today" in made.remarks[0]
    with pytest.raises(PlanError, match=r"2026-11-29, has passed.*--date"):
        plan(-1)
    with pytest.raises(PlanError, match="nearer --date"):
        plan(100_000)


def test_sessions_lie_on_the_days_chosen_one_after_the_other() -> None:
    made = plan(30, Hours(5, 60, (0, 2, 5), time(7, 30)))
    assert {one.day.weekday() for one in made.sessions} == {0, 2, 5}
    monday = [one.start for one in made.sessions if one.day == MONDAY]
    assert monday == [time(7, 30), time(8, 40)]


def test_hours_that_no_day_has_are_told() -> None:
    late = plan(30, Hours(20, 60, (5, 6), time(21)))
    assert "4 of your 20 hours" in late.remarks[0]
    assert "--at" in late.remarks[0]
    lost = plan(3, Hours(5, 60, (6,)))
    assert lost.sessions == ()
    assert "--days" in lost.remarks[-1]
    crowded = plan(30, reviews_a_day=300)
    assert any("about 5.8 of your 5 hours a week, and get 2.5" in one for one in crowded.remarks)
    assert {"read", "questions"} <= set(done(crowded))
    assert not any("reviews" in one for one in plan(30, reviews_a_day=30).remarks)
    assert any("full mock exam" in one for one in plan(30, 0.5).remarks)
    assert any("near to Fire" in one for one in plan(30, topics={**TOPICS, "Fire": []}).remarks)


def test_reviews_come_first_and_none_that_is_due_is_dropped() -> None:
    made = plan(20, reviews_a_day=10, seconds_a_review=6)
    steps = [session.steps for session in made.sessions if not session.form]
    assert all(each[0].do == "review" for each in steps)
    counted = sum(step.count for session in made.sessions for step in session.steps if step.do == "review")
    assert counted == 20 * 10


def test_what_was_studied_is_taken_off_today_and_this_week() -> None:
    fresh, later = plan(30), plan(30, studied_hours=1, studied_today=1)
    assert a_week(later)[MONDAY] == a_week(fresh)[MONDAY] - 60
    assert later.sessions[0].day > MONDAY
    assert a_week(plan(30, studied_hours=9))[MONDAY] == 0
    assert a_week(plan(30, studied_hours=9))[MONDAY + 7 * DAY] == a_week(fresh)[MONDAY + 7 * DAY]


def test_a_plan_made_again_goes_on_and_does_not_begin_anew() -> None:
    long: dict[str, Any] = {"topics": {"Clay": notes("clay", 300), "Fire": notes("fire", 300)}}
    whole, wednesday = plan(60, **long), MONDAY + 23 * DAY
    rest = plan(37, today=wednesday, begun=MONDAY, **long)
    before = [(one.day, one.phase, one.domain, one.form) for one in whole.sessions if one.day >= wednesday]
    assert [(one.day, one.phase, one.domain, one.form) for one in rest.sessions] == before
    first = [one for one in rest.sessions if one.domain == "Clay"][:1]
    assert read(first)[0].start > 0  # the headings of the first weeks lie behind


def test_a_domain_that_is_strong_now_gets_less() -> None:
    weak = plan(60, weights={"Clay": 0.6 * 0.1, "Fire": 0.4 * 0.5})
    assert weak.minutes["Clay"] < weak.minutes["Fire"]
    assert weak.minutes["Clay"] < plan(60).minutes["Clay"] / 2


def test_what_was_answered_wrongly_is_read_first_and_what_was_right_not_again() -> None:
    wrong, right = notes("clay", 1, standing="wrong"), notes("kiln", 40, standing="right")
    topics: Mapping[str, list[Reading]] = {"Clay": notes("mud", 3) + wrong + right, "Fire": []}
    places = read(plan(30, topics=topics).sessions)
    assert places[0] == wrong[0]
    assert {one.source for one in places} == {"clay.md", "mud.md"}


def test_commands_name_the_domain_by_its_number() -> None:
    commands = {step.command for session in plan(30).sessions for step in session.steps if step.do == "questions"}
    assert {command.split(" -n ")[0] for command in commands} == {
        "quotewise quiz --domain 1",
        "quotewise quiz --domain 2",
    }


def test_where_no_note_has_a_domain_questions_are_of_any() -> None:
    made = plan(10, topics={"Clay": [], "Fire": []})
    assert "anything that POT-1 asks" in made.remarks[0]
    assert {step.domain for session in made.sessions for step in session.steps} == {0}
    assert made.sessions[0].steps[-1].command.startswith("quotewise quiz -n ")
