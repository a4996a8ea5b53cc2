"""CSV and TSV to a note: the file's own text, as one table of rows and cells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quotewise.ingest.block import Block, Edit, Tree
from quotewise.ingest.delimited import Cell, drop_idle, find_separator, read_rows
from quotewise.ingest.note import Note, SkippedNote

_EXCEL = re.compile(r"\ufeff?sep=([^\r\n])[ \t]*(?=[\r\n]|\Z)", re.I)  # Excel's own first line
_MARK = re.compile(r'""|(?<!\\)\||[\r\n]\s*')
_END = tuple(".!?:;,")
_NAME = 40  # characters that a column's name has at most
_LOOKED_AT = 100  # rows that are asked whether the first one names their columns
_VALUE = re.compile(r"[-+\u2212$\u20ac\u00a3]?\d[\d.,:/%-]*")


def read_table(note: Note, *, separator: str = "") -> Note:
    """The note with the table its text is, of cells parted by `separator`, by default the one of , ; tab | that fits.

    A row is shown as "a | b", its cells on one line and their own bars escaped: a row of a pipe table without the
    bars at its ends. Raises SkippedNote where there is no row, and as `read_rows` does.
    """
    text = note.text
    told = _EXCEL.match(text)
    at = told.end() if told else 0
    separator = separator or (told[1] if told else find_separator(text))
    rows: list[Block] = []
    edits: list[Edit] = []
    for row in read_rows(text, separator, at or int(text.startswith("\ufeff"))):
        edits.append((at, row.start, "\n" if rows else ""))
        edits += _show_row(text, row.start, row.end, row.cells)
        rows.append(Block("row", row.start, row.end, children=tuple(Block("cell", *cell[:2]) for cell in row.cells)))
        at = row.end
    if not rows:
        raise SkippedNote("empty")
    if _names_columns(text, rows):
        rows[0] = replace(rows[0], label="header")
        if len(rows[0].children) > 1:  # the line that makes rows of bars a table; one column has no bars
            rule = " | ".join("---" for _ in rows[0].children)
            gap = (rows[0].end, rows[1].start)
            edits[edits.index((*gap, "\n"))] = (*gap, f"\n{rule}\n")
    head = (Block("metadata", 0, told.end()),) if told else ()
    # A byte-order mark stands before the first row, and is no white space to those who look at the text
    table = Block("table", rows[0].start if told else 0, rows[-1].end, children=tuple(rows))
    return replace(note, tree=Tree((*head, table), drop_idle(text, edits)))


def _show_row(text: str, at: int, end: int, cells: Sequence[Cell]) -> list[Edit]:
    edits: list[Edit] = []
    for number, cell in enumerate(cells):
        # A row that began with a bar would be read as one without its first cell
        gap = " | " if number > 1 or cells[0].end > cells[0].start else "\u2013 | "
        edits.append((at, cell.start, gap if number else ""))
        edits += _show_cell(text, cell)
        at = cell.end
    return [*edits, (at, end, "")]


def _show_cell(text: str, cell: Cell) -> Iterator[Edit]:
    for mark in _MARK.finditer(text, cell.start, cell.end):
        if mark[0] == "|":
            shown = r"\|"
        elif mark[0] == '""':
            shown = '"' if cell.quoted else mark[0]
        else:
            shown = " " if text[mark.start() - 1] in _END else "; "
        yield *mark.span(), shown


def _names_columns(text: str, rows: Sequence[Block]) -> bool:
    """Whether the first row reads like names: all there, short, no figures, no sentences, and none met again below."""
    first, *others = [[text[cell.start : cell.end] for cell in row.children] for row in rows[:_LOOKED_AT]]
    if not others or len(set(first)) < len(first):
        return False
    named = all(0 < len(cell) <= _NAME and not cell.endswith(_END) and not _VALUE.fullmatch(cell) for cell in first)
    return named and not any(cell in row[place : place + 1] for row in others for place, cell in enumerate(first))
