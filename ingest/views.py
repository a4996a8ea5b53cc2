"""What a note's tree tells of a place in it: the blocks it lies in, its table, row and column.

Blocks are given as they stand in the tree; `show` says what one reads like.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from quotewise.ingest.block import Block, Tree, apply_edits, cut_edits

_start, _end = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row, an empty one too; text: as it is shown."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with all its cells. columns: their names, one a cell, or () where nothing names them all."""

    start: int
    end: int
    cells: tuple[Cell, ...]
    columns: tuple[str, ...] = ()
    is_header: bool = False


def show(text: str, tree: Tree, start: int, end: int) -> str:
    """What is shown of `text[start:end]` of the note that the tree is of."""
    return apply_edits(text[start:end], cut_edits(tree.edits, start, end)).text.strip()


def ancestors(tree: Tree, place: int) -> tuple[Block, ...]:
    """The blocks that a place lies in, the outermost first."""
    found: list[Block] = []
    among = tree.blocks
    while block := _holding(among, place):
        found.append(block)
        among = block.children
    return tuple(found)


def header_of(table: Block) -> Block | None:
    """The row of a table that names its columns, where it has one."""
    return next((row for row in table.children[:1] if row.label == "header"), None)


def rows(table: Block) -> tuple[Block, ...]:
    """The rows of a table below its header."""
    return table.children[header_of(table) is not None :]


def rows_in(text: str, tree: Tree, start: int, end: int) -> tuple[Row, ...]:
    """The rows that lie whole in `text[start:end]`, in order, with offsets into that stretch."""
    found: list[Row] = []
    for table in _tables_in(tree.blocks, start, end):
        header = header_of(table)
        columns = tuple(cell.text for cell in _cells(text, tree, header)) if header else ()
        for row in table.children:
            if start <= row.start and row.end <= end:
                cells = tuple(Cell(cell.start - start, cell.end - start, cell.text) for cell in _cells(text, tree, row))
                names = columns if row is not header and len(columns) == len(cells) else ()
                found.append(Row(row.start - start, row.end - start, cells, names, row is header))
    return tuple(found)


def _cells(text: str, tree: Tree, row: Block) -> Iterator[Cell]:
    shown = apply_edits(text[row.start : row.end], cut_edits(tree.edits, row.start, row.end))
    for cell in row.children:
        said = shown.cut(cell.start - row.start, cell.end - row.start)
        # Of an HTML table the bars between the cells are put in the place of tags that are a cell's own.
        yield Cell(cell.start, cell.end, said.partition("\n")[0].strip("| ").replace("\\|", "|"))


def _tables_in(blocks: Sequence[Block], start: int, end: int) -> Iterator[Block]:
    for block in blocks[bisect_right(blocks, start, key=_end) : bisect_left(blocks, end, key=_start)]:
        if block.kind == "table":
            yield block
        else:
            yield from _tables_in(block.children, start, end)


def _holding(blocks: Sequence[Block], place: int) -> Block | None:
    at = bisect_right(blocks, place, key=_start) - 1
    return blocks[at] if at >= 0 and place < blocks[at].end else None
