"""A round as it is asked: how far it is, the question or card whose turn it is, and what can be done beside it."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.cards import Flashcard
from quotewise.assistant.study.log import REPORT, Where
from quotewise.assistant.study.rounds import Outcomes, Round, last_done
from quotewise.index.progress import Event
from quotewise.ui.page import opened
from quotewise.ui.page.markup import label, plain
from quotewise.ui.page.note_view import citation_of, close_note, open_button
from quotewise.ui.page.notices import draw_services
from quotewise.ui.page.practice_choice import KINDS, is_checked, log
from quotewise.ui.page.question_card import Given, draw_flashcard, draw_question_card
from quotewise.ui.page.rounds import TAB, was_shown
from quotewise.ui.page.visitor import edits
from quotewise.ui.review_round import keep_card

LONGEST_REPORT = 500  # characters
REPORTING = "being_reported"
BUDGET = 900  # characters of passages found for a question that names no place
MARKS = {True: "right", False: "wrong", None: "undone"}


def draw_steps(shown: Sequence[Question | Flashcard], at: int, came: Outcomes) -> None:
    """A mark for each item: right, wrong, still open."""
    found = [came.right(asks.id) for asks in shown]
    told = (
        f"{len(found) - found.count(None)} of {len(found)} done: {found.count(True)} right, {found.count(False)} wrong"
    )
    steps = "".join(
        f'<span class="qw-step qw-{MARKS[one]}{" qw-now" * (place == at)}"></span>' for place, one in enumerate(found)
    )
    st.html(f'<div class="qw-steps" role="img" aria-label="{told}">{steps}</div>')


def draw_item(found: Round, shown: Sequence[Question | Flashcard], at: int, came: Outcomes) -> None:
    asks, key = shown[at], f"card_{found.id}"
    done = came.right(asks.id) is not None
    if isinstance(asks, Question):
        draw_question(found, asks, at, len(shown), came, key)
    elif done:
        st.html(f'<p class="qw-lead">You graded this card: {plain(came.grades[asks.id])}.</p>')
        st.button("Next", key="next_card", shortcut="N", type="primary", on_click=go, args=(at + 1,))
    else:
        grade = partial(keep_grade, asks, found, at)
        was = was_shown(asks)
        kind = "Flashcard" if was is None else "Flashcard, its note changed"
        draw_flashcard(asks, key, act=grade, about=f"{at + 1} of {len(shown)} \u00b7 {kind}", was=was)
    draw_actions(found, shown, at, done=done)


def draw_question(found: Round, asks: Question, at: int, count: int, came: Outcomes, key: str) -> None:
    given = came.answers.get(asks.id)
    where: Where = "review" if found.way == "due" else "quiz"

    def answer(got: Given) -> None:
        log().answer(found.id, asks, got.response, got.confidence, got.seconds, where)

    draw_question_card(
        asks,
        key,
        response=given.response if given else (),
        about=about(asks, at, count),
        checked=is_checked(found.set),
        next_label="Next" if at + 1 < count else "See what came of it",
        act=answer,
        go_on=partial(go, at + 1),
    )
    if given is not None:
        draw_services(asks.texts)
        if not asks.citations:
            draw_nearest(asks)


def keep_grade(card: Flashcard, found: Round, at: int, grade: str, seconds: float) -> None:
    keep_card(card, grade, seconds, log(), found.id)
    go(at + 1)


def about(asks: Question, at: int, count: int) -> str:
    """What it is of, in a line."""
    file = asks.origin.removeprefix("import:") if asks.origin.startswith("import:") else ""
    said = (f"{at + 1} of {count}", file, asks.domain, asks.topic, KINDS[asks.kind], asks.difficulty)
    return " \u00b7 ".join(filter(None, said))


def draw_nearest(asks: Question) -> None:
    """The passages that fit a question of a file, when they are asked for: to look takes a moment."""
    if not st.toggle("Look it up in my notes", key=f"look_{asks.id}") or opened.library().is_empty():
        return
    right = " ".join(asks.options.get(letter, letter) for letter in asks.answer)
    for at, hit in enumerate(opened.library().search(f"{asks.stem} {right}", budget=BUDGET)[:3]):
        citation = citation_of(hit)
        open_button(citation, label(citation.heading or citation.title or citation.source), f"near_{asks.id}_{at}")


def draw_actions(found: Round, shown: Sequence[Question | Flashcard], at: int, *, done: bool) -> None:
    asks = shown[at]
    with st.container(horizontal=True, key="round_actions", gap="small"):
        if not done:
            st.button("Skip", key="skip", type="tertiary", on_click=go, args=(at + 1,))
        draw_undo(found, shown, "U" if done or not isinstance(asks, Question) else None)  # it says "unsure" there
        st.button("Report", key="flag", type="tertiary", shortcut="F", on_click=flag, args=(asks.id,))
        st.button("Pause", key="pause", type="tertiary", on_click=pause, help="Go on later, on any day.")
        st.button("End the round", key="end", type="tertiary", on_click=go, args=(len(shown),))
    if st.session_state.get(REPORTING) == asks.id:
        draw_report(asks, checked=is_checked(found.set))


def draw_undo(found: Round, shown: Sequence[Question | Flashcard], shortcut: str | None = "U") -> None:
    """What takes the last answer of a round back, to be given again."""
    last = last_done(log().progress, found.id)
    at = next((at for at, asks in enumerate(shown) if last and asks.id == last.about), None)
    if last and at is not None:
        st.button(
            "Undo",
            key="undo_answer",
            type="tertiary",
            shortcut=shortcut,
            on_click=take_back,
            args=(last, at),
            help="Take your last answer back, and give it again.",
        )


def take_back(done: Event, at: int) -> None:
    log().progress.take_back(done)
    go(at)


def go(at: int) -> None:
    close_note()
    st.query_params["at"] = str(at)


def pause() -> None:
    """Leave the round as it is; it is offered again."""
    st.session_state.pop(TAB, None)
    st.query_params.clear()
    close_note()


def flag(id: str) -> None:
    """Open what reports a question or card, or close it again."""
    st.session_state[REPORTING] = None if st.session_state.get(REPORTING) == id else id


def draw_report(asks: Question | Flashcard, *, checked: bool) -> None:
    """checked: it is of the notes, and can be taken out of the bank, by who may."""
    what = "question" if isinstance(asks, Question) else "card"
    with st.form(f"report_{asks.id}", clear_on_submit=True):
        why = st.text_area(f"What is wrong with this {what}?", max_chars=LONGEST_REPORT)
        unwanted = what == "question" and checked and edits() and st.checkbox("Do not ask it again")
        if st.form_submit_button("Report it") and why.strip():
            if isinstance(asks, Question):
                log().report(asks, why.strip())
            else:  # a card that was reported is asked no more
                log().progress.append(Event(REPORT, {"why": why.strip()}, about=asks.id, library=log().library))
            if unwanted:
                Bank.of(opened.library()).drop([asks.id])
            st.session_state[REPORTING] = None
            st.toast("Kept with your progress. Thank you.", icon=":material/flag:")
            st.rerun()
