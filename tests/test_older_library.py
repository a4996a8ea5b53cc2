"""A library of an earlier version: read again from the texts it holds, and what was cited from it still found."""

from pathlib import Path

import pytest
from desk import Desk, assert_sound
from old_library import write_old_library

from quotewise.assistant import Citation, Claim
from quotewise.assistant.cited import citation_at
from quotewise.assistant.practice.staleness import Quotes
from quotewise.index import Library
from quotewise.index.notes import embedded_text
from quotewise.ingest import Note, Passage, split, with_tree

BREAD = "# Bread\n\nDough rests for **thirty** minutes.\n\n## Ovens\n\n"
BREAD += "| Oven | Steam | Loaves |\n|---|---|---|\n| Deck | | 12 |\n"
WATER = "# Water\n\nSee [hydration](https://example.org) first.\n\n- [ ] buy flour\n- Salt goes in last\n"
ROWS = 'source, title, tree, position, "start", "end", kind, heading, context, edits, page, passage_id, vector_key'
FOUND = f"SELECT {ROWS} FROM place JOIN note ON note.id = note_id ORDER BY source, position"
WORDS = "SELECT text, context FROM passage_text ORDER BY text"


def passages(name: str, text: str) -> list[Passage]:
    return split(with_tree(Note(text, ""), Path(name)), name=Path(name).stem)


@pytest.fixture
def old(desk: Desk, tmp_path: Path) -> Desk:
    """A desk at a library of version 2: of one note it holds what it would today, of the other one passage."""
    desk.library.close()
    desk.folder = tmp_path / "old"
    desk.write("bread.md", BREAD)
    desk.write("water.md", WATER)
    whole = Passage(0, len(WATER), WATER, heading="Water")
    notes = {"bread.md": passages("bread.md", BREAD), "water.md": [whole]}
    write_old_library(desk.folder, desk.notes, notes, desk.encoder)
    desk.encoder.seen.clear()
    desk.library = Library.open(desk.folder, encoder=desk.encoder)
    return desk


def test_an_older_library_is_searched_as_it_is(old: Desk) -> None:
    hits = old.library.search("dough rests")
    assert "Dough rests" in hits[0].text
    assert hits[0].title == ""
    assert old.library.status().titles == {"bread.md": "", "water.md": ""}


def test_its_notes_are_read_again_from_their_texts_and_equal_strings_are_not_embedded_again(
    old: Desk, tmp_path: Path
) -> None:
    for path in old.notes.iterdir():
        path.unlink()
    elsewhere = old.write(str(tmp_path / "more" / "new.md"), "Yeast wakes in warm water.")
    done = old.ingest(elsewhere.parent)
    assert (done.again, done.added, done.failed) == (2, 1, ())
    expected = [embedded_text(one) for one in passages("water.md", WATER)] + ["Yeast wakes in warm water."]
    known = {embedded_text(one) for one in passages("bread.md", BREAD)}
    assert not known & set(old.encoder.seen)
    assert done.embedded == len(old.encoder.seen) <= len(expected) + 1
    assert {hit.title for hit in old.library.search("dough salt")} >= {"Bread", "Water"}
    assert_sound(old)


def test_it_holds_what_a_library_made_today_holds(old: Desk, tmp_path: Path) -> None:
    old.ingest()
    with Library.open(tmp_path / "fresh", encoder=old.encoder, create=True) as fresh:
        fresh.ingest([old.notes])
        with fresh.reading() as connection:
            assert old.rows(FOUND) == [tuple(row) for row in connection.execute(FOUND)]
            assert old.rows(WORDS) == [tuple(row) for row in connection.execute(WORDS)]
    assert (old.ingest().again, old.ingest().embedded) == (0, 0)


def test_what_was_cited_is_found_where_it_stands_now_or_told_to_be_gone(old: Desk) -> None:
    moved = BREAD.index("Dough rests for **thirty** minutes.")
    cited = Citation("bread.md", moved, moved + 35, "Dough rests for **thirty** minutes.", "file", heading="Bread")
    gone = Citation("water.md", WATER.index("Salt"), len(WATER) - 1, "Salt goes in last", "file")
    standing = Quotes(old.library)
    assert (standing.now(cited), standing.now(gone)) == (cited, gone)
    old.write("bread.md", f"Flour first, always.\n\n{BREAD}")
    old.write("water.md", WATER.replace("goes in last", "goes in first"))
    old.ingest()
    standing = Quotes(old.library)
    now = standing.now(cited)
    assert now is not None
    assert now.start == cited.start + 22
    assert old.library.original("bread.md")[now.start : now.end] == cited.quote
    assert (now.title, now.heading) == ("bread", "Bread")
    assert standing.now(gone) is None
    assert citation_at(old.library, "bread.md", now.start, now.end) == now
    assert Claim("Dough rests.", (now,)).citations[0].title == "bread"


def test_a_note_that_is_called_otherwise_is_split_again_and_embeds_only_what_that_changes(desk: Desk) -> None:
    path = desk.write("bakery/ovens.md", "The deck oven holds twelve loaves.\n\n# Steam\n\nSteam comes first.")
    desk.ingest()
    before = desk.rows('SELECT text, context FROM place JOIN content ON content.id = content_id ORDER BY "start"')
    assert "ovens" in before[0][1]
    desk.encoder.seen.clear()
    path.rename(path.with_name("kilns.md"))
    done = desk.ingest()
    assert done.renamed == 1
    after = desk.rows('SELECT text, context FROM place JOIN content ON content.id = content_id ORDER BY "start"')
    assert [text for text, _ in after] == [text for text, _ in before]
    assert [about for _, about in after] == [about.replace("ovens", "kilns") for _, about in before]
    assert desk.encoder.seen == []  # a name is searched by its words, not by what it means
    assert {hit.title for hit in desk.library.search("loaves kilns")} == {"kilns"}
    assert_sound(desk)


def test_a_folder_taken_into_a_larger_one_gives_its_notes_their_names_there(desk: Desk) -> None:
    desk.write("bakery/ovens.md", "The deck oven holds twelve loaves.")
    desk.ingest(desk.notes / "bakery")
    assert "bakery" not in str(desk.rows("SELECT context FROM place"))
    desk.ingest()
    assert "bakery" in str(desk.rows("SELECT context FROM place"))
    assert set(desk.sources()) == {"bakery/ovens.md"}
    assert_sound(desk)
