"""The exam that the library is for: chosen on the page, with the day it is to be taken."""

from datetime import date

import streamlit as st

from quotewise.assistant.exam.blueprint import open_blueprint, packaged
from quotewise.assistant.exam.chosen import Chosen, choose_exam, chosen_exam, drop_exam, plan_exam
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.telling import tell_again
from quotewise.ui.page import opened
from quotewise.ui.page.markup import label, plain

NONE = "none"
EXAM, DAY = "exam_chosen", "exam_day"


def draw_exam() -> None:
    """Choose an exam, or none; one of the reader's own is chosen on the command line."""
    chosen = chosen_exam(opened.library())
    now = chosen.blueprint.code if chosen else NONE
    codes = [NONE, *packaged(), *([now] if now not in (NONE, *packaged()) else [])]
    with st.container(horizontal=True, vertical_alignment="bottom", key="exam"):
        st.selectbox("Exam", codes, index=codes.index(now), format_func=named, key=EXAM, on_change=choose, width=460)
        if chosen:
            st.date_input("When", value=chosen.planned, key=DAY, on_change=choose, width=160)
    draw_remark(chosen)


def draw_remark(chosen: Chosen | None) -> None:
    """That the exam has ended, or ends too soon, in a calm line."""
    if chosen and chosen.remark:
        st.html(f'<p class="qw-status">{plain(chosen.remark)}</p>')


def named(code: str) -> str:
    if code not in packaged():
        return "none chosen" if code == NONE else label(code)
    exam = open_blueprint(code)
    return f"{exam.code} · {exam.stage(date.today())} · {exam.title}"


def choose() -> None:
    """Keep what was chosen, and tell the questions kept by its domains."""
    library, code, day = opened.library(), st.session_state[EXAM], st.session_state.get(DAY)
    with opened.told():
        if code == NONE:
            drop_exam(library)
        elif code in packaged():
            choose_exam(library, code, day)
            tell_again(Bank.of(library), library)
        else:
            plan_exam(library, day)
