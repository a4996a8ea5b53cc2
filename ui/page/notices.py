"""What changed about services since notes named them, beside whatever names them."""

from collections.abc import Iterable

import streamlit as st

from quotewise.assistant.exam.chosen import services_of
from quotewise.ui.page import opened
from quotewise.ui.page.markup import plain


def draw_services(texts: Iterable[str]) -> None:
    """A line for each service that is closed, ended or renamed."""
    for service in services_of(opened.library()).named_in(texts):
        st.html(f'<p class="qw-status">{plain(service.told)}</p>')
