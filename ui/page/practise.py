"""Practise: one question at a time, with its rationale and its notes; every answer is logged."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.log import Answer
from quotewise.ui.page import opened
from quotewise.ui.page.chats import is_id
from quotewise.ui.page.markup import label
from quotewise.ui.page.note_view import close_note, draw_note, is_open, split
from quotewise.ui.page.notices import draw_services
from quotewise.ui.page.practice_choice import KINDS, in_round, is_checked, log
from quotewise.ui.page.practice_start import draw_start
from quotewise.ui.page.question_card import Given, draw_question_card

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
    left, right = split()
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
    answered = given.get(asked.id)

    def answer(got: Given) -> None:
        log().answer(round_id, asked, got.response, got.confidence, got.seconds)

    draw_question_card(
        asked,
        f"card_{round_id}",
        response=answered.response if answered else (),
        about=about(asked, at, len(shown)),
        checked=is_checked(st.query_params.get("set", "")),
        act=answer,
        go_on=partial(go, at + 1),
    )
    if answered is not None:
        draw_services(asked.texts)
    with st.container(horizontal=True):
        st.button("Skip", key="skip", disabled=answered is not None, on_click=go, args=(at + 1,))
        st.button("Report", icon=":material/flag:", key="flag", shortcut="F", on_click=flag, args=(asked.id,))
        st.button("End this round", key="leave", type="tertiary", on_click=leave)
    if st.session_state.get(REPORTING) == asked.id:
        draw_report(asked)


def about(asked: Question, at: int, count: int) -> str:
    """What it is of, in a line."""
    file = asked.origin.removeprefix("import:") if asked.origin.startswith("import:") else ""
    said = (f"Question {at + 1} of {count}", file, asked.domain, asked.topic, KINDS[asked.kind], asked.difficulty)
    return " \u00b7 ".join(filter(None, said))


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
