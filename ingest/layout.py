"""The pages of a PDF as rows and ruled tables, what is usual in them, and their margins left out."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean

from quotewise.ingest.glyph import Edge, Glyph
from quotewise.ingest.grid import Cells, find_grids, read_cells
from quotewise.ingest.row import Row, read_rows

_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-\u2013]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*[-\u2013]?(?:\s*(?:of|/)\s*\d{1,4})?", re.I
)
_LEADER = re.compile(r"(?:\.\s?){5,}\s*\w{1,6}$")  # a line of a table of contents
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

Mark = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Page:
    """A page's rows outside ruled tables, and those tables by the place of the row they stand before."""

    rows: tuple[Row, ...]
    tables: tuple[tuple[int, Cells], ...] = ()


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


def read_layout(glyphs: Sequence[Glyph], edges: Iterable[Edge]) -> Page:
    """Part a page into rows and ruled tables."""
    rows: list[Row] = []
    tables: list[tuple[int, Cells]] = []
    grids = find_grids(edges)
    owners = [next((grid for grid in grids if grid.holds(glyph)), None) for glyph in glyphs]
    kept: list[Glyph] = []
    for place, (glyph, owner) in enumerate(zip(glyphs, owners, strict=True)):
        if owner is None:
            kept.append(glyph)
        elif owner in grids:
            grids.remove(owner)
            cells = read_cells(owner, [g for g, o in zip(glyphs[place:], owners[place:], strict=True) if o is owner])
            rows += read_rows(kept)
            kept = []
            tables.append((len(rows), cells))
    rows += read_rows(kept)
    return Page(tuple(rows), tuple(tables))


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
    often = max(3, len(pages) / 3)
    cleaned = []
    for number, page in enumerate(pages):
        dropped = {place for place, row in enumerate(page.rows) if _LEADER.search(row.text)}
        for place in _margin(page):
            row = page.rows[place]
            returns = any(marks[mark] >= (often if _DIGITS.search(row.text) else 3) for mark in _marks(row, number))
            if row.size <= 1.05 * style.size and (returns or _PAGE_NUMBER.fullmatch(row.text)):
                dropped.add(place)
        cleaned.append(_drop_rows(page, dropped))
    return cleaned


def _drop_rows(page: Page, dropped: Collection[int]) -> Page:
    rows = tuple(row for place, row in enumerate(page.rows) if place not in dropped)
    tables = tuple((before - sum(place < before for place in dropped), cells) for before, cells in page.tables)
    return Page(rows, tables)


def _margin(page: Page) -> set[int]:
    """The two uppermost and the two lowest rows."""
    down = sorted(range(len(page.rows)), key=lambda place: page.rows[place].y)
    return {*down[:2], *down[-2:]}


def _marks(row: Row, number: int) -> Iterator[Mark]:
    """What a running header shares from page to page: words at that height, or that it counts the pages."""
    height = round(row.y / 4)
    yield _DIGITS.sub("#", row.text), height
    for counted in {*re.findall(r"^\d{1,4}\b|\b\d{1,4}$", row.text)}:
        yield str(int(counted) - number), height
