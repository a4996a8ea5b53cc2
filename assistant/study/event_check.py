"""Whether an event that comes from elsewhere can be read back: the record is never changed, so nothing else goes in."""

import math
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from fsrs import Scheduler

from quotewise.assistant.practice.grading import can_be
from quotewise.assistant.study.log import ANSWER, REFUSED, REPORT, RESULT, answer_of, response_of
from quotewise.assistant.study.memory import CARD, FIT, GRADES
from quotewise.assistant.study.own_cards import MADE, is_made
from quotewise.assistant.study.rounds import ROUND, is_round
from quotewise.assistant.study.sitting import ANSWERED, BEGUN, ENDED, FLAGGED, VISITED, opened
from quotewise.index.progress import TAKEN_BACK, Event

CONFIDENCES = ("", "guess", "unsure", "sure")


def is_readable(event: Event) -> bool:
    """Whether every reader of its kind can read it; of a kind that nobody reads, anything is."""
    try:
        return event.kind not in CHECKS or CHECKS[event.kind](event)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
        return False


def is_answer(event: Event) -> bool:
    answer, asked = answer_of(event), answer_of(event).question
    texts = (answer.exam, asked.id, asked.domain, asked.topic)
    told = answer.confidence in CONFIDENCES and answer.where in ("quiz", "exam", "review")
    whole = type(event.body["correct"]) is bool and is_amount(answer.seconds) and are_texts(*texts)
    return whole and told and can_be(asked, answer.response)


def is_card(event: Event) -> bool:
    body = event.body
    return body["grade"] in GRADES and are_texts(body["front"], body["back"]) and is_amount(body["seconds"])


def is_fit(event: Event) -> bool:
    body = event.body
    Scheduler(tuple(body["parameters"]))  # raises ValueError for what is out of bounds
    losses = is_amount(body["loss_before"]) and is_amount(body["loss_after"])
    return losses and type(body["reviews"]) is int and all(map(is_amount, body["parameters"]))


def is_beginning(event: Event) -> bool:
    sitting = opened(event)
    timed = sitting.minutes is None or (type(sitting.minutes) is int and 0 < sitting.minutes < 10_000)
    scaled = sitting.scale is None or is_scale(*sitting.scale, sitting.pass_mark or 0)
    texts = are_texts(sitting.exam, sitting.title, sitting.form, *sitting.lacks)
    counted = all(is_amount(count) for count in sitting.drawn.values())
    return bool(uuid.UUID(event.session)) and bool(sitting.items) and timed and scaled and texts and counted


def is_scale(lowest: Any, highest: Any, pass_mark: Any) -> bool:
    return all(map(is_amount, (lowest, highest, pass_mark))) and lowest < highest


def is_amount(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and 0 <= value < 1e9


def are_texts(*values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


CHECKS: Mapping[str, Callable[[Event], bool]] = {
    ANSWER: is_answer,
    REPORT: lambda event: are_texts(event.body["why"]) and bool(event.about),
    REFUSED: lambda event: are_texts(event.body["question"]),
    RESULT: lambda event: are_texts(event.body["exam"], event.body["day"]) and type(event.body["passed"]) is bool,
    CARD: is_card,
    TAKEN_BACK: lambda event: str(uuid.UUID(event.about)) == event.about,
    MADE: is_made,
    ROUND: is_round,
    FIT: is_fit,
    BEGUN: is_beginning,
    ANSWERED: lambda event: isinstance(event.body["answer"], list) and bool(str(response_of(event.body["answer"]))),
    FLAGGED: lambda event: type(event.body["flagged"]) is bool,
    VISITED: lambda event: is_amount(event.body["seconds"]),
    ENDED: lambda event: are_texts(event.body["why"]),
}
