"""Answers from the sample notes: what is said stands in them, what does not stand in them is not said."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quotewise.assistant import Answer, Citation, Claim, answer, check
from quotewise.assistant.extract.conflict import disagree
from quotewise.assistant.extract.reading import LONGEST_ANSWER
from quotewise.assistant.extract.refusal import asks_about
from quotewise.assistant.gate.wording import numbers, stems
from quotewise.assistant.unit import units
from quotewise.eval import SAMPLE, load_questions
from quotewise.index import Hit, Library
from quotewise.ingest import read_note

NOTE = "Random Forest needs little tuning. Recall falls when the threshold rises to 0.9.\n"


def hit(text: str = NOTE, kind: str = "prose") -> Hit:
    return Hit("id", 1, "a.md", 0, len(text), text, "file", kind, "", "")  # type: ignore[arg-type]


def claim(text: str, quote: str, start: int | None = None) -> Claim:
    start = NOTE.index(quote) if start is None else start
    return Claim(text, (Citation("a.md", start, start + len(quote), quote, "file"),))


def passes(what: Claim) -> bool:
    return check(what, [hit()], lambda source: NOTE).passed


@pytest.fixture(scope="module")
def library(sample_library: Path) -> Iterator[Library]:
    with Library.open(sample_library) as library:
        yield library


def test_a_quote_itself_passes() -> None:
    assert passes(claim("Random Forest needs little tuning.", "Random Forest needs little tuning."))


@pytest.mark.parametrize(
    "false",
    [
        "Random Forest is best for images.",
        "Random Forest does not need little tuning.",
        "Random Forest needs little tuning, 3 runs at most.",
        "",
    ],
)
def test_a_claim_that_says_more_than_its_quote_is_withheld(false: str) -> None:
    assert not passes(claim(false, "Random Forest needs little tuning."))


def test_a_quote_one_character_off_is_withheld() -> None:
    quote = "Random Forest needs little tuning."
    assert not passes(claim(quote, quote, start=1))


def test_an_invented_quote_and_an_empty_one_are_withheld() -> None:
    assert not passes(claim("Pipe mode streams.", "Pipe mode streams.", start=0))
    assert not passes(claim("Random Forest", " ", start=6))
    assert not passes(Claim("Random Forest needs little tuning.", ()))


def test_a_quote_from_a_passage_that_was_not_retrieved_is_withheld() -> None:
    what = claim("Random Forest needs little tuning.", "Random Forest needs little tuning.")
    elsewhere = Hit("id", 1, "b.md", 0, len(NOTE), NOTE, "file", "prose", "", "")
    assert not check(what, [elsewhere], lambda source: NOTE).passed


def test_a_sentence_broken_over_lines_is_one_unit_and_list_items_are_several() -> None:
    broken = hit(
        "The endpoint keeps a copy\nof the model in memory. It is fast.\n- first item here\n- second item here\n"
    )
    assert [unit.text for unit in units(broken)] == [
        "The endpoint keeps a copy\nof the model in memory.",
        "It is fast.",
        "- first item here",
        "- second item here",
    ]
    assert all(broken.text[unit.start : unit.end] == unit.text for unit in units(broken))


def test_a_myth_is_never_cited_without_its_correction() -> None:
    pair = hit("Myth: Spot training loses all work.\nReality: checkpoints keep it.", kind="trap")
    assert [unit.text for unit in units(pair)] == [pair.text]


def test_notes_that_give_different_numbers_for_the_same_thing_disagree() -> None:
    one = Claim("Kinesis keeps records for up to 7 days.", (Citation("a.md", 0, 1, "x", "file"),))
    other = Claim("Kinesis keeps records up to 365 days.", (Citation("b.md", 0, 1, "x", "file"),))
    assert disagree([one, other])
    assert not disagree([one, one])


def test_words_are_compared_by_stem_and_numbers_by_value() -> None:
    assert set(stems("The model's endpoints are scaling")) == {"model'", "model", "endpoint", "scale"} | {
        *stems("model's")
    }
    assert numbers("1,000 records, 2.5 MB, ml.m5") == {"1000", "2.5"}


def test_every_answer_on_the_sample_questions_is_backed_and_short(library: Library) -> None:
    questions = load_questions(SAMPLE / "questions.jsonl")
    answers = [answer(library, item.question, history=item.history) for item in questions]
    for reply in answers:
        assert reply.refused != bool(reply.claims)
        assert bool(reply.why) == (reply.reason not in (None, "not_a_question"))
        assert sum(len(claim.text) for claim in reply.claims) <= LONGEST_ANSWER
        for cited in (cited for claim in reply.claims for cited in claim.citations):
            text = read_note(SAMPLE / "notes" / cited.source).text
            assert text[cited.start : cited.end] == cited.quote
    pairs = list(zip(questions, answers, strict=True))
    answerable = [reply for item, reply in pairs if item.answerable]
    assert sum(reply.refused for reply in answerable) <= 0.06 * len(answerable)
    assert sum(reply.refused for item, reply in pairs if not item.answerable) >= 20
    assert not any(reply.conflict for item, reply in pairs if item.answerable and not item.conflict)


def test_a_name_that_no_note_knows_is_refused_with_the_nearest_passages(library: Library) -> None:
    reply = answer(library, "How does SageMaker HyperPod replace a failed node?")
    assert reply.reason == "not_in_notes"
    assert reply.why == "No note mentions HyperPod."
    assert reply.nearest
    assert not reply.claims


def test_notes_that_disagree_on_a_figure_are_both_told(library: Library) -> None:
    reply = answer(library, "How much can I save at best with managed Spot compared to paying On-Demand for training?")
    assert reply.conflict
    assert "70 %" in text_of(reply)
    assert "90 %" in text_of(reply)
    assert len({cited.source for claim in reply.claims[:2] for cited in claim.citations}) == 2


def test_both_sides_of_a_follow_up_are_searched(library: Library) -> None:
    history = ("What does one Kinesis shard take in?", "1 MB/s or 1,000 records a second.")
    reply = answer(library, "And what does it give out?", history=history)
    assert "2 MB/s" in text_of(reply)


def test_an_empty_library_is_a_refusal_of_its_own(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True) as empty:
        assert answer(empty, "What is a shard?").reason == "empty_library"


def test_a_note_changed_on_disk_is_stale_and_a_vanished_quote_refused(tmp_path: Path) -> None:
    note = tmp_path / "notes" / "shards.md"
    note.parent.mkdir()
    note.write_text("One shard takes in 1 MB of records per second.\n")
    with Library.open(tmp_path / "library", create=True) as library:
        library.ingest([note.parent])
        question = "How much does one shard take in per second?"
        note.write_text("Preface.\nOne shard takes in 1 MB of records per second.\n")
        moved = answer(library, question)
        assert (moved.reason, moved.stale) == (None, ("shards.md",))
        note.write_text("Nothing about it any more.\n")
        assert answer(library, question).reason == "notes_changed"


def text_of(reply: Answer) -> str:
    return "\n".join(claim.text for claim in reply.claims)


@pytest.mark.parametrize(
    ("question", "unknown", "decided"),
    [
        ("Which GPU does a HyperPod node have?", ["HyperPod"], True),
        ("A firm called Contoso has 3 TB of logs. Where should it keep them?", ["Contoso"], False),
        ("WHAT DOES A SHARD TAKE IN?", ["WHAT", "SHARD"], False),
        ("What does a shard take in?", [], False),
    ],
)
def test_a_name_that_stands_nowhere_decides_where_it_is_asked_about(
    question: str, unknown: list[str], decided: bool
) -> None:
    assert asks_about(question, unknown) is decided
