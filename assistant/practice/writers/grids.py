"""Tables as they can be asked about: rows with names, or columns where those are the things."""

import re
from collections.abc import Iterator
from dataclasses import replace

from quotewise.assistant.practice.vouching import Span
from quotewise.assistant.practice.writers.definitions import lead_of
from quotewise.assistant.practice.writers.page import Page
from quotewise.assistant.practice.writers.siblings import Grid, Record
from quotewise.assistant.practice.writers.terms import has_marks, is_priced, lexis
from quotewise.ingest.block import Block
from quotewise.ingest.views import Row, rows_in

FEWEST, LONGEST = 3, 90  # rows; characters of a cell
_NUMBERED = re.compile(r"\d+[.)]?$")
_EMPTY = re.compile(r"[\W_]*$")
_DECORATED = re.compile(r"^[^\w\u0e00-\u0e7f(\u2212+<>\u2264\u2265~-]+\s*|[\u0e00-\u0e7f\ufffd]+\s*")


def find_grids(page: Page) -> Iterator[Grid]:
    """The tables of a note with a name for each column and each row."""
    for section in page.sections():
        before: Block | None = None
        for block in section.blocks:
            if block.kind == "table" and (grid := read_grid(page, block, title_of(page, before, section.path))):
                yield grid
            before = block


def title_of(page: Page, before: Block | None, path: tuple[str, ...]) -> str:
    return lead_of(page, before) or (path[-1] if path else "")


def read_grid(page: Page, table: Block, title: str) -> Grid | None:
    rows = list(rows_in(page.text, page.tree, table.start, table.end))
    header = next((row for row in rows if row.is_header), None)
    if header is None or len(rows) <= FEWEST:
        return None
    if all(_NUMBERED.match(row.cells[0].text.strip()) for row in rows if not row.is_header):
        rows = [replace(row, cells=row.cells[1:], columns=row.columns[1:]) for row in rows]
        header = next(row for row in rows if row.is_header)
    columns = tuple(clean_cell(cell.text) for cell in header.cells)
    spans = {row.start: page.span(table.start + row.start, table.start + row.end) for row in rows}
    body = [row for row in rows if row.columns and spans[row.start]]
    language = page.language_of(" ".join(cell.text for row in rows for cell in row.cells))
    known = lexis(language).aspects
    if columns[0].casefold() in known or not columns[0]:
        return turned(page, title, columns, header, body, spans, language)
    records = tuple(
        Record(cells, (span,) * len(cells))
        for row in body
        if (span := spans[row.start]) and (cells := tuple(map(clean_cell, (cell.text for cell in row.cells))))[0]
    )
    names = [record.name.casefold() for record in records]
    good = len(records) >= FEWEST and len(set(names)) == len(names) and all(columns)
    return Grid(title, columns, records, language) if good else None


def turned(
    page: Page,
    title: str,
    columns: tuple[str, ...],
    header: Row,
    body: list[Row],
    spans: dict[int, Span | None],
    language: str,
) -> Grid | None:
    """A table whose columns are the things: each a record, its aspects the columns."""
    head = spans[header.start]
    aspects = [(clean_cell(row.cells[0].text), row, span) for row in body if (span := spans[row.start])]
    if head is None or len(columns) <= FEWEST or not all(columns[1:]) or not all(name for name, _, _ in aspects):
        return None
    records = tuple(
        Record(
            (name, *(clean_cell(row.cells[at].text) for _, row, _ in aspects)),
            (head, *(span for _, _, span in aspects)),
        )
        for at, name in enumerate(columns[1:], start=1)
    )
    return Grid(title, ("", *(name for name, _, _ in aspects)), records, language)


def clean_cell(text: str) -> str:
    """A cell as it can stand in a question; "" for one that is empty, a sign, a price, or too long."""
    said = " ".join(_DECORATED.sub("", text.replace("**", "").replace("`", "")).split()).strip()
    unfit = (
        _EMPTY.match(said)
        or len(said) > LONGEST
        or has_marks(said)
        or is_priced(said)
        or said.count("(") != said.count(")")
    )
    return "" if unfit else said
