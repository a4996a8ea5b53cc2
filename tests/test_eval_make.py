"""Questions over one's own notes: what is proposed rests on words that stand there, and no decision is lost."""

import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from desk import Desk
from scripted_model import ScriptedModel

from quotewise.assistant.chat.speech import Model, ModelError
from quotewise.eval.dataset import load_questions
from quotewise.eval.making import Proposal, QuestionSet, propose
from quotewise.ui.making import make

NOTES = """# Stores for features

## Picking a store

- **Online store**: a low-latency table that serves single records to a model.
- **Offline store**: a pile of files that keeps every version for training.
- **Feature group**: a named set of features with one record identifier.

The online store answers within 10 ms when it is warm. The offline store keeps 3 years of history in files.

| Store | Latency | Keeps |
|---|---|---|
| Online | 10 ms | the newest record |
| Offline | minutes | every version |

## When to choose which

Serving wants fresh values while training wants long histories of them.

## Shapes of instances

| Instance | Memory | Accelerator |
|---|---|---|
| Small | 4 GB | none at all |
| Large | 64 GB | one chip |
"""

Make = Callable[..., Result]


@pytest.fixture
def noted(desk: Desk) -> Desk:
    desk.write("stores.md", NOTES)
    desk.ingest()
    return desk


@pytest.fixture
def run_make(noted: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """`eval make` over the notes, its answers typed in; into `out.jsonl` of the test's folder."""
    monkeypatch.setattr("quotewise.index.library.open_encoder", lambda *_: noted.encoder)

    def run(*words: str, typed: str = "") -> Result:
        arguments = ["--library", str(noted.folder), "--out", str(tmp_path / "out.jsonl"), *words]
        return CliRunner().invoke(make, arguments, input=typed, catch_exceptions=False)

    return run


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def all_of(noted: Desk, **options: Any) -> list[Proposal]:
    return list(propose(noted.library, **options))


def test_every_quote_stands_where_it_says(noted: Desk) -> None:
    proposals = all_of(noted)
    assert {one.origin for one in proposals} == {"definition", "row", "number", "heading", "near-miss"}
    for one in proposals:
        quote = one.quote
        assert quote is not None
        assert NOTES[quote.start : quote.end] == quote.quote
        assert one.answerable == bool(one.evidence) == bool(one.key_facts)


def test_what_is_proposed_by_hand(noted: Desk) -> None:
    by_question = {one.question: one for one in all_of(noted)}
    row = by_question["What do the notes give for Large under \u201cAccelerator\u201d?"]
    assert (row.key_facts, row.evidence[0].quote) == (("one chip",), "| Large | 64 GB | one chip |")
    assert by_question["What is Offline store?"].key_facts == ("a pile of files that keeps every version for training",)
    heading = by_question["What do the notes say first about \u201cWhen to choose which\u201d?"]
    assert heading.key_facts == ("Serving wants fresh values while training wants long histories of them.",)
    gap = by_question["Which figure is left out: \u201cThe online store answers within \u2026 when it is warm.\u201d?"]
    assert gap.key_facts == ("10 ms",)


def test_a_near_miss_asks_for_what_no_passage_about_its_thing_tells(noted: Desk) -> None:
    near = [one for one in all_of(noted) if not one.answerable]
    assert {one.kind for one in near} <= {"absent_fact", "wrong_service"}
    asked = " ".join(one.question for one in near)
    assert "Large under \u201cLatency\u201d" in asked or "Large under \u201cKeeps\u201d" in asked
    assert "Large under \u201cMemory\u201d" not in asked


def test_the_same_seed_proposes_the_same_and_no_words_are_asked_about_twice(noted: Desk) -> None:
    once, again = (all_of(noted, seed=3) for _ in range(2))
    assert once == again
    assert len({(one.answerable, one.quote.quote) for one in once if one.quote}) == len(once)


def test_one_of_three_first_proposals_is_not_answerable(noted: Desk) -> None:
    assert [one.answerable for one in islice(propose(noted.library), 6)] == [True, True, False, True, True, False]


def test_what_is_accepted_can_be_loaded_as_a_set(run_make: Make, tmp_path: Path) -> None:
    assert run_make("--yes", "-n", "6").exit_code == 0
    questions = load_questions(tmp_path / "out.jsonl")
    assert [question.answerable for question in questions] == [True, True, False, True, True, False]
    for question in questions:
        for span in (span for quotes in question.evidence for span in quotes):
            assert NOTES[span.start : span.end].strip()


def test_accept_reject_and_quit_and_nothing_is_proposed_again(run_make: Make, tmp_path: Path) -> None:
    first = run_make("-n", "5", typed="a\nr\na\nq\n")
    assert "2 added, 2 questions" in first.stdout
    assert len(lines(tmp_path / "out.jsonl")) == 2
    assert len((tmp_path / "out.jsonl.rejected").read_text().split()) == 1
    assert run_make("--yes", "-n", "1000").exit_code == 0
    ids = [line["id"] for line in lines(tmp_path / "out.jsonl")]
    assert len(set(ids)) == len(ids)
    assert not set(ids) & set((tmp_path / "out.jsonl.rejected").read_text().split())
    assert run_make("--yes", "-n", "1000").stdout.startswith("0 added")


def test_what_was_decided_stays_when_the_input_ends(run_make: Make, tmp_path: Path) -> None:
    assert run_make(typed="a\na\n").exit_code == 0
    assert len(lines(tmp_path / "out.jsonl")) == 2


def test_an_edited_question_keeps_its_id_and_its_evidence_must_stand_in_the_note(
    run_make: Make, tmp_path: Path
) -> None:
    typed = "e\nHow fast is it?\nTen.\n10 ms; warm\nwords that stand nowhere\nanswers within 10 ms\nq\n"
    result = run_make(typed=typed)
    assert "do not stand in Stores" in result.stdout
    (line,) = lines(tmp_path / "out.jsonl")
    assert (line["question"], line["gold_answer"], line["key_facts"]) == ("How fast is it?", "Ten.", ["10 ms", "warm"])
    ((quote,),) = line["evidence_sets"]
    assert NOTES[quote["start"] : quote["end"]] == quote["quote"] == "answers within 10 ms"
    assert line["id"] not in run_make(typed="q\n").stdout
    assert "How fast" not in run_make("--yes", "-n", "1000").stdout


def test_a_line_that_was_cut_off_is_named_and_never_run_into(noted: Desk, run_make: Make, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text('{"id": "a", "question"')
    result = run_make("--yes")
    assert result.exit_code == 1
    assert "line 1" in result.stderr
    file.write_text('{"id": "a"}')  # whole, without an end of line
    QuestionSet(file).accept(next(propose(noted.library)), id="b")
    assert [line["id"] for line in lines(file)] == ["a", "b"]


DRAFT = """QUESTION: How quickly does the warm online store reply?
ANSWER: The online store answers within {ms} ms when it is warm.
QUOTE: "The online store answers within 10 ms when it is warm."
"""


def test_a_models_question_is_kept_only_if_its_quote_bears_its_answer_out(noted: Desk) -> None:
    def drafted(words: str) -> list[Proposal]:
        model = Model("scripted", ScriptedModel(says=[words]))
        return [one for one in all_of(noted, model=model) if one.origin == "model"]

    (right,) = drafted(DRAFT.format(ms=10))
    assert right.question == "How quickly does the warm online store reply?"
    assert [one.quote for one in right.evidence] == ["The online store answers within 10 ms when it is warm."]
    assert drafted(DRAFT.format(ms=20)) == []  # another number than the notes'
    assert drafted(DRAFT.replace('10 ms when it is warm."', '10 ms whatever happens."').format(ms=10)) == []
    assert drafted("I would ask about stores.") == []


def test_a_model_that_fails_again_and_again_is_given_up(noted: Desk) -> None:
    chat = ScriptedModel(says=[ConnectionError("the server is gone")])
    model = Model("scripted", chat, faults=(ConnectionError,), pauses=())
    with pytest.raises(ModelError, match="the server is gone"):
        all_of(noted, model=model)
    assert len(chat.asked) == 3


def test_a_model_that_drafts_nothing_the_notes_bear_out_is_done_without(
    noted: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    noted.write(
        "more.md", "".join(f"# Part {at}\n\nThe store number {at} keeps its records apart.\n\n" for at in range(20))
    )
    noted.ingest()
    chat = ScriptedModel(says=["I would ask about stores."])
    found = all_of(noted, model=Model("scripted", chat))
    assert len(chat.asked) == 8
    assert "drafts nothing that the notes bear out" in caplog.text
    assert {"definition", "row", "number"} <= {one.origin for one in found}
