"""The pages of a PDF as lines and ruled tables, what is usual in them, and their margins left out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import mean
from typing import NamedTuple

from quotewise.ingest.pdf_chars import Rule, Sheet
from quotewise.ingest.pdf_lines import TextLine, read_lines
from quotewise.ingest.pdf_tables import Cells, find_grids, read_grid

_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-\u2013]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*[-\u2013]?(?:\s*(?:of|/)\s*\d{1,4})?", re.I
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class Page(NamedTuple):
    """A page's lines, in sections that each end with a ruled table or with the page.

    rules: the level lines on it. low, high: its lower and its upper end. lines: those outside of ruled tables.
    """

    sections: tuple[tuple[tuple[TextLine, ...], Cells], ...] = ()
    rules: tuple[Rule, ...] = ()
    low: float = 0.0
    high: float = 0.0

    @property
    def lines(self) -> tuple[TextLine, ...]:
        return tuple(line for lines, _ in self.sections for line in lines)


class Style(NamedTuple):
    """What is usual in this document, found once for all its pages.

    size: of most characters, in points. leading: distance of baselines within a paragraph, in font sizes.
    headings: the sizes of headings, largest first. words: every word and hyphenated word, in lower case.
    bold, mono: whether so much of it is that it says nothing about a line.
    """

    size: float
    leading: float
    headings: tuple[float, ...]
    words: frozenset[str]
    bold: bool
    mono: bool


def read_layout(sheet: Sheet) -> Page:
    """Part a page into lines and ruled tables."""
    level = tuple(rule for rule in sheet.rules if not rule.upright)
    lines = read_lines(sheet.chars, sheet.rules)
    held: dict[TextLine, Cells] = {}
    for grid in find_grids(sheet.rules):
        inside = [line for line in lines if line not in held and grid.holds(line.pieces[0])]
        cells = read_grid(grid, [piece for line in inside for piece in line.pieces], level)
        # One row is a box around text, or a stripe of a table without rules
        held |= dict.fromkeys(inside, cells) if len(cells) > 1 else {}
    sections: list[tuple[tuple[TextLine, ...], Cells]] = []
    for cells, run in groupby(lines, key=lambda line: held.get(line, [])):
        if not cells:
            sections.append((tuple(run), []))
        elif not any(cells is table for _, table in sections):  # other lines stood in between
            sections.append(((), cells))
    return Page(tuple(sections), level, sheet.low, sheet.high)


def find_style(pages: Sequence[Page]) -> Style:
    """What is usual across all pages."""
    lines = [line for page in pages for line in page.lines]
    lengths: dict[float, list[int]] = {}
    for line in lines:
        lengths.setdefault(round_size(line.size), []).append(len(line.text))
    body = max(lengths, key=lambda size: sum(lengths[size]), default=10.0)
    headings = {round_size(line.size) for line in lines if sum(map(str.isalpha, line.text)) > 2}
    gaps = (
        (above.y - line.y) / line.size
        for page in pages
        for above, line in pairwise(page.lines)
        if line.size and len(above.text) > 40
    )
    leading = Counter(round(gap, 1) for gap in gaps if 0.9 < gap < 3).most_common(1)
    written = sum(map(sum, lengths.values()))
    return Style(
        size=body,
        leading=leading[0][0] if leading else 1.2,
        headings=tuple(sorted((s for s in headings if s > 1.1 * body and mean(lengths[s]) < 80), reverse=True)),
        words=frozenset(match[0].lower() for line in lines for match in _WORD.finditer(line.text)),
        bold=sum(len(line.text) for line in lines if line.bold) > 0.4 * written,
        mono=sum(len(line.text) for line in lines if line.mono) > 0.8 * written,
    )


def round_size(size: float) -> float:
    """To half a point: the same heading differs by less from page to page."""
    return round(size * 2) / 2


def drop_margins(pages: Sequence[Page], style: Style) -> Iterator[Page]:
    """The pages without running headers and footers and page numbers."""
    margins = [
        {line: _mark(line, number) for line in _find_margin(page) if line.size <= 1.05 * style.size}
        for number, page in enumerate(pages)
    ]
    marks = Counter(mark for margin in margins for mark in set().union(*margin.values()))
    often = max(3, len(pages) / 10)
    for page, margin in zip(pages, margins, strict=True):
        dropped = {
            line
            for line, known in margin.items()
            if _PAGE_NUMBER.fullmatch(line.text) or any(marks[mark] >= often for mark in known)
        }
        sections = ((tuple(line for line in lines if line not in dropped), cells) for lines, cells in page.sections)
        yield page._replace(sections=tuple(sections))


def _find_margin(page: Page) -> list[TextLine]:
    """The two uppermost and the two lowest lines, as far as they stand near the ends of the page."""
    down = sorted(page.lines, key=lambda line: line.y)
    inner = 0.12 * (page.high - page.low)
    return [line for line in (*down[:2], *down[-2:]) if not page.low + inner < line.y < page.high - inner]


def _mark(line: TextLine, number: int) -> set[tuple[str, int]]:
    """What a running header shares from page to page: words at that height, or that it counts the pages."""
    counted = re.findall(r"^\d{1,4}\b|\b\d{1,4}$", line.text)
    return {(said, round(line.y / 4)) for said in (line.text, *(str(int(count) - number) for count in counted))}
