"""What a learner answered and reported, kept as events of `progress.db` and read back from them."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from quotewise.assistant.practice.grading import Response, is_right
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.question_json import question_json, read_question
from quotewise.assistant.practice.selection import Past
from quotewise.index.progress import Event, Progress

ANSWER, REPORT, REFUSED, RESULT = "answer", "report", "refused", "result"  # kinds of events
Where = Literal["quiz", "exam", "review"]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer given. response: letters as they were shown, the words filled in, the pairs, the order. at: UTC.

    confidence: "guess", "unsure", "sure", or "" where nobody asked. exam: the mark of the blueprint that the
    question's domain was told under. asked: the question as it was shown, as the contract's JSON.
    """

    uuid: str
    at: datetime
    session: str
    library: str
    id: str
    response: Response
    correct: bool
    confidence: str
    seconds: float
    where: Where
    exam: str
    asked: Mapping[str, Any]

    @property
    def question(self) -> Question:
        """The question as it was shown."""
        return read_question(self.asked)

    @property
    def domain(self) -> str:
        return str(self.asked.get("domain") or "")

    def under(self, domain: str) -> "Answer":
        """The same with its question told by another domain."""
        return replace(self, asked={**self.asked, "domain": domain})


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question that the notes of the library in use do not answer. at: UTC."""

    question: str
    at: datetime


class StudyLog:
    """A learner's record. library: the uuid of the one in use; a question answered in another one counts as well, for
    its uuid is made of its words. Raises ProgressError.
    """

    def __init__(self, progress: Progress, library: str) -> None:
        self.progress = progress
        self.library = library

    def answer(
        self,
        session: str,
        shown: Question,
        given: Response,
        confidence: str,
        seconds: float,
        where: Where = "quiz",
    ) -> bool:
        """Keep an answer of a round; a question is answered once a session; a later try is dropped: False."""
        return bool(self.progress.append(self.answered(session, shown, given, confidence, seconds, where)))

    def answered(
        self, session: str, shown: Question, given: Response, confidence: str, seconds: float, where: Where
    ) -> Event:
        """The event of an answer, the same for the same question of a session."""
        body = {
            "question": question_json(shown),
            "answer": list(given),
            "correct": is_right(shown, given),
            "confidence": confidence,
            "seconds": round(seconds, 1),
            "exam": shown.exam,
            "where": where,
        }
        return Event(ANSWER, body, session, shown.id, self.library, str(uuid.uuid5(uuid.UUID(session), shown.id)))

    def report(self, shown: Question, why: str) -> None:
        """Keep what the learner says is wrong with a question."""
        body = {"question": question_json(shown), "why": why}
        self.progress.append(Event(REPORT, body, about=shown.id, library=self.library))

    def refused(self, question: str, reason: str) -> None:
        """Keep a question that the notes do not answer: a note to write."""
        self.progress.append(Event(REFUSED, {"question": question, "reason": reason}, library=self.library))

    def result(self, exam: str, day: date, *, passed: bool) -> None:
        """Keep how the exam itself went. exam: its code; day: when it was taken."""
        self.progress.append(Event(RESULT, {"exam": exam, "day": f"{day}", "passed": passed}, library=self.library))

    def passed(self, exam: str, day: date) -> bool | None:
        """How the exam of that day went; None where that was not told."""
        told = {(one.body["exam"], one.body["day"]): bool(one.body["passed"]) for one in self.progress.events(RESULT)}
        return told.get((exam, f"{day}"))

    def refusals(self) -> list[Refusal]:
        """The questions that the notes of this library did not answer, the first asked first."""
        events = [event for event in self.progress.events(REFUSED) if event.library == self.library]
        return [Refusal(str(event.body.get("question", "")), event.at) for event in events]

    def past(self) -> Past:
        """How often each question was answered, and which were reported."""
        return Past(self.progress.counts(ANSWER), frozenset(self.progress.counts(REPORT)))

    def answers(self) -> list[Answer]:
        """Every answer of the learner's, the first given first: what was taken in from elsewhere stands at its time."""
        return sorted(map(answer_of, self.progress.events(ANSWER)), key=lambda answer: answer.at)

    def of_session(self, session: str) -> dict[str, Answer]:
        """The answers given in a session, by question."""
        return by_question(map(answer_of, self.progress.events(ANSWER, session=session)))


def by_question(answers: Iterable[Answer]) -> dict[str, Answer]:
    """The first answer to each question."""
    found: dict[str, Answer] = {}
    for answer in answers:
        found.setdefault(answer.id, answer)
    return found


def latest_answers(answers: Sequence[Answer]) -> list[Answer]:
    """The last answer to each question, the last given first."""
    return list(by_question(reversed(answers)).values())


def answer_of(event: Event) -> Answer:
    body = event.body
    return Answer(
        event.uuid,
        event.at,
        event.session,
        event.library,
        event.about,
        response_of(body["answer"]),
        bool(body["correct"]),
        body["confidence"],
        body["seconds"],
        body["where"],
        body["exam"],
        body["question"],
    )


def response_of(written: Iterable[Any]) -> Response:
    return tuple(tuple(part) if isinstance(part, list) else part for part in written)
