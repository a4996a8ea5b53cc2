"""A practice question on the page: what is asked, the verdict, why, and the notes behind it."""

import re
from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from quotewise.assistant import Citation, Claim
from quotewise.assistant.naming import where
from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.log import Answer
from quotewise.index import Library
from quotewise.ui.page import opened
from quotewise.ui.page.answer_view import draw_claim
from quotewise.ui.page.answer_view import draw_sources as draw_places
from quotewise.ui.page.export import place_of
from quotewise.ui.page.markup import label, plain, to_html
from quotewise.ui.page.note_view import citation_of, open_button
from quotewise.ui.page.notices import draw_services
from quotewise.ui.page.practice_choice import KINDS

Numbers = dict[tuple[str, int, int], int]  # of the places cited

BUDGET = 900  # characters of passages found for a question that names no place
NUMBERS = ("", "one", "two", "three", "four", "five")
UNCHECKED = "The file says (not checked against your notes)"


def draw_stem(asked: Question, at: int, count: int) -> None:
    exam = asked.origin.removeprefix("import:") if asked.origin.startswith("import:") else ""
    said = (f"Question {at + 1} of {count}", exam, asked.domain, asked.topic, KINDS[asked.kind], asked.difficulty)
    about = " · ".join(part for part in said if part)
    st.html(f'<p class="qw-status">{plain(about)}</p><p class="qw-stem">{to_html(asked.stem)}</p>')
    wanted = NUMBERS[min(len(asked.answer), 5)]
    if len(asked.answer) > 1 and asked.options and not re.search(rf"\b{wanted}\b", asked.stem, re.IGNORECASE):
        st.html(f'<p class="qw-option"><strong>Choose {wanted}.</strong></p>')


def draw_verdict(asked: Question, given: Answer, *, checked: bool) -> None:
    """Whether it was right, why, each option with what became of it, and the places. checked: against the notes."""
    asked = standing(asked)
    if given.correct:
        st.success("Right.", icon=":material/check_circle:")
    else:
        st.error(f"Not right. {label(right_answer(asked))}", icon=":material/cancel:")
    places = dict.fromkeys(place_of(citation) for citation in asked.citations)
    numbers = {place: number for number, place in enumerate(places, start=1)}
    if asked.rationale.text:
        with st.container(gap="xxsmall", key="rationale"):
            st.html(f'<p class="qw-because">{"Why" if checked else UNCHECKED}</p>')
            draw_claim(asked.rationale, numbers, f"why_{asked.id}")
    match asked.kind:
        case "matching":
            draw_pairs(asked, given)
        case "ordering":
            draw_order(asked, given)
        case "cloze":
            st.html(f'<p class="qw-option">You wrote: {plain(" ".join(map(str, given.response)))}</p>')
        case _:
            draw_options(asked, given, numbers)
    draw_sources(asked, numbers)
    draw_services(asked.texts)


def right_answer(asked: Question) -> str:
    match asked.kind:
        case "cloze":
            return f"The gap is filled by: {asked.answer[0]}"
        case "matching" | "ordering":
            return ""
    return f"The answer is {' and '.join(asked.answer)}."


def draw_options(asked: Question, given: Answer, numbers: Numbers) -> None:
    """Each option, and below a wrong one why it is wrong."""
    for letter, words in asked.options.items():
        marks = (("right", letter in asked.answer), ("your answer", letter in given.response))
        told = tags(name for name, holds in marks if holds)
        why = asked.why_not.get(letter)
        with st.container(gap="xxsmall", key=f"told_{letter}"):
            st.html(f'<p class="qw-option"><strong>{letter}.</strong> {to_html(words)} {told}</p>')
            if why is not None and letter not in asked.answer:
                draw_claim(why, numbers, f"not_{asked.id}_{letter}")
    if asked.unrefuted:
        st.caption(asked.unrefuted)


def draw_pairs(asked: Question, given: Answer) -> None:
    yours = {pair[0]: pair[1] for pair in given.response}
    rows = "".join(
        f"<li>{to_html(left)} \u2013 {to_html(right)} {became(yours.get(left) == right, yours.get(left, ''))}</li>"
        for left, right in asked.pairs
    )
    st.html(f'<ul class="qw-options">{rows}</ul>')


def draw_order(asked: Question, given: Answer) -> None:
    place = {item: number for number, item in enumerate(given.response, start=1)}
    rows = "".join(
        f"<li>{to_html(item)} {became(place.get(item) == number, f'number {place.get(item, 0)}')}</li>"
        for number, item in enumerate(asked.answer, start=1)
    )
    st.html(f'<ol class="qw-order">{rows}</ol>')


def became(right: bool, yours: str) -> str:
    return tags(["right" if right else f"you said: {yours}"])


def tags(names: Iterable[str]) -> str:
    return " ".join(f'<span class="qw-tag">{plain(name)}</span>' for name in names)


def draw_sources(asked: Question, numbers: Numbers) -> None:
    """Where the words stand that the question rests on; where it rests on none, the passages that fit it."""
    library = opened.library()
    if asked.citations:
        draw_places((asked.rationale, *asked.why_not.values()), numbers)
        return
    st.html("<h3>Nearest in your notes</h3>")
    for at, citation in enumerate(nearest(library, asked)):
        open_button(citation, label(where(citation, brief=True)), f"evidence_{asked.id}_{at}")


def standing(asked: Question) -> Question:
    """The question with those quotes alone that stand in the library where it says."""
    reasons = {letter: with_standing(why) for letter, why in asked.why_not.items()}
    return replace(asked, rationale=with_standing(asked.rationale), why_not=reasons)


def with_standing(claim: Claim) -> Claim:
    return replace(claim, citations=tuple(cited for cited in claim.citations if stands(opened.library(), cited)))


def stands(library: Library, citation: Citation) -> bool:
    with library.reading() as connection:
        row = connection.execute("SELECT text FROM note WHERE source = ?", (citation.source,)).fetchone()
    return row is not None and row["text"][citation.start : citation.end] == citation.quote


def nearest(library: Library, asked: Question) -> list[Citation]:
    if library.is_empty():
        return []
    right = " ".join(asked.options.get(letter, letter) for letter in asked.answer)
    return [citation_of(hit) for hit in library.search(f"{asked.stem} {right}", budget=BUDGET)[:3]]
