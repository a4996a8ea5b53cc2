"""A sentence from elsewhere, held against the notes: what they say for it, and what against."""

from collections.abc import Sequence

import streamlit as st

from quotewise.assistant import Citation, Lookup
from quotewise.assistant.naming import where
from quotewise.ui.page import opened
from quotewise.ui.page.markup import label
from quotewise.ui.page.note_view import citation_of, open_button
from quotewise.ui.page.rendered import draw_html, render_note
from quotewise.ui.page.sources import exact

LONGEST = 1000  # characters of a sentence
LOOKED = "looked"  # the sentence that was looked up last, and among which notes
VERDICTS = {
    "supported": (":material/check_circle:", "Your notes say so."),
    "contradicted": (":material/cancel:", "Your notes say otherwise."),
    "mixed": (":material/compare_arrows:", "Your notes speak for it and against it."),
    "not_found": (":material/help:", "Your notes do not say."),
}


def draw_check(among: Sequence[str]) -> None:
    """among: the notes that alone are asked, none for all."""
    with st.form("check", border=False):
        text = st.text_area(
            "A sentence from a course, a colleague, another AI",
            key="sentence",
            max_chars=LONGEST,
            value=st.session_state.get(LOOKED, [""])[0],
            placeholder="Paste a sentence here, as it stands.",
        )
        if st.form_submit_button("What do my notes say?", type="primary") and text.strip():
            st.session_state[LOOKED] = text, tuple(among)
    if LOOKED in st.session_state:
        draw_lookup(looked_up(opened.generation(), *st.session_state[LOOKED]))


@st.cache_resource(show_spinner=False, max_entries=16)
def looked_up(generation: str, text: str, among: tuple[str, ...]) -> Lookup:
    """What the notes say, looked up again once they were read again."""
    from quotewise.assistant import look_up

    return look_up(opened.library(), text, list(map(exact, among)))


def draw_lookup(looked: Lookup) -> None:
    icon, verdict = VERDICTS[looked.verdict]
    st.subheader(verdict, icon=icon, anchor=False)
    for stance, title in (("for", "For it"), ("against", "Against it")):
        draw_findings([one.citation for one in looked.citations if one.stance == stance], stance, title)
    if looked.verdict == "not_found":
        st.html(
            '<p class="qw-hint-always">Nothing in them speaks for it or against it. That does not make it wrong.</p>'
        )
        draw_findings([citation_of(hit) for hit in looked.nearest], "near", "What comes nearest")


def draw_findings(found: Sequence[Citation], stance: str, title: str) -> None:
    """A card for each place, which opens its note there."""
    if found:
        st.html(f"<h3>{title}</h3>")
    for at, citation in enumerate(found):
        with st.container(border=True, key=f"finding_{stance}{at}", gap="xxsmall"):
            draw_html(f'<div class="qw-found">{words_of(citation, stance)}</div>', f"found_{stance}{at}")
            open_button(citation, label(where(citation, brief=True)), f"open_{stance}{at}")


def words_of(citation: Citation, stance: str) -> str:
    """The words of a place as HTML, as the note draws them; marked where they speak for or against."""
    library = opened.library()
    with library.reading():
        text, tree = library.original(citation.source), library.tree(citation.source)
    marks = ((citation.start, citation.end),) * (stance != "near")
    return render_note(text, tree, start=citation.start, end=citation.end, marks=marks)
