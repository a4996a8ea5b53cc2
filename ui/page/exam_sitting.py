"""A mock exam as it is sat on the page: an item at a time; whatever is done goes to the record at once."""

import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from quotewise.assistant.study import sitting as study
from quotewise.assistant.study.act import NotTaken
from quotewise.assistant.study.form import REMEDY
from quotewise.assistant.study.log import StudyLog
from quotewise.assistant.study.sitting import Sitting
from quotewise.ui.page.chats import is_id
from quotewise.ui.page.exam_parts import draw_clock, draw_grid, legend
from quotewise.ui.page.job_view import items
from quotewise.ui.page.markup import label, plain
from quotewise.ui.page.practice_choice import log
from quotewise.ui.page.question_card import Given, draw_question_card
from quotewise.ui.seat import Seat
from quotewise.ui.sitting_report import clock_time

BEAT = 5.0  # seconds between two looks at the record: the browser counts the clock down meanwhile
AWAY = 4 * BEAT  # seconds without a look: the reader was elsewhere, and spent them on no item
MOST = 60.0  # seconds on an item that are kept at once: no more are lost with the server
NOT_TAKEN, STAY = "exam_not_taken", "exam_stay"


@dataclass(slots=True)
class Stay:
    """Since when the reader looks at an item, and when they last did. By this machine's steady clock."""

    session: str
    number: int
    since: float
    seen: float


def seat_named(session: str) -> Seat | None:
    """The seat of a sitting of this learner's; None where there is none."""
    kept = log()
    record = kept.progress
    return seat_at(record.name, record.learner, kept.library, session, _kept=kept) if is_id(session) else None


@st.cache_resource(show_spinner=False, max_entries=16)
def seat_at(place: str, learner: str, library: str, session: str, _kept: StudyLog) -> Seat | None:
    """Opened once, for all its questions are in it. place, learner, library: of the record."""
    return Seat(_kept, session) if _kept.progress.events(study.BEGUN, session=session) else None


def draw_sitting(seat: Seat, sitting: Sitting) -> None:
    at = place_in(sitting)
    with st.container(horizontal=True, vertical_alignment="center", key="exam_bar"):
        st.html(f'<h1 class="qw-exam">{plain(sitting.exam)} <span>Item {at} of {len(sitting.items)}</span></h1>')
        draw_time(seat, at)
    tell_not_taken()
    left, right = st.columns([5, 2], gap="large")
    if sitting.paused:
        with left:
            draw_pause(seat)
        return
    stay(seat, at)
    with left:
        draw_item(seat, sitting, at)
    with right, st.container(key="exam_overview", gap="small"):
        draw_overview(seat, seat.sitting, at)


def place_in(sitting: Sitting) -> int:
    """The item of the address; where it names none the first open one, which then stands there."""
    asked = st.query_params.get("at", "")
    if asked.isdecimal() and len(asked) < 5 and 1 <= int(asked) <= len(sitting.items):
        return int(asked)
    at = next((at for at, item in enumerate(sitting.order, 1) if not item.answer), 1)
    st.query_params["at"] = str(at)
    return at


@st.fragment(run_every=BEAT)
def draw_time(seat: Seat, at: int) -> None:
    """The clock, and a look whether the sitting still goes on: it may be handed in elsewhere."""
    sitting = seat.sitting
    if sitting.over:
        st.rerun()
    if not sitting.paused:
        stay(seat, at)
    with st.container(horizontal=True, vertical_alignment="center", key="exam_time"):
        if sitting.left is None:
            st.html('<p class="qw-status">No limit of time</p>')
        else:
            draw_clock(sitting, lambda: None)
        if sitting.pauses and not sitting.paused:
            st.button("Pause", key="exam_pause", icon=":material/pause:", on_click=pause, args=(seat,))
    if sitting.trouble:
        st.html(f'<p class="qw-status">{plain(sitting.trouble)}</p>')


