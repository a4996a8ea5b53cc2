"""Where a mock exam begins on the page: what it is like, what its bank lacks, one that goes on, those that were sat."""

from functools import partial
from typing import NamedTuple, get_args

import streamlit as st

from quotewise.assistant.exam.blueprint import Blueprint
from quotewise.assistant.exam.chosen import Chosen, chosen_exam
from quotewise.assistant.study.form import MOST, REMEDY, Form, Size, length, minutes_of
from quotewise.assistant.study.marking import Report, report_of
from quotewise.assistant.study.sitting import KINDS, Sitting, settle, sittings, tick
from quotewise.index.progress import now
from quotewise.ui.page import opened
from quotewise.ui.page.exam_choice import choose_button, draw_choice, draw_remark
from quotewise.ui.page.exam_results import SIZES, draw_results
from quotewise.ui.page.job_view import draw_running, items
from quotewise.ui.page.markup import label, plain
from quotewise.ui.page.practice_choice import NOTES, State, log, questions_of, state_now
from quotewise.ui.page.visitor import edits
from quotewise.ui.page.way import go_to
from quotewise.ui.page.writing_job import job_of, start_exam
from quotewise.ui.sitting_report import clock_time
from quotewise.ui.sitting_start import form_of, past_of, take_seat

WANTED = "exam_size_wanted"  # the size that questions are being written for
WRITING = 4.0  # seconds that a question takes to be written and checked, about: 7 where both cores are busy
OUTCOME = "exam_outcome"  # why none began when they were written


class Sat(NamedTuple):
    """The mock exams over the library, the first begun first. open: those not ended, as of when this was read."""

    reports: list[Report]
    open: list[Sitting]


def draw_start() -> None:
    chosen, found = chosen_exam(opened.library()), sat_now()
    going_on = next((tick(one, now()) for one in reversed(found.open)), None)
    if chosen is not None:
        draw_about(chosen)
    if going_on is not None:  # be it that its exam is no longer the chosen one
        draw_going_on(going_on)
    elif chosen is None:
        draw_unchosen()
    elif not draw_writing(chosen.blueprint):
        for column, size in zip(st.columns(len(SIZES)), get_args(Size), strict=True):
            with column:
                draw_form(chosen.blueprint, size)
    draw_results(found.reports)
    draw_choice()


def sat_now() -> Sat:
    """What was sat; one whose time ran out is ended first."""
    found = sat_at(state_now())
    if any(tick(one, now()).over for one in found.open):
        settle(log(), now())
        found = sat_at(state_now())
    return found


@st.cache_resource(show_spinner=False, max_entries=4)
def sat_at(state: State) -> Sat:
    """state: of the record, so that it is read again after a change."""
    kept = log()
    found = [one for one in sittings(kept.progress.events(*KINDS), now()) if one.library == kept.library]
    return Sat([report_of(one) for one in found if one.ended], [one for one in found if not one.ended])


def draw_unchosen() -> None:
    st.html('<p class="qw-lead">A mock exam goes by the exam you are preparing for: its length, time and domains.</p>')
    choose_button("Choose the exam and its day", icon=":material/event:")


def draw_about(chosen: Chosen) -> None:
    blueprint, day = chosen.blueprint, f" · on {chosen.planned:%d %B %Y}" if chosen.planned else ""
    needed = (
        f" · {blueprint.pass_mark} of {blueprint.scale[1]} to pass" if blueprint.pass_mark and blueprint.scale else ""
    )
    st.html(f"<p><strong>{plain(blueprint.title or blueprint.code)}</strong>{day}{needed}</p>")
    draw_remark(chosen)


def draw_going_on(sitting: Sitting) -> None:
    """One that was not handed in, with the way back to it; any page may draw it."""
    left = "no limit of time" if sitting.left is None else f"{clock_time(sitting.left)} left"
    answered = len(sitting.items) - sitting.unanswered
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="exam_going_on"):
        st.html(
            f"<p><strong>An exam goes on</strong> · {plain(sitting.exam)}, "
            f"{answered} of {len(sitting.items)} answered, {'paused, ' * sitting.paused}{left}</p>"
        )
        st.button(
            "Go on", key="exam_go_on", type="primary", icon=":material/play_arrow:", on_click=go_on, args=(sitting.id,)
        )


