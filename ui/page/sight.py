"""Brings what is new into sight: the newest question, the marked words of the note that was opened."""

import streamlit as st

from quotewise.ui.page.component import registered


def bring(name: str, selector: str, stamp: str, *, within: str = "") -> None:
    """Scroll the last element that fits `selector` into sight, once for each new `stamp`.

    name: what is scrolled, unique on the page. within: the box that scrolls, if it is not the page.
    """
    with st.container(key=f"sight_{name}"):
        data = {"name": name, "selector": selector, "stamp": stamp, "within": within}
        registered("sight")(key=f"bring_{name}", data=data)
