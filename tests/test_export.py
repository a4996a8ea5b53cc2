"""What leaves for other programs: Anki reads its package, a spreadsheet runs no formula, the page runs no script."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from contract_schemas import QUIZ
from jsonschema import Draft202012Validator
from questions import every_kind, single

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.exam.service import Service, Services
from quotewise.assistant.practice.exchange import FORMS, read_items, read_questions, to_json
from quotewise.assistant.practice.exchange.anki import FIELDS, to_apkg
from quotewise.assistant.practice.exchange.as_html import to_html
from quotewise.assistant.practice.exchange.table import COLUMNS, to_csv
from quotewise.ingest.reader import read_note

HARM = "<script>alert(1)</script><img src=x onerror=alert(2)> & {{Question}}"
CLAIM = Claim("A vane turns 48 times", (Citation("a b.md", 3, 9, "48 <b>times</b>", "file", 2, "Vanes > Speed"),))
HOSTILE = single(
    HARM,
    Claim(HARM, (Citation(HARM, 0, 3, HARM, "file", heading=HARM),)),
    stem=HARM,
    domain='Data & "Prep" :: x',
    topic=HARM,
)


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Any]:
    """An empty collection of Anki's own."""
    pytest.importorskip("anki", reason="Anki's own package is not installed (pip install anki)")
    from anki.collection import Collection

    collection = Collection(str(tmp_path / "collection.anki2"))
    yield collection
    collection.close()


def take_in(anki: Any, package: bytes, folder: Path) -> Any:
    from anki.collection import ImportAnkiPackageRequest

    (folder / "it.apkg").write_bytes(package)
    return anki.import_anki_package(ImportAnkiPackageRequest(package_path=str(folder / "it.apkg"))).log


def notes_of(anki: Any) -> dict[str, Any]:
    return {note.guid: note for note in map(anki.get_note, anki.find_notes(""))}


def test_anki_reads_every_kind_of_question(anki: Any, tmp_path: Path) -> None:
    questions = every_kind(CLAIM)
    log = take_in(anki, to_apkg(questions), tmp_path)
    assert len(log.new) == len(questions)
    notes = notes_of(anki)
    assert set(notes) == {question.id for question in questions}
    note = notes[questions[0].id]
    assert note.keys() == list(FIELDS)
    assert {"quotewise", "kind::single", "topic::Streaming", "domain::Data_Preparation_for_ML"} <= set(note.tags)
    (card,) = note.cards()
    assert anki.decks.name(card.did) == "quotewise"
    assert "Which single is the fastest?" in card.question()
    answer = card.answer()
    assert "A. single one" in answer
    assert "B is slower" in answer
    assert "48 &lt;b&gt;times&lt;/b&gt;" in answer
    assert "a b.md, page 2 · Vanes &gt; Speed" in answer


def test_a_package_read_again_renews_the_cards_and_doubles_none(anki: Any, tmp_path: Path) -> None:
    questions = every_kind(CLAIM)
    take_in(anki, to_apkg(questions, now=1_800_000_000), tmp_path)
    card = next(iter(notes_of(anki).values())).cards()[0]
    card.reps = 3  # what was learnt stays
    anki.update_card(card)
    renewed = [replace(questions[0], stem="Which one then?"), *questions[1:], single("new", CLAIM)]
    log = take_in(anki, to_apkg(renewed, now=1_800_000_100), tmp_path)
    assert (len(log.new), anki.note_count(), anki.card_count()) == (1, len(renewed), len(renewed))
    assert "Which one then?" in notes_of(anki)[questions[0].id]["Question"]
    assert anki.get_card(card.id).reps == 3
    assert len([found for found in anki.models.all_names() if "quotewise" in found]) == 1


