"""Today: what to do now, where the learner stands, what goes wrong, what notes to write."""

import streamlit as st

from quotewise.assistant.exam.chosen import chosen_exam
from quotewise.ui.page import adding, opened
from quotewise.ui.page.exam_choice import draw_choice, draw_remark, draw_telling, is_choosing
from quotewise.ui.page.figures import Standing, kept_now, standing_now
from quotewise.ui.page.first_run import draw_first_run, draw_steps
from quotewise.ui.page.job_view import draw_job
from quotewise.ui.page.markup import label
from quotewise.ui.page.note_view import draw_note, is_open, split
from quotewise.ui.page.practice_choice import log
from quotewise.ui.page.today_advice import draw_lacking, draw_sure_and_wrong, draw_topics
from quotewise.ui.page.today_charts import draw_domains, draw_history
from quotewise.ui.page.today_head import draw_figures, draw_past, draw_primary
from quotewise.ui.page.today_plan import draw_plan

BEAT = 0.5  # seconds between two looks whether the figures are counted


def draw() -> None:
    st.title("Today", anchor=False)
    if is_choosing() or adding.OPEN in st.session_state:  # what draws itself anew beside a dialog breaks the page
        adding.draw_adding()
        return
    if not log().past().answered:
        draw_steps()
        return
    with st.container():  # what comes and goes in it moves nothing below to another place
        if opened.library().is_empty():
            draw_first_run()
        else:
            draw_job()
        found = standing_now()
        if kept_now().failed and not found.fresh:
            draw_failed()
        elif not found.fresh:
            draw_counting(known=found.figures is not None)
    left, right = split() if is_open() else (st.container(), st.container())
    with left:
        draw_standing(found)
    with right:
        draw_note()


def draw_standing(standing: Standing) -> None:
    chosen, found = chosen_exam(opened.library()), standing.figures
    draw_figures(found, chosen)
    draw_past(chosen)
    draw_remark(chosen)
    draw_telling()
    draw_primary(found)
    if found is None:
        return
    halves = (st.container(), st.container()) if is_open() else st.columns([3, 2], gap="large")
    with halves[0]:
        draw_domains(found.report)
        draw_history(found)
    with halves[1]:
        draw_plan(standing.plan, len(found.due))
        draw_topics(found.report.advice)
        draw_sure_and_wrong(found.report.advice)
    draw_lacking(found.report.coverage)


@st.fragment(run_every=BEAT)
def draw_counting(*, known: bool) -> None:
    """That the figures are being counted, until they are."""
    if not kept_now().running:
        st.rerun()
    told = (
        "These are the figures of before; the new ones are being counted." if known else "Counting your answers\u2026"
    )
    st.html(f'<p class="qw-status" role="status">{told}</p>')


def draw_failed() -> None:
    """Why the figures could not be counted."""
    with st.container(border=True, key="count_failed"):
        st.error(label(kept_now().failed), icon=":material/error:")
        st.button("Try again", key="count_again", icon=":material/refresh:", on_click=kept_now().try_again)


draw()
draw_choice()
