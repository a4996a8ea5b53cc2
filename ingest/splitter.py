"""Text of a note to its passages: structure first, then cuts inside each block."""

from bisect import bisect_right
from collections.abc import Sequence

from quotewise.ingest.cuts import Size, pack
from quotewise.ingest.line import read_lines
from quotewise.ingest.passage import Passage
from quotewise.ingest.structure import find_blocks

TOKENS = 180  # estimated WordPiece tokens of a passage; with its context it stays under MiniLM's 256

# Raised when a change of the splitter gives other passages: libraries then split their notes again.
SPLITTER = "1"


def split(text: str, *, pages: Sequence[int] = (), target: int = 300) -> list[Passage]:
    """Split a note into passages, in order, without overlap; every character but white space is in one.

    pages: offset at which each page begins, first page first. target: characters a passage aims at; none
    is longer than 1.6 times that. Cuts depend on their surroundings alone: an edit moves its neighbours only.
    """
    size = Size(target, target * 8 // 5, TOKENS * 4)
    return [
        Passage(
            start,
            end,
            text[start:end],
            kind=block.kind,
            heading=block.heading,
            context=block.context,
            page=max(1, bisect_right(pages, start)) if pages else None,
        )
        for block in find_blocks(list(read_lines(text)))
        for start, end in pack(text, block.pieces, size)
    ]
