"""Look up: what the notes say of a sentence from anywhere."""

import streamlit as st

from quotewise.assistant import Lookup
from quotewise.assistant.naming import where
from quotewise.ui.page import opened
from quotewise.ui.page.first_run import draw_first_run
from quotewise.ui.page.markup import label, plain, to_html
from quotewise.ui.page.note_view import draw_note, is_open, open_button

LONGEST = 1000  # characters of a sentence to look up
VERDICTS = {
    "supported": (":material/check_circle:", "Your notes say so."),
    "contradicted": (":material/cancel:", "Your notes say otherwise."),
    "mixed": (":material/compare_arrows:", "Your notes speak for it and against it."),
    "not_found": (":material/help:", "Your notes do not say."),
}


def draw() -> None:
    st.title("Look up", anchor=False)
    if opened.library().is_empty():
        draw_first_run()
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        draw_check()
    with right:
        if is_open():
            draw_note()


def draw_check() -> None:
    with st.form("check"):
        text = st.text_area(
            "A sentence from a course, a colleague, another AI",
            key="sentence",
            max_chars=LONGEST,
            placeholder="A Kinesis shard takes in 5 MB per second.",
        )
        if st.form_submit_button("What do my notes say?", type="primary"):
            st.session_state["looked"] = look(text)
    looked = st.session_state.get("looked")
    if looked is not None:
        draw_lookup(looked)


def look(text: str) -> Lookup | None:
    from quotewise.assistant import look_up

    return look_up(opened.library(), text) if text.strip() else None


def draw_lookup(looked: Lookup) -> None:
    icon, verdict = VERDICTS[looked.verdict]
    st.subheader(verdict, icon=icon, anchor=False)
    st.html(f'<p class="qw-looked">{plain(looked.text)}</p>')
    if looked.verdict == "not_found":
        st.html(
            '<p class="qw-hint-always">Nothing in them speaks for it or against it. That does not make it wrong.</p>'
        )
    for stance, title in (("for", "For it"), ("against", "Against it")):
        found = [finding.citation for finding in looked.citations if finding.stance == stance]
        if found:
            st.html(f"<h3>{title}</h3>")
        for at, citation in enumerate(found):
            with st.container(border=True, key=f"finding_{stance}{at}", gap="xxsmall"):
                st.html(f'<p class="qw-passage">{to_html((citation.display or citation.quote).strip())}</p>')
                open_button(citation, label(where(citation, brief=True)), f"open_{stance}{at}")


draw()
