"""Where practice begins: the four ways, a round that was left, and the rest behind a fold."""

from collections import Counter

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from quotewise.assistant.exam.chosen import chosen_exam
from quotewise.assistant.practice.audit.flaw import FLAWS
from quotewise.assistant.practice.quiz import ANY
from quotewise.assistant.study.log import ANSWER
from quotewise.assistant.study.memory import CARD
from quotewise.ui.page import opened, writing_job
from quotewise.ui.page.counting import draw_counting, draw_failed
from quotewise.ui.page.exam_choice import draw_remark
from quotewise.ui.page.figures import due_counted, kept_now
from quotewise.ui.page.first_run import draw_first_run
from quotewise.ui.page.job_view import draw_running, draw_trouble, items
from quotewise.ui.page.markup import plain
from quotewise.ui.page.practice_choice import NOTES, log, questions_of
from quotewise.ui.page.practice_custom import draw_custom, draw_own
from quotewise.ui.page.practice_growth import draw_growth, tend
from quotewise.ui.page.rounds import (
    TITLES,
    Due,
    Way,
    begin_round,
    close_round,
    go_on,
    open_round,
)
from quotewise.ui.page.visitor import edits
from quotewise.ui.page.writing_job import Written
from quotewise.ui.progress_view import counted

FIRST = 20  # questions that are written at the first click
MOST = 30  # of what is due in one round


def draw_start(beside: DeltaGenerator) -> None:
    """What to practise: the four ways, a round that is not done, and the rest behind a fold. beside: the title."""
    draw_remark(chosen_exam(opened.library()))
    growth = tend()
    job = writing_job.job_of(opened.library())
    busy = draw_running(job, "writing")
    if not busy:
        draw_trouble(job)
    draw_go_on()
    if opened.library().is_empty():
        draw_first_run()
        if not edits():
            return
        with st.expander("Questions of your own", icon=":material/tune:"):
            draw_own()
        return
    due, fresh = due_counted()
    if not fresh:
        draw_count(beside)
    draw_ways(due, busy=busy, growing=growth.job.running, written="" if busy else outcome(job.result))
    draw_growth(growth, empty=not questions_of(NOTES))
    with st.expander("Customise", icon=":material/tune:"):
        draw_custom(busy=busy, growing=growth.job.running)


def draw_count(beside: DeltaGenerator) -> None:
    """That what is due is being counted, or why it could not be."""
    counted = kept_now().due
    if counted.failed:
        draw_failed(counted.failed, counted.try_again)
        return
    with beside:
        draw_counting("Counting what is due\u2026", lambda: counted.job.running)


def draw_go_on() -> None:
    """The round that was left."""
    left = open_round()
    if left is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="go_on_round", border=True):
        st.html(f'<p class="qw-lead"><strong>{TITLES.get(left.round.way, "A round")}</strong>, begun before.</p>')
        st.button(
            f"Go on: {left.done} of {left.total}",
            type="primary",
            icon=":material/play_arrow:",
            on_click=go_on,
            args=(left.round.id,),
        )
        st.button("Discard", key="let_go", type="tertiary", on_click=close_round, args=(left.round.id,))


def draw_ways(due: Due | None, *, busy: bool, growing: bool, written: str) -> None:
    """due: None while it is not known. written: HTML on what came of the last writing, beside what it gave."""
    questions, past = questions_of(NOTES), log().past()
    new = sum(map(past.is_new, questions))
    answered = any(not past.is_new(question) for question in questions)
    with st.container(key="ways"):
        draw_way("due", due_told(due), due is None or bool(due.made.today), MOST)
        draw_way(
            "weak",
            "What you got wrong, where it weighs most." if answered else "Known once you have answered some.",
            answered,
        )
        if questions or growing:
            draw_way(
                "new",
                f"{new} never answered." if new else "All were answered: the least asked come first.",
                bool(questions),
                more=written,
            )
        else:
            draw_first_questions(busy=busy, more=written)
        draw_way("cards", cards_told(due), due is None or due.cards > 0)


def due_told(due: Due | None) -> str:
    if due is None:
        return "Cards and questions whose turn it is."
    kinds = Counter(due.desk.items[id].kind for id in due.made.today)
    kept = [counted(kinds[kind], name) for kind, name in ((CARD, "card"), (ANSWER, "question")) if kinds[kind]]
    told = f"{' and '.join(kept)}, about {due.minutes} min"
    return told if due.made.today else "Nothing is due today."


def cards_told(due: Due | None) -> str:
    if due is None:
        return "Of your notes and your own."
    told = f"{counted(due.cards, 'card')} of your notes and your own."
    return told if due.cards else "No term is explained in your notes."


def draw_way(way: Way, told: str, ready: bool, count: int = 10, more: str = "") -> None:
    """more: HTML."""
    with st.container(border=True, key=f"way_{way}"):
        st.html(f'<div class="qw-way"><h2>{TITLES[way]}</h2><p class="qw-status">{plain(told)}</p>{more}</div>')
        st.button(
            "Begin",
            key=f"begin_{way}",
            type="primary" if way == "due" and ready else "secondary",
            disabled=not ready,
            on_click=begin_round,
            args=(way,),
            kwargs={"count": count},
            help=None,
        )


def draw_first_questions(*, busy: bool, more: str) -> None:
    with st.container(border=True, key="way_new"):
        st.html(
            f'<div class="qw-way"><h2>{TITLES["new"]}</h2><p class="qw-status">None yet. They are written from your '
            f"notes, checked one by one, and each shows the words behind it.</p>{more}</div>"
        )
        st.button(
            "Write some",
            key="write_first",
            type="primary",
            disabled=busy or not edits(),
            on_click=writing_job.start_writing,
            args=(opened.library(), FIRST, ANY, log().past()),
        )


def outcome(done: Written | None) -> str:
    """What came of the last writing, and of what was left out why, as HTML."""
    if done is None:
        return ""
    if not done.why:
        return f'<p class="qw-status">{plain(done.told)}</p>'
    why = items(f"{plain(FLAWS[name])}: {count}" for name, count in done.why)
    return f"<details><summary>{plain(done.told)}</summary><p>Left out, and why ({done.dropped})</p>{why}</details>"
