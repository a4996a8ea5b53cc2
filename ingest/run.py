"""What passages are cut from: a run of lines that is one thing, and a stretch of pieces under one heading."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quotewise.ingest.cuts import Piece
from quotewise.ingest.line import Line
from quotewise.ingest.passage import Kind


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of a note that were recognised as one kind: `lines[starts[0]:end]`.

    starts: where each group of lines begins that must stay together (a pair, an entry).
    single: whether each group is a passage of its own rather than packed with its neighbours.
    ranks: how good a boundary stands before each group, where that is not told by blank lines and indent.
    """

    kind: Kind
    starts: tuple[int, ...]
    end: int
    single: bool = False
    ranks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces of one kind under one heading; single as in a run.

    hollow: whether it only leads in what the note has lost or what stands elsewhere ("Key services:").
    """

    kind: Kind
    pieces: tuple[Piece, ...]
    heading: str = ""
    context: str = ""
    single: bool = False
    hollow: bool = False


def can_join(stretch: Stretch, following: Stretch) -> bool:
    """Whether one of two stretches of prose is hollow and can stand with the other."""
    prose = not stretch.single and stretch.kind == following.kind == "prose"
    return prose and (following.hollow or (stretch.hollow and stretch.heading == following.heading))


def join_stretches(stretch: Stretch, following: Stretch) -> Stretch:
    """Two stretches as one, the last piece of the first with the first of the second: a hollow one says nothing."""
    first, *others = following.pieces
    joined = replace(stretch.pieces[-1], end=first.end, reading="")
    hollow = stretch.hollow and following.hollow
    return replace(stretch, pieces=(*stretch.pieces[:-1], joined, *others), hollow=hollow)


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
