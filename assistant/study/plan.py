"""A plan to the day of an exam: what to do in each session, first to understand, then to apply, then to reinforce.

The plan is laid out from the day it was begun, and what lies behind falls away: so a plan made again goes on where the
learner stands and does not begin anew. Weeks begin on Monday. Nothing here reads a clock.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import accumulate, groupby
from typing import Literal

from quotewise.assistant.exam.blueprint import Blueprint
from quotewise.assistant.study.form import Size
from quotewise.assistant.study.reading import Reading, common
from quotewise.assistant.study.timetable import (
    BREAK,
    DAY,
    SHORTEST,
    Hours,
    PhaseName,
    Slot,
    item_minutes,
    layout,
    minute_of,
    monday_of,
    place_exams,
    take_off,
)

READ = {"understand": 0.6, "apply": 0.3, "reinforce": 0.3}  # of a session's time behind its reviews
SOON, FARTHEST = 7, 1000  # days to the exam
REVIEWED = 0.5  # of a session's time, that reviews take at most
REASONS = 1.0  # minutes to read why an answer is right

Topics = Mapping[str, Sequence[Reading]]


class PlanError(Exception):
    """No plan can be made; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. count: of reviews or questions. domain: that of the questions by its number, 0 for any.

    options: what its command is given besides, as it is typed.
    """

    do: Literal["exam", "review", "read", "questions", "rest"]
    minutes: int = 0
    count: int = 0
    domain: int = 0
    form: Size | None = None
    reading: tuple[Reading, ...] = ()
    options: str = ""

    @property
    def command(self) -> str:
        """What to type for it, "" where there is nothing to type."""
        match self.do:
            case "exam":
                return f"quotewise exam take --form {self.form}{self.options}"
            case "review":
                return f"quotewise review -n {self.count}{self.options}"
            case "questions":
                return f"quotewise quiz{f' --domain {self.domain}' * bool(self.domain)} -n {self.count}{self.options}"
        return ""


@dataclass(frozen=True, slots=True)
class Session:
    """start: local time, wherever the learner is. domain: of what is studied, "" where a mock exam leaves no time."""

    day: date
    start: time
    minutes: int
    phase: PhaseName
    domain: str
    steps: tuple[Step, ...]

    @property
    def form(self) -> Size | None:
        """Of the mock exam that it begins with."""
        return self.steps[0].form


@dataclass(frozen=True, slots=True)
class Plan:
    """From today on. minutes: what each domain gets. remarks: what the learner should know of it, in sentences."""

    exam: str
    begun: date
    exam_day: date
    sessions: tuple[Session, ...]
    minutes: Mapping[str, int]
    remarks: tuple[str, ...] = ()

    @property
    def phases(self) -> dict[PhaseName, list[Session]]:
        return {name: list(together) for name, together in groupby(self.sessions, lambda one: one.phase)}

    @property
    def weeks(self) -> dict[date, list[Session]]:
        """By their Mondays."""
        return {monday: list(together) for monday, together in groupby(self.sessions, lambda one: monday_of(one.day))}


def make_plan(
    blueprint: Blueprint,
    today: date,
    exam_day: date,
    hours: Hours,
    *,
    weights: Mapping[str, float],
    topics: Topics,
    reviews_a_day: float = 0.0,
    seconds_a_review: float = 10.0,
    studied_hours: float = 0.0,
    studied_today: float = 0.0,
    begun: date | None = None,
) -> Plan:
    """The sessions from today to the day before the exam; raises PlanError where the exam's day has passed or is far.

    weights: what each domain's time goes by; the blueprint's where they are nothing. studied_hours: of this week,
    studied_today: of today, both taken off. begun: the day the plan was begun, today by default.
    """
    check_day(blueprint.code, today, exam_day)
    begun = min(begun or today, today)
    slots, remarks = layout(begun, exam_day, hours)
    slots = place_exams(slots, begun, exam_day, blueprint, hours)
    slots = take_off(slots, today, hours.week * 60, studied_hours * 60, studied_today * 60)
    turns = share_time(slots, shares_of(blueprint, weights))
    left = [(slot, name) for slot, name in zip(slots, turns, strict=True) if slot.day >= today]
    behind = reading_behind(slots[: len(slots) - len(left)], turns)
    queues = {name: queue(topics.get(name, ()), behind[name]) for name in blueprint.names}
    told = any(topics.values())  # where no note has a domain, no question has one either
    numbers = {name: number * told for number, name in enumerate(blueprint.names, start=1)}
    pace = item_minutes(blueprint) + REASONS
    sessions = fill(left, numbers, pace, queues, (reviews_a_day, seconds_a_review), exam_day, today)
    minutes = {name: sum(slot.free for slot, one in left if one == name) for name in blueprint.names}
    remarks += remarks_on_reviews(hours, reviews_a_day, seconds_a_review) if sessions else []
    remarks += remarks_on(blueprint.code, sessions, (exam_day - today).days, topics, minutes)
    return Plan(blueprint.code, begun, exam_day, tuple(timed(sessions, hours.at)), minutes, tuple(remarks))


def check_day(exam: str, today: date, exam_day: date) -> None:
    """Raises PlanError where an exam's day has passed or is too far away to plan for."""
    if exam_day < today:
        raise PlanError(f"The day of {exam}, {exam_day}, has passed: give the new one with --date")
    if (exam_day - today).days > FARTHEST:
        raise PlanError(f"{exam_day} is more than {FARTHEST} days away: give a nearer --date")


