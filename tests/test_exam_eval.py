"""The measurement of exam questions: baselines, shuffles, and a table that shows what it counts."""

import json
from pathlib import Path

import pytest

from quotewise.assistant.exam.baselines import by_bm25, by_likeness
from quotewise.eval.exam import measure_exam, solver_of
from quotewise.eval.exam_set import load_exam, shuffled
from quotewise.index import Library

LINES = [
    {
        "id": "one",
        "domain": "Tuning",
        "question": "What learns from earlier trials?",
        "options": {"A": "The online store", "B": "Bayesian tuning", "C": "Colours of a log"},
        "answer": ["B"],
        "in_corpus": "yes",
    },
    {
        "id": "two",
        "domain": "Stores",
        "question": "Which TWO are stores?",
        "options": {"A": "Online store", "B": "Random search", "C": "Offline store"},
        "answer": ["C", "A"],
        "in_corpus": "no",
    },
]


@pytest.fixture
def exam(tmp_path: Path) -> Path:
    (tmp_path / "exam.jsonl").write_text("\n\n".join(map(json.dumps, LINES)))
    return tmp_path / "exam.jsonl"


def test_an_exam_is_loaded_with_its_keys_and_a_bad_line_is_named(exam: Path) -> None:
    one, two = load_exam(exam)
    assert (one.answer, one.item.choose, one.in_notes) == (("B",), 1, True)
    assert (two.answer, two.item.choose, two.in_notes) == (("A", "C"), 2, False)
    exam.write_text(json.dumps({**LINES[0], "answer": ["E"]}))
    with pytest.raises(ValueError, match=r"exam\.jsonl, line 1: not an exam question"):
        load_exam(exam)


def test_a_shuffle_moves_the_options_and_its_key_with_them(exam: Path) -> None:
    for question in load_exam(exam):
        orders = set()
        for seed in range(20):
            other, old_of = shuffled(question, seed)
            orders.add(tuple(other.item.options.values()))
            assert {other.item.options[letter] for letter in other.answer} == {
                question.item.options[letter] for letter in question.answer
            }
            assert all(question.item.options[old] == other.item.options[new] for new, old in old_of.items())
        assert len(orders) == 6


def test_the_baselines_score_every_option(exam: Path, library: Path) -> None:
    one, _ = load_exam(exam)
    with Library.open(library) as opened:
        scores = by_bm25(one.item, opened)
        alone = by_likeness(one.item, opened.encoder)
    assert scores["B"] > scores["C"] > 0  # the notes tell of tuning, and nothing of a log's colours
    assert alone.keys() == one.item.options.keys()
    assert all(-1 <= value <= 1 for value in alone.values())


def test_a_measurement_stands_beside_its_baselines(exam: Path, library: Path) -> None:
    with Library.open(library) as opened:
        measured = measure_exam(opened, load_exam(exam), solver_of(opened), seeds=2)
    assert set(measured.baselines) == {"random", "longest option", "without notes", "plain BM25"}
    assert measured.baselines["random"]["accuracy"].value == pytest.approx(1 / 3)  # one of three, and two of three
    accuracy = measured.measures["accuracy"]
    assert accuracy.n == 2
    assert set(accuracy.by["type"]) == {"one right", "several right"}
    assert set(accuracy.by["in the notes"]) == {"yes", "no"}
    assert measured.measures["stability"].value == 1.0
    assert measured.measures["citation_validity"].value == 1.0
    assert [item.right for item in measured.items] == [
        item.details["picked"] == item.details["expected"] for item in measured.items
    ]
