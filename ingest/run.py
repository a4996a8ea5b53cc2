"""A block: neighbouring lines of one kind under one heading, and the run of lines it is made from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quotewise.ingest.cuts import Piece
from quotewise.ingest.line import Line
from quotewise.ingest.passage import Kind


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of a note that were recognised as one kind: `lines[starts[0]:end]`.

    starts: where each group of lines begins that must stay together (a row, a pair, an entry).
    single: whether each group is a passage of its own rather than packed with its neighbours.
    context: what a reader must know of all of them, such as a table's header.
    columns: the cells of a table's header.
    ranks: how good a boundary stands before each group, where that is not told by blank lines and indent.
    """

    kind: Kind
    starts: tuple[int, ...]
    end: int
    single: bool = False
    context: str = ""
    ranks: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Pieces of one kind under one heading; `single` and `columns` as in a run.

    hollow: whether it only leads in what the note has lost or what stands elsewhere ("Key services:").
    """

    kind: Kind
    pieces: tuple[Piece, ...]
    heading: str = ""
    context: str = ""
    single: bool = False
    columns: tuple[str, ...] = ()
    hollow: bool = False


def join_blocks(block: Block, hollow: Block) -> Block:
    """A block with a hollow one behind it as part of its last piece: alone that would say nothing."""
    last = replace(block.pieces[-1], end=hollow.pieces[-1].end)
    return replace(block, pieces=(*block.pieces[:-1], last))


def make_pieces(lines: Sequence[Line], run: Run) -> tuple[Piece, ...]:
    """The pieces of a run, one a group."""
    ends = (*run.starts[1:], run.end)
    ranks = run.ranks or tuple(rate(lines[first]) for first in run.starts)
    return tuple(
        Piece(lines[first].start, lines[end - 1].end, rank)
        for first, end, rank in zip(run.starts, ends, ranks, strict=True)
    )


def rate(line: Line) -> int:
    """How good a boundary stands before a line: blank lines count most, then little indent."""
    return 5 if line.gap else max(1, 3 - line.indent // 2)
