"""An answer on the page: one component that shows it, opens its places and says what the reader wants done with it."""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from quotewise.assistant import Answer, Citation, Claim
from quotewise.index import LibraryError
from quotewise.ingest.block import Tree
from quotewise.ui.contract import words_of
from quotewise.ui.page import answer_card, note_view, opened
from quotewise.ui.page.answer_parts import Parts
from quotewise.ui.page.component import registered
from quotewise.ui.page.export import numbered, place_of, to_text
from quotewise.ui.page.notices import draw_services
from quotewise.ui.page.way import go_to

Act = Callable[[str], None]


def draw_answer(
    answer: Answer,
    key: str,
    act: Act | None = None,
    *,
    followups: Sequence[str] = (),
    thumb: str = "",
    carded: bool = False,
) -> None:
    """All of an answer. key: unique on the page.

    act: called with what the reader wants: "retry", "up", "down", "card", "practise" (the card made of it), "quiz",
    "alone" (asked without what it leans on), "follow:N". followups: questions to ask next. thumb: "up" or "down", as
    the reader gave it before. carded: a card was made of it.
    """
    html, peeks = _drawn_up(answer, opened.generation(), act is not None, tuple(followups), thumb, carded)
    numbers = numbered(answer)
    cited = list({place_of(one): one for claim in answer.claims for one in claim.citations}.values())
    now = note_view.now_open()
    registered("answer_card")(
        key=key,
        data={
            "html": html,
            "peeks": peeks,
            "at": numbers.get(place_of(now), 0) if now else 0,
            "written": to_text(answer) if act else "",
        },
        on_cite_change=lambda: _open(cited, st.session_state[key].get("cite"), first=1),
        on_near_change=lambda: _open(
            list(map(note_view.citation_of, answer.nearest)), st.session_state[key].get("near")
        ),
        on_act_change=lambda: _do(answer, act, st.session_state[key].get("act")),
    )
    draw_services(text for claim in answer.claims for text in words_of(claim))


def draw_live(place: DeltaGenerator, claims: Sequence[Claim], *, told: bool, waited: float) -> None:
    """What has been said of an answer so far, and a sign of life. place: an `st.empty`. waited: seconds till now."""
    parts = Parts(numbered(Answer("", tuple(claims))), lambda source: None, told=told)
    life = f'<p class="qw-status qw-life" role="status">Reading your notes, {waited:.0f} s</p>'
    place.html(f'<div class="qw-answer qw-live">{parts.groups(claims)}{life}</div>')


def note_of(source: str) -> tuple[str, Tree] | None:
    library = opened.library()
    try:
        with library.reading():
            return library.original(source), library.tree(source)
    except LibraryError:  # no such note any more
        return None


@lru_cache(maxsize=64)
def _drawn_up(
    answer: Answer, generation: str, acting: bool, followups: tuple[str, ...], thumb: str, carded: bool
) -> tuple[str, dict[str, str]]:
    """What is drawn for an answer, made once while the library stays as it is."""
    notes = cache(note_of)
    return answer_card.draw_up(answer, notes, acting=acting, followups=followups, thumb=thumb, carded=carded)


def _open(places: Sequence[Citation], told: object, first: int = 0) -> None:
    """Open the note at the place that the browser told the number of. first: the number of the first."""
    if isinstance(told, int) and 0 <= told - first < len(places):
        note_view.open_note(places[told - first], places)


def _do(answer: Answer, act: Act | None, what: object) -> None:
    if what == "search":
        st.session_state["search_notes"] = answer.question
        go_to("notes")
    elif act is not None and isinstance(what, str):
        act(what)
