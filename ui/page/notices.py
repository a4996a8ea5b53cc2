"""What changed about services since notes named them, beside whatever names them."""

from collections.abc import Iterable

import streamlit as st

from quotewise.assistant.exam.chosen import EXAM, services_of
from quotewise.assistant.exam.service import Services
from quotewise.ui.page import opened
from quotewise.ui.page.markup import plain


def draw_services(texts: Iterable[str]) -> None:
    """A line for each service that is closed, ended or renamed."""
    library = opened.library()
    for service in gathered(library.uuid, library.remembered(EXAM)).named_in(texts):
        st.html(f'<p class="qw-status">{plain(service.told)}</p>')


@st.cache_resource(show_spinner=False, max_entries=2)
def gathered(library: str, exam: str | None) -> Services:
    """The services to look for, gathered once for a library and the exam chosen for it."""
    return services_of(opened.library())
