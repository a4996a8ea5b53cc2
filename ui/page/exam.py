"""Exam: mock exams by the blueprint of the library's exam: begun, sat, and what came of them."""

import streamlit as st

from quotewise.ui.page import opened
from quotewise.ui.page.exam_report import draw_report
from quotewise.ui.page.exam_sitting import draw_sitting, seat_named
from quotewise.ui.page.exam_start import draw_start
from quotewise.ui.page.first_run import draw_first_run


def draw() -> None:
    seat = seat_named(st.query_params.get("sitting", "") or st.query_params.get("report", ""))
    if seat is None:
        st.title("Exam", anchor=False)
        if {"sitting", "report"} & set(st.query_params):
            st.query_params.clear()
            st.info("That exam is not here.", icon=":material/info:")
        if opened.library().is_empty():
            draw_first_run()
        else:
            draw_start()
        return
    sitting = seat.sitting
    if sitting.over:
        st.query_params.from_dict({"report": sitting.id})
        draw_report(sitting)
    else:
        draw_sitting(seat, sitting)


draw()
