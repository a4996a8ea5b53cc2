"""A question of any kind to be answered, and in its place what came of the answer; a flashcard to be turned over."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from math import isfinite
from typing import Any, Literal

import streamlit as st

from quotewise.assistant import Citation
from quotewise.assistant.practice.grading import Response, can_be
from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.cards import Flashcard
from quotewise.assistant.study.log import response_of
from quotewise.assistant.study.memory import GRADES
from quotewise.ui.page.component import registered
from quotewise.ui.page.export import place_of
from quotewise.ui.page.markup import to_html
from quotewise.ui.page.note_view import open_note
from quotewise.ui.page.verdict import Json, place, said, standing, verdict

Mode = Literal["practice", "exam"]

CONFIDENCES = ("guess", "unsure", "sure")
COLON = re.compile(r"(:\s+|\uff1a)")  # behind a term
APART = re.compile(r"\s*\([^()]*\)$")  # what tells a term from others of its name
DAY = 86_400.0  # seconds: more are spent on no question
KINDS = {"cloze": "gap", "matching": "matching", "ordering": "ordering"}


@dataclass(frozen=True, slots=True)
class Given:
    """An answer. response: () where an exam's was taken back. confidence: "" in an exam. seconds: spent."""

    response: Response
    confidence: str
    seconds: float


def draw_question_card(
    question: Question,
    key: str,
    *,
    mode: Mode = "practice",
    response: Response = (),
    about: str = "",
    checked: bool = True,
    next_label: str = "Next",
    act: Callable[[Given], None],
    go_on: Callable[[], None] | None = None,
) -> None:
    """Ask a question as it is shown.

    key: of the card on the page, the same for all questions that take each other's place in it; what is half answered
    is kept under it. mode: "practice" gives the answer with its confidence, and shows the verdict where `response` is
    one; "exam" gives each change at once, and `response` is what was chosen before. about: a line above it. checked:
    whether it was held against the notes. act: called with the answer. go_on: called for the next question.
    """
    judged = bool(response) and mode == "practice"
    asked = standing(question) if judged else question
    cited = {place_of(one): one for one in asked.citations}
    mine = f"{key}_{question.id}"
    data = {
        "id": mine,
        "mode": mode,
        "about": about,
        "response": [list(part) if isinstance(part, tuple) else part for part in response],
        "next": next_label if judged and go_on else None,
        "verdict": verdict(asked, response, list(cited), checked) if judged else None,
        **shape(question),
    }

    def answered() -> None:
        if given := given_of(question, mine, st.session_state[key].get("given")):
            act(given)

    def forth() -> None:
        if go_on and st.session_state[key].get("next") == mine:
            go_on()

    cite = partial(open_cited, key, mine, list(cited.values()))
    registered("question_card")(
        key=key, data=data, on_given_change=answered, on_cited_change=cite, on_next_change=forth
    )


def draw_flashcard(
    card: Flashcard, key: str, *, act: Callable[[str, float], None], about: str = "", was: str | None = None
) -> None:
    """Ask a card: its back is shown in the browser. act: called with the grade and the seconds. was: the back before
    its note changed. The rest as for a question."""
    cited = {place_of(one): one for one in card.back.citations}
    mine = f"{key}_{card.id}"
    shown = replace(card.back, text=without_head(card.front, card.back.text))
    back = {"said": asdict(said(shown, list(cited))), "places": list(map(place, cited.values())), "was": was}
    data = {"id": mine, "kind": "card", "about": about, "stem": to_html(card.front), "back": back}

    def graded() -> None:
        told = st.session_state[key].get("graded")
        if isinstance(told, dict) and told.get("id") == mine and told.get("grade") in GRADES:
            act(told["grade"], seconds_of(told.get("seconds")))

    registered("question_card")(
        key=key,
        data={**data, "grades": [grade.capitalize() for grade in GRADES]},
        on_graded_change=graded,
        on_cited_change=partial(open_cited, key, mine, list(cited.values())),
    )


def without_head(front: str, back: str) -> str:
    """The back without what the front says already: "X (Y)" is not answered by "X: Z", but by "Z"."""
    head, sign, rest = COLON.split(back, maxsplit=1) if COLON.search(back) else ("", "", "")
    heads = {" ".join(one.split()).casefold() for one in (front, APART.sub("", front))}
    return rest if sign and rest.strip() and " ".join(head.split()).casefold() in heads else back


def open_cited(key: str, mine: str, citations: Sequence[Citation]) -> None:
    """Open the note whose number was clicked."""
    told = st.session_state[key].get("cited")
    number = told.get("number") if isinstance(told, dict) and told.get("id") == mine else None
    if type(number) is int and 0 < number <= len(citations):
        open_note(citations[number - 1])


def seconds_of(told: Any) -> float:
    """Seconds as the browser tells them, as far as they can be true."""
    return min(max(0.0, float(told)), DAY) if type(told) in (int, float) and isfinite(told) else 0.0


def given_of(question: Question, mine: str, told: Any) -> Given | None:
    """What the browser says was answered, if it is an answer to this question."""
    if not isinstance(told, dict) or told.get("id") != mine:
        return None
    parts, confidence = told.get("response"), told.get("confidence")
    response = response_of(parts) if isinstance(parts, list) else ("",)
    fits = can_be(question, response) if response else confidence == ""
    if not fits or not isinstance(confidence, str) or confidence not in ("", *CONFIDENCES):
        return None
    return Given(response, confidence, seconds_of(told.get("seconds")))


def shape(question: Question) -> Json:
    """What is to be chosen, filled in, matched or put in order."""
    return {
        "kind": KINDS.get(question.kind, "choice"),
        "stem": to_html(question.stem),
        "wanted": len(question.answer),
        "options": [{"value": letter, "html": to_html(words)} for letter, words in question.options.items()],
        "left": [piece(words) for words in question.left],
        "right": [piece(words) for words in question.right],
        "items": [piece(words) for words in question.items],
        "reuse": len({right for _, right in question.pairs}) < len(question.pairs),
    }


def piece(words: str) -> Json:
    return {"value": words, "html": to_html(words)}
