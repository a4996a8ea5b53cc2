"""Tables of a PDF page: grids of ruled lines, and lines of text whose pieces stand in columns."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

from quotewise.ingest.parts import join_words
from quotewise.ingest.pdf_chars import Rule
from quotewise.ingest.pdf_lines import Piece, TextLine

MAX_RULES = 2_000  # on a page; a drawing has more, and comparing each with each takes their square
NEAR = 3.0  # points: lines this close are one, ends this close meet
Cells = list[list[str]]
Strip = tuple[float, float]
Level = list[Piece]  # the pieces on one baseline, wherever they come in the order of writing


class Grid(NamedTuple):
    """Where crossing lines part columns (from the left) and rows (from below)."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]

    def holds(self, piece: Piece) -> bool:
        """Whether the piece's beginning lies within the outer frame."""
        return self.xs[0] - NEAR < piece.x0 < self.xs[-1] and self.ys[0] < piece.y + 0.3 * piece.size < self.ys[-1]


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """The grids that crossing lines form, with two columns at least; none on a page with too many lines."""
    groups: list[list[Rule]] = []
    for rule in rules if len(rules) <= MAX_RULES else ():
        joined, apart = [rule], []
        for group in groups:
            if any(_meet(rule, other) for other in group):
                joined += group
            else:
                apart.append(group)
        groups = [*apart, joined]
    grids = [
        Grid(*(_merge(rule.at for rule in group if rule.upright == side) for side in (True, False))) for group in groups
    ]
    return [grid for grid in grids if len(grid.xs) > 2 and len(grid.ys) > 1]


def _meet(one: Rule, other: Rule) -> bool:
    across = one.start - NEAR <= other.at <= one.end + NEAR and other.start - NEAR <= one.at <= other.end + NEAR
    return across and one.upright != other.upright


def _merge(places: Iterable[float]) -> tuple[float, ...]:
    """The places in order; those near to one another are the sides of one thick line, or it drawn twice."""
    merged: list[float] = []
    for place in sorted(places):
        merged += [place] * (not merged or place - merged[-1] > NEAR)
    return tuple(merged)


def read_grid(grid: Grid, pieces: Iterable[Piece], rules: Sequence[Rule]) -> Cells:
    """The words in each cell: level lines part the rows, or each line is one where there are none below the head."""
    levels = _find_levels(pieces)
    parted = [_is_ruled(above, below, rules) for above, below in pairwise(levels)]
    if len(grid.ys) < 4 and len({len(level) for level in levels}) == 1:
        parted = [True] * len(parted)
    return _place(levels, grid.xs[:-1], parted)


def read_columns(lines: Sequence[TextLine], rules: Sequence[Rule] = ()) -> tuple[int, Cells]:
    """How many lines from the first on form a table without a grid, and its cells; 0 if they form none.

    Columns are the strips of paper that no piece of any of the lines crosses. rules: the level lines of the
    page, which part the rows of the table where it has enough of them; else words in the first column do.
    """
    if len(lines) < 2 or len(lines[0].pieces) < 2:
        return 0, []
    count, starts = _find_run(lines)
    levels = _find_levels(chain.from_iterable(line.pieces for line in lines[:count]))
    parted = [_is_ruled(above, below, rules) for above, below in pairwise(levels)]
    ruled = sum(parted) > max(1, 0.3 * len(parted))
    begins = parted if ruled else [level[0].x0 < starts[1] - NEAR for level in levels[1:]]
    cells = _place(levels, starts, begins)
    if len(cells) < (2 if ruled else 3):
        return 0, []
    filled = sum(bool(cell) for row in cells for cell in row)
    prose = median(len(row[0]) for row in cells) > 35  # running text side by side
    full = filled > 0.6 * len(cells) * len(starts) and (ruled or not prose)
    return (count, cells) if full else (0, [])


def _find_run(lines: Sequence[TextLine]) -> tuple[int, list[float]]:
    """How many lines share two strips at least, the first of them the highest, and where those strips begin."""
    count, starts = 0, list[float]()
    strips: list[Strip] = []
    top = low = lines[0].y
    for number, line in enumerate(lines, 1):
        near = top + NEAR > line.y > low - 3 * line.size
        strips = _widen(strips, line.pieces)
        parted = 2 <= len(strips) <= 1.5 * len(lines[0].pieces) + 1
        if not near or not parted or line.mono or abs(line.size - lines[0].size) > 0.15 * line.size:
            break
        low = min(low, line.y)
        # A single piece in the first column may as well be the paragraph after the table
        if len(line.pieces) > 1 or line.x0 > strips[1][0] - NEAR:
            count, starts = number, [x0 for x0, _ in strips]
    return count, starts


def _widen(strips: Sequence[Strip], pieces: Iterable[Piece]) -> list[Strip]:
    """The strips of ink that remain parted when these pieces are laid over them."""
    merged: list[Strip] = []
    for x0, x1 in sorted([*strips, *((piece.x0, piece.x1) for piece in pieces)]):
        if merged and x0 < merged[-1][1] + NEAR:
            merged[-1] = (merged[-1][0], max(merged[-1][1], x1))
        else:
            merged.append((x0, x1))
    return merged


def _find_levels(pieces: Iterable[Piece]) -> list[Level]:
    """The pieces from top to bottom, those on one baseline together from left to right."""
    levels: list[Level] = []
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        if levels and levels[-1][0].y - piece.y < 0.3 * piece.size:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    return [sorted(level, key=lambda piece: piece.x0) for level in levels]


def _is_ruled(above: Level, below: Level, rules: Sequence[Rule]) -> bool:
    """Whether a line stands between two levels, longer than half of them."""
    left, right = min(above[0].x0, below[0].x0), max(above[-1].x1, below[-1].x1)
    return any(
        below[0].y < rule.at < above[0].y and min(rule.end, right) - max(rule.start, left) > 0.5 * (right - left)
        for rule in rules
    )


def _place(levels: Sequence[Level], starts: Sequence[float], begins: Sequence[bool]) -> Cells:
    """The words of the levels by column, a row for the first level and for each that begins one."""
    cells: Cells = []
    for level, begun in zip(levels, [True, *begins], strict=False):
        if begun:
            cells.append([""] * len(starts))
        for piece in level:
            column = max(bisect_right(starts, piece.x0 + NEAR) - 1, 0)
            before = cells[-1][column]
            cells[-1][column] = before + join_words(before, piece.text) * bool(before) + piece.text
    return cells
