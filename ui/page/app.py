"""The page: its frame, and the way to each of its parts."""

from contextlib import suppress
from pathlib import Path

import streamlit as st

from quotewise.assistant.practice.bank import BankError
from quotewise.index import LibraryError
from quotewise.index.progress import ProgressError
from quotewise.ui.page.note_view import close_note
from quotewise.ui.page.opened import aside_offered, told
from quotewise.ui.page.practice_growth import tend
from quotewise.ui.page.visitor import draw_visitor
from quotewise.ui.page.way import begin_at_top, follow

PAGES = [
    st.Page("today.py", title="Today", icon=":material/today:", url_path="today", default=True),
    st.Page("ask.py", title="Ask", icon=":material/forum:", url_path="ask"),
    st.Page("practise.py", title="Practise", icon=":material/school:", url_path="practise"),
    st.Page("exam.py", title="Exam", icon=":material/timer:", url_path="exam"),
    st.Page("notes.py", title="Notes", icon=":material/library_books:", url_path="notes"),
]

# What may stand in the address of each; on the way back Streamlit keeps what stood in another's.
ADDRESS = {
    "Ask": {"chat", "check"},
    "Practise": {"round", "at"},
    "Exam": {"sitting", "report", "at"},
    "Notes": {"note", "at"},
}

HERE = Path(__file__).parent


begin_at_top()
st.set_page_config(page_title="quotewise", page_icon=HERE / "icon.png", layout="wide")
st.logo(HERE / "icon.png", size="large")
draw_visitor()
chosen = st.navigation(PAGES, position="top")
follow()
with st.container(horizontal=True, wrap=False, gap=None, key="tabs"):  # Streamlit folds its own away on a phone
    for page in PAGES:
        st.page_link(page)
if st.session_state.get("page") != chosen.url_path:  # a note belongs to the page it was opened on
    st.session_state["page"] = chosen.url_path
    st.session_state["came"] = True
    for foreign in set(st.query_params) - ADDRESS.get(chosen.title, set()):
        del st.query_params[foreign]
    close_note()
with told(), aside_offered():
    chosen.run()
with suppress(BankError, LibraryError, ProgressError, OSError):  # what is wrong with them is told under Practise
    tend()
