"""Rounds of practice as the learner's record keeps them: begun with their items, done as far as these are answered."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from quotewise.assistant.study.log import ANSWER, Answer, answer_of, by_question
from quotewise.assistant.study.memory import CARD
from quotewise.index.progress import Event, Progress

ROUND, CLOSED = "round_begun", "round_closed"  # kinds of events


@dataclass(frozen=True, slots=True)
class Round:
    """id: the session of its answers. way: what it was begun for. items: ids of questions and cards, in their order.

    set: the name of the questions' set. at: when it was begun, in UTC.
    """

    id: str
    way: str
    items: tuple[str, ...]
    set: str
    at: datetime


def begun(way: str, items: Sequence[str], questions: str, library: str, id: str = "") -> Event:
    """The event that keeps a new round. questions: the name of their set. id: a uuid, where it is known before."""
    body = {"way": way, "items": list(items), "set": questions}
    return Event(ROUND, body, id or str(uuid.uuid4()), library=library)


def round_of(event: Event) -> Round:
    return Round(event.session, event.body["way"], tuple(event.body["items"]), event.body["set"], event.at)


def is_round(event: Event) -> bool:
    """Whether it can be read back."""
    items, words = event.body["items"], (event.body["way"], event.body["set"])
    texts = isinstance(items, list) and all(isinstance(one, str) for one in (*items, *words))
    return str(uuid.UUID(event.session)) == event.session and texts and bool(items)


def find_round(progress: Progress, id: str) -> Round | None:
    return next(map(round_of, progress.events(ROUND, session=id)), None)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of a round by now. answers: of its questions. grades: of its cards."""

    answers: Mapping[str, Answer]
    grades: Mapping[str, str]

    def right(self, id: str) -> bool | None:
        """Whether it was answered right, or known; None where it was not yet asked."""
        if id in self.answers:
            return self.answers[id].correct
        return self.grades[id] != "again" if id in self.grades else None


def outcomes(progress: Progress, id: str) -> Outcomes:
    events = progress.events(ANSWER, CARD, session=id)
    answers = by_question(answer_of(event) for event in events if event.kind == ANSWER)
    return Outcomes(answers, {event.about: event.body["grade"] for event in events if event.kind == CARD})


def last_done(progress: Progress, id: str) -> Event | None:
    """The last answer or grade of a round, which is the one that can be taken back."""
    return next(reversed(progress.events(ANSWER, CARD, session=id)), None)


def last_open(progress: Progress, library: str) -> tuple[Round, int] | None:
    """The last round begun over a library, and how many of its items are done, unless all are or it was closed."""
    events = progress.events(ROUND, CLOSED)
    newest = next((event for event in reversed(events) if event.kind == ROUND and event.library == library), None)
    if newest is None or any(event.kind == CLOSED and event.session == newest.session for event in events):
        return None
    last = round_of(newest)
    done = len({event.about for event in progress.events(ANSWER, CARD, session=last.id)}.intersection(last.items))
    return (last, done) if done < len(last.items) else None
