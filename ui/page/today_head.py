"""The head of Today: a row of calm figures, and the one button that says what to do now."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import streamlit as st

from quotewise.assistant.exam.chosen import Chosen
from quotewise.assistant.practice.quiz import ANY
from quotewise.assistant.study.log import ANSWER
from quotewise.assistant.study.report import Report
from quotewise.assistant.study.sitting import tick
from quotewise.index.progress import now
from quotewise.ui.page import opened, writing_job
from quotewise.ui.page.exam_choice import choose_button
from quotewise.ui.page.figures import Figures
from quotewise.ui.page.job_view import draw_running, draw_trouble
from quotewise.ui.page.markup import plain
from quotewise.ui.page.practice_choice import NOTES, log, questions_of
from quotewise.ui.page.rounds import begin_round, go_on, open_round
from quotewise.ui.page.visitor import edits
from quotewise.ui.page.way import go_to
from quotewise.ui.progress_view import counted

ROUND, WRITTEN = 10, 10  # questions of a round that nothing says the length of; questions written at a time
LONGEST = 30  # of what is due in one round


class Figure(NamedTuple):
    """name: what it is of; shown: itself; told: what it rests on."""

    name: str
    shown: str
    told: str = ""


class Action(NamedTuple):
    label: str
    icon: str
    do: Callable[..., Any]
    args: tuple[Any, ...] = ()
    settings: dict[str, Any] = {}  # noqa: RUF012 - never changed


def draw_figures(found: Figures | None, chosen: Chosen | None) -> None:
    """Days to the exam, what is due, days in a row, readiness."""
    figures = [exam_figure(chosen), *counted_figures(found)]
    rows = "".join(
        f"<div><dt>{plain(one.name)}</dt><dd><strong>{plain(one.shown)}</strong>"
        f"<span>{plain(one.told)}</span></dd></div>"
        for one in figures
    )
    st.html(f'<dl class="qw-figures">{rows}</dl>')
    if chosen is None or chosen.planned is None:
        said = "Choose your exam and its day" if chosen is None else "Set the day of your exam"
        choose_button(said, type="tertiary", icon=":material/event:")


def exam_figure(chosen: Chosen | None) -> Figure:
    if chosen is None:
        return Figure("Exam", "none chosen", "no countdown, no domains")
    if chosen.planned is None:
        return Figure(chosen.blueprint.code, "no day set")
    days = (chosen.planned - date.today()).days
    shown = "today" if not days else counted(days, "day") if days > 0 else f"{counted(-days, 'day')} ago"
    return Figure(f"To {chosen.blueprint.code}", shown, f"{chosen.planned:%a %d %b %Y}")


def counted_figures(found: Figures | None) -> list[Figure]:
    if found is None:
        return [Figure(name, "\u2026", "\u00a0") for name in ("Due now", "Days in a row", "Readiness")]
    questions = sum(one.kind == ANSWER for one in found.due)
    due = f"{counted(questions, 'question')}, {counted(len(found.due) - questions, 'card')}"
    return [
        Figure("Due now", str(len(found.due)), due),
        Figure("Days in a row", str(found.streak), "today done" if found.desk.done else "today still to come"),
        readiness_figure(found.report),
    ]


def readiness_figure(found: Report) -> Figure:
    """A range, or why there is none: never a bare number."""
    ready = found.readiness
    if ready is None:
        return Figure("Readiness", "not told", "it takes an exam to be ready for")
    if ready.chance is not None:
        return Figure("Readiness", f"{ready.chance.low:.0%} to {ready.chance.high:.0%}", "chance of passing today")
    short, _, more = ready.why_not.partition(": ")
    if ready.wanting:
        return Figure("Readiness", short, f"Answer about {counted(ready.wanting, 'more question')}")
    return Figure("Readiness", short if more else "not told", more or short)


def draw_past(chosen: Chosen | None) -> None:
    """The exam's day has passed: how did it go?"""
    if chosen is None or chosen.planned is None or chosen.planned >= date.today():
        return
    code, day = chosen.blueprint.code, chosen.planned
    passed = log().passed(code, day)
    with st.container(border=True, key="exam_past"):
        told = {None: "How did it go?", True: "You passed. Well done!", False: "Not this time: set the next day."}
        st.html(f"<p><strong>{plain(code)} was on {day:%a %d %b %Y}.</strong> {told[passed]}</p>")
        with st.container(horizontal=True):
            if passed is None:
                st.button("I passed", on_click=tell_result, args=(code, day, True), key="passed")
                st.button("I did not pass", on_click=tell_result, args=(code, day, False), key="failed")
            choose_button("Another exam" if passed else "Another day", "another_day")


def tell_result(exam: str, day: date, passed: bool) -> None:
    log().result(exam, day, passed=passed)


def draw_primary(found: Figures | None) -> None:
    """The one thing to do now."""
    job = writing_job.job_of(opened.library())
    if draw_running(job, "writing"):
        return
    draw_trouble(job)
    next_one = action(found)
    st.button(
        next_one.label,
        type="primary",
        icon=f":material/{next_one.icon}:",
        on_click=next_one.do,
        args=next_one.args,
        kwargs=next_one.settings,
        key="primary",
    )


def action(found: Figures | None) -> Action:
    """What to do now: what was begun is gone on with, then what is due, then what goes wrong."""
    sitting = tick(found.sitting, now()) if found and found.sitting else None
    if sitting and not sitting.over:
        left = "" if sitting.left is None else f" \u00b7 {sitting.left / 60:.0f} min left"
        return Action(f"Go on with the exam{left}", "timer", go_to, ("exam",), {"sitting": sitting.id})
    if begun := open_round():
        return Action(f"Go on: {begun.done} of {begun.total}", "play_arrow", go_on, (begun.round.id,))
    if not questions_of(NOTES) and edits():
        args = (opened.library(), WRITTEN, ANY, log().past())
        return Action(f"Write {WRITTEN} questions", "edit_note", writing_job.start_writing, args)
    if found is None:
        return Action("Study now", "play_arrow", begin_round, ("due",))
    if found.due:
        many = min(LONGEST, len(found.due))
        minutes = max(1, round(many * found.desk.seconds / 60))
        return Action(f"Study now \u00b7 {many} due \u00b7 about {minutes} min", *GO, ("due",), {"count": many})
    return Action("Practise what goes wrong \u00b7 10 questions", *GO, ("weak",), {"count": ROUND})


GO = ("play_arrow", begin_round)
