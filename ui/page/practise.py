"""Practise: where a round begins, and a round itself, one question or card at a time; every answer is kept at once."""

import streamlit as st

from quotewise.assistant.study.rounds import Round, find_round, outcomes
from quotewise.ui.page.chats import is_id
from quotewise.ui.page.counting import draw_title
from quotewise.ui.page.note_view import close_note, draw_note, is_open, split
from quotewise.ui.page.practice_choice import log
from quotewise.ui.page.practice_start import draw_start
from quotewise.ui.page.round_end import draw_end
from quotewise.ui.page.round_view import draw_item, draw_steps
from quotewise.ui.page.rounds import TAB, TITLES, asks_of


def draw() -> None:
    found = round_here()
    shown = asks_of(found) if found else []
    if found is None or not shown:
        beside = draw_title("Practise")
        leave()
        draw_start(beside)
        return
    came = outcomes(log().progress, found.id)
    at = place_of(len(shown), [came.right(asks.id) is not None for asks in shown])
    st.query_params["at"] = str(at)  # an answer leaves its question in sight
    left, right = split()
    with left:
        with st.container(key="round_head"):
            st.title(TITLES.get(found.way, "Practise"), anchor=False)
        draw_steps(shown, at, came)
        if at >= len(shown):
            draw_end(found, shown, came)
        else:
            draw_item(found, shown, at, came)
    with right:
        if is_open():
            draw_note()


def round_here() -> Round | None:
    """The round of the address, or of this tab when the reader returns from another page."""
    if "round" not in st.query_params and TAB in st.session_state:
        st.query_params["round"] = st.session_state[TAB]
    id = st.query_params.get("round", "")
    found = find_round(log().progress, id) if is_id(id) else None
    if found:
        st.session_state[TAB] = found.id
    return found


def leave() -> None:
    if "round" in st.query_params:
        st.session_state.pop(TAB, None)
        st.query_params.clear()
        close_note()
        st.info("That round is not here.", icon=":material/info:")


def place_of(count: int, done: list[bool]) -> int:
    """The item of the address; else the first that is not done, the end where all are."""
    told = st.query_params.get("at", "")
    if told.isdecimal() and len(told) < 5:
        return min(int(told), count)
    return done.index(False) if False in done else count


draw()
