"""What becomes of a question as people type it, and what of a name must never become another."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing

import pytest
from desk import Desk
from letter_encoder import LetterEncoder
from old_library import write_old_library

from quotewise.index import Library
from quotewise.index.schema import TABLES
from quotewise.index.spelling import SHORTHAND, repair
from quotewise.ingest import Passage

KNOWN = {"what", "keeps", "server", "which", "between", "database", "and", "label", "take", "make"}


class ReadingEncoder(LetterEncoder):
    """Reads the words of KNOWN whole and any other in pieces, as a tokenizer does."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [2 + sum(1 if word in KNOWN else 2 for word in text.split()) for text in texts]


@pytest.fixture
def library(desk: Desk) -> Library:
    desk.write("a.md", "# Endpoints\n\nAn endpoint answers requests. Training needs instances.")
    desk.write("b.md", "# Servers\n\nEach endpoint stands before instances. After training, a gateway opens.")
    desk.write("c.md", "# Ways\n\nThe gateway is a door, b4 it stands a guard. A flywheel turns once.")
    desk.ingest()
    return desk.library


def ask(library: Library, question: str) -> str:
    with library.reading() as connection:
        return repair(connection, ReadingEncoder(), question)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("what does an endpont do", "what does an endpoint do"),
        ("does trianing need instnaces", "does training need instances"),
        ("Endpiont or gatway?", "Endpoint or gateway?"),
        ("a flywhel", "a flywheel"),  # of a single note: a letter was dropped
        ("wats a gatway n who opens it", "what is a gateway and who opens it"),
    ],
)
def test_a_misspelt_word_becomes_the_word_of_the_notes(library: Library, typed: str, meant: str) -> None:
    assert ask(library, typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "what is a gateway",
        "which servers keep labels",  # an ending away from what the encoder reads whole
        "does Gatewax open",  # a capital inside the question: perhaps a name
        "is trainium faster",  # begins like training, and ends otherwise
        "what is an ENDPONT",
        "take ml.g4dn or p4d",
        "a flywheal",  # what it is near stands in one text only, which may be misspelt itself
        "",
        "\u00e9\u4e2d ?!",
    ],
)
def test_what_is_spelt_right_or_may_be_a_name_stays(library: Library, question: str) -> None:
    assert ask(library, question) == question


def test_no_service_becomes_another_that_is_spelt_like_it(desk: Desk) -> None:
    held = "Trainium Textract Timestream Macie Neptune Athena Glue Kendra Fargate Firehose Inferentia Redshift"
    near = "training extract timestamp made neptunes athens clue agenda forget fireside inferential redshirt"
    for name in "ab":
        desk.write(f"{name}.md", f"Words of note {name}: {near}.")
    desk.ingest()
    question = held.lower()
    assert ask(desk.library, question) == question


def test_shorthand_that_the_notes_use_is_left_alone(library: Library) -> None:
    assert ask(library, "plz say what stands b4 it") == "please say what stands b4 it"


def test_a_letter_is_a_word_only_in_a_question_full_of_shorthand(library: Library) -> None:
    assert ask(library, "n or u?") == "n or u?"
    assert ask(library, "wat r n u in it") == "what r and you in it"


def test_shorthand_is_written_out_in_plain_words() -> None:
    assert all(long.replace(" ", "").isalpha() for long in SHORTHAND.values())
    assert not set(SHORTHAND) & {word for long in SHORTHAND.values() for word in long.split()}


def test_a_search_finds_what_was_meant_and_says_what_it_looked_for(library: Library, desk: Desk) -> None:
    found = desk.reopen(ReadingEncoder())
    assert found.repaired("endpont") == "endpoint"
    assert [hit.text for hit in found.search("endpont")] == [hit.text for hit in found.search("endpoint")]


def test_words_are_counted_as_texts_come_and_go(desk: Desk) -> None:
    path = desk.write("a.md", "A shard holds records, and a record holds a shard.")
    desk.write("b.md", "Records are kept.")
    desk.ingest()
    count = dict(desk.rows("SELECT word, texts FROM word"))
    assert (count["records"], count["shard"], count["record"], count.get("and")) == (2, 1, 1, None)
    path.unlink()
    desk.ingest()
    assert dict(desk.rows("SELECT word, texts FROM word")) == {"records": 1, "kept": 1}


def test_a_library_of_the_first_version_is_brought_up_to_date(desk: Desk) -> None:
    said = "A shard holds records."
    desk.write("a.md", said)
    desk.library.close()
    shutil.rmtree(desk.folder)
    write_old_library(desk.folder, desk.notes, {"a.md": [Passage(0, len(said), said)]}, desk.encoder)
    with closing(sqlite3.connect(desk.folder / "library.db")) as connection:
        connection.execute("DROP TABLE word")
        connection.execute("PRAGMA user_version = 1")
    assert desk.reopen().search("shards")
    assert desk.rows("SELECT text FROM passage_text") == [("a shard hold record",)]
    assert dict(desk.rows("SELECT word, texts FROM word")) == {"shard": 1, "holds": 1, "records": 1}
    assert "CREATE TABLE word" not in TABLES
