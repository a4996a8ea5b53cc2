"""The questions that are written unasked: when that begins, and what the practice view says of it."""

import streamlit as st

from quotewise.assistant.practice.audit.flaw import FLAWS
from quotewise.assistant.practice.quiz import Tally
from quotewise.ui.page import ingest_job, opened, writing_job
from quotewise.ui.page.growth import Growth, growth_of, stock
from quotewise.ui.page.job_view import items
from quotewise.ui.page.listening import is_answering
from quotewise.ui.page.markup import plain
from quotewise.ui.page.practice_choice import NOTES, log, questions_of
from quotewise.ui.page.visitor import edits

LOW = 0.75  # share of the stock, below which it is filled up: each time the notes' view is read anew
BEAT = 2.0  # seconds between two looks at it


def tend() -> Growth:
    """Begin to write where questions are lacking and nothing stands against it; every run of the page comes by here."""
    library, growth = opened.library(), growth_of(opened.library())
    others = (ingest_job.job_of(library), writing_job.job_of(library))
    if not stock() or growth.job.running or is_answering() or any(job.running for job in others):
        return growth
    notes = opened.generation()
    if not library.is_empty() and not growth.is_settled(notes):
        past = log().past()
        if sum(map(past.is_new, questions_of(NOTES))) < LOW * stock():
            growth.begin(library, notes, past)
    return growth


def draw_growth(growth: Growth, *, empty: bool) -> None:
    """What is being written, or why nothing is. empty: no question is there yet."""
    if growth.job.running:
        draw_writing_on(growth, empty=empty)
    elif growth.job.trouble is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<p class="qw-status">{plain(growth.job.trouble)}</p>', width="content")
            if edits():
                st.button("Go on writing", key="go_on", type="tertiary", on_click=growth.forget)
    elif growth.gave is not None:
        draw_exhausted(growth.gave)


@st.fragment(run_every=BEAT)
def draw_writing_on(growth: Growth, *, empty: bool) -> None:
    if not growth.job.running or (empty and growth.job.done):
        st.rerun()  # the first can be asked, or no more come
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(
            f'<p class="qw-status" role="status">{plain(growth.standing)}</p>',
            width="content",
        )
        if edits():
            st.button("Stop writing", key="stop_growth", type="tertiary", on_click=growth.job.cancel)


def draw_exhausted(done: Tally) -> None:
    """What was looked for in the notes, and why it gave no more."""
    told = f"<p>Looked for, and found:</p>{items(f'{plain(kind)}: {n}' for kind, n in done.found.items())}"
    if done.flaws:
        why = (f"{plain(FLAWS[name])}: {count}" for name, count in done.flaws.most_common())
        told += f"<p>Written of these and left out ({done.dropped}):</p>{items(why)}"
    st.html(f"<details><summary>Your notes give no more questions for now</summary>{told}</details>")
