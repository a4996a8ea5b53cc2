"""Tables of a PDF page: grids of ruled lines, and rows whose pieces stand in columns."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quotewise.ingest.glyph import Edge, Glyph
from quotewise.ingest.row import Piece, Row, read_rows

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


def find_grids(edges: Iterable[Edge]) -> list[Grid]:
    """The grids that crossing lines form, with two rows and two columns at least."""
    merged = _merge(list(edges))
    if len(merged) > MAX_LINES:
        return []
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


def _merge(edges: Sequence[Edge]) -> list[Edge]:
    """Lines that lie on one another, or are the two sides of a thick one, as one line."""
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
    return merged


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


def read_columns(rows: Sequence[Row]) -> tuple[int, Cells]:
    """How many rows from the first on form a table without ruled lines, and its cells; 0 if they do not.

    Columns are the strips of paper that no piece of any of the rows crosses. A row of one piece that
    stays within one column continues the cell above it.
    """
    best: tuple[int, list[tuple[float, float]]] = (0, [])
    if len(rows) < 3 or len(rows[0].pieces) < 2:
        return 0, []
    strips: list[tuple[float, float]] = []
    for count, row in enumerate(rows, 1):
        if count > 1 and not _follows(rows[count - 2], row):
            break
        strips = _widen(strips, row.pieces)
        if len(strips) < 2 or len(strips) > 1.5 * len(rows[0].pieces) + 1:
            break
        if len(row.pieces) > 1:
            best = (count, strips)
    count, strips = best
    if count < 3:
        return 0, []
    cells = _place(rows[:count], strips)
    return (count, cells) if _is_table(cells) else (0, [])


def _follows(above: Row, row: Row) -> bool:
    return 0 < above.y - row.y < 3 * row.size and not row.mono and abs(row.size - above.size) < 0.15 * row.size


def _widen(strips: Sequence[tuple[float, float]], pieces: Iterable[Piece]) -> list[tuple[float, float]]:
    """The strips of ink that remain parted when these pieces are laid over them."""
    merged: list[tuple[float, float]] = []
    for x0, x1 in sorted([*strips, *((piece.x0, piece.x1) for piece in pieces)]):
        if merged and x0 < merged[-1][1] + NEAR:
            merged[-1] = (merged[-1][0], max(merged[-1][1], x1))
        else:
            merged.append((x0, x1))
    return merged


def _place(rows: Sequence[Row], strips: Sequence[tuple[float, float]]) -> Cells:
    cells: Cells = []
    starts = [x0 for x0, _ in strips]
    gaps = [above.y - below.y for above, below in pairwise(rows)]
    for row, gap in zip(rows, [0.0, *gaps], strict=False):
        line = [""] * len(strips)
        for piece in row.pieces:
            column = bisect_right(starts, piece.x0 + NEAR) - 1
            line[column] = f"{line[column]} {piece.text}".strip()
        tight = gap < 0.85 * max(gaps)
        if cells and (tight if line[0] else tight or len(row.pieces) == 1) and len(row.pieces) < len(strips):
            cells[-1] = [f"{above} {below}".strip() for above, below in zip(cells[-1], line, strict=True)]
        else:
            cells.append(line)
    return cells


def _is_table(cells: Cells) -> bool:
    """Three rows at least, most cells filled, and not two columns of running text side by side."""
    if len(cells) < 3:
        return False
    filled = [cell for line in cells for cell in line if cell]
    share = len(filled) / (len(cells) * len(cells[0]))
    prose = sorted(len(line[0]) for line in cells)[len(cells) // 2] > 35
    return share > 0.6 and not prose
