"""A search in the notes: by words and by meaning, each passage opening its note beside at the place."""

import re
from collections.abc import Iterator

import streamlit as st

from quotewise.assistant.language import language_of
from quotewise.assistant.naming import where
from quotewise.index import Hit, words
from quotewise.ui.page import opened
from quotewise.ui.page.markup import label, plain
from quotewise.ui.page.note_view import citation_of, open_button
from quotewise.ui.page.rendered import draw_html, render_note

BUDGET = 3000  # characters of passages found
SHORTEST = 3  # letters of a word that is marked
SHARED = 4  # letters with which a word of the passage must begin like one that was asked for


def draw_found(asked: str) -> None:
    """The passages that fit, and what was searched for where that is not what was typed."""
    searched = opened.library().repaired(asked)
    if searched != asked:
        st.html(f'<p class="qw-status" role="status">Searched for: {plain(searched)}</p>')
    hits = opened.library().search(asked, budget=BUDGET)
    if not hits:
        st.html('<p role="status">Nothing was found in the text of your notes.</p>')
    for at, hit in enumerate(hits):
        with st.container(key=f"hit_{at}", gap="xxsmall"):
            draw_html(passage(hit, searched), f"passage_{at}")
            citation = citation_of(hit)
            open_button(citation, label(where(citation, brief=True)), f"open_hit{at}")


def passage(hit: Hit, asked: str) -> str:
    """A passage as its blocks make it, the words that were asked for marked."""
    library = opened.library()
    marks = [(hit.start + low, hit.start + high) for low, high in spans(hit.text, asked)]
    return render_note(
        library.original(hit.source), library.tree(hit.source), start=hit.start, end=hit.end, marks=marks
    )


def spans(text: str, asked: str) -> Iterator[tuple[int, int]]:
    """Where the words of a text begin like one that was asked for."""
    sought = [word.lower() for word in words(asked)]
    empty = language_of(sought).empty
    stems = {stem(word) for word in sought if len(word) >= SHORTEST and word not in empty}
    for found in re.finditer(r"\w+", text):
        if len(found[0]) >= SHORTEST and stem(found[0]) in stems:
            yield found.span()


def stem(word: str) -> str:
    """What a word shares with its other forms, near enough for the eye."""
    lower = word.lower()
    return lower if len(lower) <= SHARED else lower[: max(SHARED, len(lower) - 3)]
