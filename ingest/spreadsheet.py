"""CSV and TSV to a note: one pipe table with the first row as its header."""

import csv
import io
from collections import Counter

from quotewise.ingest.note import Note
from quotewise.ingest.parts import MAX_CELLS, Part, write_note
from quotewise.ingest.text import decode

READER = "quotewise csv 2"

_SAMPLE = 50  # lines looked at to tell what parts the cells
_QUOTED_LINES = 200  # a cell with more lines than this is a quotation mark that was never closed


def read_csv(data: bytes, *, delimiter: str = "") -> Note:
    """The note in a table of cells parted by `delimiter`, by default the one of , ; tab | that fits best."""
    text = decode(data)[0].lstrip("\ufeff")
    # The module's own limit of 131,072 characters a cell would refuse what the file's size already bounds
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    delimiter = delimiter or _find_delimiter(text)
    rows = _read_rows(text, delimiter)
    if any(cell.count("\n") > _QUOTED_LINES for row in rows for cell in row):
        rows = _read_rows(text, delimiter, quoted=False)
    return write_note(data, [[Part("table", rows=tuple(rows))]], READER)


def _read_rows(text: str, delimiter: str, *, quoted: bool = True) -> list[list[str]]:
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
    rows: list[list[str]] = []
    cells = 0
    for row in filter(None, reader):
        rows.append(row)
        cells += len(row)
        if cells > MAX_CELLS:  # more than a table may have: it will be refused
            break
    return rows


def _find_delimiter(text: str) -> str:
    """The sign that parts most lines into the same number of cells, more cells being better."""
    lines = [line for line in text.splitlines()[:_SAMPLE] if line.strip()]

    def fit(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
        return (count, width) if width > 1 else (0, 0)

    return max(",;\t|", key=fit)