def shares_of(blueprint: Blueprint, weights: Mapping[str, float]) -> dict[str, float]:
    """The share of the time that each domain gets; by the blueprint where the weights are nothing."""
    known = {name: max(0.0, weights.get(name, 0.0)) for name in blueprint.names}
    if not sum(known.values()) > 0:
        known = {domain.name: domain.weight for domain in blueprint.domains}
    return {name: weight / sum(known.values()) for name, weight in known.items()}


def share_time(slots: Sequence[Slot], shares: Mapping[str, float]) -> list[str]:
    """The domain of each slot, "" where a mock exam fills it: at any time each has its share within about a session.

    Of those that are owed time it is the turn of the one whose share would be used up first (Tijdeman 1980, The
    chairman assignment problem).
    """
    given, whole, turns = dict.fromkeys(shares, 0), 0, []
    for slot in slots:
        if slot.free < SHORTEST:
            turns.append("")
            continue
        whole += slot.free
        owed = [name for name in shares if given[name] < shares[name] * whole]
        turn = min(owed, key=lambda name: (given[name] + slot.free) / shares[name])
        given[turn] += slot.free
        turns.append(turn)
    return turns


def reading_behind(slots: Sequence[Slot], turns: Sequence[str]) -> Counter[str]:
    """How many minutes of reading earlier sessions had for each domain."""
    behind: Counter[str] = Counter()
    for slot, name in zip(slots, turns, strict=False):
        behind[name] += int(slot.free * READ[slot.phase])
    return behind


def queue(readings: Sequence[Reading], behind: float) -> list[Reading]:
    """What is to be read, in order: what was answered wrongly, what lies ahead, what earlier sessions had (`behind`
    minutes of it) but nobody asked about. What was answered rightly is left out.
    """
    reached = accumulate(one.minutes for one in readings)
    passed = {one for one, minutes in zip(readings, reached, strict=True) if minutes <= behind}
    wrong = [one for one in readings if one.standing == "wrong"]
    return wrong + sorted((one for one in readings if not one.standing), key=lambda one: one in passed)


def fill(
    slots: Sequence[tuple[Slot, str]],
    numbers: Mapping[str, int],
    pace: float,
    queues: Mapping[str, list[Reading]],
    reviews: tuple[float, float],
    exam_day: date,
    today: date,
) -> list[Session]:
    """What to do in each session, its start left open. numbers: of the domains. pace: minutes for a question.

    reviews: how many a day, seconds for each.
    """
    due, since, sessions = 0.0, today - DAY, []
    for slot, name in slots:
        due, since = due + (slot.day - since).days * reviews[0], slot.day
        eve = slot.day == exam_day - DAY
        steps = steps_of(slot, numbers.get(name), pace, queues.get(name, []), (math.ceil(due), reviews[1]), eve=eve)
        due = max(0.0, due - sum(step.count for step in steps if step.do == "review"))
        sessions.append(Session(slot.day, time(), slot.minutes, slot.phase, name, steps))
    return sessions


