"""What to practise: the question files there are, and how a round begins."""

import uuid
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from quotewise.ui.page import opened
from quotewise.ui.page.note_view import close_note
from quotewise.ui.page.upload import safe_name
from quotewise.ui.question_file import BadQuestions, Question, Questions, files_in, load, read

EVERY = "All"
LENGTHS = (5, 10, 20, 50)


def draw_start() -> None:
    """What to practise, and how much."""
    files = files_in(opened.data_folder() / "questions")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Questions", list(files), key="set_chosen")
        asked = questions_of(name)
        if asked is None:
            return
        domains = [EVERY, *dict.fromkeys(question.domain for question in asked.questions if question.domain)]
        domain = st.selectbox("Domain", domains, key=f"domain_of_{name}")
        count = st.selectbox("How many", LENGTHS, index=1, key="count_chosen")
    st.button("Begin", type="primary", icon=":material/play_arrow:", on_click=begin, args=(name, domain, count))
    unusable = f" {asked.unusable} more cannot be asked here." if asked.unusable else ""
    st.html(
        f'<p class="qw-status">{len(in_domain(asked.questions, domain))} questions.{unusable} Answer with the number '
        "keys, then say how sure you are with G, U or S; N goes on.</p>"
    )
    draw_upload()


def draw_upload() -> None:
    with st.expander("Use other questions"), st.form("questions", clear_on_submit=True):
        file = st.file_uploader(
            "JSON lines: question, options, answer, and if you like rationale, why\\_not, domain",
            type=["jsonl", "json"],
        )
        if st.form_submit_button("Add these questions") and file is not None:
            try:
                read(file.name, file.getvalue())
            except BadQuestions as why:
                st.error(f"This file was not taken in: {why}.")
                return
            folder = opened.data_folder() / "questions"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / safe_name(file.name)).write_bytes(file.getvalue())
            st.rerun()


@st.cache_data(show_spinner=False, max_entries=8)
def loaded(name: str, path: str, changed: int) -> Questions:
    """changed: when the file was, so that it is read again after."""
    return load(name, Path(path))


def questions_of(name: str) -> Questions | None:
    """The questions of a file that is listed; None, told to the reader, where they cannot be had."""
    path = files_in(opened.data_folder() / "questions").get(name)
    if path is None:
        return None
    try:
        return loaded(name, str(path), path.stat().st_mtime_ns)
    except (BadQuestions, OSError) as why:
        st.error(f"These questions cannot be used: {why}.")
        return None


def in_domain(questions: Sequence[Question], domain: str) -> list[Question]:
    return [question for question in questions if domain in (EVERY, question.domain)]


def begin(name: str, domain: str, count: int) -> None:
    close_note()
    st.query_params.from_dict(
        {"round": str(uuid.uuid4()), "set": name, "domain": domain, "count": str(count), "at": "0"}
    )
