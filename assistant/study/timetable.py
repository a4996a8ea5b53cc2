"""When the sessions of a plan are: on the learner's days, in their phases, with room for the mock exams."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Literal

from quotewise.assistant.exam.blueprint import Blueprint
from quotewise.assistant.study.form import MOST, Size, length, minutes_of

PhaseName = Literal["understand", "apply", "reinforce"]

LATER = {"reinforce": 0.2, "apply": 0.35}  # their shares of the sessions; understanding has the rest
BREAK, SHORTEST, EVE = 10, 10, 30  # minutes: between two sessions of a day, of a session at least, of the last one
ITEM = 1.5  # minutes for an item of an exam that says nothing of its time
MOCK = 1 / 3  # of all the time, that mock exams take at most
LONG = 14  # days from which on there is time for more than a short mock exam and one before the end
DAY = timedelta(days=1)
MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class Slot:
    """Room for a session. exam: minutes of the mock exam that it begins with, of some form."""

    day: date
    minutes: int
    phase: PhaseName = "understand"
    form: Size | None = None
    exam: int = 0

    @property
    def free(self) -> int:
        """Minutes besides the mock exam."""
        return self.minutes - self.exam


@dataclass(frozen=True, slots=True)
class Hours:
    """When the learner has time. week: hours of it. longest: minutes of a session. days: weekdays, Monday 0; none: any.

    at: when the first session of a day begins.
    """

    week: float
    longest: int = 60
    days: tuple[int, ...] = ()
    at: time = time(19)

    def room(self, minutes: int) -> int:
        """How many sessions of so many minutes a day has before midnight."""
        return (MIDNIGHT - minute_of(self.at) + BREAK) // (minutes + BREAK)


def layout(begun: date, exam_day: date, hours: Hours) -> tuple[list[Slot], list[str]]:
    """Sessions of even length on the learner's days, in their phases; what cannot be, in sentences."""
    count = math.ceil(hours.week * 60 / hours.longest)
    minutes = max(SHORTEST, 5 * int(hours.week * 12 / count))
    most = hours.room(minutes)
    pattern = weekdays(count, hours.days, (exam_day - DAY).weekday())
    span = (exam_day - begun).days
    found = [
        Slot(day, minutes)
        for day in (begun + at * DAY for at in range(span))
        for _ in range(min(most, pattern[day.weekday()]))
    ]
    if found and (eve := found[-1].day) == exam_day - DAY:
        found = [slot for slot in found if slot.day < eve] + [Slot(eve, min(minutes, EVE))]
    last = max(1, round(LATER["reinforce"] * len(found)))
    before = last + round(LATER["apply"] * len(found))
    remarks = []
    if max(pattern.values()) > most:
        held = sum(min(most, each) for each in pattern.values()) * minutes / 60
        remarks.append(
            f"From {hours.at:%H:%M} on, {held:g} of your {hours.week:g} hours a week find room before midnight: "
            "begin earlier with --at, or give more --days."
        )
    return [
        replace(slot, phase="reinforce" if left <= last else "apply" if left <= before else "understand")
        for slot, left in zip(found, range(len(found), 0, -1), strict=True)
    ], remarks


def weekdays(count: int, days: Collection[int], eve: int) -> Counter[int]:
    """How many of a week's sessions each weekday has: spread evenly back from that of the day before the exam."""
    back = sorted(days or range(7), key=lambda day: (eve - day) % 7)
    held = min(count, len(back))
    kept = [back[at * len(back) // held] for at in range(held)]
    return Counter(kept[at % held] for at in range(count))


def place_exams(slots: list[Slot], begun: date, exam_day: date, blueprint: Blueprint, hours: Hours) -> list[Slot]:
    """Mock exams in their places, as far as there is time: the last ones first, at least two days apart."""
    span = (exam_day - begun).days
    wishes: list[tuple[tuple[Size, ...], int, int, int]] = [  # forms, then days before the exam: best, least, most
        (("full", "half"), 3, 2, 4),
        (("full", "half"), 7, 6, 10),
        (("half",), round(span * 0.4), round(span * 0.25), round(span * 0.5)),
        (("ten",), math.ceil(span * 2 / 3), math.ceil(span * 2 / 3), round(span * 0.85)),
    ]
    if span < LONG:
        del wishes[1:3]
    for forms, best, least, most in wishes:
        placed = [slot.day for slot in slots if slot.form]
        near = sorted(
            {slot.day for slot in slots if max(least, 2) <= (exam_day - slot.day).days <= most},
            key=lambda day: abs((exam_day - day).days - best),
        )
        free = [day for day in near if all((other - day).days >= 2 for other in placed)]
        tries = (room_for(slots, day, form, blueprint, hours, exam_day) for form in forms for day in free)
        slots = next((found for found in tries if found), slots)
    return slots


def room_for(
    slots: list[Slot], day: date, form: Size, blueprint: Blueprint, hours: Hours, exam_day: date
) -> list[Slot] | None:
    """The sessions with a mock exam on a day, its minutes taken off the others of its week; None where they lack."""
    at = next(number for number, slot in enumerate(slots) if slot.day == day)
    needed = exam_minutes(form, blueprint)
    taken = needed + sum(slot.exam for slot in slots)
    if minute_of(hours.at) + needed > MIDNIGHT or taken > MOCK * sum(slot.minutes for slot in slots):
        return None
    exam = replace(slots[at], form=form, exam=needed, minutes=max(needed, slots[at].minutes))
    rest = slots[:at] + slots[at + 1 :]
    if (over := exam.minutes - slots[at].minutes) > 0:
        eve = exam_day - DAY
        others = [one for one in rest if monday_of(one.day) == monday_of(day) and not one.form and one.day != eve]
        if sum(one.minutes for one in others) < over:
            return None
        rest = shortened(rest, over, sorted(others, key=lambda one: abs(one.day - day)))
    return sorted([*rest, exam], key=lambda one: (one.day, not one.form))


def shortened(slots: Sequence[Slot], minutes: float, order: Iterable[Slot]) -> list[Slot]:
    """The slots with so many minutes taken off some of them in an order; what is then too short is dropped."""
    kept = list(slots)
    for slot in order:
        if minutes <= 0:
            break
        at = next(number for number, one in enumerate(kept) if one is slot)
        left = slot.minutes - math.ceil(minutes)
        minutes -= slot.minutes
        kept[at : at + 1] = [replace(slot, minutes=left)] if left >= max(SHORTEST, slot.exam) else []
    return kept


def take_off(slots: list[Slot], today: date, budget: float, studied: float, just_now: float) -> list[Slot]:
    """What was studied today off today's sessions, and what of this week is too much by then off its last ones."""
    slots = shortened(slots, just_now, [slot for slot in slots if slot.day == today])
    coming = [slot for slot in slots if slot.day >= today and monday_of(slot.day) == monday_of(today)]
    over = sum(slot.minutes for slot in coming) - max(0.0, budget - studied)
    last_first = sorted(coming, key=lambda slot: (slot.form is None, slot.day), reverse=True)
    return shortened(slots, over, last_first)


def exam_minutes(size: Size, blueprint: Blueprint) -> int:
    """What `exam take` gives it, or about as long where the exam says nothing of its time."""
    count = length(blueprint, size, MOST)
    return minutes_of(blueprint, size, MOST, count) or math.ceil(ITEM * count)


def item_minutes(blueprint: Blueprint) -> float:
    return blueprint.minutes / blueprint.items if blueprint.minutes and blueprint.items else ITEM


def monday_of(day: date) -> date:
    return day - day.weekday() * DAY


def minute_of(at: time) -> int:
    return at.hour * 60 + at.minute
