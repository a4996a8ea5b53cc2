"""Questions written from the notes alone: everything they say stands there, and they can be asked as they are."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.genus import kind_asked, kind_of, say_is, shape_of
from quotewise.assistant.practice.grammar import Names, article, dangles, plural, singular
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import leaks
from quotewise.assistant.practice.vouching import borne_out
from quotewise.assistant.practice.writing import write_questions
from quotewise.index import Library
from quotewise.index.contents import every_hit

SAMPLE = Path(__file__).parents[1] / "eval" / "sample"
RUBRIC = SAMPLE.parent / "practice_rubric.md"
NAMES = Names(
    ["a queue, an error and a table; each service has a scale. The Kafka people like Kafka, like to measure."]
)
KINDS = {"single", "multiple", "true_false", "cloze", "matching", "ordering", "scenario"}


@pytest.fixture(scope="module")
def library(sample_library: Path) -> Iterator[Library]:
    with Library.open(sample_library) as library:
        yield library


@pytest.fixture(scope="module")
def drafts(library: Library) -> list[Question]:
    return list(write_questions(library, seed=3))


def claims(question: Question) -> list[Claim]:
    return [question.rationale, *question.why_not.values()]


def test_the_sample_notes_give_well_over_sixty_questions_of_every_kind(drafts: list[Question]) -> None:
    assert len(drafts) >= 120
    assert {question.kind for question in drafts} == KINDS
    assert {question.thinking for question in drafts} == {"recall", "compare", "apply"}


def test_every_quote_stands_in_the_notes_at_its_place(drafts: list[Question], library: Library) -> None:
    for question in drafts:
        for cited in question.citations:
            assert library.original(cited.source)[cited.start : cited.end] == cited.quote
            assert cited.quote.strip()


def test_every_claim_of_a_draft_is_borne_out_again(drafts: list[Question], library: Library) -> None:
    hits = every_hit(library)
    originals = {hit.source: library.original(hit.source) for hit in hits}
    for question in drafts:
        for claim in claims(question):
            assert borne_out(claim, hits, originals.__getitem__) is not None, (question.stem, claim.text)


def test_the_key_stands_first_and_every_wrong_option_has_its_reason(drafts: list[Question]) -> None:
    for question in drafts:
        if question.options:
            assert question.answer == tuple("AB"[: len(question.answer)])
            assert set(question.why_not) == set(question.wrong)
            folded = [text.casefold() for text in question.options.values()]
            assert len(set(folded)) == len(folded)


def test_a_key_repeats_no_word_of_the_stem_that_no_wrong_option_has(drafts: list[Question]) -> None:
    for question in drafts:
        if question.kind in ("single", "scenario", "multiple"):
            keys = [question.options[letter] for letter in question.answer]
            assert not leaks(question.stem, keys, [question.options[letter] for letter in question.wrong])


def test_stems_stand_alone(drafts: list[Question]) -> None:
    for question in drafts:
        assert question.stem.endswith(("?", ".", "!")), question.stem
        assert question.stem[0].isupper() or not question.stem[0].isalpha()
        assert not re.search(r"[|`*]|\*\*|^\W*(?:What|When) it |the following", question.stem), question.stem
        assert not re.match(r"(?:Which|What) (?:it|this|these)\b", question.stem), question.stem


def test_pairs_and_steps_are_what_is_shown(drafts: list[Question]) -> None:
    for question in drafts:
        if question.kind == "matching":
            assert sorted(question.left) == sorted(left for left, _ in question.pairs)
            assert sorted(question.right) == sorted(right for _, right in question.pairs)
            assert 3 <= len(set(question.right)) == len(question.pairs) <= 5
        if question.kind == "ordering":
            assert sorted(question.items) == sorted(question.answer)
            assert question.items != question.answer
        if question.kind == "cloze":
            assert question.stem.count("____") == 1
            assert question.answer[0] not in question.stem.split("____")[1]


def test_the_same_seed_writes_the_same_questions(drafts: list[Question], library: Library) -> None:
    assert list(write_questions(library, seed=3)) == drafts
    other = islice(write_questions(library, seed=4), 10)
    assert [question.stem for question in other] != [question.stem for question in drafts[:10]]


def test_a_topic_and_a_source_narrow_what_is_asked(library: Library) -> None:
    about = list(write_questions(library, seed=3, topic="parquet"))
    assert about
    assert all("parquet" in str(question).lower() for question in about)
    assert {
        cited.source for question in write_questions(library, seed=3, source="deploy*") for cited in question.citations
    } == {"deployment.md"}


def test_no_stem_is_asked_twice_of_the_same_key(drafts: list[Question]) -> None:
    asked = Counter(
        (question.stem, tuple(question.options.get(letter, letter) for letter in question.answer))
        for question in drafts
    )
    repeated = [stem for (stem, _), count in asked.items() if count > 1 and not stem.startswith("Match")]
    assert repeated == []


@pytest.mark.parametrize(
    ("text", "shape", "kind", "asked"),
    [
        ("managed service for baking bread", "one", "service", "Which managed service is used for baking bread?"),
        ("metric measuring how warm an oven is", "one", "metric", "Which metric measures how warm an oven is?"),
        ("share of loaves that are sold", "the", "metric", "Which term describes the share of loaves that are sold?"),
        ("keeping loaves warm until noon", "doing", "activity", "Which term describes keeping loaves warm until noon?"),
        ("when one queue outgrows another", "when", "", "What is it called when one queue outgrows another?"),
        (
            "error that comes back at noon",
            "one",
            "phenomenon",
            "Which term describes an error that comes back at noon?",
        ),
        ("not a loaf at all", "odd", "", ""),
    ],
)
def test_a_definition_is_asked_for_by_how_it_is_put(text: str, shape: str, kind: str, asked: str) -> None:
    assert (shape_of(text, NAMES), kind_of(text), kind_asked(text, NAMES)) == (shape, kind, asked)


def test_a_thing_is_said_in_a_sentence() -> None:
    assert say_is("Proofing", "keeping dough warm", NAMES)[0] == "Proofing means keeping dough warm."
    assert say_is("Rack", "table with wheels", NAMES)[0] == "Rack is a table with wheels."
    assert say_is("Curfew", "end baking once the bell rings", NAMES)[0] == "Curfew: end baking once the bell rings."
    assert say_is("Boom", "bakers rise, prices stay", NAMES)[0] == "Boom: bakers rise, prices stay."


def test_words_are_made_to_fit() -> None:
    assert [article(word) for word in ("error", "unit", "hour-long", "SDK", "MME", "API", "user")] == [
        "an", "a", "a", "an", "an", "an", "a",
    ]  # fmt: skip
    assert (singular("policies"), singular("metrics"), singular("GPUs"), singular("bias")) == (
        "policy",
        "metrics",
        "GPU",
        "bia",
    )
    assert (plural("strategy"), plural("class")) == ("strategies", "classes")
    assert dangles("sets it back")
    assert not dangles("sets the clock back")
    assert NAMES.inside("Kafka on a train") == "Kafka on a train"
    assert NAMES.inside("Table on a train") == "table on a train"


def test_the_questions_that_were_judged_stand_in_the_sample_notes() -> None:
    judged = [json.loads(line) for line in (SAMPLE / "practice_judged.jsonl").read_text().splitlines()]
    points = {line.split("|")[1].strip() for line in RUBRIC.read_text().splitlines() if line.startswith("| ")}
    assert len(judged) >= 27
    assert {fault for question in judged for fault in question["faults"]} <= points
    for question in judged:
        for cited in question["citations"]:
            if cited["basis"] == "file":
                original = (SAMPLE / "notes" / cited["source"]).read_bytes().decode()
                assert original[cited["start"] : cited["end"]] == cited["quote"]
