"""`quotewise eval`: tables, records, two runs compared, and the gate's exit status."""

import json
from pathlib import Path
from typing import Any

import contract_schemas as contract
import jsonschema
import pytest
from conftest import Quotewise
from printed import complaint

from quotewise.eval.run import Run, read_run, run_of

CLAIM = contract.KEPT
STORE = "The online store answers within 10 ms."
EXAM = {
    "id": "e1",
    "domain": "Tuning",
    "question": "What learns from earlier trials?",
    "options": {"A": "The online store", "B": "Bayesian tuning"},
    "answer": ["B"],
}


def question(id: str, text: str, quote: str = "", source: str = "stores.md", **fields: Any) -> dict[str, Any]:
    """A question in the schema; answerable if it has a quote."""
    spans = [[{"source": source, "start": 0, "end": 10, "quote": quote}]] if quote else []
    shape = {"id": id, "type": "factoid" if quote else "unanswerable", "question": text, "answerable": bool(quote)}
    return {**shape, "gold_answer": quote, "key_facts": [], "evidence_sets": spans, "difficulty": "easy", **fields}


@pytest.fixture
def questions(tmp_path: Path, notes: Path) -> Path:
    original = (notes / "stores.md").read_bytes().decode()
    one = question("q1", "How fast does the online store answer?", STORE, key_facts=["10 ms"])
    one["evidence_sets"][0][0] |= {"start": original.index(STORE), "end": original.index(STORE) + len(STORE)}
    two = question("q2", "Which colour has the moon of Saturn?")
    (tmp_path / "questions.jsonl").write_text(f"{json.dumps(one)}\n{json.dumps(two)}\n")
    return tmp_path / "questions.jsonl"


@pytest.fixture
def exam(tmp_path: Path) -> Path:
    (tmp_path / "exam.jsonl").write_text(json.dumps(EXAM))
    return tmp_path / "exam.jsonl"


