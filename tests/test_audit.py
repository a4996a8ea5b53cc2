"""The audit over the sample notes: what was planted is caught, what is good is kept."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quotewise.assistant import look_up
from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.audit.audit import audit
from quotewise.assistant.practice.audit.duplicate import duplicates
from quotewise.assistant.practice.audit.evidence import Evidence
from quotewise.assistant.practice.audit.flaw import FLAWS
from quotewise.assistant.practice.audit.tell import by_words, item_of, part_told, shares
from quotewise.assistant.practice.question import Question
from quotewise.eval.crafted_questions import CraftedQuestion, load_crafted
from quotewise.eval.dataset import SAMPLE
from quotewise.eval.question_bank import measure_questions
from quotewise.eval.questions import Judged, judge
from quotewise.index import Library


@pytest.fixture(scope="module")
def library(sample_library: Path) -> Iterator[Library]:
    with Library.open(sample_library) as opened:
        yield opened


@pytest.fixture(scope="module")
def crafted() -> list[CraftedQuestion]:
    return load_crafted(SAMPLE / "flawed.jsonl")


@pytest.fixture(scope="module")
def judged(crafted: list[CraftedQuestion], library: Library) -> list[Judged]:
    return judge(crafted, library)


@pytest.fixture(scope="module")
def good(crafted: list[CraftedQuestion]) -> list[Question]:
    return [one.question for one in crafted if not one.flaw]


def test_the_crafted_questions_rest_on_the_notes(crafted: list[CraftedQuestion], library: Library) -> None:
    assert sum(bool(one.flaw) for one in crafted) >= 60
    assert sum(not one.flaw for one in crafted) >= 40
    assert {one.flaw for one in crafted} - {""} <= FLAWS.keys()
    assert len({one.question.id for one in crafted}) == len(crafted)
    for one in crafted:
        for cited in one.question.citations:
            assert library.original(cited.source)[cited.start : cited.end] == cited.quote, one.name


@pytest.mark.parametrize(("part", "caught", "wrongly"), [("tuned", 36, 1), ("held_out", 34, 4)])
def test_planted_faults_are_caught_and_good_questions_kept(
    part: str, caught: int, wrongly: int, judged: list[Judged]
) -> None:
    some = [one for one in judged if one.crafted.part == part]
    assert sum(one.caught for one in some if one.crafted.flaw) >= caught
    assert sum(bool(one.flaws) for one in some if not one.crafted.flaw) <= wrongly


def test_every_kind_of_fault_is_caught_in_most_of_its_questions(judged: list[Judged]) -> None:
    kinds = Counter(one.crafted.flaw for one in judged if one.crafted.flaw)
    caught = Counter(one.crafted.flaw for one in judged if one.crafted.flaw and one.caught)
    assert {kind: caught[kind] for kind, count in kinds.items() if caught[kind] < 0.6 * count} == {}


def test_what_is_kept_has_its_keys_under_even_letters_and_no_fault_left(good: list[Question], library: Library) -> None:
    kept = audit(good, library, seed=3).kept
    keys = Counter(one.answer[0] for one in kept if len(one.options) == 4 and len(one.answer) == 1)
    assert len(keys) == 4
    assert max(keys.values()) - min(keys.values()) <= 1
    measured = measure_questions(kept, library)
    assert measured.measures["citation_validity"].value == 1
    assert measured.measures["no_flaw"].value == 1
    assert measured.measures["unique"].value == 1


def test_an_audit_is_the_same_for_the_same_seed_and_counts_what_a_bank_holds(
    good: list[Question], library: Library
) -> None:
    first, second = audit(good[:8], library, seed=1), audit(good[:8], library, seed=1)
    assert first.kept == second.kept
    again = audit(good[:8], library, seed=1, bank=first.kept)
    assert again.kept == ()
    assert again.flaws["duplicate"] == len(first.kept)


def test_a_true_statement_that_tells_another_questions_answer_repeats_it(
    good: list[Question], library: Library
) -> None:
    asked = next(one for one in good if one.stem.startswith("Which algorithm forecasts"))
    said = replace(
        asked,
        id="said",
        kind="true_false",
        stem="True or false: the algorithm DeepAR forecasts many related time series.",
        options={"A": "True", "B": "False"},
        why_not={},
    )
    assert duplicates([asked, said], library.encoder) == {1: 0}
    denied = replace(said, stem=said.stem.replace("DeepAR", "NTM"), answer=("B",))
    assert duplicates([asked, denied], library.encoder) == {}


def test_a_question_from_elsewhere_is_given_quotes_or_dropped(good: list[Question], library: Library) -> None:
    told = next(one for one in good if one.options and look_up(library, one.rationale.text).verdict == "supported")
    bare = replace(told, rationale=Claim(told.rationale.text, ()), why_not={})
    found = audit([bare], library, seed=0)
    assert found.repaired["cited"] == 1
    assert all(cited.quote for cited in found.kept[0].citations)
    assert set(found.kept[0].why_not) <= set(found.kept[0].wrong)
    greek = Claim("Lambda was named after a Greek letter.", ())
    unknown = replace(bare, rationale=greek, stem="Who built the first kiln?")
    assert audit([unknown], library, seed=0).flaws == {"unsupported": 1}


def test_a_reason_that_the_notes_do_not_bear_out_gives_way_to_its_quote_or_goes(
    good: list[Question], library: Library
) -> None:
    evidence = Evidence(library)
    asked = next(one for one in good if len(one.options) == 4 and not evidence.why_stopped(one.rationale))
    false = Claim("Polly costs nothing on Sundays.", asked.rationale.citations)
    found = audit([replace(asked, why_not={**asked.why_not, "B": false})], library, seed=0)
    reasons = [why.text for why in found.kept[0].why_not.values()]
    assert found.repaired["reason"] == 1
    assert false.text not in reasons
    assert len(set(reasons)) == len(reasons)


def test_a_bank_whose_keys_are_told_by_length_is_brought_to_chance(good: list[Question], library: Library) -> None:
    four = [one for one in good if len(one.options) == 4 and len(one.answer) == 1 and one.kind == "single"]
    told = [
        replace(one, id=f"{one.id}{at}", options={**one.options, "A": max(one.options.values(), key=len) + "s" * 9})
        for at, one in enumerate(four)
    ]
    kept, dropped = part_told([*four, *told], library.encoder)
    right, count, due = shares(kept, library.encoder)["longest option"]
    assert dropped
    assert right / count <= 0.3
    assert {flaw.name for _, flaw in dropped} == {"told_without_notes"}
    assert due == pytest.approx(0.25)


def test_the_words_of_the_stem_are_weighed_by_how_many_options_hold_them(good: list[Question]) -> None:
    asked = replace(good[0], stem="Which kiln fires red clay?", options={"A": "red kiln", "B": "red oven", "C": "hoe"})
    scores = by_words(item_of(asked))
    assert scores["A"] > scores["B"] > scores["C"] == 0
