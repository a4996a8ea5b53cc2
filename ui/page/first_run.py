"""What an empty library says: where to begin, at one click."""

from collections.abc import Iterable
from importlib import resources
from pathlib import Path

import streamlit as st

from quotewise.ui.page import opened
from quotewise.ui.page.ingest_job import start_reading
from quotewise.ui.page.job_view import draw_job

SUGGESTIONS = (
    "How long can Kinesis Data Streams keep records?",
    "What does a Kinesis shard take in, and what does it give out?",
    "When is recall worth more than precision?",
)


def sample_notes() -> Path:
    """The folder of the sample notes."""
    return Path(str(resources.files("quotewise.eval") / "sample" / "notes"))


def has_sample(sources: Iterable[str]) -> bool:
    """Whether the sample notes are in the library: their questions can then be suggested."""
    return {path.name for path in sample_notes().iterdir()} <= set(sources)


def read_sample() -> None:
    """Read the sample notes into the library; progress is drawn by whoever shows the library's job."""
    start_reading(opened.library(), [sample_notes()])


def draw_first_run() -> None:
    """No notes yet: the sample, or one's own; while the first are read, how far that is."""
    if draw_job():
        st.html('<p class="qw-lead">Your first notes are being read. Once they are, everything here begins.</p>')
        return
    st.html(
        '<div class="qw-empty"><h2>There are no notes yet</h2>'
        "<p>Try it with the sample notes (a few on AWS machine learning, read in some seconds), "
        "or add your own.</p></div>"
    )
    with st.container(horizontal=True):
        st.button("Read the sample notes", type="primary", icon=":material/play_arrow:", on_click=read_sample)
        st.page_link("notes.py", label="Add my own notes", icon=":material/upload:")
