"""A mock exam as it is sat: everything about it is folded from the events of its session, so that nothing is lost
with a terminal or a process. Its clock runs from the first event, whoever looks on.
"""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from quotewise.assistant.exam.blueprint import Blueprint
from quotewise.assistant.practice.grading import Response, can_be
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.question_json import question_json, read_question
from quotewise.assistant.study.form import Form, Size
from quotewise.assistant.study.log import StudyLog, response_of
from quotewise.index.progress import Event

BEGUN, ANSWERED, FLAGGED, VISITED = "exam_begun", "exam_answered", "exam_flagged", "exam_visited"
PAUSED, RESUMED, ENDED = "exam_paused", "exam_resumed", "exam_ended"
KINDS = (BEGUN, ANSWERED, FLAGGED, VISITED, PAUSED, RESUMED, ENDED)
HANDED_IN, TIME = "handed in", "time"
JITTER = 1.0  # seconds by which events may be out of order without a word


@dataclass(frozen=True, slots=True)
class Item:
    """A question as it is shown, and what was done about it. answer: () for none; at: when it was given, or begun."""

    question: Question
    at: datetime
    answer: Response = ()
    flagged: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Sitting:
    """A mock exam at one moment. items: by question, in their order. spent: seconds on its clock until `clock`: the
    time of the last event or look, or when its time ran out. latest: the latest this machine's clock ever said, and
    what was spent then. why: how it ended. trouble: what is wrong with that clock, "" for nothing.
    """

    id: str
    library: str
    exam: str
    title: str
    form: str
    minutes: int | None
    pauses: bool
    scale: tuple[int, int] | None
    pass_mark: int | None
    drawn: Mapping[str, int]
    lacks: tuple[str, ...]
    begun: datetime
    items: Mapping[str, Item]
    clock: datetime
    latest: tuple[datetime, float]
    spent: float = 0.0
    paused: bool = False
    ended: datetime | None = None
    why: str = ""
    trouble: str = ""

    @property
    def left(self) -> float | None:
        """Seconds left; None where there is no limit."""
        return None if self.minutes is None else max(0.0, 60.0 * self.minutes - self.spent)

    @property
    def over(self) -> bool:
        return self.ended is not None or self.left == 0

    @property
    def order(self) -> tuple[Item, ...]:
        return tuple(self.items.values())

    @property
    def unanswered(self) -> int:
        return sum(not item.answer for item in self.order)


def begin(form: Form, size: Size, blueprint: Blueprint, library: str, session: str, now: datetime) -> Event:
    """The event that begins a sitting. form: its questions as they are to be shown, which the event keeps whole."""
    body = {
        "exam": blueprint.code,
        "mark": blueprint.mark,
        "title": blueprint.title or blueprint.code,
        "form": size,
        "minutes": form.minutes,
        "pauses": blueprint.pauses,
        "scale": blueprint.scale,
        "pass_mark": blueprint.pass_mark,
        "items": [{**question_json(question), "exam": question.exam} for question in form.questions],
        "drawn": dict(form.drawn),
        "lacks": list(form.lacks),
    }
    return Event(BEGUN, body, session, library=library, at=now)


def begin_alone(log: StudyLog, begun: Event) -> str:
    """Append what begins a sitting unless one goes on over its library, whoever else begins one now; gives the session
    that goes on.
    """
    goes_on = [begun.session]

    def alone(events: list[Event]) -> list[Event]:
        found = open_sitting(events, begun.at, begun.library)
        if found is None:
            return [begun]
        goes_on[0] = found.id
        return []

    log.progress.extend(None, alone, *KINDS)
    return goes_on[0]


def fold(events: Sequence[Event], now: datetime) -> Sitting:
    """A sitting as it stands now, from the events of its session in the order they were appended."""
    begun = next(event for event in events if event.kind == BEGUN)
    return go_on(opened(begun), events, now)


def go_on(sitting: Sitting, events: Sequence[Event], now: datetime) -> Sitting:
    """What events after its beginning, and the time until now, make of a sitting."""
    for event in events:
        if event.kind != BEGUN:
            sitting = advance(sitting, event)
    return tick(sitting, now)


def opened(event: Event) -> Sitting:
    """A sitting as it was begun."""
    body = event.body
    shown = [replace(read_question(entry), exam=entry["exam"]) for entry in body["items"]]
    scale = tuple(body["scale"]) if body["scale"] else None
    told = {name: body[name] for name in ("exam", "title", "form", "minutes", "pauses", "pass_mark", "drawn")}
    return Sitting(
        id=event.session,
        library=event.library,
        scale=scale,
        lacks=tuple(body["lacks"]),
        begun=event.at,
        items={question.id: Item(question, event.at) for question in shown},
        clock=event.at,
        latest=(event.at, 0.0),
        **told,
    )


