"""A plan as a calendar and as Markdown: read again by their own parsers, with nothing of a note taken for markup."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from markdown_it import MarkdownIt
from test_plan import MONDAY, TOPICS, plan

from quotewise.assistant.study.agenda import MADE_BY, calendar, markdown
from quotewise.assistant.study.timetable import Hours

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
HOSTILE = "]](javascript:alert(1)) <script>alert(1)</script>, `a`;\r\nBEGIN:VEVENT\x07\x1b[31m | $x$ #tag - [ ] www.x.y"


def events(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


@pytest.fixture(params=[date(2027, 3, 22), date(2026, 10, 19)])
def today(request: pytest.FixtureRequest) -> Iterator[date]:
    """A week before summer time begins, and before it ends, in Europe/Berlin."""
    return request.param  # type: ignore[no-any-return]


def test_sessions_stay_at_their_hour_through_a_change_to_and_from_summer_time(today: date) -> None:
    data = calendar(plan(21, Hours(7), today=today), "library", NOW)
    *sessions, exam = events(data)
    assert len({event.decoded("dtstart").date() for event in sessions}) == 21
    for event in sessions:
        begins = event.decoded("dtstart")
        assert (begins.time(), begins.tzinfo) == (time(19), None)
    assert b"TZID" not in data
    assert b"DTSTART:2" in data
    assert exam.decoded("dtstart") == today + timedelta(days=21)
    assert not isinstance(exam.decoded("dtstart"), datetime)


def test_an_event_has_what_a_calendar_asks_for_and_an_alarm() -> None:
    first, *_, exam = events(calendar(plan(30), "library", NOW))
    assert first.decoded("dtstamp") == NOW
    assert first.decoded("duration") == timedelta(minutes=60)
    (alarm,) = first.walk("VALARM")
    assert (alarm["action"], alarm.decoded("trigger")) == ("DISPLAY", timedelta(minutes=-10))
    assert "quotewise quiz --domain 1" in str(first["description"])
    assert exam.walk("VALARM") == []


def test_a_later_calendar_renews_the_events_of_an_earlier_one() -> None:
    made = plan(30)
    early = events(calendar(made, "library", NOW))
    late = events(calendar(plan(23, today=MONDAY + timedelta(days=7), begun=MONDAY), "library", NOW + timedelta(7)))
    uids = [str(event["uid"]) for event in early]
    assert len(set(uids)) == len(uids)
    assert {str(event["uid"]) for event in late} < set(uids)
    assert min(event["sequence"] for event in late) > max(event["sequence"] for event in early)
    assert [str(event["uid"]) for event in events(calendar(made, "library", NOW))] == uids
    assert not set(uids) & {str(event["uid"]) for event in events(calendar(made, "another", NOW))}


def hostile() -> Any:
    readings = [replace(one, heading=HOSTILE, title=HOSTILE, source=f"a\n{HOSTILE}") for one in TOPICS["Clay"]]
    return plan(10, topics={"Clay": readings, "Fire": readings})


def test_a_heading_cannot_add_to_a_calendar() -> None:
    made = hostile()
    data = calendar(made, "library", NOW)
    found = events(data)
    assert len(found) == len(made.sessions) + 1
    assert not any(sign in data for sign in (b"\x07", b"\x1b"))
    assert "<script>" in str(found[0]["description"])  # as text, whole
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


def test_a_heading_is_no_markup_in_markdown() -> None:
    made = hostile()
    text = markdown(made)
    tokens = [
        inner for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text) for inner in token.children or ()
    ]
    assert {token.type for token in tokens} <= {"text", "strong_open", "strong_close", "code_inline", "text_special"}
    assert text.count("- [ ] **") == len(made.sessions)
    assert all(token.content.startswith("quotewise ") for token in tokens if token.type == "code_inline")
    assert not any(sign in text for sign in "\x07\x1b\r")


def test_markdown_has_a_box_for_every_step_by_week() -> None:
    made = plan(30, reviews_a_day=5)
    text = markdown(made)
    steps = sum(len(session.steps) for session in made.sessions)
    assert text.count("- [ ] ") == len(made.sessions) + steps
    assert "## Week 1, from Mon 30 Nov 2026" in text
    assert text.count("## Week") == len(made.weeks)
    assert MADE_BY in text


def test_notes_of_any_script_stay_as_they_are() -> None:
    said = ["焼き物 > 窯の温度", "Über den Ofen > Glasur", "مزجج"]
    readings = [replace(one, heading=said[at % 3]) for at, one in enumerate(TOPICS["Clay"])]
    made = plan(10, topics={"Clay": readings, "Fire": readings})
    told = "\n".join(str(event.get("description")) for event in events(calendar(made, "library", NOW)))
    written = markdown(made).replace("\\", "")
    for heading in said:
        assert heading in told
        assert heading in written
