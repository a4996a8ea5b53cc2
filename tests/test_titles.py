"""What a note is called: by its front matter, its first heading or its file; searched, shown, told in the JSON."""

from pathlib import Path

import pytest
from desk import Desk

from quotewise.assistant import Citation
from quotewise.assistant.claim_json import citation_json, read_citation
from quotewise.assistant.naming import heading_below, where
from quotewise.ingest import Note, title_of, with_tree


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.md", "---\ntitle: The CIA Triad\n---\n# Something else\n\nWords.", "The CIA Triad"),
        ("a.md", "# **CIA** [Triad](https://example.org)\n\nWords.", "CIA Triad"),
        ("a.md", "---\ntags: [x]\n---\n\n![logo](x.png)\n\n# CIA Triad\n\nWords.", "CIA Triad"),
        ("notes/Week_1 0f1e2d3c4b5a69788796a5b4c3d2e1f0.md", "Words first.\n\n# Later\n\nMore.", "Week 1"),
        ("deep/down/cia-triad.md", "## Not of the first level\n\nWords.", "cia-triad"),
        ("list.csv", "name,age\nRye,9\n", "list"),
        ("a.txt", "Just words.", "a"),
    ],
)
def test_a_note_is_called_by_itself_its_first_heading_or_its_file(name: str, text: str, title: str) -> None:
    assert title_of(with_tree(Note(text, ""), Path(name)), name) == title


def test_every_passage_of_a_note_is_found_by_its_title_and_knows_it(desk: Desk) -> None:
    desk.write("x/n1.md", "---\ntitle: Xylophone\n---\n\n## Part\n\nIt is struck with mallets.\n\n## More\n\nOf wood.")
    desk.write("x/n2.md", "Bells are struck as well.")
    desk.ingest()
    hits = desk.library.search("xylophone")
    assert {hit.title for hit in hits} == {"Xylophone", "n2"}
    found = desk.rows("SELECT count(*) FROM passage_text WHERE passage_text MATCH 'context : xylophon'")
    assert found == [(sum(hit.title == "Xylophone" for hit in hits),)]
    assert desk.library.status().titles == {"x/n1.md": "Xylophone", "x/n2.md": "n2"}


@pytest.mark.parametrize(
    ("heading", "below", "brief"),
    [
        ("CIA Triad", "", "CIA Triad, page 2"),
        ("cia triad > Integrity > Hashes", "Integrity > Hashes", "CIA Triad, page 2 \u00b7 Hashes"),
        ("Integrity > CIA Triad", "Integrity > CIA Triad", "CIA Triad, page 2 \u00b7 CIA Triad"),
        ("", "", "CIA Triad, page 2"),
    ],
)
def test_a_citation_begins_with_the_title_and_says_it_once(heading: str, below: str, brief: str) -> None:
    cited = Citation("sec/cia.md", 3, 8, "words", "file", 2, heading, title="CIA Triad")
    assert heading_below(cited) == below
    assert where(cited, brief=True) == brief
    assert where(cited, path=True).endswith("(sec/cia.md)")


def test_what_was_cited_before_notes_had_titles_is_called_by_its_path() -> None:
    written = citation_json(Citation("sec/cia.md", 3, 8, "words", "file", heading="Integrity"))
    del written["title"]
    assert where(read_citation(written), path=True) == "sec/cia.md \u00b7 Integrity"
    assert read_citation({**written, "title": "CIA Triad"}).title == "CIA Triad"


@pytest.mark.parametrize(
    ("title", "heading", "said"),
    [
        ("002 e3b28e11e57847d5", "", "a shard takes in one stream \u2026, page 2"),
        ("002 e3b28e11e57847d5", "Streams > Shards", "Streams, page 2 \u00b7 Shards"),
        ("002 e3b28e11e57847d5", "Streams", "Streams, page 2"),
        ("", "Streams > Shards", "Streams, page 2 \u00b7 Shards"),
        ("Kubernetes101Notes2024", "Streams", "Kubernetes101Notes2024, page 2 \u00b7 Streams"),
    ],
)
def test_a_note_that_a_program_named_is_called_by_the_heading_or_the_words_of_the_place(
    title: str, heading: str, said: str
) -> None:
    quote = "a shard takes in one stream or more of them"
    assert where(Citation("e3b28e11e57847d5", 0, 9, quote, "file", 2, heading, title=title)) == said


def test_a_place_named_by_a_row_of_a_table_says_its_words_without_the_signs_between() -> None:
    row = Citation("e3b28e11e57847d5", 0, 9, "| XGBoost | tables, rows |", "file", title="002 e3b28e11e57847d5")
    assert where(row) == "XGBoost tables, rows"
