"""Exam questions drafted by a model: nothing of them is kept that the notes do not bear out, and what went is told."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bedrock_server import Reply, serve_bedrock
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from scripted_model import ScriptedModel

from quotewise.assistant.chat.bedrock import open_bedrock
from quotewise.assistant.chat.cost import Price
from quotewise.assistant.chat.speech import Model
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.drafting import Draft, Spent, clusters, draft_questions, lay, read_draft
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.quiz import Tally, Wish, write_more
from quotewise.index import Library
from quotewise.index.lookup import every_hit

NOTE = """# Bakery

## Ovens

### Deck oven

The deck oven bakes rye bread on stone and needs no lid.

### Tunnel oven

The tunnel oven bakes four hundred loaves an hour and needs a gas line.

### Steam oven

The steam oven bakes rolls with a thin crust and needs fresh water.

### Brick oven

The brick oven bakes pizza in two minutes and needs dry wood.
"""
STEM = (
    "A village bakery wants to sell rye bread that is baked on stone. The bakers have a small room, an old floor and "
    "nobody who could mend pipes, so whatever they buy has to work on its own and must not depend on a supply of gas. "
    "Which equipment meets these requirements?"
)
LINES = {
    "Deck oven": "The deck oven bakes rye bread on stone and needs no lid.",
    "Tunnel oven": "The tunnel oven bakes four hundred loaves an hour and needs a gas line.",
    "Steam oven": "The steam oven bakes rolls with a thin crust and needs fresh water.",
    "Brick oven": "The brick oven bakes pizza in two minutes and needs dry wood.",
}


def drafted(stem: str = STEM, right: tuple[str, ...] = ("Deck oven",), **whys: str) -> dict[str, Any]:
    options = [
        {"text": name, "right": name in right, "passage": 1, "why": whys.get(name.split()[0], line), "quote": line}
        for name, line in LINES.items()
    ]
    return {"stem": stem, "options": options}


class Baker(ScriptedModel):
    """Writes a draft, reads statements as `reads` tells, and picks the option named `picks`, whatever its letter."""

    draft: str = ""
    picks: str = "Deck oven"
    reads: str = "yes"

    def _stream(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        self.asked.append(messages)
        yield ChatGenerationChunk(message=AIMessageChunk(self.reply(str(messages[-1].content))))

    def reply(self, asked: str) -> str:
        if "<items>" in asked:
            return "\n".join(f"[{number}] {self.reads}" for number in re.findall(r"^\[(\d+)\]", asked, re.MULTILINE))
        if letter := re.search(rf"^([A-Z])\. {self.picks}$", asked, re.MULTILINE):
            number = re.search(r"\[(\d+)\][^\[]*deck oven bakes", asked)
            quote = f'\n[{number[1]}] {LINES["Deck oven"]} | "{LINES["Deck oven"]}"' if number else ""
            return f"ANSWER: {letter[1]}{quote}"
        return self.draft


def baker(**settings: Any) -> Model:
    chat = Baker(says=[], **{"draft": json.dumps(drafted()), **settings})
    return Model("baker", chat, place="a bakery", price=Price(1.0, 2.0), pauses=())


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "bakery.md").write_text(NOTE)
    with Library.open(tmp_path / "library", create=True) as library:
        library.ingest([tmp_path / "notes"])
        yield library


@pytest.fixture(autouse=True)
def _one_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotewise.assistant.practice.drafting.CHOOSE", (1,))


def write(library: Library, model: Model) -> tuple[Tally, list[Question]]:
    done = write_more(library, 1, wish=Wish(topic="rye"), model=model)
    return done, [one for one in Bank.of(library).questions() if one.origin.startswith("model:")]


def test_a_draft_that_holds_is_kept_with_a_reason_for_every_wrong_option(library: Library) -> None:
    done, (question,) = write(library, baker())
    assert (question.kind, question.origin, question.thinking) == ("scenario", "model:baker", "apply")
    assert [question.options[letter] for letter in question.answer] == ["Deck oven"]
    assert {question.options[letter]: why.text for letter, why in question.why_not.items()} == {
        name: line for name, line in LINES.items() if name != "Deck oven"
    }
    assert all(library.original(cited.source)[cited.start : cited.end] == cited.quote for cited in question.citations)
    assert done.spent.drafts == 1
    assert done.spent.alone_asked == 1


def test_a_blind_solver_that_picks_another_option_costs_the_draft(library: Library) -> None:
    done, questions = write(library, baker(picks="Steam oven"))
    assert questions == []
    assert done.spent.dropped["a blind solver picked another option"] == 1


def test_a_reason_that_the_second_look_does_not_find_gives_way_to_the_notes_words(library: Library) -> None:
    told = json.dumps(drafted(Steam="The steam oven depends on water from a pipe."))
    _, (kept,) = write(library, baker(draft=told))
    reasons = {kept.options[letter]: why for letter, why in kept.why_not.items()}
    assert reasons["Steam oven"].text == "The steam oven depends on water from a pipe."
    Bank.of(library).drop([kept.id])
    _, questions = write(library, baker(draft=told, reads="no"))
    for question in questions:
        assert LINES["Steam oven"] in {why.text for why in question.why_not.values()}


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        (
            drafted("A baker wants rye bread from stone. Which oven should be used?"),
            "its stem is too short or too long",
        ),
        (drafted(right=("Deck oven", "Brick oven")), "not as many keys and options as asked for"),
        (drafted(STEM.replace("?", ".")), "its form is broken"),
        ({"stem": STEM}, "no draft in what it said"),
    ],
)
def test_a_draft_in_another_form_is_left_out_and_told(draft: dict[str, Any], why: str, library: Library) -> None:
    spent = Spent()
    model = baker(draft=f"Here you are: {json.dumps(draft)}")
    assert list(draft_questions(library, model, seed=1, count=1, topic="rye", spent=spent)) == []
    assert spent.dropped == {why: 1}
    assert why in spent.summary


def test_a_key_whose_quote_stands_nowhere_is_left_out(library: Library) -> None:
    hits = [hit for hit in every_hit(library) if "tunnel" in hit.text]
    given = drafted()
    given["options"][0]["quote"] = "rye bread is baked by hand"
    assert lay(Draft.model_validate(given), hits, 1, "model:x") == "a key's quote stands nowhere"


def test_two_keys_are_asked_for_in_words(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotewise.assistant.practice.drafting.CHOOSE", (2,))
    given = drafted(right=("Deck oven", "Brick oven"))
    given["options"].append({**given["options"][1], "text": "Conveyor oven"})
    (question,) = draft_questions(library, baker(draft=json.dumps(given)), seed=1, count=1, topic="rye")
    assert question.kind == "multiple"
    assert question.stem.endswith("(Choose TWO.)")
    assert len(question.answer) == 2


def test_a_model_is_shown_the_passage_with_its_siblings_and_no_example_key(library: Library) -> None:
    (hits,) = clusters(library, random.Random(0), 1, "rye", None)
    assert {name.split()[0].lower() for name in LINES} == {
        word for hit in hits for word in ("deck", "tunnel", "steam", "brick") if f"{word} oven" in hit.text
    }
    model = baker()
    list(draft_questions(library, model, seed=0, count=1, topic="rye"))
    assert isinstance(model.chat, Baker)
    said = str(model.chat.asked[0][-1].content)
    assert all(line in said for line in LINES.values())


def test_a_draft_is_read_whatever_stands_around_it() -> None:
    assert read_draft(f"<think>{{}}</think>```json\n{json.dumps(drafted())}\n```") == Draft.model_validate(drafted())
    assert read_draft("Sure! Here is a poem.") is None
    assert read_draft('{"stem": 3}') is None


def test_bedrock_drafts_through_its_tool_and_the_cost_is_told(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with serve_bedrock(Reply(tool=drafted(), stop="tool_use", tokens=(1000, 300))) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", server.url)
        spent = Spent()
        model = open_bedrock("anthropic.claude-3-haiku-20240307-v1:0")
        (question,) = draft_questions(library, model, seed=1, count=1, topic="rye", spent=spent)
    assert server.requests[0]["body"]["toolConfig"]["tools"][0]["toolSpec"]["name"] == "Draft"
    assert question.options["A"] == "Deck oven"
    assert (spent.input_tokens, spent.output_tokens) == (1000, 300)
    assert spent.cost
    assert "$" in spent.summary