def recorded(quotewise: Quotewise, kind: str, *words: Any) -> Run:
    result = quotewise("eval", kind, *words, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return run_of(result.stdout, "stdout")


def test_answers_are_measured_with_intervals_and_every_question_is_kept(
    quotewise: Quotewise, library: Path, questions: Path
) -> None:
    run = recorded(quotewise, "answers", "--library", library, "--questions", questions)
    assert (run.kind, run.made.dataset.file, run.made.dataset.items) == ("answers", "questions.jsonl", 2)
    assert (run.made.notes.files, run.made.model) == (4, None)
    one, two = run.items
    assert (one.id, one.right, one.scores["key_facts@800"], one.details["missed"]) == ("q1", True, 1.0, [])
    assert (two.type, two.right, two.details["refused"]) == ("unanswerable", True, True)
    for claim in one.details["said"]:
        jsonschema.validate(claim, CLAIM)
    right = run.measures["right"]
    assert (right.value, right.n, right.method) == (1.0, 2, "wilson")
    assert right.low == pytest.approx(0.342, abs=1e-3)
    assert set(right.by["type"]) == {"factoid", "unanswerable"}
    assert run.baselines["refuses everything"]["refusal_precision"].value == 0.5


def test_retrieval_says_what_was_found_and_citations_whether_they_bear_out(
    quotewise: Quotewise, library: Path, questions: Path
) -> None:
    found = recorded(quotewise, "retrieval", "--library", library, "--questions", questions)
    (item,) = found.items  # of what can be answered
    assert item.right
    assert any(passage["found"] for passage in item.details["retrieved"])
    assert {"plain BM25", "LangChain tutorial"} == set(found.baselines)
    cited = recorded(quotewise, "citations", "--library", library, "--questions", questions)
    assert cited.measures["citation_validity"].value == cited.measures["citation_coverage"].value == 1.0
    assert cited.items[1].right is None  # nothing was said


def test_a_person_sees_a_table_and_what_went_wrong(
    quotewise: Quotewise, library: Path, questions: Path, exam: Path
) -> None:
    words = ("--library", library, "--questions", questions, "--exam", exam, "--read", "2", "--wrong")
    shown = quotewise("eval", "all", *words)
    assert shown.exit_code == 0
    for told in (
        "retrieval: 1 items",
        "recall@4000",
        "plain BM25 1.000",
        "[0.342, 1.000]",
        "q2  Which colour",
        "random",
    ):
        assert told in shown.stdout


def test_a_run_is_held_against_its_record_and_compared(
    quotewise: Quotewise, library: Path, questions: Path, tmp_path: Path
) -> None:
    words = ("--library", library, "--questions", questions)
    assert quotewise("eval", "all", *words, "--record", tmp_path / "runs").exit_code == 0
    record = tmp_path / "runs" / "answers.json"
    assert "said" not in read_run(record).items[0].details
    held = quotewise("eval", "all", *words, "--against", tmp_path / "runs")
    assert (held.exit_code, "fails" in held.stdout) == (0, False)
    assert quotewise("eval", "answers", *words, "--out", tmp_path / "now").exit_code == 0
    (now,) = (tmp_path / "now").iterdir()
    same = quotewise("eval", "compare", record, now)
    assert "no difference shown" in same.stdout
    compared = json.loads(quotewise("eval", "compare", record, now, "--json").stdout)
    assert (compared["common"], compared["lost"], compared["won"]) == (2, [], [])


def test_answers_worse_beyond_chance_fail_and_are_named(quotewise: Quotewise, library: Path, tmp_path: Path) -> None:
    """Five that the record holds right, and whose facts the notes do not hold."""
    lines = [question(f"q{n}", f"How fast is online store number {n}?", STORE, key_facts=["77 ms"]) for n in range(5)]
    (tmp_path / "hard.jsonl").write_text("\n".join(map(json.dumps, lines)))
    words = ("--library", library, "--questions", tmp_path / "hard.jsonl")
    assert quotewise("eval", "all", *words, "--record", tmp_path / "runs").exit_code == 0
    record = tmp_path / "runs" / "answers.json"
    record.write_text(record.read_text().replace('"right": false', '"right": true'))
    held = quotewise("eval", "all", *words, "--against", tmp_path / "runs")
    assert held.exit_code == 1
    assert "answers: worse beyond chance" in held.stderr
    assert "answers: right to wrong, 5" in held.stdout


def test_other_questions_are_compared_only_by_force_and_only_where_they_are_the_same(
    quotewise: Quotewise, library: Path, questions: Path, tmp_path: Path
) -> None:
    lines = questions.read_text().splitlines()
    (tmp_path / "more.jsonl").write_text("\n".join([lines[0], json.dumps(question("q3", "Who won?"))]))
    for name, file in (("one", questions), ("two", tmp_path / "more.jsonl")):
        words = ("--library", library, "--questions", file)
        assert quotewise("eval", "all", *words, "--record", tmp_path / name).exit_code == 0
    pair = (tmp_path / "one" / "answers.json", tmp_path / "two" / "answers.json")
    assert "--force" in complaint(quotewise("eval", "compare", *pair), 1)
    forced = json.loads(quotewise("eval", "compare", *pair, "--force", "--json").stdout)
    assert (forced["common"], forced["only_before"], forced["only_after"]) == (1, ["q2"], ["q3"])
    other = tmp_path / "one" / "retrieval.json"
    assert "compare two of a kind" in complaint(quotewise("eval", "compare", pair[0], other), 1)


def test_wrong_usage_and_bad_files_are_one_line(quotewise: Quotewise, library: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"id": "a"}\n')
    (tmp_path / "run.json").write_text("{}")
    complaint(quotewise("eval", "answers", "--library", library), 2)
    complaint(quotewise("eval", "answers", "--library", library, "--notes", tmp_path), 2)
    words = ("eval", "answers", "--library", library, "--questions", tmp_path / "bad.jsonl")
    assert "bad.jsonl, line 1" in complaint(quotewise(*words), 1)
    assert "run.json is not the record" in complaint(
        quotewise("eval", "compare", tmp_path / "run.json", tmp_path / "run.json"), 1
    )


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("retrieval", {"evidence_sets": [[{"source": "stores.md", "start": "a", "end": "b"}]]}),
        ("answers", {"key_facts": [1]}),
        ("answers", {"history": [1]}),
        ("answers", {"question": " "}),
        ("retrieval", {"question": "\ud800?"}),
        ("exam", {"choose": 9}),
        ("exam", {"options": {}, "answer": []}),
        ("exam", {"options": {"A": 1, "B": None}}),
    ],
)
def test_a_question_not_of_the_schema_is_told_by_its_line(
    quotewise: Quotewise, library: Path, tmp_path: Path, kind: str, fields: dict[str, Any]
) -> None:
    entry = EXAM if kind == "exam" else question("q1", "How fast does the online store answer?", STORE)
    (tmp_path / "set.jsonl").write_text(json.dumps({**entry, **fields}))
    result = quotewise("eval", kind, "--library", library, "--questions", tmp_path / "set.jsonl")
    assert "line 1: not a" in complaint(result, 1)


def test_a_line_nested_too_deep_is_told(quotewise: Quotewise, library: Path, tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text("[" * 100_000)
    result = quotewise("eval", "gate", "--library", library, "--questions", tmp_path / "set.jsonl")
    assert "line 1: not a crafted claim" in complaint(result, 1)


def test_a_folder_for_records_that_cannot_be_made_is_told(
    quotewise: Quotewise, library: Path, questions: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    words = ("--library", library, "--questions", questions, "--out", tmp_path / "file" / "runs")
    assert "cannot be written" in complaint(quotewise("eval", "citations", *words), 1)
