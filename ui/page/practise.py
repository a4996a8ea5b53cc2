"""Practise: one question at a time, with its rationale and its notes; every answer is logged."""

import time

import streamlit as st

from quotewise.ui.page import opened, practice_round
from quotewise.ui.page.chats import is_id
from quotewise.ui.page.markup import label
from quotewise.ui.page.note_view import close_note, draw_note, is_open
from quotewise.ui.page.practice_choice import EVERY, draw_start, in_domain, questions_of
from quotewise.ui.page.practice_round import Shown
from quotewise.ui.page.practice_view import draw_confidence, draw_options, draw_sources, draw_stem, draw_verdict
from quotewise.ui.progress_log import Answered, ProgressLog

USUAL = 10  # questions of a round
PARAMS = ("round", "set", "domain", "count", "at")
LONGEST_REPORT = 500  # characters


def draw() -> None:
    st.title("Practise", anchor=False)
    restore()
    round_id = st.query_params.get("round", "")
    if not is_id(round_id):
        draw_start()
        return
    asked = questions_of(st.query_params.get("set", ""))
    if asked is None:
        leave()
        draw_start()
        return
    chosen = in_domain(asked.questions, st.query_params.get("domain", EVERY))
    shown = practice_round.draw(chosen, round_id, number(st.query_params.get("count"), USUAL))
    given = log().of_round(round_id)
    at = number(st.query_params.get("at"), 0)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if at >= len(shown):
            draw_end(shown, given)
        else:
            draw_question(shown, at, round_id, given)
    with right:
        if is_open():
            draw_note()


def restore() -> None:
    """The round of this tab goes back into the address when the reader returns from another page."""
    if "round" in st.query_params:
        st.session_state["practice"] = {name: st.query_params[name] for name in PARAMS if name in st.query_params}
    elif "practice" in st.session_state:
        st.query_params.update(st.session_state["practice"])


def leave() -> None:
    st.session_state.pop("practice", None)
    st.query_params.clear()
    close_note()


def log() -> ProgressLog:
    return ProgressLog(opened.data_folder() / "progress.db", opened.library_id())


def draw_question(shown: list[Shown], at: int, round_id: str, given: dict[str, Answered]) -> None:
    asked = shown[at]
    st.progress(len(given) / len(shown))
    draw_stem(asked, at, len(shown))
    answered = given.get(asked.question.id)
    if answered is None:
        draw_open(asked, round_id)
    else:
        draw_verdict(asked, answered)
        with opened.told():
            draw_sources(asked)
    with st.container(horizontal=True):
        st.button("Next", shortcut="N", disabled=answered is None, type="primary", on_click=go, args=(at + 1,))
        st.button("Skip", key="skip", disabled=answered is not None, on_click=go, args=(at + 1,))
        draw_report(asked)
        st.button("End this round", key="leave", type="tertiary", on_click=leave)


def draw_open(asked: Shown, round_id: str) -> None:
    """A question not answered yet."""
    key = f"picked_{round_id}_{asked.question.id}"
    begun: float = st.session_state.setdefault(f"begun_{key}", time.monotonic())
    picked: list[str] = st.session_state.setdefault(key, [])

    def pick(letter: str) -> None:
        if letter in picked:
            picked.remove(letter)
        else:
            picked.append(letter)
            del picked[: -asked.choose]  # the oldest choice gives way

    def answer(confidence: str) -> None:
        if len(picked) == asked.choose:  # a key may come twice
            log().answer(round_id, asked, picked, confidence, time.monotonic() - begun)

    draw_options(asked, picked, pick)
    draw_confidence(answer, ready=len(picked) == asked.choose)


def go(at: int) -> None:
    close_note()
    st.query_params["at"] = str(at)


def draw_report(asked: Shown) -> None:
    key = f"report_{asked.question.id}"
    with st.popover("Report", icon=":material/flag:"), st.form(key, clear_on_submit=True, border=False):
        why = st.text_area("What is wrong with this question?", max_chars=LONGEST_REPORT)
        if st.form_submit_button("Report it") and why.strip():
            log().report(asked, why.strip())
            st.success("Kept with your progress. Thank you.")


def draw_end(shown: list[Shown], given: dict[str, Answered]) -> None:
    """What came of the round."""
    ids = {asked.question.id for asked in shown}
    answers = [answered for key, answered in given.items() if key in ids]
    right = sum(answered.correct for answered in answers)
    st.subheader(f"{right} of {len(answers)} right", anchor=False)
    sure_and_wrong = sum(answered.confidence == "sure" and not answered.correct for answered in answers)
    if sure_and_wrong:
        st.html(f"<p>Sure and wrong: {sure_and_wrong}. These are the ones to read again.</p>")
    skipped = len(shown) - len(answers)
    if skipped:
        st.html(f"<p>Skipped: {skipped}.</p>")
    for at, asked in enumerate(shown):
        answered = given.get(asked.question.id)
        verdict = "skipped" if answered is None else "right" if answered.correct else "wrong"
        words = " ".join(asked.question.text.split())
        st.button(
            f"{at + 1}. {verdict}: {label(words[:90])}", key=f"again_{at}", type="tertiary", on_click=go, args=(at,)
        )
    st.button("Another round", type="primary", on_click=leave)


def number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 5 else otherwise


draw()
