"""`quotewise exam solve`: its JSON, its readable answer, and lines that cannot be read."""

import json
from pathlib import Path
from typing import Any

import contract_schemas as contract
import pytest
from conftest import Quotewise
from printed import complaint, held, held_lines

OPTIONS = {"A": "Bayesian tuning", "B": "The online store", "C": "A linter"}
GOOD = {"id": "g", "question": "What learns from earlier trials?", "options": OPTIONS}
BATCH: list[tuple[Any, str | None]] = [  # a line, the error or None
    (GOOD, None),
    ({**GOOD, "id": 7, "choose": 2, "answer": ["B"], "rationale": "told"}, None),
    ({**GOOD, "id": "all", "question": "Which learns? (Select all that apply)"}, None),
    ({**GOOD, "id": "null", "choose": None}, None),
    ({**GOOD, "id": "none", "options": None}, '"options" must be an object'),
    ({**GOOD, "id": "list", "options": ["a", "b"]}, '"options" must be an object'),
    ({**GOOD, "id": "one", "options": {"A": "a"}}, '"options" must be an object'),
    ({**GOOD, "id": "blank", "options": {"A": " ", "B": "b"}}, 'each of the "options"'),
    ({**GOOD, "id": "number", "options": {"A": 1, "B": "b"}}, 'each of the "options"'),
    ({**GOOD, "id": "many", "choose": 4}, '"choose" must lie between 1 and 3'),
    ({**GOOD, "id": "few", "choose": 0}, '"choose" must lie between 1 and 3'),
    ({**GOOD, "id": "said", "question": "Which four of these learn? (Choose four.)"}, '"choose" must lie between'),
    ({**GOOD, "id": "true", "choose": True}, '"choose" must be a whole number'),
    ({"id": "q", "options": OPTIONS}, '"question" must be'),
    ("text", "not a JSON object"),
]


def test_a_batch_is_solved_line_by_line_and_bad_lines_say_why(quotewise: Quotewise, library: Path, notes: Path) -> None:
    lines = "\n".join(json.dumps(line) for line, _ in BATCH)
    result = quotewise("exam", "solve", "--batch", "-", "--library", library, stdin=lines)
    replies = held_lines(result, contract.SOLUTION)
    assert (result.exit_code, result.stderr) == (1, "")
    for reply, (line, error) in zip(replies, BATCH, strict=True):
        assert (error or "no error") in reply.get("error", "no error"), line
    assert replies[0]["answer"] == ["A"]
    assert replies[0]["scores"].keys() == OPTIONS.keys()
    assert len(replies[1]["answer"]) == 2
    for citation in replies[0]["citations"]:
        original = (notes / citation["source"]).read_bytes().decode()
        assert original[citation["start"] : citation["end"]] == citation["quote"]


def test_one_question_is_answered_for_a_reader(quotewise: Quotewise, library: Path) -> None:
    options = [word for text in OPTIONS.values() for word in ("--option", text)]
    words = ("exam", "solve", GOOD["question"], *options, "--library", library)
    shown = quotewise(*words)
    assert shown.exit_code == 0
    assert "\u2713 A  Bayesian tuning" in shown.stdout
    assert "Bayesian tuning learns from earlier trials." in shown.stdout
    value = held(quotewise(*words, "--json"), contract.SOLUTION)
    assert (value["id"], value["answer"]) == (None, ["A"])


@pytest.mark.parametrize(
    "words",
    [
        ("Which?",),
        ("Which?", "--option", "a"),
        ("Which?", "--option", "a", "--option", " "),
        ("Which?", "--option", "a", "--option", "b", "--choose", "3"),
        ("Which?", "--option", "a", "--option", "b", "--choose", "0"),
        ("Which?", "--option", "a", "--option", "b", "--verify", "model"),
        ("Which?", "--batch", "-"),
        (),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(quotewise: Quotewise, library: Path, words: tuple[str, ...]) -> None:
    complaint(quotewise("exam", "solve", *words, "--library", library), 2)


def test_an_empty_library_is_named_with_the_remedy(quotewise: Quotewise, own: Path) -> None:
    assert quotewise("forget", "a.md", "--library", own).exit_code == 0
    words = ("exam", "solve", "Which?", "--option", "a", "--option", "b", "--library", own)
    assert 'run "quotewise ingest NOTES" first' in complaint(quotewise(*words), 1)
    result = quotewise("exam", "solve", "--batch", "-", "--library", own, stdin=json.dumps(GOOD))
    assert "the library is empty" in held_lines(result, contract.SOLUTION)[0]["error"].lower()
