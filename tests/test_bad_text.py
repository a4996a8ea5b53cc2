"""Text made to be slow or deep is read in proportion to its length, or refused by name; what is said is still there.

The sizes are such that anything quadratic in them takes minutes.
"""

from pathlib import Path

import pytest
from desk import Desk
from notes_read import cut, find, outline, read, show

from quotewise.ingest import UnreadableNote, pack_tree, unpack_tree
from quotewise.ingest.markdown import DEEPEST

LAST = "The last words.\n"
SLOW = {
    "nested items": "".join(f"{'  ' * min(i, 60)}- item {i}\n" for i in range(10_000)),
    "items in one line": "- " * 50_000 + "x",
    "numbers in one line": "1. " * 30_000 + "x",
    "quotes in one line": ">" * 100_000 + " x",
    "quotes deeper and deeper": "\n".join(f"{'>' * i} x" for i in range(1_000)),
    "stars": "x " + "*" * 100_000,
    "stars before words": "*a " * 30_000,
    "emphasis in emphasis": "*a " * 25_000 + "b* " * 25_000,
    "brackets": "[" * 100_000,
    "brackets that close": "[[" * 50_000 + "]]" * 50_000,
    "links that never close": "[a](" * 50_000,
    "images": "![" * 50_000,
    "dollars": "$a " * 50_000,
    "backticks": "".join("`" * (i % 200 + 1) + "a" for i in range(3_000)),
    "percents": "%" * 300_000,
    "highlights": "==a " * 50_000,
    "a million <": "<" * 1_000_000,
    "tags never closed": "<div>" * 100_000,
    "bold never closed": "x <b>" * 20_000,
    "cells never closed": "<td>x" * 20_000,
    "items never closed": "<li>x" * 20_000,
    "details never closed": "<details><summary>x\n" * 10_000,
    "tables in tables": "<table><tr><td>" * 10_000 + "x" + "</td></tr></table>" * 10_000,
    "many tables": "<table><tr><td>x</td></tr></table>" * 10_000,
    "comments never closed": "<div>" + "<!--" * 50_000,
    "attributes never closed": "x <span style='" * 15_000,
    "blanks": f"a{' ' * 1_000_000}b",
    "blank lines": f"a{chr(10) * 1_000_000}b",
    "front matter that never ends": "---\n" + "title: x\n" * 10_000,
    "front matter that is no YAML": "---\n" + ": [\n" * 20_000 + "---\n",
    "footnotes": "[^1]: x\n" * 10_000,
    "definitions": "a :: b\n" * 10_000,
    "terms": "a\n: b\n\n" * 5_000,
    "headings": "# a\n" * 10_000,
    "fences": "```\n" * 10_000,
    "rules of a table": "|a|b|\n" + "|-|--|\n" * 5_000,
    "lead-ins": "Key points:\n" * 20_000,
    "questions": "Q: why?\n" * 10_000,
    "open brackets of code": "f({\n" * 20_000,
}


@pytest.mark.parametrize("name", ["note.md", "note.txt"])
@pytest.mark.parametrize("kind", SLOW)
def test_text_made_to_be_slow_is_read_to_its_end(kind: str, name: str) -> None:
    text = f"{SLOW[kind]}\n\n{LAST}"
    note = read(text, name)
    assert unpack_tree(pack_tree(note.tree)) == note.tree
    assert note.tree.blocks[-1].end >= len(text.rstrip())
    assert any("last words" in passage.text for passage in cut(text, name))


def test_blocks_nest_no_deeper_than_a_tree_can_be_packed() -> None:
    for text in ("- " * 50_000 + "x", ">" * 50_000 + " x", SLOW["nested items"]):
        blocks, depth = read(text).tree.blocks, 0
        while blocks := tuple(child for block in blocks for child in block.children):
            depth += 1
        assert 10 < depth <= DEEPEST


@pytest.mark.parametrize("name", ["note.md", "note.txt"])
@pytest.mark.parametrize("unit", ["x", "页面大小为四千字节。", "a|", "[a](b) or ", "👩‍👩‍👧 "])
def test_a_line_of_any_signs_is_cut_whole(name: str, unit: str) -> None:
    text = unit * (200_000 // len(unit))
    passages = cut(text, name)
    assert len(passages) > 100
    assert sum(len(passage.text) for passage in passages) > 0.9 * len(text)


def test_a_line_of_five_megabytes_is_cut_at_its_sentences() -> None:
    passages = cut("A sentence of some words. " * 200_000)
    assert len(passages) > 20_000
    assert all(passage.text.endswith(".") for passage in passages)


@pytest.mark.parametrize("row", ["|1" * 10_000, "|1"])
def test_a_table_of_ten_thousand_columns_is_refused_by_name(row: str) -> None:
    text = f"{'|a' * 10_000}|\n{'|-' * 10_000}|\n" + f"{row}|\n" * 100
    with pytest.raises(UnreadableNote, match="holds a table of 10,000 columns; split it, or leave data out of notes"):
        read(text)
    with pytest.raises(UnreadableNote, match="holds a table of 10,001 columns; split it"):
        read(text.replace("|\n", "\n").replace("|", ","), "note.csv")


def test_a_table_that_lacks_most_of_its_cells_is_refused_by_name() -> None:
    with pytest.raises(UnreadableNote, match="holds a table that lacks most of its cells; split it"):
        read(f"{'|a' * 900}|\n{'|-' * 900}|\n" + "|1|\n" * 2_000)


def test_a_plain_table_of_ten_thousand_columns_is_read() -> None:
    text = f"{'a' + chr(9)}" * 10_000 + "b\n"
    assert len(find(text * 3, "cell", "note.txt")) == 30_003
    assert len(cut(text * 3, "note.txt")) > 3


def test_a_refused_note_stops_no_other(desk: Desk) -> None:
    desk.write("wide.md", f"{'|a' * 10_000}|\n{'|-' * 10_000}|\n|1|\n")
    desk.write("good.md", "The good note is read.")
    told = desk.ingest()
    assert (told.added, [Path(source).name for source, _ in told.failed]) == (1, ["wide.md"])


@pytest.mark.parametrize("front", ["---\n: [\n\t- }\n---\n\n", "---\ntitle: [[[\n---\n\n", "---\n- \n---\n\n"])
def test_front_matter_that_is_no_yaml_is_left_aside_and_the_rest_read(front: str) -> None:
    assert outline(f"{front}Words.\n")[-1] == "paragraph: Words."
    assert [passage.text for passage in cut(f"{front}Words.\n")] == ["Words."]


def test_front_matter_that_never_ends_is_text() -> None:
    assert "title: x" in show("---\ntitle: x\n\nWords.\n")
    assert read("---\ntitle: x\n\nWords.\n").tree.title == ""


def test_two_languages_in_one_note_are_both_cut_at_their_sentences() -> None:
    english = "The gate opens at 23 degrees, e.g. in May. " * 20
    german = "Das Tor öffnet bei 23 Grad, z. B. im Mai. " * 20
    passages = cut(f"{english}\n\n{german}\n\n{'门在二十三度时打开。' * 40}\n")
    assert all(passage.text.endswith((".", "。")) for passage in passages)
