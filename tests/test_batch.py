"""Batches: every line answered in order, whatever it holds."""

import json
from pathlib import Path
from typing import Any

import contract_schemas as contract
import pytest
from conftest import Quotewise
from printed import complaint, held, held_lines

GOOD = {"id": "g", "question": "What does tuning search for?"}
BATCH: list[tuple[bytes, Any, str | None]] = [  # a line, the id that comes back, the error or None
    (json.dumps(GOOD).encode(), "g", None),
    (b'\xef\xbb\xbf{"id": "mark", "question": "What is tuning?"}', "mark", None),
    (b'{"id": 7, "question": "What is tuning?", "history": null}', 7, None),
    (b"{not json", None, "not a line of JSON"),
    (b"[1, 2]", None, "not a JSON object"),
    (b'"text"', None, "not a JSON object"),
    (b"[" * 100_000, None, "not a line of JSON"),
    (b'{"id": "u", "question": "caf\xe9"}', None, "not a line of JSON"),
    (b'{"question": "What is tuning?"}', None, '"id" must be'),
    (b'{"id": true, "question": "What is tuning?"}', None, '"id" must be'),
    (b'{"id": NaN, "question": "What is tuning?"}', None, '"id" must be'),
    (b'{"id": {"a": 1}, "question": "What is tuning?"}', None, '"id" must be'),
    (b'{"id": "\\udc00"}', "\udc00", '"question" must be'),
    (b'{"id": "m"}', "m", '"question" must be'),
    (b'{"id": "n", "question": 5}', "n", '"question" must be'),
    (b'{"id": "e", "question": " \\n"}', "e", '"question" must be'),
    (b'{"id": "h1", "question": "And?", "history": ["alone"]}', "h1", '"history" must be'),
    (b'{"id": "h2", "question": "And?", "history": [["q", "a"]]}', "h2", '"history" must be'),
    (b'{"id": "h3", "question": "And?", "history": "q"}', "h3", '"history" must be'),
    (b'{"id": "h4", "question": "And?", "history": ""}', "h4", '"history" must be'),
    (b'{"id": "h5", "question": "And?", "history": {"q": "a"}}', "h5", '"history" must be'),
    (b'{"id": "s", "question": "half \\ud83d of it"}', "s", "surrogate pair"),
    (b'{"id": "t", "question": "And?", "history": ["half \\ud83d", "a"]}', "t", "surrogate pair"),
    (b'{"id": "f", "question": "Does it learn?", "history": ["What is Bayesian tuning?", "A search."]}', "f", None),
    (b'{"id": "g", "question": "The same id again, what is tuning?"}', "g", None),
    (b'{"id": "", "question": "What is tuning?"}', "", None),
]


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("by", ["stdin", "file"])
def test_a_batch_answers_each_line_in_order_and_goes_on_after_bad_ones(
    quotewise: Quotewise, library: Path, tmp_path: Path, command: str, by: str
) -> None:
    lines = b"\n \r\n\n".join(line for line, _, _ in BATCH)
    (tmp_path / "questions.jsonl").write_bytes(lines)
    file, stdin = ("-", lines) if by == "stdin" else (tmp_path / "questions.jsonl", None)
    result = quotewise(command, "--batch", file, "--json", "--library", library, stdin=stdin)
    replies = held_lines(result, contract.ASK if command == "ask" else contract.SEARCH)
    assert (result.exit_code, result.stderr) == (1, "")
    assert [reply["id"] for reply in replies] == [expected for _, expected, _ in BATCH]
    for reply, (line, _, error) in zip(replies, BATCH, strict=True):
        assert (error or "no error") in reply.get("error", "no error"), line


def test_a_batch_that_goes_well_or_is_empty_exits_0(quotewise: Quotewise, library: Path) -> None:
    for stdin, count in ((json.dumps(GOOD), 1), ("\n \n", 0), ("", 0)):
        result = quotewise("ask", "--batch", "-", "--library", library, stdin=stdin)
        assert (result.exit_code, len(held_lines(result, contract.ASK))) == (0, count)


def test_other_fields_of_a_line_change_nothing(quotewise: Quotewise, library: Path) -> None:
    told = {**GOOD, "gold_answer": "x", "evidence_sets": [[{"source": "stores.md"}]], "answerable": False, "budget": 1}
    lines = f"{json.dumps(GOOD)}\n{json.dumps(told)}"
    for command in ("ask", "search"):
        printed = quotewise(command, "--batch", "-", "--library", library, stdin=lines).stdout.splitlines()
        one, other = ({**json.loads(line), "usage": None} for line in printed)  # usage tells the time taken
        assert one == other


@pytest.mark.parametrize(("file", "why"), [("none.jsonl", "No such file"), (".", "Is a directory")])
def test_a_batch_file_that_cannot_be_read_is_one_line(
    quotewise: Quotewise, library: Path, tmp_path: Path, file: str, why: str
) -> None:
    assert why in complaint(quotewise("ask", "--batch", tmp_path / file, "--library", library), 1)


QUESTIONS = {
    "syntax of full text": '" OR ( NEAR(a b, 2) * ^ : tuning AND NOT -text {context}:x "" \'',
    "only signs": '"()*^:-+{}[]~?!',
    "NUL and control signs": "tuning\0 \x01\x02 search \x1b[31m \x7f \x85 hyper\0parameters",
    "emoji": "🎯 what does tuning search for 👩\u200d💻",
    "right to left": "\u202e\u0645\u0627 \u0647\u0648 tuning\u061f \u05de\u05d4 \u05d6\u05d4",
    "no words": "_ ² \u0301",
    "combining signs": "tu\u0301\u0301\u0301ning " + "\u0301" * 500,
    "one endless word": "x" * 5_000,
    "100 KB": ("What does tuning search for and how many trials does it learn from? " * 1500)[:100_000],
    "500 different words": " ".join(f"w{number}" for number in range(500)),
}


def test_a_strange_question_is_answered_or_refused_like_any_other(quotewise: Quotewise, library: Path) -> None:
    lines = "\n".join(json.dumps({"id": name, "question": question}) for name, question in QUESTIONS.items())
    for command, schema in (("ask", contract.ASK), ("search", contract.SEARCH)):
        result = quotewise(command, "--batch", "-", "--library", library, stdin=lines)
        assert result.exit_code == 0
        assert {value["id"]: value["question"] for value in held_lines(result, schema)} == QUESTIONS
    result = quotewise("search", QUESTIONS["syntax of full text"], "--library", library, "--json")
    assert held(result, contract.SEARCH)["passages"]
