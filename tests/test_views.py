"""Views of a note's tree: what a place of it stands in and under, told without reading the text again."""

from pathlib import Path

import pytest
from letter_encoder import LetterEncoder

from quotewise.assistant.extract.statement import statements
from quotewise.assistant.row import say_row
from quotewise.eval.gate import hits_of
from quotewise.index import Library
from quotewise.ingest import Note, Row, Tree, rows_in, views, with_tree

NOTE = """# Bread

Ovens at hand:

| Oven | Steam | Loaves |
|---|---|---|
| **Deck** | | 12 |
| Rack &amp; roll | yes | `a|b` |

## Steps

> ### In short
> - Knead it. Then wait.
>   - until it is *twice* its size

Autolyse
: flour and water at rest
: a rest before salt
"""


def read(text: str, name: str = "a.md") -> Tree:
    return with_tree(Note(text, ""), Path(name)).tree


def place(words: str) -> int:
    return NOTE.index(words)


def told(rows: tuple[Row, ...]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(row.columns, tuple(cell.text for cell in row.cells)) for row in rows]


def test_a_row_keeps_its_empty_cells_below_their_columns() -> None:
    columns = ("Oven", "Steam", "Loaves")
    header, *rows = rows_in(NOTE, read(NOTE), 0, len(NOTE))
    assert header.is_header
    assert not header.columns
    assert told((rows[0],)) == [(columns, ("**Deck**", "", "12"))]
    assert rows[1].cells[0].text == "Rack & roll"
    for row in (header, *rows):
        for cell in row.cells:
            assert row.start <= cell.start <= cell.end <= row.end
    assert say_row(rows[0]) == "**Deck** \u2013 Loaves: 12"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", 'name,age,note\nRye,,"a | b"\n,9,\n', ["Rye \u2013 note: a | b", "age: 9"]),
        ("a.csv", "name;age\nRye;9\nSpelt;\n", ["Rye \u2013 age: 9", "Spelt"]),
        (
            "a.md",
            "<table><tr><th>A</th><th>B</th><th>C</th></tr><tr><td>x</td><td></td><td>z</td></tr></table>\n",
            ["x \u2013 C: z"],
        ),
        ("a.md", "|  | Rye | Spelt |\n|---|---|---|\n| Rest | 2 h | |\n", ["Rest \u2013 Rye: 2 h"]),
        ("a.md", "| Flour | Rest |\n|---|---|\n| one | two | three |\n", ["one \u2013 Rest: two"]),
    ],
)
def test_a_row_of_any_format_is_said_below_its_header(name: str, text: str, said: list[str]) -> None:
    assert [say_row(row) for hit in hits_of(name, text) for row in hit.rows if not row.is_header] == said


def test_a_row_of_a_csv_file_is_shown_without_outer_bars() -> None:
    shown = "\n".join(hit.display or hit.text for hit in hits_of("a.csv", "name,age\nRye,9\nSpelt,7\n"))
    assert "Rye | 9" in shown
    assert "| Rye" not in shown


def test_a_row_in_another_passage_than_its_header_knows_its_columns(tmp_path: Path) -> None:
    rows = "".join(f"| Oven {at} | {at} loaves at a time and no more than that | |\n" for at in range(30))
    (tmp_path / "a.md").write_text(f"| Oven | Room | Steam |\n|---|---|---|\n{rows}")
    with Library.open(tmp_path / "l", encoder=LetterEncoder(), create=True) as library:
        library.ingest([tmp_path / "a.md"])
        hits = library.search("oven 29", budget=20_000)
        assert library.tree("a.md").blocks[0].kind == "table"
    found = [row for hit in hits for row in hit.rows if not row.is_header]
    assert len(found) == 30
    assert {row.columns for row in found} == {("Oven", "Room", "Steam")}


def test_a_place_knows_the_blocks_it_lies_in_and_a_table_its_header() -> None:
    tree = read(NOTE)
    table = next(block for block in views.ancestors(tree, place("yes")) if block.kind == "table")
    header = views.header_of(table)
    assert header is not None
    assert NOTE[header.start : header.end] == "| Oven | Steam | Loaves |"
    assert len(views.rows(table)) == 2
    assert [block.kind for block in views.ancestors(tree, place("twice"))][:3] == ["quote", "list", "item"]


@pytest.mark.parametrize("mark", ["[ ]", "[x]", "[X]"])
def test_what_is_to_be_done_is_no_statement(mark: str) -> None:
    text = f"# Week\n\n- {mark} Read the chapter about ovens again\n- The rack oven takes 80 loaves.\n"
    said = [unit.text for hit in hits_of("a.md", text) for unit in statements(hit)]
    assert said == ["- The rack oven takes 80 loaves."]
    introduced = text.replace("# Week\n\n", "To do this week:\n\n")
    assert not any(mark in unit.text for hit in hits_of("a.md", introduced) for unit in statements(hit))
