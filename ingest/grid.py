"""Tables of a PDF page that are ruled: grids of crossing lines, and the words in their cells."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quotewise.ingest.glyph import Edge, Glyph
from quotewise.ingest.row import Row, read_rows

NEAR = 3.0  # points: lines this close are one, ends this close meet
MAX_LINES = 1_200  # on a page; a drawing has more, and comparing each with each takes their square
Cells = list[list[str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: where its columns (left to right) and rows (top to bottom) are parted, and its edges."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    edges: tuple[Edge, ...]

    def holds(self, glyph: Glyph) -> bool:
        """Whether the character's middle lies within the outer frame."""
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.y + 0.3 * glyph.size
        return self.xs[0] < x < self.xs[-1] and self.ys[-1] < y < self.ys[0]


def find_grids(merged: Sequence[Edge]) -> list[Grid]:
    """The grids that crossing lines form, with two columns at least."""
    grids = []
    for group in _group(merged):
        xs = sorted({edge.at for edge in group if edge.upright})
        ys = sorted({edge.at for edge in group if not edge.upright}, reverse=True)
        if len(xs) > 2 and len(ys) > 1:
            grids.append(Grid(tuple(xs), tuple(ys), tuple(group)))
    return grids


def read_cells(grid: Grid, glyphs: Iterable[Glyph]) -> Cells:
    """The words in each cell; a cell over several columns fills the first, one over several rows each."""
    held: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        column = bisect_right(grid.xs, (glyph.x0 + glyph.x1) / 2) - 1
        row = len(grid.ys) - 1 - bisect_right(grid.ys[::-1], glyph.y + 0.3 * glyph.size)
        held.setdefault(_anchor(grid, row, column), []).append(glyph)
    words = {place: read_rows(run) for place, run in held.items()}
    return [cells for row in range(len(grid.ys) - 1) for cells in _split_row(_fill_row(grid, words, row))]


def _fill_row(grid: Grid, words: dict[tuple[int, int], list[Row]], row: int) -> list[list[Row]]:
    anchors = [_anchor(grid, row, column) for column in range(len(grid.xs) - 1)]
    return [words.get(anchor, []) if anchor[1] == column else [] for column, anchor in enumerate(anchors)]


def _split_row(cells: list[list[Row]]) -> Cells:
    """One row of words, or several where only the columns are ruled and every column has the same lines."""
    filled = [lines for lines in cells if lines]
    height = len(filled[0]) if filled else 0
    level = all(
        len(lines) == height and all(abs(line.y - first.y) < NEAR for line, first in zip(lines, filled[0], strict=True))
        for lines in filled
    )
    if height > 2 and len(filled) > 1 and level:
        return [[lines[place].text if lines else "" for lines in cells] for place in range(height)]
    return [["\n".join(line.text for line in lines) for lines in cells]]


def _anchor(grid: Grid, row: int, column: int) -> tuple[int, int]:
    """The upper left part of the cell that this place belongs to: no line parts them."""
    middle = (grid.ys[row] + grid.ys[row + 1]) / 2
    while column and not _is_ruled(grid, True, grid.xs[column], middle):
        column -= 1
    middle = (grid.xs[column] + grid.xs[column + 1]) / 2
    while row and not _is_ruled(grid, False, grid.ys[row], middle):
        row -= 1
    return row, column


def _is_ruled(grid: Grid, upright: bool, at: float, across: float) -> bool:
    return any(
        edge.upright == upright and edge.at == at and edge.start - NEAR <= across <= edge.end + NEAR
        for edge in grid.edges
    )


def merge_edges(edges: Sequence[Edge]) -> list[Edge]:
    """Lines that lie on one another, or are the two sides of a thick one, as one; none on a page with too many."""
    merged: list[Edge] = []
    for upright in (True, False):
        line = None
        for edge in sorted(edge for edge in edges if edge.upright == upright):
            line = edge.at if line is None or edge.at - line > NEAR else line
            last = merged[-1] if merged and merged[-1].upright == upright and merged[-1].at == line else None
            if last and edge.start <= last.end + NEAR and edge.end >= last.start - NEAR:
                merged[-1] = Edge(upright, line, min(last.start, edge.start), max(last.end, edge.end))
            else:
                merged.append(Edge(upright, line, edge.start, edge.end))
    return merged if len(merged) <= MAX_LINES else []


def _group(edges: Sequence[Edge]) -> Iterator[list[Edge]]:
    """Lines that meet one another, directly or through others."""
    left = set(edges)
    while left:
        group, ahead = [], [left.pop()]
        while ahead:
            edge = ahead.pop()
            group.append(edge)
            met = [other for other in left if _meet(edge, other)]
            left.difference_update(met)
            ahead += met
        yield group


def _meet(one: Edge, other: Edge) -> bool:
    if one.upright == other.upright:
        return False
    return one.start - NEAR <= other.at <= one.end + NEAR and other.start - NEAR <= one.at <= other.end + NEAR
