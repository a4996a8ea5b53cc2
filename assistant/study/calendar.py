"""A plan as a calendar, by RFC 5545, that any other program imports."""

from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from quotewise.assistant.study.agenda import MADE_BY, lines_of, plain, title_of
from quotewise.assistant.study.plan import Plan

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
