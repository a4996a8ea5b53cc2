"""Exam: a mock exam by the blueprint of the library's exam."""

import streamlit as st

from quotewise.assistant.exam.chosen import chosen_exam
from quotewise.ui.page import opened
from quotewise.ui.page.first_run import draw_first_run


def draw() -> None:
    st.title("Exam", anchor=False)
    if opened.library().is_empty():
        draw_first_run()
    elif chosen_exam(opened.library()) is None:
        st.page_link("notes.py", label="Choose the exam and its day", icon=":material/event:")
    else:
        st.html('<p class="qw-lead">Mock exams are sat on the command line: quotewise exam take.</p>')


draw()
