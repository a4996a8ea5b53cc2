"""Rows of cells in a text, each with its place: what CSV, TSV and Anki's text export have in common."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from quotewise.ingest.block import Edit
from quotewise.ingest.note import UnreadableNote
from quotewise.ingest.parts import MAX_CELLS

MAX_COLUMNS = 1_000  # what has more is data, not notes
SEPARATORS = ",;\t|"

_SAMPLE = 50  # rows looked at to tell what parts the cells
_QUOTED_LINES = 200  # a cell with more lines than this is a quotation mark that was never closed
_OPENING = '" \t'  # what a cell in quotes begins with; most cells do not
_LINE_END = re.compile(r"\r\n|\r|\n")


class Cell(NamedTuple):
    """A cell's content, without the quotes and blanks around it; quoted: `""` in it means `"`."""

    start: int
    end: int
    quoted: bool


class Row(NamedTuple):
    """A row that holds something: `text[start:end]`, its line end left out."""

    start: int
    end: int
    cells: list[Cell]


def read_rows(text: str, separator: str, start: int = 0) -> Iterator[Row]:
    """The rows from `start` on, empty lines left out. Time grows with the text, whatever stands in it.

    CRLF, LF and a lone CR end a row. A quote opens a cell where another one closes it before a separator or a
    line's end; anywhere else it is a sign like others.
    Raises UnreadableNote for more than MAX_COLUMNS columns, or MAX_CELLS cells, missing ones counted.
    """
    width = 0
    for rows, row in enumerate(_scan(text, separator, start), 1):
        width = max(width, len(row.cells))
        if width > MAX_COLUMNS or rows * width > MAX_CELLS:
            size = f"{width:,} columns" if width > MAX_COLUMNS else f"{rows:,} rows and {width:,} columns"
            raise UnreadableNote(f"holds a table of {size}; split it, or leave data out of notes")
        yield row


def _scan(text: str, separator: str, at: int) -> Iterator[Row]:
    blank = "[" + " \t".replace(separator, "") + "]*+"
    mark = re.escape(separator)
    quoted = re.compile(rf'{blank}"([^"]*+(?:""[^"]*+)*+)"{blank}(?={mark}|[\r\n]|\Z)')
    bare = re.compile(rf"[^{mark}\r\n]*+")
    while at < len(text):
        begin, cells = at, []
        while True:
            cell, at = _scan_cell(text, at, quoted, bare)
            cells.append(cell)
            if not text.startswith(separator, at):
                break
            at += 1
        if text[begin:at].strip():
            yield Row(begin, at, cells)
        ended = _LINE_END.match(text, at)
        at = ended.end() if ended else at


def _scan_cell(text: str, at: int, quoted: re.Pattern[str], bare: re.Pattern[str]) -> tuple[Cell, int]:
    closed = quoted.match(text, at) if text[at : at + 1] in _OPENING else None
    if closed and max(text.count(end, *closed.span(1)) for end in "\r\n") <= _QUOTED_LINES:
        return _narrow(text, *closed.span(1), quoted=True), closed.end()
    end = bare.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
    return _narrow(text, at, end, quoted=False), end


def _narrow(text: str, start: int, end: int, *, quoted: bool) -> Cell:
    content = text[start:end]
    start += len(content) - len(content.lstrip())
    return Cell(start, start + len(content.strip()), quoted)


def find_separator(text: str, start: int = 0) -> str:
    """The sign that parts most rows into the same number of cells, more cells being better."""

    def fit(separator: str) -> tuple[int, int]:
        widths = Counter(len(row.cells) for row in islice(_scan(text, separator, start), _SAMPLE))
        width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
        return (count, width) if width > 1 else (0, 0)

    return max(SEPARATORS, key=fit)


def drop_idle(text: str, edits: list[Edit]) -> tuple[Edit, ...]:
    """The edits without those that change nothing."""
    return tuple(edit for edit in edits if text[edit[0] : edit[1]] != edit[2])
