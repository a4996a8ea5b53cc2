"""The note beside what is said: opened at the very words, in their surroundings."""

from collections.abc import Iterable
from pathlib import PurePath

import streamlit as st

from quotewise.assistant import Citation
from quotewise.assistant.naming import heading_below, name_of, where
from quotewise.assistant.practice.standing import Standing
from quotewise.index import Hit, Place
from quotewise.ui.page import excerpt, opened
from quotewise.ui.page.markup import label, plain, to_html
from quotewise.ui.page.notices import draw_services
from quotewise.ui.page.sight import bring

OPEN = "open_citation"
WIDER = "note_around"
STEP = 20  # lines more at a click


def open_note(citation: Citation) -> None:
    st.session_state[OPEN] = citation
    st.session_state[WIDER] = excerpt.AROUND


def close_note() -> None:
    st.session_state.pop(OPEN, None)


def is_open() -> bool:
    return OPEN in st.session_state


def citation_of(hit: Hit) -> Citation:
    """A passage as a citation of all its words."""
    return Citation(
        hit.source, hit.start, hit.end, hit.text, hit.basis, hit.page, hit.heading, hit.display, hit.also, hit.title
    )


def draw_note() -> None:
    """The open note, if any, in the container of the caller."""
    citation = st.session_state.get(OPEN)
    if citation is None:
        return
    with st.container(border=True, key="note"), opened.told():
        with st.container(horizontal=True, wrap=False, key="note_head"):
            st.html(head(citation))
            st.button("Close", key="close_note", type="tertiary", on_click=close_note, shortcut="Esc")
        standing = Standing(opened.library())
        now = standing.now(citation)
        if now is None:
            st.warning("The note was read again since, and these words are gone: ask again.")
            st.html(f'<p class="qw-quote">{to_html(citation.quote)}</p>')
            return
        draw_words(now, standing.text(now.source))
        bring("note", ".st-key-note mark", f"{citation.source} {citation.start}", within=".st-key-note")


def head(citation: Citation) -> str:
    page = f'<span class="qw-page">page {citation.page}</span>' if citation.page else ""
    below = heading_below(citation)
    heading = f'<p class="qw-heading">{plain(below)}</p>' if below else ""
    return f'<div class="qw-head"><h2>{plain(name_of(citation))}</h2>{page}{heading}</div>'


def named(citation: Citation) -> str:
    """Where a quote stands as HTML: its note by title, the path as the detail."""
    path = f' <span class="qw-path">{plain(citation.source)}</span>' if citation.title else ""
    return f"{plain(where(citation, brief=True))}{path}"


def draw_words(citation: Citation, text: str) -> None:
    around = st.session_state.get(WIDER, excerpt.AROUND)
    cut = excerpt.cut(text, citation.start, citation.end, around)
    if citation.display is not None:
        st.html(f'<p class="qw-repaired">As it reads: {to_html(citation.display)}</p>')
    st.html(excerpt.to_html(cut, numbered=citation.basis == "file"))
    with st.container(horizontal=True):
        if cut.above or cut.below:
            st.button(
                "Show more around", key="note_wider", on_click=widen, type="tertiary", icon=":material/unfold_more:"
            )
    draw_services([text[cut.lines[0].start : cut.lines[-1].end]])
    st.html(f'<p class="qw-place">{footing(citation)}</p>')


def widen() -> None:
    st.session_state[WIDER] = st.session_state.get(WIDER, excerpt.AROUND) + STEP


def footing(citation: Citation) -> str:
    """Where to find the words with any other tool, and where else they stand."""
    of = "the file" if citation.basis == "file" else f"the text taken from {PurePath(citation.source).suffix or 'it'}"
    also = "".join(f"<br>Also in {plain(name)}" for name in names(citation.also))
    return f"{plain(citation.source)}: characters {citation.start}\u2013{citation.end} of {of}.{also}"


def names(places: Iterable[Place]) -> list[str]:
    return list(dict.fromkeys(place.source for place in places))


def open_button(citation: Citation, text: str, key: str, *, wide: bool = True, disabled: bool = False) -> None:
    """A button that opens the note at a citation. wide: it names the note, and is not a mere number."""
    st.button(
        text,
        key=key,
        type="tertiary",
        icon=":material/menu_book:" if wide else None,
        on_click=open_note,
        args=(citation,),
        help=label(citation.source) if wide else None,
        disabled=disabled,
    )