def go_on(session: str) -> None:
    go_to("exam", sitting=session)


def draw_form(blueprint: Blueprint, size: Size) -> None:
    """A form with its length, what it lacks, and what begins it."""
    form, whole = drawn(size), length(blueprint, size, MOST)
    lacks = [lack for lack in form.lacks if lack != REMEDY]
    ready = len(form.questions)
    short = ready < whole
    begin_it, write = partial(begin, blueprint, size), partial(write_first, blueprint, size)
    with st.container(border=True, key=f"exam_form_{size}", height="stretch", gap="small"):
        st.html(
            f"<h2>{SIZES[size]}</h2><p>{whole} items · {timed(minutes_of(blueprint, size, MOST, whole))}</p>"
            f'<p class="qw-status">{standing(form, whole)}</p>'
        )
        first, second = st.container(), st.container()  # what is best done stands first
        if lacks and edits():
            (first if short else second).button(
                f"Write the rest, then begin ({lasting(whole - ready)})" if short else "Write more first",
                key=f"exam_write_{size}",
                type="tertiary" if not short else "primary" if size == "full" else "secondary",
                icon=":material/edit_note:",
                on_click=write,
            )
        if ready:
            (second if short else first).button(
                f"Begin with these {ready} ({timed(form.minutes)})" if short else "Begin",
                key=f"exam_begin_{size}",
                type="primary" if size == "full" and not short else "secondary",
                icon=":material/play_arrow:",
                on_click=begin_it,
            )
        if lacks:
            st.html(f"<details><summary>What your questions lack</summary>{items(map(plain, lacks))}</details>")


def lasting(count: int) -> str:
    """How long so many questions take to be written, about."""
    minutes = round(WRITING * count / 60)
    return f"about {minutes} min" if minutes > 1 else "about a minute"


def timed(minutes: int | None) -> str:
    return f"{minutes} minutes" if minutes else "no limit of time"


def standing(form: Form, whole: int) -> str:
    """How many of its questions are there, in a line."""
    ready, repeated = len(form.questions), form.drawn.get("repeated", 0)
    again = f", {repeated} of them asked before" if repeated else ""
    return f"{'All of them' if ready >= whole else f'{ready} of {whole}'} are ready{again}."


def drawn(size: Size) -> Form:
    return drawn_at(state_now(), size)


@st.cache_resource(show_spinner=False, max_entries=9)
def drawn_at(state: State, size: Size) -> Form:
    """state: of what it is drawn from, so that it is drawn again after a change."""
    chosen = chosen_exam(opened.library())
    if chosen is None:
        return Form((), None, {}, ())
    return form_of(questions_of(NOTES), chosen.blueprint, size, past_of(log()))


def begin(blueprint: Blueprint, size: Size) -> None:
    st.session_state.pop(OUTCOME, None)
    go_on(take_seat(log(), drawn(size), size, blueprint).id)


def write_first(blueprint: Blueprint, size: Size) -> None:
    if start_exam(opened.library(), blueprint, size, past_of(log())):
        st.session_state[WANTED] = size
        st.session_state.pop(OUTCOME, None)


def draw_writing(blueprint: Blueprint) -> bool:
    """The writing of questions while it goes on, and what came of it; the exam begins once they are there.

    Returns whether there is nothing else to choose meanwhile.
    """
    job = job_of(opened.library())
    if draw_running(job, "exam_writing"):
        st.html('<p class="qw-status">The exam begins when they are written; what is there is kept if you stop.</p>')
        return True
    if (size := st.session_state.pop(WANTED, None)) is not None:
        if job.trouble is None and (form := drawn(size)).questions:
            session = take_seat(log(), form, size, blueprint).id
            st.switch_page("exam.py", query_params={"sitting": session})
        st.session_state[OUTCOME] = job.trouble or "Your notes give no questions that fit this exam."
    if outcome := st.session_state.get(OUTCOME):
        st.info(label(outcome), icon=":material/info:")
    return False