def test_a_card_that_went_through_anki_is_its_question_still(anki: Any, tmp_path: Path) -> None:
    from anki.collection import ExportAnkiPackageOptions, NoteIdsLimit

    questions = every_kind(CLAIM)
    take_in(anki, to_apkg(questions), tmp_path)
    options = ExportAnkiPackageOptions(with_scheduling=False, with_deck_configs=False, with_media=False, legacy=False)
    anki.export_anki_package(out_path=str(tmp_path / "out.apkg"), options=options, limit=None)
    anki.export_note_csv(
        out_path=str(tmp_path / "out.txt"),
        limit=NoteIdsLimit(list(anki.find_notes(""))),
        with_html=True,
        with_tags=True,
        with_deck=True,
        with_notetype=True,
        with_guid=True,
    )
    for file in (tmp_path / "out.apkg", tmp_path / "out.txt"):
        again = read_items(file.name, file.read_bytes()).questions
        assert sorted(again, key=lambda one: one.id) == sorted(questions, key=lambda one: one.id)
    assert "quotewise:" not in read_note(tmp_path / "out.apkg").text  # nor is it a note's text


def test_anki_finds_nothing_to_mend_and_searches_by_tag(anki: Any, tmp_path: Path) -> None:
    take_in(anki, to_apkg(every_kind(CLAIM)), tmp_path)
    assert anki.fix_integrity()[1]
    assert len(anki.find_notes("tag:kind::cloze")) == 1
    assert len(anki.find_notes("tag:difficulty::hard")) == 1


def test_what_a_question_says_is_text_on_the_card(anki: Any, tmp_path: Path) -> None:
    take_in(anki, to_apkg([HOSTILE]), tmp_path)
    (note,) = notes_of(anki).values()
    shown = note.cards()[0].question() + note.cards()[0].answer()
    assert "<script" not in shown
    assert "<img" not in shown
    assert "domain::Data_&_Prep_x" in note.tags


def test_the_printed_page_is_text_with_the_answers_last() -> None:
    page = to_html([HOSTILE, *every_kind(CLAIM)]).decode()
    assert "<script" not in page
    assert "<img" not in page
    asked, answers = page.split("<h2>Answers</h2>")
    assert "B is slower" not in asked
    assert "B is slower" in answers
    assert page.count("<article>") == 2 * (1 + len(every_kind(CLAIM)))


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\uff1d1"])
def test_no_cell_begins_a_formula(start: str) -> None:
    question = single("x", Claim(start, CLAIM.citations), stem=start, options={"A": start, "B": "b"}, why_not={})
    (row,) = csv.DictReader(io.StringIO(to_csv([question]).decode("utf-8-sig"), newline=""))
    assert {row["question"], row["A"], row["rationale"]} == {f"'{start}"}


def test_a_table_holds_every_kind_in_a_row_each() -> None:
    text = to_csv(every_kind(CLAIM)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [row["kind"] for row in rows] == [question.kind for question in every_kind(CLAIM)]
    assert rows[1]["answer"] == "A, C"
    assert rows[5]["answer"] == "shard = one | stream = many"
    assert rows[0]["quotes"] == "48 <b>times</b>"


def test_what_was_exported_can_be_imported_again() -> None:
    questions = [*every_kind(CLAIM), single("formula", CLAIM, stem="-1 or +1?", options={"A": "-1", "B": "+1"})]
    again = read_questions("mine.csv", to_csv(questions))
    assert again.failed == ()
    for question, read in zip(questions, again.questions, strict=True):
        assert (read.id, read.kind, read.stem, read.answer) == (
            question.id,
            question.kind,
            question.stem,
            question.answer,
        )
        assert (dict(read.options), read.pairs, read.items) == (dict(question.options), question.pairs, question.items)
    assert list(read_questions("mine.json", to_json(questions)).questions) == questions


def test_json_is_the_contracts() -> None:
    Draft202012Validator(QUIZ).validate(json.loads(to_json(every_kind(CLAIM))))


@pytest.mark.parametrize("form", ["csv", "json", "html"])
def test_a_service_that_was_renamed_is_flagged_in_what_leaves(form: str) -> None:
    question = single("x", CLAIM, stem="Where does an Old Oven stand?")
    services = Services([Service("Old Oven", "renamed", 2024, "New Kiln")])
    assert b"New Kiln" in FORMS[form]([question], services)
    assert b"New Kiln" not in FORMS[form]([question], None)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_nothing_to_export_is_still_a_file(form: str) -> None:
    assert FORMS[form]([], None)
