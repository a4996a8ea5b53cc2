"""The page: its frame, and the way to each of its parts."""

from contextlib import suppress
from pathlib import Path

import streamlit as st

from quotewise.assistant.practice.bank import BankError
from quotewise.index import LibraryError
from quotewise.index.progress import ProgressError
from quotewise.ui.page.note_view import close_note
from quotewise.ui.page.opened import told
from quotewise.ui.page.practice_growth import tend

PAGES = [
    st.Page("ask.py", title="Ask", icon=":material/forum:", url_path="ask", default=True),
    st.Page("practise.py", title="Practise", icon=":material/school:", url_path="practise"),
    st.Page("progress.py", title="Progress", icon=":material/trending_up:", url_path="progress"),
    st.Page("look_up.py", title="Look up", icon=":material/fact_check:", url_path="look-up"),
    st.Page("library.py", title="Library", icon=":material/library_books:", url_path="library"),
]

HERE = Path(__file__).parent

st.set_page_config(page_title="quotewise", page_icon=HERE / "icon.png", layout="wide")
st.logo(HERE / "icon.png", size="large")
st.html(HERE / "style.css")
chosen = st.navigation(PAGES)
if st.session_state.get("page") != chosen.url_path:  # a note belongs to the page it was opened on
    st.session_state["page"] = chosen.url_path
    close_note()
with told():
    chosen.run()
with suppress(BankError, LibraryError, ProgressError, OSError):  # what is wrong with them is told under Practise
    tend()
