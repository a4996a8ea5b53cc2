"""What goes wrong, each with a way to read and a way to practise; and what notes to write."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from quotewise.assistant.claim import Citation
from quotewise.assistant.practice.quiz import Wish
from quotewise.assistant.study.advice import Advice
from quotewise.assistant.study.coverage import Coverage
from quotewise.ui.page.job_view import items
from quotewise.ui.page.markup import label, plain, shortened, to_html
from quotewise.ui.page.note_view import open_note
from quotewise.ui.page.rounds import begin_round

SHOWN = 5  # of a list
LONGEST = 140  # characters of a question


def draw_topics(advice: Advice) -> None:
    if not advice.topics:
        return
    st.subheader("Weakest topics", anchor=False)
    for at, one in enumerate(advice.topics[:SHOWN]):
        sure = f", {one.sure_and_wrong} wrong while sure" if one.sure_and_wrong else ""
        place = next((advice.places[id] for id in one.wrong if id in advice.places), None)
        said = f"{plain(one.topic)} <span>{one.right} of {one.answers} right{sure}</span>"
        draw_row(said, f"topic_{at}", one.topic, place, Wish(topic=one.topic, domain=one.domain))


def draw_sure_and_wrong(advice: Advice) -> None:
    if not advice.sure_and_wrong:
        return
    st.subheader("Wrong while you were sure", anchor=False)
    for at, one in enumerate(advice.sure_and_wrong[:SHOWN]):
        question = one.question
        stem = shortened(" ".join(question.stem.split()), LONGEST)
        said = f"{to_html(stem)} <span>{plain(question.topic)}</span>"
        draw_row(said, f"sure_{at}", stem, advice.places.get(one.id), Wish(topic=question.topic, domain=one.domain))
    if more := advice.sure_and_wrong[SHOWN:]:
        st.html(f'<p class="qw-told">{len(more)} more</p>')


def draw_row(said: str, key: str, name: str, place: Citation | None, wish: Wish) -> None:
    """A line with its ways on. name: of what it is about, for who does not see the line beside the buttons."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"today_{key}"):
        st.html(f'<p class="qw-weak">{said}</p>')
        if place is not None:
            st.button("Read", f"read_{key}", type="tertiary", on_click=open_note, args=(place,), help=label(name))
        practise = partial(begin_round, "weak", wish=wish)
        st.button("Quiz", f"quiz_{key}", type="tertiary", on_click=practise, help=label(name))


def draw_lacking(coverage: Coverage) -> None:
    """Notes to write."""
    subjects = () if coverage.elsewhere else [plain(one.text) for one in coverage.subjects]
    kinds: Sequence[tuple[str, Sequence[str]]] = (
        ("No note speaks of", subjects),
        ("Asked, and not in your notes", [plain(question) for question, _ in coverage.refused]),
        ("Notes no question was answered on", [plain(source) for source in coverage.unasked]),
    )
    count = sum(len(lines) for _, lines in kinds)
    if not count and not coverage.elsewhere:
        return
    with st.expander(f"Notes to write ({count})"):
        if coverage.elsewhere:
            st.html(
                f'<p class="qw-told">Your notes speak of few of this exam\'s subjects ({len(coverage.subjects)} are '
                "missing), or in another language.</p>"
            )
        for what, lines in kinds:
            if lines:
                st.html(f"<h3>{what} ({len(lines)})</h3>{items(lines)}")
