"""The sample notes and questions agree with one another and carry no tell."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from quotewise.ingest import read_note

SAMPLE = Path(__file__).parents[1] / "eval" / "sample"
TYPES = {
    *("factoid", "number", "comparison", "procedure", "scenario", "table"),
    *("code", "acronym", "followup", "typo", "unanswerable"),
}
KINDS = {"absent_fact", "absent_feature", "wrong_service", "false_premise"}  # why the notes do not answer


def read_lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLE / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def notes() -> dict[str, str]:
    """Each note by file name: text as on disk, PDF, Word and HTML as they are extracted."""
    return {path.name: read_note(path).text for path in (SAMPLE / "notes").iterdir()}


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    return read_lines("questions.jsonl")


def test_the_notes_are_enough_to_search_in_and_use_plain_newlines(notes):
    assert len(notes) >= 14
    assert {Path(name).suffix for name in notes} == {".md", ".txt", ".pdf", ".docx", ".html"}
    assert sum(len(text.encode()) for text in notes.values()) >= 60_000
    assert not [name for name, text in notes.items() if "\r" in text]


def test_every_quote_stands_where_its_positions_say(notes, questions):
    quotes = [quote for question in questions for group in question["evidence_sets"] for quote in group]
    near = [question["near"] for question in questions if not question["answerable"]]
    for quote in quotes + near:
        found = notes[quote["source"]][quote["start"] : quote["end"]]
        assert found == quote["quote"]
        assert found.strip()


def test_questions_cover_every_type_and_every_note(notes, questions):
    assert len(questions) >= 100
    assert {question["type"] for question in questions} == TYPES
    cited = {quote["source"] for question in questions for group in question["evidence_sets"] for quote in group}
    assert cited == set(notes)
    counts = Counter(question["type"] for question in questions)
    assert min(counts.values()) >= 4


def test_answerable_questions_have_evidence_and_key_facts_and_the_others_have_none(questions):
    for question in questions:
        assert question["answerable"] == (question["type"] != "unanswerable")
        assert bool(question["key_facts"]) == question["answerable"]
        assert bool(question["evidence_sets"]) == question["answerable"]
        assert all(question["evidence_sets"])
        assert ("near" in question) == (question.get("kind") in KINDS) == (not question["answerable"])
    assert sum(not question["answerable"] for question in questions) >= 60


def test_near_misses_are_of_every_kind_and_repeat_no_stem(questions):
    kinds = Counter(question["kind"] for question in questions if not question["answerable"])
    assert set(kinds) == KINDS
    assert min(kinds.values()) >= 6
    stems = [" ".join(question["question"].lower().split()) for question in questions]
    assert len(stems) == len(set(stems))


def test_neither_length_nor_figures_tell_what_the_notes_do_not_answer(questions):
    """Area under the ROC curve: 0.5 where the feature says nothing."""
    for feature in (len, lambda text: sum(letter.isdigit() for letter in text), lambda text: text.count(" ")):
        held = [
            [feature(item["question"]) for item in questions if item["answerable"] == is_held] for is_held in (0, 1)
        ]
        pairs = [(one > other) + (one == other) / 2 for one in held[0] for other in held[1]]
        assert 0.4 <= sum(pairs) / len(pairs) <= 0.6


def test_conflicts_quote_two_notes_and_follow_ups_carry_their_history(questions):
    conflicts = [question for question in questions if question.get("conflict")]
    assert len(conflicts) >= 20
    for question in conflicts:
        assert all(len({quote["source"] for quote in group}) > 1 for group in question["evidence_sets"])
    for question in questions:
        assert len(question.get("history", [])) in ((2,) if question["type"] == "followup" else (0, 2))
        assert question["answerable"] <= (("history" in question) == (question["type"] == "followup"))


def test_a_passage_repeated_in_a_second_note_counts_as_evidence_there_too(notes, questions):
    for question in questions:
        listed = {(quote["source"], quote["quote"]) for group in question["evidence_sets"] for quote in group}
        for _, text in list(listed):
            assert {(name, text) for name, note in notes.items() if text in note} <= listed


def test_ids_are_unique_across_questions_and_exam(questions):
    ids = [row["id"] for row in questions + read_lines("exam.jsonl")]
    assert len(ids) == len(set(ids))
