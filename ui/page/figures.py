"""Where the learner stands in figures: counted once for each state of the record and the notes, for every page."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import streamlit as st

from quotewise.assistant.exam.chosen import chosen_exam
from quotewise.assistant.study.coverage import Subject, missing_subjects
from quotewise.assistant.study.due import Desk, Item
from quotewise.assistant.study.history import Score, history, mock_exams, streak
from quotewise.assistant.study.log import ANSWER, StudyLog
from quotewise.assistant.study.memory import CARD, local_day
from quotewise.assistant.study.plan import Plan, PlanError, Session
from quotewise.assistant.study.report import Report, report
from quotewise.assistant.study.sitting import ENDED, KINDS, Sitting, sittings
from quotewise.index import Library
from quotewise.index.progress import now
from quotewise.ui.page import opened
from quotewise.ui.page.counted import Counted
from quotewise.ui.page.practice_choice import State, log, state_now
from quotewise.ui.page.rounds import Due, due_now
from quotewise.ui.planning import KEPT, plan_of

# The step of a plan that an event is a part of, by its kind, or by where a question was answered.
STEPS = {CARD: "review", "review": "review", "quiz": "questions", ENDED: "exam"}


@dataclass(frozen=True, slots=True)
class Figures:
    """due: what to review today, the most urgent first. streak: days in a row. scores, exams: how it went over the
    days. sitting: the mock exam that goes on, as it was when this was counted.
    """

    report: Report
    desk: Desk
    due: tuple[Item, ...]
    streak: int
    scores: tuple[Score, ...]
    exams: tuple[Score, ...]
    sitting: Sitting | None


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Today's sessions as they were planned this morning, or why there are none; and how much was done since of each
    kind of step.
    """

    sessions: tuple[Session, ...]
    why_not: str = ""
    done: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """The figures of one learner over one library, shared by all tabs."""

    due: Counted[Due] = field(default_factory=Counted)
    figures: Counted[Figures] = field(default_factory=Counted)
    plan: Counted[DayPlan] = field(default_factory=Counted)

    @property
    def running(self) -> bool:
        return self.figures.job.running or self.plan.job.running

    @property
    def failed(self) -> str:
        """Why not all could be counted; "" while any is."""
        return "" if self.running else self.figures.failed or self.plan.failed

    def try_again(self) -> None:
        self.figures.try_again()
        self.plan.try_again()


class Standing(NamedTuple):
    """The last figures and day's plan, None before the first of either and where there is no plan; fresh: of now."""

    figures: Figures | None
    plan: DayPlan | None
    fresh: bool


def kept_now() -> Kept:
    record = log().progress
    return kept_of(str(opened.library().folder), record.name, record.learner)


@st.cache_resource(show_spinner=False, max_entries=200)  # of so many learners it is not counted again when they return
def kept_of(folder: str, record: str, learner: str) -> Kept:
    return Kept()


def due_counted() -> tuple[Due | None, bool]:
    """What is due as it was counted last, and whether that is of now: else it is counted, and waited for a moment."""
    due, record, state = kept_now().due, log(), (state_now(), date.today())
    due.begin(state, lambda: due_now(record))
    fresh = due.is_of(state)
    return due.value, fresh


def standing_now() -> Standing:
    """What is counted of now; the rest begins to be, both at once, and is waited for a moment."""
    kept, library, record, state = kept_now(), opened.library(), log(), figures_of()
    counted: list[Counted[Any]] = [kept.figures]
    kept.figures.begin(state, lambda: count(library, record))
    planned = library.remembered(KEPT) is not None
    if planned:
        counted.append(kept.plan)
        kept.plan.begin(state, lambda: plan_today(library, record))
    fresh = [one.is_of(state) for one in counted]
    return Standing(kept.figures.value, kept.plan.value if planned else None, all(fresh))


def figures_of() -> tuple[State, str, date]:
    """What figures are counted of: another one whenever they may be others."""
    return state_now(), opened.library().remembered(KEPT) or "", date.today()


def count(library: Library, record: StudyLog) -> Figures:
    chosen, today, moment = chosen_exam(library), date.today(), now()
    answers, due = record.answers(), due_now(record)
    missing = subjects_of(library, chosen.blueprint.mark if chosen else "", opened.generation())
    sat = sittings(record.progress.events(*KINDS), moment)
    cards = record.progress.events(CARD)
    days = {local_day(at) for at in (*(one.at for one in answers), *(one.at for one in cards))}
    going = [one for one in sat if one.library == library.uuid and not one.over]
    return Figures(
        report(library, chosen, answers, record.refusals(), moment, today, missing),
        due.desk,
        tuple(due.desk.items[id] for id in due.made.today),
        streak(days, today),
        history(answers, today),
        mock_exams(sat),
        going[-1] if going else None,
    )


@st.cache_resource(show_spinner=False, max_entries=4, hash_funcs={Library: lambda library: library.uuid})
def subjects_of(library: Library, exam: str, generation: str) -> tuple[Subject, ...]:
    """exam, generation: of the library, so that what its notes lack is looked for again after a change."""
    chosen = chosen_exam(library)
    return missing_subjects(library, chosen.blueprint) if chosen else ()


def plan_today(library: Library, record: StudyLog) -> DayPlan:
    chosen, today = chosen_exam(library), date.today()
    if chosen is None or chosen.planned is None:
        return DayPlan((), "Choose the exam and its day to go on with your plan.")
    try:
        plan = plan_of(library, chosen, record, {}, morning=True)
    except PlanError as why:
        return DayPlan((), str(why))
    sessions = tuple(one for one in plan.sessions if one.day == today)
    return DayPlan(sessions, "" if sessions else next_session(plan), done_on(record, today))


def next_session(plan: Plan) -> str:
    later = next((one.day for one in plan.sessions), None)
    return f"Nothing is planned for today; the next session is on {later:%a %d %b}." if later else ""


def done_on(record: StudyLog, today: date) -> Counter[str]:
    """How much was done on a day of each thing that a plan asks for."""
    done: Counter[str] = Counter()
    for event in record.progress.events(ANSWER, CARD, ENDED):
        if local_day(event.at) == today:
            done[STEPS.get(event.kind) or STEPS.get(event.body["where"], "")] += 1
    return done
