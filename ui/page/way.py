"""The way from a button to another page: Streamlit lets no callback go there itself."""

from typing import Literal

import streamlit as st
from streamlit.delta_generator_singletons import context_dg_stack, get_default_dg_stack_value

Page = Literal["today", "ask", "practise", "exam", "notes"]
WAY = "go_to"


def begin_at_top() -> None:
    """Draw into the page itself.

    A fragment that is drawn anew leaves the container it stands in open behind it, and the run that waited for it in
    the same thread would be drawn into that; the browser, which has none on the next page, then shows nothing at all.
    """
    context_dg_stack.set(get_default_dg_stack_value())


def go_to(page: Page, **address: str) -> None:
    """Go to a page once this callback is through. address: its query parameters."""
    st.session_state[WAY] = page, address


def follow() -> None:
    """Go where a callback said, if one did."""
    if WAY in st.session_state:
        page, address = st.session_state.pop(WAY)
        st.switch_page(f"{page}.py", query_params=address)