def tick(sitting: Sitting, at: datetime) -> Sitting:
    """Let the clock run until then.

    What this machine's clock is set back by counts as no time, and once it is put right none is counted twice.
    """
    if sitting.over:
        return sitting
    passed = (at - sitting.clock).total_seconds()
    latest, then = sitting.latest
    spent = sitting.spent + (0.0 if sitting.paused else max(0.0, passed))
    if at >= latest:
        known = then + (0.0 if sitting.paused else (at - latest).total_seconds())
        spent = max(sitting.spent, known) if sitting.clock < latest else spent
    if sitting.minutes and spent >= (limit := 60.0 * sitting.minutes):
        return replace(sitting, clock=at - timedelta(seconds=spent - limit), spent=limit)
    back = f"This machine's clock was set back by {-passed:.0f} seconds: they count as no time."
    trouble = back if passed < -JITTER else sitting.trouble
    return replace(sitting, clock=at, spent=spent, latest=max(sitting.latest, (at, spent)), trouble=trouble)


def advance(sitting: Sitting, event: Event) -> Sitting:
    """What an event makes of a sitting; nothing where it comes too late, or during a pause."""
    sitting = tick(sitting, event.at)
    if event.kind == ENDED and not sitting.ended:
        return replace(sitting, ended=event.at, why=event.body["why"])
    if sitting.over:
        return sitting
    if event.kind in (PAUSED, RESUMED):
        return replace(sitting, paused=event.kind == PAUSED and sitting.pauses)
    item = sitting.items.get(event.about)
    if item is None or sitting.paused:
        return sitting
    return replace(sitting, items={**sitting.items, event.about: changed(item, event)})


def changed(item: Item, event: Event) -> Item:
    match event.kind:
        case "exam_answered":
            given = response_of(event.body["answer"])
            # what was taken in from elsewhere may be no answer at all
            return item if given and not can_be(item.question, given) else replace(item, answer=given, at=event.at)
        case "exam_flagged":
            return replace(item, flagged=bool(event.body["flagged"]))
        case "exam_visited":
            return replace(item, seconds=item.seconds + max(0.0, event.body["seconds"]))
    return item


def finish(log: StudyLog, sitting: Sitting) -> None:
    """End a sitting, as of its clock, and write its answers: in one go and once, however often it is tried, with
    whatever another program did meanwhile.
    """

    def closing(events: list[Event]) -> list[Event]:
        last = fold(events, max([sitting.clock, *(event.at for event in events)]))
        return [] if last.ended else [*answers_of(log, last), ending(last)]

    log.progress.extend(sitting.id, closing)


def answers_of(log: StudyLog, sitting: Sitting) -> list[Event]:
    own = StudyLog(log.progress, sitting.library)
    return [
        replace(own.answered(sitting.id, item.question, item.answer, "", item.seconds, "exam"), at=item.at)
        for item in sorted((item for item in sitting.order if item.answer), key=lambda item: item.at)
    ]


def ending(sitting: Sitting) -> Event:
    uid = str(uuid.uuid5(uuid.UUID(sitting.id), ENDED))
    body = {"why": TIME if sitting.over else HANDED_IN}
    return Event(ENDED, body, sitting.id, library=sitting.library, uuid=uid, at=sitting.clock)


def sittings(events: Sequence[Event], now: datetime) -> list[Sitting]:
    """A learner's sittings, the first begun first."""
    of_session: dict[str, list[Event]] = {}
    for event in events:
        of_session.setdefault(event.session, []).append(event)
    return [fold(own, now) for own in of_session.values() if any(event.kind == BEGUN for event in own)]


def open_sitting(events: Sequence[Event], now: datetime, library: str) -> Sitting | None:
    """The learner's sitting over a library that goes on; the last one begun where there are several."""
    own = [event for event in events if event.library == library]
    return next((sitting for sitting in reversed(sittings(own, now)) if not sitting.over), None)


def settle(log: StudyLog, now: datetime) -> list[Sitting]:
    """End the sittings whose time ran out meanwhile; returns them as they are then."""
    late = [one for one in sittings(log.progress.events(*KINDS), now) if one.over and not one.ended]
    for sitting in late:
        finish(log, sitting)
    return [fold(log.progress.events(*KINDS, session=sitting.id), now) for sitting in late]


def times_asked(log: StudyLog) -> Counter[str]:
    """How often the learner was asked each question, by id: answered in practice, or in an exam, answered or not."""
    asked = Counter(answer.id for answer in log.answers() if answer.where != "exam")
    asked.update(item["id"] for event in log.progress.events(BEGUN) for item in event.body["items"])
    return asked
