"""The pages of a PDF as rows and ruled tables, what is usual in them, and their margins left out."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import mean

from quotewise.ingest.glyph import Edge, Glyph, Sheet
from quotewise.ingest.grid import Cells, Grid, find_grids, merge_edges, read_cells
from quotewise.ingest.row import Row, read_rows

_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-\u2013]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*[-\u2013]?(?:\s*(?:of|/)\s*\d{1,4})?", re.I
)
_LEADER = re.compile(r"(?:\.\s?){5,}\s*\w{1,6}$")  # a line of a table of contents
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

Mark = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Page:
    """A page's rows outside ruled tables, and those tables by the place of the row they stand before.

    rules: the level lines on it. low, high: its lower and its upper end.
    """

    rows: tuple[Row, ...]
    tables: tuple[tuple[int, Cells], ...] = ()
    rules: tuple[Edge, ...] = ()
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class Style:
    """What is usual in this document, found once for all its pages.

    size: of most characters, in points. leading: distance of baselines within a paragraph, in font sizes.
    headings: the sizes of headings, largest first. words: every word and hyphenated word, in lower case.
    bold, mono: whether so much of it is that it says nothing about a row.
    """

    size: float
    leading: float
    headings: tuple[float, ...]
    words: frozenset[str]
    bold: bool
    mono: bool


def read_layout(sheet: Sheet) -> Page:
    """Part a page into rows and ruled tables."""
    held: dict[Grid, list[Glyph]] = {}
    edges = merge_edges(sheet.edges)
    grids = find_grids(edges)
    for glyph in sheet.glyphs if grids else ():
        for grid in grids:
            if grid.holds(glyph):
                held.setdefault(grid, []).append(glyph)
                break
    cells = {grid: read_cells(grid, glyphs) for grid, glyphs in held.items()}
    # One row is a box around text, or a stripe of a table without rules
    owners = {glyph: grid for grid, glyphs in held.items() if len(cells[grid]) > 1 for glyph in glyphs}
    tables: list[tuple[int, Cells]] = []
    rows: list[Row] = []
    kept: list[Glyph] = []
    for glyph in sheet.glyphs:
        owner = owners.get(glyph)
        if owner is None:
            kept.append(glyph)
        elif owner in cells:
            rows += read_rows(kept)
            kept = []
            tables.append((len(rows), cells.pop(owner)))
    rows += read_rows(kept)
    rules = tuple(edge for edge in edges if not edge.upright)
    return Page(tuple(rows), tuple(tables), rules, sheet.low, sheet.high)


def find_style(pages: Sequence[Page]) -> Style:
    """What is usual across all pages."""
    rows = [row for page in pages for row in page.rows]
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[round_size(row.size)] += len(row.text)
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    gaps = (
        (above.y - row.y) / row.size
        for page in pages
        for above, row in pairwise(page.rows)
        if row.size and len(above.text) > 40
    )
    leading = Counter(round(gap, 1) for gap in gaps if 0.9 < gap < 3).most_common(1)
    return Style(
        size=body,
        leading=leading[0][0] if leading else 1.2,
        headings=_find_headings(rows, body),
        words=frozenset(match[0].lower() for row in rows for match in _WORD.finditer(row.text)),
        bold=sum(len(row.text) for row in rows if row.bold) > 0.4 * sizes.total(),
        mono=sum(len(row.text) for row in rows if row.mono) > 0.8 * sizes.total(),
    )


def round_size(size: float) -> float:
    """To half a point: the same heading differs by less from page to page."""
    return round(size * 2) / 2


def _find_headings(rows: Iterable[Row], body: float) -> tuple[float, ...]:
    lengths: dict[float, list[int]] = {}
    for row in rows:
        if row.size > 1.1 * body and sum(map(str.isalpha, row.text)) > 2:
            lengths.setdefault(round_size(row.size), []).append(len(row.text))
    return tuple(sorted((size for size, known in lengths.items() if mean(known) < 80), reverse=True))


def drop_margins(pages: Sequence[Page], style: Style) -> list[Page]:
    """The pages without running headers and footers, page numbers and lines of a table of contents."""
    marks: Counter[Mark] = Counter()
    for number, page in enumerate(pages):
        marks.update({mark for place in _margin(page) for mark in _marks(page.rows[place], number)})
    often = max(3, len(pages) / 10)
    cleaned = []
    for number, page in enumerate(pages):
        dropped = {place for place, row in enumerate(page.rows) if _LEADER.search(row.text)}
        for place in _margin(page):
            row = page.rows[place]
            returns = any(marks[mark] >= often for mark in _marks(row, number))
            if row.size <= 1.05 * style.size and (returns or _PAGE_NUMBER.fullmatch(row.text)):
                dropped.add(place)
        cleaned.append(_drop_rows(page, dropped))
    return cleaned


def _drop_rows(page: Page, dropped: Collection[int]) -> Page:
    rows = tuple(row for place, row in enumerate(page.rows) if place not in dropped)
    tables = tuple((before - sum(place < before for place in dropped), cells) for before, cells in page.tables)
    return replace(page, rows=rows, tables=tables)


def _margin(page: Page) -> set[int]:
    """The two uppermost and the two lowest rows, as far as they stand near the ends of the page."""
    down = sorted(range(len(page.rows)), key=lambda place: page.rows[place].y)
    inner = 0.12 * (page.high - page.low)
    outside = {*down[:2], *down[-2:]}
    return {place for place in outside if not page.low + inner < page.rows[place].y < page.high - inner}


def _marks(row: Row, number: int) -> Iterator[Mark]:
    """What a running header shares from page to page: words at that height, or that it counts the pages."""
    height = round(row.y / 4)
    yield row.text, height
    for counted in {*re.findall(r"^\d{1,4}\b|\b\d{1,4}$", row.text)}:
        yield str(int(counted) - number), height
