"""That something is being counted, said beside the page's title, so that nothing moves when it is done."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from quotewise.ui.page.markup import label, plain

BEAT = 0.5  # seconds between two looks whether it is done


def draw_title(name: str) -> DeltaGenerator:
    """The title of a page; gives the place beside it."""
    with st.container(horizontal=True, vertical_alignment="center", key="title_row"):
        st.title(name, anchor=False, width="content")
        return st.container(width="content")


@st.fragment(run_every=BEAT)
def draw_counting(told: str, running: Callable[[], bool]) -> None:
    """Say so until it is done; then the page is drawn anew."""
    if not running():
        st.rerun()
    st.html(f'<p class="qw-status" role="status">{plain(told)}</p>')


def draw_failed(why: str, try_again: Callable[[], None]) -> None:
    """Why it could not be counted."""
    with st.container(border=True, key="count_failed"):
        st.error(label(why), icon=":material/error:")
        st.button("Try again", key="count_again", icon=":material/refresh:", on_click=try_again)