def steps_of(
    slot: Slot, domain: int | None, pace: float, waiting: list[Reading], reviews: tuple[int, float], *, eve: bool
) -> tuple[Step, ...]:
    """What to do within a session's minutes. domain: its number, None where nothing is studied. eve: of the exam.

    reviews: how many are due, seconds for each.
    """
    steps: list[Step] = []
    left = slot.minutes
    if slot.form:
        steps.append(Step("exam", slot.exam, form=slot.form))
        left = slot.free
    room = left if eve else left * REVIEWED
    if count := min(reviews[0], int(room * 60 / max(1.0, reviews[1]))):
        steps.append(Step("review", math.ceil(count * reviews[1] / 60), count))
        left -= steps[-1].minutes
    if read := taken(waiting, left if eve else left * READ[slot.phase]):
        steps.append(Step("read", math.ceil(sum(one.minutes for one in read)), reading=read))
        left -= steps[-1].minutes
    if domain is not None and left and not eve:
        steps.append(Step("questions", left, max(1, int(left / pace)), domain))
    return (*steps, Step("rest")) if eve or not steps else tuple(steps)


def taken(waiting: list[Reading], minutes: float) -> tuple[Reading, ...]:
    """Take from the front what can be read in so many minutes, in the order of the notes; what follows on is one."""
    many = sum(total <= int(minutes) for total in accumulate(one.minutes for one in waiting))
    read, waiting[:] = waiting[:many], waiting[many:]
    found: list[Reading] = []
    for one in sorted(read, key=lambda one: (one.standing != "wrong", one.source, one.start)):
        before = found[-1] if found else one
        under = bool(one.heading) and one.heading == before.heading
        on = under or one.line <= before.last + 2  # a blank line between, or a heading as well
        if found and on and (before.source, before.standing) == (one.source, one.standing):
            heading = common([before.heading, one.heading]) or before.heading
            minutes = round(before.minutes + one.minutes, 2)
            found[-1] = replace(before, heading=heading, last=one.last, end=one.end, minutes=minutes)
        else:
            found.append(one)
    return tuple(found)


def timed(sessions: Sequence[Session], at: time) -> list[Session]:
    """The sessions of each day one after the other."""
    found = []
    for _, together in groupby(sessions, lambda one: one.day):
        begins = minute_of(at)
        for session in together:
            found.append(replace(session, start=time(begins // 60, begins % 60)))
            begins += session.minutes + BREAK
    return found


def remarks_on(
    exam: str, sessions: Sequence[Session], days: int, topics: Topics, minutes: Mapping[str, int]
) -> list[str]:
    """What the hours cannot carry, and what the notes lack. days: until the exam."""
    if not days:
        return ["The exam is today: nothing is planned any more. Rest, and good luck."]
    if not sessions:
        return ["No session is left before the exam on these days: give other --days, or more --hours."]
    found = []
    if none := [name for name, readings in topics.items() if not readings]:
        which = ", ".join(none) if len(none) < len(topics) else f"anything that {exam} asks, as far as can be told"
        found.append(f"No note is near to {which}: add notes, and ingest them.")
    if days <= SOON:  # what would help takes longer
        return found
    if few := [name for name, given in minutes.items() if not given]:
        found.append(f"No session is left for {', '.join(few)}: give more --hours, or a shorter --session.")
    if not any(one.form == "full" for one in sessions):
        found.append("There is no room for a full mock exam: give more --hours, or begin earlier with --at.")
    unread = sum(one.minutes for readings in topics.values() for one in readings if one.standing != "right")
    planned = sum(one.minutes for session in sessions for step in session.steps for one in step.reading)
    if unread > planned + SHORTEST:
        found.append(
            f"What your notes hold on {exam} takes about {unread / 60:.1f} hours to read, and {planned / 60:.1f} are "
            "planned for that: what is nearest to the exam's subjects comes first."
        )
    return found


def remarks_on_reviews(hours: Hours, reviews_a_day: float, seconds: float) -> list[str]:
    """That the reviews take more than a plan can give them."""
    needed, given = reviews_a_day * seconds * 7 / 3600, hours.week * REVIEWED
    if needed <= given:
        return []
    return [
        f"The reviews alone take about {needed:.1f} of your {hours.week:g} hours a week, and get {given:g}: give more "
        '--hours, or run "quotewise review" on other days as well.'
    ]
