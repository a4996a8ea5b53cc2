"""A practice question on the page: its options, the verdict, why, and the notes behind it."""

from collections.abc import Callable, Collection

import streamlit as st

from quotewise.assistant import Citation
from quotewise.index import Library
from quotewise.ui.cited import citation_at
from quotewise.ui.page import opened
from quotewise.ui.page.export import brief
from quotewise.ui.page.markup import label, plain, to_html
from quotewise.ui.page.note_view import citation_of, open_button
from quotewise.ui.page.practice_round import Shown
from quotewise.ui.progress_log import Answered

CONFIDENCES = (("guess", "Guess", "G"), ("unsure", "Unsure", "U"), ("sure", "Sure", "S"))
BUDGET = 900  # characters of passages found for a question that names no place
NUMBERS = ("", "one", "two", "three", "four", "five")


def draw_stem(shown: Shown, at: int, count: int) -> None:
    asked = shown.question
    about = " · ".join(
        part for part in (f"Question {at + 1} of {count}", asked.exam, asked.domain, asked.topic) if part
    )
    st.html(f'<p class="qw-status">{plain(about)}</p><p class="qw-stem">{to_html(asked.text)}</p>')
    if shown.choose > 1:
        st.html(f"<p><strong>Choose {NUMBERS[min(shown.choose, 5)]}.</strong></p>")


def draw_options(shown: Shown, picked: Collection[str], pick: Callable[[str], None]) -> None:
    """The options as buttons, answered to by the keys 1 to 5."""
    for number, (letter, words) in enumerate(shown.options, start=1):
        chosen = letter in picked
        st.button(
            f"{letter}. {label(words)}{' (chosen)' if chosen else ''}",
            key=f"option_{shown.question.id}_{letter}",
            shortcut=str(number),
            width="stretch",
            wrap=True,
            icon=":material/check_box:" if chosen else ":material/check_box_outline_blank:",
            on_click=pick,
            args=(letter,),
        )


def draw_confidence(answer: Callable[[str], None], *, ready: bool) -> None:
    """How sure the learner is; the choice gives the answer."""
    st.html('<p class="qw-status">How sure are you? This gives your answer.</p>')
    with st.container(horizontal=True, key="confidence"):
        for name, words, key in CONFIDENCES:
            st.button(words, key=f"sure_{name}", shortcut=key, disabled=not ready, on_click=answer, args=(name,))


def draw_verdict(shown: Shown, given: Answered) -> None:
    """Whether it was right, each option with what became of it, and why."""
    right = " and ".join(shown.right)
    if given.correct:
        st.success("Right.", icon=":material/check_circle:")
    else:
        st.error(f"Not right. The answer is {right}.", icon=":material/cancel:")
    rows = "".join(option_html(shown, given, letter, words) for letter, words in shown.options)
    st.html(f'<ul class="qw-options">{rows}</ul>')
    if shown.question.rationale:
        st.html(f'<p class="qw-rationale"><strong>Why:</strong> {to_html(shown.question.rationale)}</p>')


def option_html(shown: Shown, given: Answered, letter: str, words: str) -> str:
    tags = [tag for tag, holds in (("right", letter in shown.right), ("your answer", letter in given.answer)) if holds]
    tagged = "".join(f'<span class="qw-tag">{tag}</span>' for tag in tags)
    why = shown.why_not(letter)
    reason = f'<br><span class="qw-why">{to_html(why)}</span>' if why and letter not in shown.right else ""
    return f"<li>{letter}. {to_html(words)} {tagged}{reason}</li>"


def draw_sources(shown: Shown) -> None:
    """The words the question rests on, one click away; where it names none that stand, the passages that fit it."""
    library = opened.library()
    stated = stated_places(library, shown)
    if stated:
        st.html("<h3>In your notes</h3>")
    for at, citation in enumerate(stated or nearest(library, shown)):
        if not stated and at == 0:
            st.html("<h3>Nearest in your notes</h3>")
        open_button(citation, label(brief(citation)), f"evidence_{shown.question.id}_{at}")


def stated_places(library: Library, shown: Shown) -> list[Citation]:
    """The places the question's file gives, where these very words stand in the library."""
    asked = [(given, citation_at(library, given.source, given.start, given.end)) for given in shown.question.evidence]
    return [citation for given, citation in asked if citation is not None and citation.quote == given.quote]


def nearest(library: Library, shown: Shown) -> list[Citation]:
    if library.is_empty():
        return []
    right = " ".join(words for letter, words in shown.options if letter in shown.right)
    return [citation_of(hit) for hit in library.search(f"{shown.question.text} {right}", budget=BUDGET)[:3]]
