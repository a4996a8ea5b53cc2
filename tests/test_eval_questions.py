"""Practice questions measured: what the audit catches of planted faults, and what a bank is like."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Quotewise
from printed import complaint

from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.question_json import question_json
from quotewise.eval import SAMPLE
from quotewise.eval.crafted_questions import CraftedQuestion, load_crafted
from quotewise.eval.questions import measure_audit
from quotewise.eval.run import run_of
from quotewise.index import Library

CRAFTED = [one for one in load_crafted(SAMPLE / "flawed.jsonl") if not one.beside]
GOOD = [one for one in CRAFTED if not one.flaw][:3]


@pytest.fixture(scope="module")
def opened(sample_library: Path) -> Iterator[Library]:
    with Library.open(sample_library) as library:
        yield library


def test_faults_planted_and_good_questions_are_scored_apart(opened: Library) -> None:
    flawed: list[CraftedQuestion] = [one for one in CRAFTED if one.flaw][:3]
    measured = measure_audit(opened, [*GOOD, *flawed])
    assert measured.measures["caught"].n == measured.measures["named"].n == 3
    assert measured.measures["dropped_of_good"].n == 3
    assert [item.id for item in measured.items] == [one.name for one in (*GOOD, *flawed)]
    for item in measured.items:
        assert item.right == (item.scores.get("caught", 1.0 - item.scores.get("dropped_of_good", 0.0)) == 1.0)


def test_a_bank_is_measured_by_its_file(quotewise: Quotewise, opened: Library, tmp_path: Path) -> None:
    bank = tmp_path / "questions.jsonl"
    words = ("eval", "questions", "--library", opened.folder, "--questions", bank)
    bank.write_text("")
    assert "it holds no question" in complaint(quotewise(*words), 1)
    Bank(bank).keep([one.question for one in GOOD])
    run = run_of(quotewise(*words, "--json").stdout, "stdout")
    assert (run.kind, run.made.dataset.items) == ("questions", 3)
    assert run.measures["citation_validity"].value == 1.0
    assert "chance" in run.baselines
    assert "covered by kind" in quotewise(*words).stdout
    printed = tmp_path / "quiz.json"
    printed.write_text(json.dumps([question_json(one.question) for one in GOOD]))
    listed = run_of(quotewise(*words[:-1], printed, "--json").stdout, "stdout")
    assert listed.measures["citation_validity"] == run.measures["citation_validity"]
