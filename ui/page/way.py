"""The way from a button to another page: Streamlit lets no callback go there itself."""

from typing import Literal

import streamlit as st

Page = Literal["today", "ask", "practise", "exam", "notes"]
WAY = "go_to"


def go_to(page: Page, **address: str) -> None:
    """Go to a page once this callback is through. address: its query parameters."""
    st.session_state[WAY] = page, address


def follow() -> None:
    """Go where a callback said, if one did."""
    if WAY in st.session_state:
        page, address = st.session_state.pop(WAY)
        st.switch_page(f"{page}.py", query_params=address)
