"""Practise: one question at a time, with its rationale and its notes; every answer is logged."""

import time
from collections.abc import Sequence

import streamlit as st

from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.log import Answer
from quotewise.ui.page import opened
from quotewise.ui.page.chats import is_id
from quotewise.ui.page.markup import label
from quotewise.ui.page.note_view import close_note, draw_note, is_open
from quotewise.ui.page.practice_answer import draw_answering, draw_confidence
from quotewise.ui.page.practice_choice import in_round, is_checked, log
from quotewise.ui.page.practice_start import draw_start
from quotewise.ui.page.practice_view import draw_stem, draw_verdict

PARAMS = ("round", "set", "ask", "at")
LONGEST_REPORT = 500  # characters
REPORTING = "question_reported"


def draw() -> None:
    st.title("Practise", anchor=False)
    restore()
    round_id = st.query_params.get("round", "")
    marks = st.query_params.get("ask", "")
    shown = in_round(st.query_params.get("set", ""), marks, round_id) if is_id(round_id) else []
    if not shown:
        if round_id:
            leave()
        draw_start()
        return
    given = log().of_session(round_id)
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


def draw_question(shown: Sequence[Question], at: int, round_id: str, given: dict[str, Answer]) -> None:
    asked = shown[at]
    st.progress(sum(question.id in given for question in shown) / len(shown))
    draw_stem(asked, at, len(shown))
    answered = given.get(asked.id)
    if answered is None:
        draw_open(asked, round_id)
    else:
        with opened.told():
            draw_verdict(asked, answered, checked=is_checked(st.query_params.get("set", "")))
    with st.container(horizontal=True):
        st.button("Next", shortcut="N", disabled=answered is None, type="primary", on_click=go, args=(at + 1,))
        st.button("Skip", key="skip", disabled=answered is not None, on_click=go, args=(at + 1,))
        st.button("Report", icon=":material/flag:", key="flag", shortcut="F", on_click=flag, args=(asked.id,))
        st.button("End this round", key="leave", type="tertiary", on_click=leave)
    if st.session_state.get(REPORTING) == asked.id:
        draw_report(asked)


def draw_open(asked: Question, round_id: str) -> None:
    """A question not answered yet."""
    key = f"{round_id}_{asked.id}"
    begun: float = st.session_state.setdefault(f"begun_{key}", time.monotonic())
    response = draw_answering(asked, key)

    def answer(confidence: str) -> None:
        chosen = response()
        if chosen is not None:  # a key may come twice
            log().answer(round_id, asked, chosen, confidence, time.monotonic() - begun)

    draw_confidence(answer, ready=response() is not None)


def go(at: int) -> None:
    close_note()
    st.query_params["at"] = str(at)


def flag(question: str) -> None:
    """Open what reports a question, or close it again."""
    st.session_state[REPORTING] = None if st.session_state.get(REPORTING) == question else question


def draw_report(asked: Question) -> None:
    ours = is_checked(st.query_params.get("set", ""))
    with st.form(f"report_{asked.id}", clear_on_submit=True):
        why = st.text_area("What is wrong with this question?", max_chars=LONGEST_REPORT)
        unwanted = ours and st.checkbox("Do not ask it again")
        if st.form_submit_button("Report it") and why.strip():
            log().report(asked, why.strip())
            if unwanted:
                Bank.of(opened.library()).drop([asked.id])
            st.session_state[REPORTING] = None
            st.toast("Kept with your progress. Thank you.", icon=":material/flag:")
            st.rerun()


def draw_end(shown: Sequence[Question], given: dict[str, Answer]) -> None:
    """What came of the round."""
    ids = {asked.id for asked in shown}
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
        answered = given.get(asked.id)
        verdict = "skipped" if answered is None else "right" if answered.correct else "wrong"
        words = " ".join(asked.stem.split())
        st.button(
            f"{at + 1}. {verdict}: {label(words[:90])}", key=f"again_{at}", type="tertiary", on_click=go, args=(at,)
        )
    st.button("Another round", type="primary", on_click=leave)


def number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 5 else otherwise


draw()
