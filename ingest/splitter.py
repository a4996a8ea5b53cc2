"""Text of a note to its passages: structure first, then cuts inside each block."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quotewise.ingest.accounting import account_for
from quotewise.ingest.run import Block
from quotewise.ingest.cuts import Piece, Size, pack, weigh
from quotewise.ingest.edit import Repaired, apply_edits
from quotewise.ingest.line import read_lines, shorten
from quotewise.ingest.mojibake import decode_words, is_misread
from quotewise.ingest.passage import Passage
from quotewise.ingest.repair import find_edits
from quotewise.ingest.structure import CONTEXT, find_blocks
from quotewise.ingest.table import name_cells

WHOLE = 3  # targets that a pair of statements or a question with its answer may take
TOKENS = 165  # estimated WordPiece tokens of a passage; with its context it stays under MiniLM's 256
READ = 240  # estimated tokens of a row with its columns' names; a row that takes more is embedded without

# Raised when a change of the splitter gives other passages: libraries then split their notes again.
SPLITTER = "2"


def split(text: str, *, pages: Sequence[int] = (), target: int = 200) -> list[Passage]:
    """Split a note into passages, in order, without overlap; every character but white space is in one (checked).

    pages: offset at which each page begins, first page first. target: characters a passage aims at; none
    is longer than 1.6 times that. Cuts depend on their surroundings alone: an edit moves its neighbours only.
    """
    size = Size(target, target * 8 // 5, TOKENS * 4)
    lines = list(read_lines(text))
    blocks = list(find_blocks(lines))
    repaired = apply_edits(text, find_edits(text, lines, blocks))
    misread = is_misread(text)
    passages = [
        _make_passage(text, block, piece, repaired, pages, misread=misread)
        for block in blocks
        for piece in _cut(text, block, size)
    ]
    account_for(text, passages)
    return passages


def _make_passage(
    text: str, block: Block, piece: Piece, repaired: Repaired, pages: Sequence[int], *, misread: bool
) -> Passage:
    verbatim = text[piece.start : piece.end]
    shown = repaired.cut(piece.start, piece.end)
    return Passage(
        piece.start,
        piece.end,
        verbatim,
        kind=block.kind,
        heading=decode_words(block.heading, misread=misread),
        context=shorten(decode_words(_join(block.context, piece.lead), misread=misread), CONTEXT),
        display=shown if shown and shown != verbatim else None,
        page=max(1, bisect_right(pages, piece.start)) if pages else None,
        reading=_read_rows(shown or verbatim, [decode_words(name, misread=misread) for name in block.columns]),
    )


def _read_rows(text: str, columns: Sequence[str]) -> str | None:
    if not columns:
        return None
    reading = name_cells(text, columns)
    return reading if weigh(reading) <= 4 * READ else None


def _cut(text: str, block: Block, size: Size) -> Iterator[Piece]:
    # A pair, a question with its answer, an entry: whole as long as the embedding model can read it.
    whole = replace(size, limit=WHOLE * size.target)
    if block.kind == "quiz":
        asked, *others = pack(text, block.pieces, replace(whole, target=whole.limit))
        yield asked
        yield from (replace(piece, lead=text[asked.start : asked.end]) for piece in others)
    elif block.single:
        for piece in block.pieces:
            yield from pack(text, (piece,), whole)
    else:
        yield from pack(text, block.pieces, size)


def _join(context: str, lead: str) -> str:
    return shorten(": ".join(part for part in (context, " ".join(lead.split())) if part), CONTEXT)
