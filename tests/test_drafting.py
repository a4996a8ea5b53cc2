"""Scenario questions drafted by a model: no part of them is shown that the notes do not bear out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted_model import ScriptedModel

from quotewise.assistant.chat.speech import Model
from quotewise.assistant.practice.drafting import draft_questions, read_draft
from quotewise.index import Library

NOTE = """# Bakery

The tunnel oven bakes four hundred loaves an hour. The deck oven bakes rye bread on stone.

The steam oven bakes rolls with a thin crust. The brick oven bakes pizza in two minutes.
"""
GOOD = """QUESTION: A baker wants rye bread from stone. Which oven should be used?
KEY: Deck oven
WHY: [1] The deck oven bakes rye bread on stone. | "The deck oven bakes rye bread on stone."
WRONG: Tunnel oven
WHY: [1] The tunnel oven bakes four hundred loaves an hour. | "The tunnel oven bakes four hundred loaves an hour."
WRONG: Steam oven
WHY: [2] The steam oven bakes fish. | "The steam oven bakes rolls with a thin crust."
WRONG: Brick oven
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "bakery.md").write_text(NOTE)
    with Library.open(tmp_path / "library", create=True) as library:
        library.ingest([tmp_path / "notes"])
        yield library


def scripted(said: str) -> Model:
    return Model("scripted", ScriptedModel(says=[said]), pauses=())


def test_a_draft_becomes_a_question_whose_claims_passed_the_gate(library: Library) -> None:
    (question,) = draft_questions(library, scripted(GOOD), seed=1, count=1, topic="rye")
    assert (question.kind, question.origin, question.thinking) == ("scenario", "model:scripted", "apply")
    assert question.options == {"A": "Deck oven", "B": "Tunnel oven", "C": "Steam oven", "D": "Brick oven"}
    assert question.answer == ("A",)
    assert all(library.original(cited.source)[cited.start : cited.end] == cited.quote for cited in question.citations)


def test_a_wrong_option_whose_reason_the_notes_do_not_say_gets_the_keys(library: Library) -> None:
    (question,) = draft_questions(library, scripted(GOOD), seed=1, count=1, topic="rye")
    assert question.why_not["B"].text == "The tunnel oven bakes four hundred loaves an hour."
    assert question.why_not["C"] == question.why_not["D"] == question.rationale


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("bakes rye bread on stone. |", "bakes rye bread on steel. |"),  # the notes do not say it
        ("KEY: Deck oven", "KEY: Gas grill"),  # the reason speaks of something else
        ("WRONG: Brick oven\n", ""),
        ("Which oven should be used?", "An oven is needed."),
        ("WRONG: Brick oven", "WRONG: Deck oven"),
    ],
)
def test_a_draft_that_does_not_hold_is_left_out(library: Library, before: str, after: str) -> None:
    assert before in GOOD
    assert list(draft_questions(library, scripted(GOOD.replace(before, after)), seed=1, count=1, topic="rye")) == []


def test_a_model_that_writes_something_else_gives_nothing(library: Library) -> None:
    assert list(draft_questions(library, scripted("Sure! Here is a poem.\n"), seed=1, count=1)) == []
    assert read_draft(["WHY: [1] x", "- **KEY**: an oven."]).why == ""


def test_a_model_sees_the_passages_and_no_example_key(library: Library) -> None:
    model = scripted(GOOD)
    list(draft_questions(library, model, seed=1, count=1, topic="rye"))
    assert isinstance(model.chat, ScriptedModel)
    (asked,) = model.chat.asked
    said = "\n".join(str(message.content) for message in asked)
    assert "[1] Bakery" in said
    assert "KEY: the one right option" in said
