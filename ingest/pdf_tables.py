"""Tables of a PDF page: grids of ruled lines, and lines of text whose pieces stand in columns."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
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


def read_grid(grid: Grid, pieces: Sequence[Piece], rules: Sequence[Rule]) -> Cells:
    """The words in each cell: level lines part the rows, or each line is one where there are none below the head."""
    levels = _find_levels(pieces)
    parted = [_is_ruled(above, below, rules) for above, below in pairwise(levels)]
    if len(grid.ys) < 4 and len({len(level) for level in levels}) == 1:
        parted = [True] * len(parted)
    return _place(levels, grid.xs[:-1], parted)


def read_columns(lines: Sequence[TextLine], rules: Sequence[Rule] = ()) -> tuple[int, Cells]:
    """How many lines from the first on form a table without a grid, and its cells; 0 if they form none.

    Columns are the strips of paper that no piece of any of the lines crosses. rules: the level lines of the
    page, which part the rows of the table where it has enough of them; else the gaps between lines do.
    """
    if len(lines) < 2 or len(lines[0].pieces) < 2:
        return 0, []
    count, strips = _find_run(lines)
    levels = _find_levels(chain.from_iterable(line.pieces for line in lines[:count]))
    if len(levels) < 2:
        return 0, []
    parted = [_is_ruled(above, below, rules) for above, below in pairwise(levels)]
    ruled = sum(parted) > max(1, 0.3 * len(parted))
    cells = _place(levels, [x0 for x0, _ in strips], parted if ruled else _find_gaps(levels, strips))
    return (count, cells) if _is_table(cells, ruled=ruled) else (0, [])


def _find_run(lines: Sequence[TextLine]) -> tuple[int, list[Strip]]:
    """The lines that share two strips at least, the first of them the highest, and those strips."""
    best: tuple[int, list[Strip]] = (0, [])
    strips: list[Strip] = []
    top = low = lines[0].y
    for count, line in enumerate(lines, 1):
        near = top + NEAR > line.y > low - 3 * line.size
        if not near or line.mono or abs(line.size - lines[0].size) > 0.15 * line.size:
            break
        strips = _widen(strips, line.pieces)
        if len(strips) < 2 or len(strips) > 1.5 * len(lines[0].pieces) + 1:
            break
        low = min(low, line.y)
        # A single piece in the first column may as well be the paragraph after the table
        if len(line.pieces) > 1 or line.x0 > strips[1][0] - NEAR:
            best = (count, strips)
    return best


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


def _find_gaps(levels: Sequence[Level], strips: Sequence[Strip]) -> list[bool]:
    """Where a new row begins: after a wide gap, or with words in the first column."""
    gaps = [above[0].y - below[0].y for above, below in pairwise(levels)]
    begins = []
    for level, gap in zip(levels[1:], gaps, strict=True):
        apart = gap >= 0.85 * max(gaps) and (level[0].x0 < strips[0][1] or len(level) > 1)
        begins.append(apart or len(level) >= len(strips))
    return begins


def _place(levels: Sequence[Level], starts: Sequence[float], begins: Sequence[bool]) -> Cells:
    """The words of the levels by column, a row for the first level and for each that begins one."""
    cells: Cells = []
    for level, begun in zip(levels, [True, *begins], strict=True) if levels else ():
        if begun:
            cells.append([""] * len(starts))
        for piece in level:
            column = max(bisect_right(starts, piece.x0 + NEAR) - 1, 0)
            before = cells[-1][column]
            cells[-1][column] = before + join_words(before, piece.text) * bool(before) + piece.text
    return cells


def _is_table(cells: Cells, *, ruled: bool) -> bool:
    """Two rows at least, three without rules; most cells filled, and not running text side by side."""
    if len(cells) < (2 if ruled else 3):
        return False
    filled = [cell for line in cells for cell in line if cell]
    prose = sorted(len(line[0]) for line in cells)[len(cells) // 2] > 35
    return len(filled) > 0.6 * len(cells) * len(cells[0]) and (ruled or not prose)
