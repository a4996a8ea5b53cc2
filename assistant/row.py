"""Table rows: those that a stretch of a passage touches, and how one is said."""

import re
from collections.abc import Iterator

from quotewise.index import Hit
from quotewise.ingest import Row

_EMPTY = re.compile(r"[-\u2013\u2014\s]*$")


def rows_at(hit: Hit, start: int, end: int) -> Iterator[Row]:
    """The rows that a stretch of a passage touches. start, end: offsets into the note."""
    return (row for row in hit.rows if row.start < end - hit.start and start - hit.start < row.end)


def row_at(hit: Hit, start: int) -> Row | None:
    """The row at a place of the note, None where none is."""
    return next(rows_at(hit, start, start + 1), None)


def say_row(row: Row) -> str:
    """A row as a sentence: its first cell, then each cell behind the name of its column.

    Where nothing names its columns, the cells stand alone.
    """
    cells = [cell.text for cell in row.cells]
    if not row.columns or len(cells) < 2:
        return "; ".join(filter(None, cells))
    pairs = [(name, cell) for name, cell in zip(row.columns, cells, strict=True) if not _EMPTY.match(cell)]
    told = [f"{name}: {cell}" if name else cell for name, cell in pairs]
    if pairs and pairs[0][1] == cells[0]:
        return f"{cells[0]} \u2013 {'; '.join(told[1:])}" if len(told) > 1 else cells[0]
    return "; ".join(told)
