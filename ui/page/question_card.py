"""A question of any kind to be answered, and in its place what came of the answer; a flashcard to be turned over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import isfinite
from typing import Any, Literal

import streamlit as st

from quotewise.assistant import Citation, Claim
from quotewise.assistant.naming import where
from quotewise.assistant.practice.grading import Response, can_be, is_right, places_right
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.standing import Standing
from quotewise.assistant.study.cards import Flashcard
from quotewise.assistant.study.log import response_of
from quotewise.assistant.study.memory import GRADES
from quotewise.ui.page import opened
from quotewise.ui.page.component import registered
from quotewise.ui.page.export import place_of
from quotewise.ui.page.markup import plain, to_html
from quotewise.ui.page.note_view import open_note

Mode = Literal["practice", "exam"]
Json = dict[str, Any]

CONFIDENCES = ("guess", "unsure", "sure")
DAY = 86_400.0  # seconds: more are spent on no question
SHORT = 300  # characters of a quote that is shown where its number is pointed at
UNCHECKED = "The file says (not checked against your notes)"
KINDS = {"cloze": "gap", "matching": "matching", "ordering": "ordering"}


@dataclass(frozen=True, slots=True)
class Given:
    """An answer. response: () where it was taken back, in an exam. confidence: "" in an exam. seconds: in all."""

    response: Response
    confidence: str
    seconds: float


def draw_question_card(
    question: Question,
    key: str,
    *,
    mode: Mode = "practice",
    response: Response = (),
    seconds: float = 0.0,
    about: str = "",
    checked: bool = True,
    next_label: str = "Next",
    act: Callable[[Given], None] | None = None,
    go_on: Callable[[], None] | None = None,
) -> Given | None:
    """Ask a question as it is shown; gives what the reader has just answered, None in any other run.

    key: of the card on the page, the same for all questions that take each other's place in it. mode: "practice" gives
    the answer with its confidence, and shows the verdict where `response` is one; "exam" gives each change at once,
    and `response` is what was chosen before. seconds: spent on it before. about: a line above it. checked: whether it
    was held against the notes. act: called with the answer before the page is drawn anew. go_on: called for the next.
    """
    judged = bool(response) and mode == "practice"
    asked = standing(question) if judged else question
    cited = {place_of(one): one for one in asked.citations}
    data = {
        "id": f"{key}_{question.id}",
        "mode": mode,
        "about": about,
        "response": [list(part) if isinstance(part, tuple) else part for part in response],
        "seconds": seconds,
        "next": next_label if judged and go_on else None,
        "verdict": verdict(asked, response, list(cited), checked) if judged else None,
        **shape(question),
    }
    mine = data["id"]

    def answered() -> None:
        if act and (given := given_of(question, mine, st.session_state[key].get("given"))):
            act(given)

    def forth() -> None:
        if go_on and st.session_state[key].get("next") == mine:
            go_on()

    cite = partial(open_cited, key, mine, list(cited.values()))
    result = registered("question_card")(
        key=key, data=data, on_given_change=answered, on_cited_change=cite, on_next_change=forth
    )
    return given_of(question, mine, result.get("given"))


def draw_flashcard(
    card: Flashcard, key: str, *, act: Callable[[str, float], None], about: str = "", was: str | None = None
) -> None:
    """Ask a card: its back is shown in the browser. act: called with the grade and the seconds. was: the back before
    its note changed. The rest as for a question."""
    cited = {place_of(one): one for one in card.back.citations}
    mine = f"{key}_{card.id}"
    back = {"said": said(card.back, list(cited)), "places": list(map(place, cited.values())), "was": was}
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


def verdict(asked: Question, response: Response, places: list[Any], checked: bool) -> Json:
    """What came of an answer: each option or place marked, why, and where that stands. places: of the citations."""
    right, of = places_right(asked, response)
    told = is_right(asked, response)
    return {
        "mark": "right" if told else "wrong",
        "title": "Right." if told else f"Partly right: {right} of {of}." if right and of > 1 else "Not right.",
        "detail": "" if told else right_answer(asked),
        "rows": rows(asked, response, places),
        "ordered": asked.kind == "ordering",
        "label": "Why" if checked else UNCHECKED,
        "why": said(asked.rationale, places) if asked.rationale.text else None,
        "note": asked.unrefuted,
        "places": [place(one) for one in {place_of(cited): cited for cited in asked.citations}.values()],
    }


def place(citation: Citation) -> Json:
    return {"name": where(citation, brief=True), "quote": (citation.display or citation.quote)[:SHORT]}


def said(claim: Claim, places: list[Any]) -> Json:
    numbers = dict.fromkeys(places.index(place_of(citation)) + 1 for citation in claim.citations)
    return {"html": to_html(claim.text), "cites": list(numbers)}


def right_answer(asked: Question) -> str:
    match asked.kind:
        case "cloze":
            return f"The gap is filled by: <strong>{to_html(asked.answer[0])}</strong>"
        case "matching" | "ordering":
            return ""
    return f"The answer is {plain(' and '.join(asked.answer))}."


def rows(asked: Question, response: Response, places: list[Any]) -> list[Json]:
    """Each option, pair or item in its right place, with what the reader made of it."""
    match asked.kind:
        case "cloze":
            told = is_right(asked, response)
            return [row(to_html(str(response[0])), right=told, yours=True, tags=["your answer"])]
        case "matching":
            yours = dict(response)  # type: ignore[arg-type]
            return [
                beside(f"{to_html(left)} \u2013 {to_html(right)}", yours.get(left) == right, yours.get(left, ""))
                for left, right in asked.pairs
            ]
        case "ordering":
            at = {item: number for number, item in enumerate(response, start=1)}
            return [
                beside(f"{number}. {to_html(item)}", at.get(item) == number, f"number {at.get(item, 0)}")
                for number, item in enumerate(asked.answer, start=1)
            ]
    return [option(asked, letter, response, places) for letter in asked.options]


def option(asked: Question, letter: str, response: Response, places: list[Any]) -> Json:
    right, yours, why = letter in asked.answer, letter in response, asked.why_not.get(letter)
    tags = [name for name, holds in (("right answer", right), ("your answer", yours)) if holds]
    tells = why is not None and not right and folded(why.text) != folded(asked.rationale.text)
    return {
        **row(to_html(asked.options[letter]), right=right, yours=yours, tags=tags),
        "letter": letter,
        "why": said(why, places) if why is not None and tells else None,
    }


def beside(words: str, right: bool, yours: str) -> Json:
    return row(words, right=right, yours=True, tags=[] if right else [f"you said: {yours}"])


def row(words: str, *, right: bool, yours: bool, tags: list[str]) -> Json:
    return {"html": words, "mark": "right" if right else "wrong", "yours": yours, "tags": tags}


def folded(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def standing(asked: Question) -> Question:
    """The question with those quotes alone that stand in the library where it says."""
    known = Standing(opened.library())

    def kept(claim: Claim) -> Claim:
        return replace(claim, citations=tuple(cited for cited in claim.citations if known.now(cited) == cited))

    return replace(
        asked, rationale=kept(asked.rationale), why_not={letter: kept(why) for letter, why in asked.why_not.items()}
    )
