"""Tables of a PDF page that are not ruled all around: rows whose pieces stand in columns."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

from quotewise.ingest.glyph import Edge
from quotewise.ingest.grid import NEAR, Cells
from quotewise.ingest.row import Piece, Row

Strip = tuple[float, float]
Level = list[Piece]  # the pieces on one baseline, wherever they come in the order of writing


def read_columns(rows: Sequence[Row], rules: Sequence[Edge] = ()) -> tuple[int, Cells]:
    """How many rows from the first on form a table, and its cells; 0 if they form none.

    Columns are the strips of paper that no piece of any of the rows crosses. rules: the level lines of the
    page, which part the rows of the table where it has enough of them; else the gaps between lines do.
    """
    if len(rows) < 2 or len(rows[0].pieces) < 2:
        return 0, []
    count, strips = _find_run(rows)
    levels = _find_levels(chain.from_iterable(row.pieces for row in rows[:count]))
    if len(levels) < 2:
        return 0, []
    parted = [_is_ruled(above, below, rules) for above, below in pairwise(levels)]
    ruled = sum(parted) > max(1, 0.3 * len(parted))
    cells = _place(levels, strips, parted if ruled else _find_gaps(levels, strips))
    return (count, cells) if _is_table(cells, ruled=ruled) else (0, [])


def _find_run(rows: Sequence[Row]) -> tuple[int, list[Strip]]:
    """The rows that share two strips at least, the first of them the highest, and those strips."""
    best: tuple[int, list[Strip]] = (0, [])
    strips: list[Strip] = []
    top = low = rows[0].y
    for count, row in enumerate(rows, 1):
        near = top + NEAR > row.y > low - 3 * row.size
        if not near or row.mono or abs(row.size - rows[0].size) > 0.15 * row.size:
            break
        strips = _widen(strips, row.pieces)
        if len(strips) < 2 or len(strips) > 1.5 * len(rows[0].pieces) + 1:
            break
        low = min(low, row.y)
        # A single piece in the first column may as well be the paragraph after the table
        if len(row.pieces) > 1 or row.x0 > strips[1][0] - NEAR:
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


def _is_ruled(above: Level, below: Level, rules: Sequence[Edge]) -> bool:
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
        tight = gap < 0.85 * max(gaps)
        first = level[0].x0 < strips[0][1]
        goes_on = len(level) < len(strips) and (tight if first or len(level) > 1 else True)
        begins.append(not goes_on)
    return begins


def _place(levels: Sequence[Level], strips: Sequence[Strip], begins: Sequence[bool]) -> Cells:
    cells: Cells = []
    starts = [x0 for x0, _ in strips]
    for level, begun in zip(levels, [True, *begins], strict=True):
        if begun:
            cells.append([""] * len(strips))
        for piece in level:
            column = max(bisect_right(starts, piece.x0 + NEAR) - 1, 0)
            cells[-1][column] = f"{cells[-1][column]} {piece.text}".strip()
    return cells


def _is_table(cells: Cells, *, ruled: bool) -> bool:
    """Two rows at least, three without rules; most cells filled, and not running text side by side."""
    if len(cells) < (2 if ruled else 3):
        return False
    filled = [cell for line in cells for cell in line if cell]
    prose = sorted(len(line[0]) for line in cells)[len(cells) // 2] > 35
    return len(filled) > 0.6 * len(cells) * len(cells[0]) and (ruled or not prose)