def draw_pause(seat: Seat) -> None:
    st.html('<p class="qw-lead">The exam is paused: its clock stands still.</p>')
    resume = (seat, study.RESUMED)
    st.button("Go on", key="exam_resume", type="primary", icon=":material/play_arrow:", on_click=do, args=resume)


def draw_item(seat: Seat, sitting: Sitting, at: int) -> None:
    item = sitting.order[at - 1]
    key = f"exam_card_{seat.id}"  # what is half answered in one sitting is none of another's
    draw_question_card(item.question, key, mode="exam", response=item.answer, act=partial(answer, seat, at))
    with st.container(horizontal=True, key="exam_ways"):
        before, after = at > 1, at < len(sitting.items)
        back = ("Previous", ":material/chevron_left:", before)
        on = ("Next", ":material/chevron_right:", after)
        for (name, icon, enabled), step in ((back, -1), (on, 1)):
            st.button(name, icon=icon, shortcut=name[0], disabled=not enabled, on_click=go, args=(seat, at + step))
        flag = "Take the flag off" if item.flagged else "Flag"
        st.button(
            flag,
            key="exam_flag",
            icon=":material/flag:",
            shortcut="F",
            on_click=do,
            args=(seat, study.FLAGGED, at, not item.flagged),
        )


def answer(seat: Seat, at: int, given: Given) -> None:
    if given.response != seat.sitting.order[at - 1].answer:
        do(seat, study.ANSWERED, at, given.response)


def draw_overview(seat: Seat, sitting: Sitting, at: int) -> None:
    draw_grid(sitting, at, lambda to: go(seat, to))
    st.html(legend())
    if lacks := [lack for lack in sitting.lacks if lack != REMEDY]:
        st.html(f"<details><summary>What this exam lacks</summary>{items(map(plain, lacks))}</details>")
    if st.button("Hand in", key="exam_hand_in", type="primary", icon=":material/done_all:", width="stretch"):
        confirm(seat)


@st.dialog("Hand in?")
def confirm(seat: Seat) -> None:
    sitting = seat.sitting
    flagged = sum(item.flagged for item in sitting.order)
    lines = (
        f"{sitting.unanswered} of {len(sitting.items)} items are open"
        if sitting.unanswered
        else "Every item is answered",
        f"{flagged} flagged" if flagged else "none flagged",
    )
    left = "" if sitting.left is None else f" Time left: {clock_time(sitting.left)}."
    st.html(f"<p>{', '.join(lines)}.{left} What is handed in cannot be changed.</p>")
    with st.container(horizontal=True):
        if st.button("Hand in now", type="primary"):
            keep_stay(seat)
            seat.end()
            st.rerun()
        if st.button("Go on"):
            st.rerun()


def go(seat: Seat, to: int) -> None:
    st.query_params.from_dict({"sitting": seat.id, "at": str(to)})


def pause(seat: Seat) -> None:
    keep_stay(seat)
    do(seat, study.PAUSED)


def do(seat: Seat, kind: str, number: Any = None, value: Any = None) -> None:
    """Keep what is done; why it was not taken is told by the next run."""
    try:
        seat.do(kind, number, value)
    except NotTaken as why:
        st.session_state[NOT_TAKEN] = str(why)


def tell_not_taken() -> None:
    if why := st.session_state.pop(NOT_TAKEN, ""):
        st.info(label(f"Not taken: {why}."), icon=":material/info:")


def stay(seat: Seat, at: int) -> None:
    """Count the time on the item that is shown: what was spent is kept when it is left, and from time to time."""
    now, held = time.monotonic(), st.session_state.get(STAY)
    if held is not None and held.session == seat.id and now - held.seen < AWAY:
        held.seen = now
        if held.number == at and now - held.since < MOST:
            return
    keep_stay(seat)
    st.session_state[STAY] = Stay(seat.id, at, now, now)


def keep_stay(seat: Seat) -> None:
    held = st.session_state.pop(STAY, None)
    if held is not None and held.session == seat.id and not seat.sitting.over:
        with suppress(NotTaken):  # it was paused or handed in elsewhere
            seat.do(study.VISITED, held.number, held.seen - held.since)
