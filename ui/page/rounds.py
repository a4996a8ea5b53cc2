"""Rounds of practice, begun from anywhere on the page."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

import streamlit as st

from quotewise.assistant import Claim
from quotewise.assistant.practice.quiz import ANY, Wish
from quotewise.ui.page.practice_choice import NOTES, Chosen, begin
from quotewise.ui.page.way import go_to

Way = Literal["due", "weak", "new", "cards"]  # what is due today, what goes wrong, what was never asked, flashcards


def make_cards(question: str, claims: Iterable[Claim]) -> int:
    """Cards of an answer; returns how many are new."""
    return 0


def begin_round(way: Way, *, wish: Wish = ANY, count: int = 10) -> None:
    """Begin a round and go to it; for the callback of a button."""
    begin(replace(Chosen(NOTES), wish=wish, count=count), growing=False, weak=way == "weak")
    st.session_state["practice"] = dict(st.query_params.items())
    go_to("practise")
