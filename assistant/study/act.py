"""What is done in a sitting, as the event that keeps it, or why it cannot be done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from quotewise.assistant.practice.grading import can_be
from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.log import response_of
from quotewise.assistant.study.sitting import HANDED_IN, PAUSED, RESUMED, Sitting
from quotewise.index.progress import Event

DAY = 86_400  # seconds: more are spent on no item


class NotTaken(Exception):
    """What cannot be done in a sitting now; the message says why."""


def act(sitting: Sitting, kind: str, now: datetime, number: Any = None, value: Any = None) -> Event:
    """The event of what is done: raises NotTaken where it cannot be. number: of the item, from 1.

    value: the answer as letters, words, pairs or an order, [] to clear it; whether it is flagged; seconds.
    """
    if sitting.over:
        raise NotTaken("the sitting was handed in" if sitting.why == HANDED_IN else "the time is up")
    if kind == PAUSED and not sitting.pauses:
        raise NotTaken("this exam lets nobody pause: its clock runs on")
    if sitting.paused and kind != RESUMED:
        raise NotTaken("the sitting is paused: resume it first")
    if kind in (PAUSED, RESUMED):
        return Event(kind, {}, sitting.id, library=sitting.library, at=now)
    if type(number) is not int or not 1 <= number <= len(sitting.items):
        raise NotTaken(f"there are the items 1 to {len(sitting.items)}")
    question = sitting.order[number - 1].question
    return Event(kind, body_of(kind, question, value), sitting.id, question.id, sitting.library, at=now)


def body_of(kind: str, question: Question, value: Any) -> Mapping[str, Any]:
    match kind:
        case "exam_answered":
            given = response_of(value) if isinstance(value, list | tuple) else ("",)
            if given and not can_be(question, given):
                raise NotTaken(f"that is no answer to a question of the kind {question.kind}")
            return {"answer": list(given)}
        case "exam_flagged" if isinstance(value, bool):
            return {"flagged": value}
        case "exam_visited" if type(value) in (int, float) and 0 <= value <= DAY:
            return {"seconds": round(value, 3)}
    raise NotTaken('"flagged" is true or false, and "seconds" a number, a day\'s at most')
