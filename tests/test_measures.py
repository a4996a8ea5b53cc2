"""The measures against numbers worked by hand."""

import numpy as np
import pytest
from sklearn.metrics import top_k_accuracy_score

from quotewise.assistant import Citation
from quotewise.eval.dataset import Question, Span, load_questions
from quotewise.eval.key_facts import coverage, seen, states
from quotewise.eval.measures import finds_evidence, is_correct, is_valid
from quotewise.index import Place


def asked(*evidence: tuple[Span, ...]) -> Question:
    return Question("q", "factoid", "?", (), True, False, "", (), evidence)


def test_evidence_is_found_when_nine_tenths_of_the_quote_are_retrieved() -> None:
    question = asked((Span("a.md", 100, 200),))
    assert finds_evidence(question, [[Span("a.md", 110, 300)]], 1000)
    assert not finds_evidence(question, [[Span("a.md", 111, 300)]], 1000)


def test_the_passage_that_crosses_the_budget_is_cut() -> None:
    question = asked((Span("a.md", 0, 100),))
    ranked = [[Span("b.md", 0, 910)], [Span("a.md", 0, 200)]]
    assert finds_evidence(question, ranked, 1000)
    assert not finds_evidence(question, ranked, 999)


def test_other_places_of_a_passage_are_covered_at_no_cost() -> None:
    question = asked((Span("copy.md", 500, 600),))
    assert finds_evidence(question, [[Span("a.md", 0, 100), Span("copy.md", 500, 600)]], 100)


def test_one_evidence_set_suffices_but_all_its_quotes_are_needed() -> None:
    both = (Span("a.md", 0, 10), Span("a.md", 50, 60))
    assert not finds_evidence(asked(both), [[Span("a.md", 0, 10)]], 100)
    assert finds_evidence(asked(both, (Span("a.md", 0, 10),)), [[Span("a.md", 0, 10)]], 100)


def test_overlapping_passages_do_not_count_a_character_twice() -> None:
    question = asked((Span("a.md", 0, 100),))
    assert not finds_evidence(question, [[Span("a.md", 0, 50)], [Span("a.md", 0, 50)]], 1000)


LINES = "one\ntwo\n\n\nthree\nfour\nfive\n"


def cited(start: int, end: int, *also: Place, quote: str | None = None) -> Citation:
    return Citation("a.md", start, end, LINES[start:end] if quote is None else quote, "file", also=also)


def test_recall_of_passages_of_one_length_is_top_k_accuracy() -> None:
    """Where each question has one passage for evidence, a budget of k passages is scikit-learn's top k."""
    passages, questions, length = 12, 60, 100
    draw = np.random.default_rng(6)
    right, scores = draw.integers(0, passages, questions), draw.random((questions, passages))
    spans = [Span("a.md", at * length, (at + 1) * length) for at in range(passages)]
    for k in (1, 4, 8):
        found = [
            finds_evidence(asked((spans[gold],)), [[spans[at]] for at in np.argsort(-row)], k * length)
            for gold, row in zip(right, scores, strict=True)
        ]
        theirs = top_k_accuracy_score(right, scores, k=k, labels=range(passages))
        assert sum(found) / questions == pytest.approx(theirs)


def test_a_citation_is_valid_where_its_quote_stands_to_the_character() -> None:
    assert is_valid(cited(4, 7), {"a.md": LINES}.__getitem__)
    assert not is_valid(cited(5, 8, quote="two"), {"a.md": LINES}.__getitem__)
    assert not is_valid(cited(7, 9), {"a.md": LINES}.__getitem__)  # nothing but line ends


def test_a_citation_is_correct_on_the_line_of_the_evidence_and_on_its_neighbours() -> None:
    at = LINES.index("three")
    question = asked((Span("a.md", at + 1, at + 3),))
    found = {
        line: is_correct(cited(LINES.index(line), LINES.index(line) + 1), question, lambda _: LINES)
        for line in LINES.split()
    }
    assert found == {"one": False, "two": True, "three": True, "four": True, "five": False}
    elsewhere = Citation("b.md", 0, 5, "three", "file", also=(Place("a.md", at, at + 5),))
    assert is_correct(elsewhere, question, lambda _: LINES)
    assert not is_correct(Citation("b.md", at, at + 5, "three", "file"), question, lambda _: LINES)


def test_a_fact_needs_its_numbers_its_words_and_its_negation() -> None:
    assert states("A shard takes in 1,000 records a second.", "1000 records")
    assert not states("A shard takes in 100 records a second.", "1000 records")
    assert states("Pipe mode streams the training data.", "streaming data / pipes")
    assert not states("The endpoint scales to zero.", "it never scales to zero")
    assert states("The endpoint never scales to zero.", "it does not scale to zero")


def test_a_claim_is_seen_below_its_heading_unless_its_words_hold_that() -> None:
    assert seen("turns speech into text", "Services > Amazon Transcribe") == "Amazon Transcribe: turns speech into text"
    assert seen("**amazon-transcribe** is for speech", "Services > Amazon Transcribe") == (
        "**amazon-transcribe** is for speech"
    )
    assert seen("It costs nothing.", "") == "It costs nothing."


def test_coverage_is_the_share_of_facts_stated() -> None:
    assert coverage(["28 %", "Domain 4"], "Domain 1 weighs 28 %.") == 0.5
    assert coverage(["28 %"], "") == 0.0


def test_a_line_that_is_no_question_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "questions.jsonl"
    file.write_text('{"id": "a"}\n')
    with pytest.raises(ValueError, match="line 1"):
        load_questions(file)
