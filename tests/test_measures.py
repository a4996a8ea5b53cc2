"""The measures against numbers worked by hand."""

import pytest

from quotewise.eval.dataset import Question, Span, load_questions
from quotewise.eval.key_facts import coverage, states
from quotewise.eval.measures import finds_evidence
from quotewise.eval.statistics import wilson


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


def test_wilson_interval_of_eight_in_ten() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_a_fact_needs_its_numbers_its_words_and_its_negation() -> None:
    assert states("A shard takes in 1,000 records a second.", "1000 records")
    assert not states("A shard takes in 100 records a second.", "1000 records")
    assert states("Pipe mode streams the training data.", "streaming data / pipes")
    assert not states("The endpoint scales to zero.", "it never scales to zero")
    assert states("The endpoint never scales to zero.", "it does not scale to zero")


def test_coverage_is_the_share_of_facts_stated() -> None:
    assert coverage(["28 %", "Domain 4"], "Domain 1 weighs 28 %.") == 0.5
    assert coverage(["28 %"], "") == 0.0


def test_a_line_that_is_no_question_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "questions.jsonl"
    file.write_text('{"id": "a"}\n')
    with pytest.raises(ValueError, match="line 1"):
        load_questions(file)
