"""What a mock exam came to: right of asked with intervals, the mark, and every item with its key."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from quotewise.assistant.practice.grading import is_right
from quotewise.assistant.practice.question_json import question_json
from quotewise.assistant.study.readiness import wilson
from quotewise.assistant.study.sitting import Item, Sitting

CONFIDENCE = 0.95
NO_DOMAIN = "no domain"


@dataclass(frozen=True, slots=True)
class Part:
    """Right of asked in a part of an exam. low, high: the 95 % interval of the share right, by Wilson."""

    name: str
    asked: int
    right: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Marked:
    """An item and whether it is right. number: its place in the exam, from 1."""

    number: int
    item: Item
    right: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """The share right on the exam's scale, and the ends of its interval. passed: None where no pass mark is known."""

    value: int
    low: int
    high: int
    scale: tuple[int, int]
    pass_mark: int | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Report:
    """items: flagged and wrong, wrong, not answered, right, each in the exam's order. remarks: sentences to be told."""

    sitting: Sitting
    overall: Part
    domains: tuple[Part, ...]
    kinds: tuple[Part, ...]
    mark: Mark | None
    items: tuple[Marked, ...]
    remarks: tuple[str, ...]


def report_of(sitting: Sitting) -> Report:
    """The report of a sitting; an item that was not answered is wrong, one half right is wrong."""
    marked = [Marked(at, item, right(item)) for at, item in enumerate(sitting.order, start=1)]
    overall = part("", marked)
    return Report(
        sitting=sitting,
        overall=overall,
        domains=parts(marked, lambda one: one.item.question.domain or NO_DOMAIN),
        kinds=parts(marked, lambda one: one.item.question.kind),
        mark=mark_of(overall, sitting),
        items=tuple(sorted(marked, key=urgency)),
        remarks=remarks(sitting),
    )


def urgency(one: "Marked") -> tuple[bool, bool, bool, int]:
    """What to look at first comes first."""
    return one.right, not one.item.answer and not one.item.flagged, not one.right and not one.item.flagged, one.number


def right(item: Item) -> bool:
    return bool(item.answer) and is_right(item.question, item.answer)


def part(name: str, marked: Iterable[Marked]) -> Part:
    verdicts = [one.right for one in marked]
    low, high = wilson(sum(verdicts), len(verdicts), CONFIDENCE)
    return Part(name, len(verdicts), sum(verdicts), round(low, 4), round(high, 4))


def parts(marked: Iterable[Marked], name: Callable[[Marked], str]) -> tuple[Part, ...]:
    """By name, the largest first."""
    named: dict[str, list[Marked]] = {}
    for one in marked:
        named.setdefault(name(one), []).append(one)
    return tuple(part(key, named[key]) for key in sorted(named, key=lambda key: (-len(named[key]), key)))


def mark_of(overall: Part, sitting: Sitting) -> Mark | None:
    """The mark by a straight line; None where no scale is known."""
    if sitting.scale is None:
        return None
    lowest, highest = sitting.scale
    shares = overall.right / overall.asked, overall.low, overall.high
    value, low, high = (round(lowest + share * (highest - lowest)) for share in shares)
    passed = None if sitting.pass_mark is None else value >= sitting.pass_mark
    return Mark(value, low, high, sitting.scale, sitting.pass_mark, passed)


def remarks(sitting: Sitting) -> tuple[str, ...]:
    said = ["All items count here: which items of the exam are not scored, nobody is told."]
    if sitting.scale:
        lowest, highest = sitting.scale
        said.append(
            f"The mark is a straight line from {lowest} (none right) to {highest} (all right); how the provider turns "
            "answers into marks is not published."
        )
    if sitting.unanswered:
        said.append(open_told(sitting))
    return (*said, *sitting.lacks, *filter(None, [sitting.trouble]))


def open_told(sitting: Sitting) -> str:
    return f"{sitting.unanswered} items were not answered, and count as wrong."


def report_json(report: Report) -> dict[str, Any]:
    """The report as other programs read it; shares are rounded to four places, seconds to one."""
    sitting = report.sitting
    return {
        **summary_json(report),
        "low": report.overall.low,
        "high": report.overall.high,
        "domains": [asdict(one) for one in report.domains],
        "kinds": [asdict(one) for one in report.kinds],
        "seconds": round(sitting.spent, 1),
        "minutes": sitting.minutes,
        "unanswered": sitting.unanswered,
        "drawn": dict(sitting.drawn),
        "remarks": list(report.remarks),
        "items": [marked_json(one) for one in report.items],
    }


def summary_json(report: Report) -> dict[str, Any]:
    """A sitting in a line."""
    sitting = report.sitting
    return {
        "session": sitting.id,
        "exam": sitting.exam,
        "form": sitting.form,
        "begun": sitting.begun.isoformat(timespec="seconds"),
        "ended": sitting.ended and sitting.ended.isoformat(timespec="seconds"),
        "why": sitting.why,
        "asked": report.overall.asked,
        "right": report.overall.right,
        "mark": report.mark and asdict(report.mark),
    }


def marked_json(one: Marked) -> dict[str, Any]:
    """A question with its key, and what was done about it."""
    answered, seconds = list(one.item.answer), round(one.item.seconds, 1)
    done = {"answered": answered, "correct": one.right, "flagged": one.item.flagged, "seconds": seconds}
    return {"item": one.number, **question_json(one.item.question), **done}
