"""How a mock exam begins, in a terminal and on the page: questions written for it, a form drawn, a seat taken."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from quotewise.assistant.exam.blueprint import Blueprint
from quotewise.assistant.practice import quiz
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.selection import Past
from quotewise.assistant.study.form import MOST, Form, Size, draw, kinds_asked, length
from quotewise.assistant.study.log import StudyLog
from quotewise.assistant.study.sitting import begin, begin_alone, times_asked
from quotewise.index import Library
from quotewise.index.progress import now
from quotewise.ui.practice_round import show
from quotewise.ui.seat import Seat


def past_of(log: StudyLog) -> Past:
    return Past(times_asked(log), log.past().reported)


def top_up_for(
    library: Library, blueprint: Blueprint, size: Size, bank: Bank, past: Past, progress: quiz.Progress
) -> None:
    """Write what an exam of this size lacks: as many as it has, then by domain, then by kind; `progress` may raise to
    stop, what was written is kept.
    """
    count, kinds = length(blueprint, size, MOST), kinds_asked(blueprint)

    def grow(wished: int, **wish: Any) -> bool:
        done = quiz.top_up(library, wished, wish=quiz.Wish(**wish), bank=bank, past=past, progress=progress)
        return done.ready >= wished

    if not grow(count, kinds=kinds):
        return  # the notes hold no more of any domain or kind
    if any(question.domain for question in quiz.fresh(bank, library)):
        for domain, due in blueprint.share_out(count).items():
            grow(due, domain=domain, kinds=kinds)
    for kind, due in blueprint.kinds_of(count).items():
        grow(due, kinds=kinds_asked(blueprint, kind))


def form_of(pool: Iterable[Question], blueprint: Blueprint, size: Size, past: Past, seed: int = 0) -> Form:
    """What is asked, of the questions that nobody reported."""
    return draw(
        [question for question in pool if question.id not in past.reported], blueprint, size, past.answered, seed
    )


def take_seat(log: StudyLog, form: Form, size: Size, blueprint: Blueprint) -> Seat:
    """Begin a sitting; where one goes on, its seat."""
    session = str(uuid.uuid4())
    asked = replace(form, questions=tuple(show(question, session) for question in form.questions))
    return Seat(log, begin_alone(log, begin(asked, size, blueprint, log.library, session, now())))
