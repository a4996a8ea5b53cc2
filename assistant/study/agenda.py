"""A plan in words, as Markdown with boxes to tick, as JSON, and as a calendar (RFC 5545)."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from quotewise.assistant.plain import show
from quotewise.assistant.study.plan import Plan, Session, Step
from quotewise.assistant.study.reading import Reading

MADE_BY = "quotewise plan"  # stands in every file, so that no other one is written over
FORMS = {"full": "A full mock exam", "half": "Half a mock exam", "ten": "A mock exam of ten questions"}
# Whatever Markdown, its extensions or HTML make something of; other signs of a note stay as they are.
_MARKS = re.compile(r"[\\`*_{}\[\]<>#|~$&^=@!:]|(?<=www)\.", re.IGNORECASE)


def title_of(session: Session) -> str:
    return FORMS[session.form] if session.form else f"{session.phase.capitalize()}: {session.domain}"


def said(step: Step) -> str:
    """What to do, without the command that does it and the places to read."""
    match step.do:
        case "exam":
            return f"{FORMS[step.form or 'full']}, {step.minutes} min"
        case "review":
            return f"Review {step.count} that are due, about {step.minutes} min"
        case "read":
            return f"Read, about {step.minutes} min"
        case "questions":
            return f"{step.count} questions, about {step.minutes} min"
    return "Then put the notes away: rest, and sleep"


def cited(one: Reading) -> str:
    """Where it stands: note, headings, path and line; and that it was answered wrongly."""
    first, _, below = one.heading.partition(" > ")
    heading = below if first.casefold() == one.title.casefold() else one.heading
    parts = " \u00b7 ".join(part for part in (one.title or one.source, heading) if part)
    lines = f"lines {one.line} to {one.last}" if one.last > one.line else f"line {one.line}"
    return plain(f"{parts} ({one.source}, {lines})") + ", answered wrongly" * (one.standing == "wrong")


def lines_of(session: Session) -> Iterable[str]:
    """Everything to do in a session, in lines of text without markup."""
    for step in session.steps:
        yield f"{said(step)}: {step.command}" if step.command else said(step)
        yield from (f"  {cited(one)}" for one in step.reading)


def markdown(plan: Plan) -> str:
    """The plan to read and to tick, by week."""
    lines = [f"# {escaped(plan.exam)}: the plan to {plan.exam_day}", f"<!-- {MADE_BY} -->", *map(escaped, plan.remarks)]
    for number, (_, sessions) in enumerate(plan.weeks.items(), start=1):
        lines.append(f"## Week {number}, from {sessions[0].day:%a %d %b %Y}")
        for session in sessions:
            head = f"{session.day:%a %d %b}, {session.start:%H:%M}, {session.minutes} min"
            rows = [f"- [ ] **{head}: {escaped(title_of(session))}**"]
            for step in session.steps:
                rows.append(f"  - [ ] {escaped(said(step))}" + f": `{step.command}`" * bool(step.command))
                rows += [f"    - {escaped(cited(one))}" for one in step.reading]
            lines.append("\n".join(rows))
    return "\n\n".join([*lines, f"**{plan.exam_day:%a %d %b %Y}: the exam**"]) + "\n"


def plan_json(plan: Plan) -> dict[str, Any]:
    """The plan as the command line prints it: days and times by ISO 8601, "" and 0 where there is nothing."""
    phases = [
        {
            "name": name,
            "begins": f"{days[0].day}",
            "ends": f"{days[-1].day}",
            "minutes": sum(one.minutes for one in days),
        }
        for name, days in plan.phases.items()
    ]
    return {
        "exam": plan.exam,
        "date": f"{plan.exam_day}",
        "begun": f"{plan.begun}",
        "phases": phases,
        "domains": [{"name": name, "minutes": minutes} for name, minutes in plan.minutes.items()],
        "sessions": [
            {
                **asdict(session),
                "day": f"{session.day}",
                "start": f"{session.start:%H:%M}",
                "steps": [step_json(step) for step in session.steps],
            }
            for session in plan.sessions
        ],
        "remarks": list(plan.remarks),
    }


def step_json(step: Step) -> dict[str, Any]:
    shown = asdict(step)
    del shown["options"]  # they are in its command
    return {**shown, "command": step.command}


def minutes_of(sessions: Iterable[Session]) -> int:
    return sum(session.minutes for session in sessions)


def plain(text: str) -> str:
    """Text of notes on one line, without signs that command anything."""
    return " ".join(show(text).split())


def escaped(text: str) -> str:
    """Text of notes that Markdown and HTML make nothing of."""
    return _MARKS.sub(lambda mark: f"\\{mark.group()}", plain(text))


BEFORE = timedelta(minutes=10)  # the alarm


def calendar(plan: Plan, library: str, now: datetime) -> bytes:
    """The sessions, and the exam as a whole day. library: its uuid; now: when the plan is made, in UTC.

    Times are floating (RFC 5545, 3.3.5): 19:00 wherever the learner is, whatever summer time does. An event has the
    same uid in every plan of a library, so that importing a later one renews it.
    """
    whole = Calendar()
    for name, value in (("prodid", f"-//quotewise//{MADE_BY}//EN"), ("version", "2.0")):
        whole.add(name, value)
    for session in plan.sessions:
        begins = datetime.combine(session.day, session.start)
        event = event_of(f"{library} {begins:%Y-%m-%d %H:%M}", f"{plan.exam}: {title_of(session)}", begins, now)
        event.add("duration", timedelta(minutes=session.minutes))
        event.add("description", "\n".join(lines_of(session)))
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", plain(title_of(session)))
        alarm.add("trigger", -BEFORE)
        event.add_component(alarm)
        whole.add_component(event)
    whole.add_component(event_of(f"{library} {plan.exam}", f"{plan.exam}: the exam", plan.exam_day, now))
    return bytes(whole.to_ical())


def event_of(name: str, summary: str, begins: date | datetime, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'quotewise:plan:{name}')}@quotewise")
    event.add("dtstamp", now)
    event.add("sequence", int(now.timestamp()) // 60)  # of two editions of an event a calendar keeps the higher
    event.add("dtstart", begins)
    event.add("summary", plain(summary))
    return event
