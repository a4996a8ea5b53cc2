"""Where a mock exam is sat: what is done goes to the record at once, and is read back from it. As JSON lines too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from quotewise.assistant.practice.question_json import question_json
from quotewise.assistant.study import sitting as study
from quotewise.assistant.study.act import NotTaken, act
from quotewise.assistant.study.log import StudyLog
from quotewise.assistant.study.marking import report_json, report_of
from quotewise.assistant.study.sitting import Item, Sitting
from quotewise.index.progress import Event, now
from quotewise.ui.batch import BadLine

DOES = {  # what a line of a batch may do: the kind of event, and the field with its value
    "answer": (study.ANSWERED, "answer"),
    "flag": (study.FLAGGED, "flagged"),
    "visit": (study.VISITED, "seconds"),
    "pause": (study.PAUSED, ""),
    "resume": (study.RESUMED, ""),
}


@dataclass(slots=True)
class Seat:
    """Where a sitting is sat: what is done goes to the record first, then `sitting` is what the record says."""

    log: StudyLog
    id: str
    clock: Callable[[], datetime] = now
    _begun: Sitting = field(init=False)  # read once, for all its questions are in it

    def __post_init__(self) -> None:
        self._begun = study.opened(self.log.progress.events(study.BEGUN, session=self.id)[0])

    @property
    def sitting(self) -> Sitting:
        """As it stands now; one whose time is up has ended."""
        return self._at(self.clock())

    def do(self, kind: str, number: Any = None, value: Any = None) -> Sitting:
        """Raises NotTaken."""
        self.log.progress.extend(self.id, lambda events: [self._act(events, kind, number, value)])
        return self.sitting

    def _act(self, events: Sequence[Event], kind: str, number: Any, value: Any) -> Event:
        moment = self.clock()  # one moment, so that what is taken is in time for whoever reads it back
        return act(study.go_on(self._begun, events, moment), kind, moment, number, value)

    def end(self) -> Sitting:
        if not (sitting := self.sitting).over:
            study.finish(self.log, sitting)
        return self.sitting

    def _at(self, moment: datetime) -> Sitting:
        later = self.log.progress.events(*study.KINDS[1:], session=self.id)
        sitting = study.go_on(self._begun, later, moment)
        if not sitting.over or sitting.ended:
            return sitting
        study.finish(self.log, sitting)
        return self._at(moment)


def respond(seat: Seat, line: dict[str, Any]) -> dict[str, Any]:
    """What a line of a batch is answered with; raises BadLine."""
    do = line.get("do")
    if do == "state":
        return state_json(seat.sitting)
    if do == "end":
        return report_json(report_of(seat.end()))
    if not isinstance(do, str) or do not in DOES:
        raise BadLine(f'"do" must be one of {", ".join(DOES)}, state, end')
    kind, name = DOES[do]
    try:
        sitting = seat.do(kind, line.get("item"), line.get(name))
    except NotTaken as why:
        raise BadLine(str(why)) from why
    done = {name: line[name] for name in ("item", name) if name in line}
    return {"do": do, **done, "seconds_left": seconds_left(sitting), "over": sitting.over}


def state_json(sitting: Sitting) -> dict[str, Any]:
    """A sitting as it stands: its items without keys, domains and reasons."""
    return {
        "session": sitting.id,
        "exam": sitting.exam,
        "title": sitting.title,
        "form": sitting.form,
        "begun": sitting.begun.isoformat(timespec="seconds"),
        "minutes": sitting.minutes,
        "seconds_left": seconds_left(sitting),
        "pauses": sitting.pauses,
        "paused": sitting.paused,
        "over": sitting.over,
        "drawn": dict(sitting.drawn),
        "lacks": list(sitting.lacks),
        "trouble": sitting.trouble or None,
        "items": [item_json(number, item) for number, item in enumerate(sitting.order, start=1)],
    }


def item_json(number: int, item: Item) -> dict[str, Any]:
    """choose: how many letters are to be given."""
    names = ("kind", "question", "options", "left", "right", "items")
    shown = {name: value for name, value in question_json(item.question).items() if name in names}
    choose = {"choose": len(item.question.answer)} if item.question.options else {}
    done = {"answered": list(item.answer), "flagged": item.flagged, "seconds": round(item.seconds, 1)}
    return {"item": number, **shown, **choose, **done}


def seconds_left(sitting: Sitting) -> float | None:
    return None if sitting.left is None else round(sitting.left, 1)
