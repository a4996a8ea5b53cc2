"""Today: what to do now, where the learner stands, what goes wrong, what notes to write."""

import streamlit as st

from quotewise.assistant.exam.chosen import chosen_exam
from quotewise.ui.page import adding, opened
from quotewise.ui.page.counting import draw_counting, draw_failed, draw_title
from quotewise.ui.page.exam_choice import draw_choice, draw_remark, draw_telling, is_choosing
from quotewise.ui.page.figures import Standing, kept_now, standing_now
from quotewise.ui.page.first_run import draw_first_run, draw_steps
from quotewise.ui.page.job_view import draw_job
from quotewise.ui.page.note_view import draw_note, is_open, split
from quotewise.ui.page.practice_choice import log
from quotewise.ui.page.today_advice import draw_lacking, draw_sure_and_wrong, draw_topics
from quotewise.ui.page.today_charts import draw_domains, draw_history
from quotewise.ui.page.today_head import draw_figures, draw_past, draw_primary
from quotewise.ui.page.today_plan import draw_plan


def draw() -> None:
    beside = draw_title("Today")
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
            draw_failed(kept_now().failed, kept_now().try_again)
    if not found.fresh and not kept_now().failed:
        with beside:
            told = "As of before; counting anew\u2026" if found.figures else "Counting your answers\u2026"
            draw_counting(told, lambda: kept_now().running)
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


draw()
draw_choice()
