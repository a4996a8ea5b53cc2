"""A note's tree to its passages: stretches under their headings, cuts inside each; every character is accounted for."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quotewise.ingest.block import Edit, cut_edits, merge_edits
from quotewise.ingest.cuts import HEAVIEST, Piece, Size, Stretch, pack, weigh
from quotewise.ingest.line import shorten
from quotewise.ingest.note import Note, Passage
from quotewise.ingest.sections import CONTEXT, find_asides, find_stretches

_FENCE = re.compile(r"(?P<fence>(?P<mark>`{3,}|~{3,})[^\n\r`]*)(?=[\n\r])")
DEEP = 200  # blanks before a line that are taken for its indent
WHOLE = 3  # targets that a pair of statements, a question with its answer or code may take
CODE = 5  # targets of code that is never cut, or of a row padded with blanks
TOKENS = 165  # estimated WordPiece tokens of a passage; with its context it stays under MiniLM's 256
READ = 240  # estimated tokens of a row with its columns' names; a row that takes more is embedded without

# Raised when a change of the reader or the splitter gives other passages: libraries then read their notes again.
SPLITTER = "5"


class LostText(Exception):
    """Passages that do not hold a note whole: a fault of the splitter, which must not become an index with holes."""


def split(note: Note, *, name: str = "", target: int = 200) -> list[Passage]:
    """Split a note into passages, in order, without overlap; all that it says is in one (checked).

    name: the path the note is known by, without its suffix. target: characters a passage aims at; prose is
    longer than 1.6 times that only where one sentence is, code up to CODE times. Cuts depend on their surroundings
    alone: an edit moves its neighbours only.
    """
    size = Size(target, target * 8 // 5, TOKENS * 4, WHOLE * target)
    passages = [
        _make_passage(note, stretch, piece)
        for stretch in find_stretches(note, name)
        for piece in _cut(note.text, stretch, size)
    ]
    account_for(note.text, passages, [(block.start, block.end) for block in find_asides(note.tree.blocks)])
    return passages


def _make_passage(note: Note, stretch: Stretch, piece: Piece) -> Passage:
    return Passage(
        piece.start,
        piece.end,
        note.text[piece.start : piece.end],
        kind=stretch.kind,
        heading=stretch.heading,
        context=shorten(_join(stretch.context, piece.lead), CONTEXT),
        edits=merge_edits(
            [
                *_outdent(note.text, piece, cut_edits(note.tree.edits, piece.start, piece.end)),
                *_fence(note.text, stretch, piece),
            ]
        ),
        page=max(1, bisect_right(note.pages, piece.start)) if note.pages else None,
        reading=piece.reading if piece.reading and weigh(piece.reading) <= 4 * READ else None,
    )


def _fence(text: str, stretch: Stretch, piece: Piece) -> Iterator[Edit]:
    """The edits that show a part of fenced code as code."""
    opened = _FENCE.search(text, stretch.pieces[0].start, stretch.pieces[0].end) if stretch.kind == "code" else None
    if opened and piece.start > opened.start():
        yield 0, 0, f"{opened['fence']}\n"
    if opened and piece.end < stretch.pieces[-1].end:
        yield piece.end - piece.start, piece.end - piece.start, f"\n{opened['mark']}"


def _outdent(text: str, piece: Piece, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The edits of a passage, and those that move its lines as far to the left as its first one was moved."""
    before = text[max(0, piece.start - DEEP) : piece.start]  # a line may be many megabytes long
    indent = len(before) - len(before.rstrip(" \t"))
    if not indent or before[: len(before) - indent][-1:] not in ("\n", "\r", ""):
        return edits
    held = text[piece.start : piece.end]
    blanks = re.compile(rf"(?<=[\n\r])[ \t]{{1,{indent}}}")
    return merge_edits([*edits, *((match.start(), match.end(), "") for match in blanks.finditer(held))])


def _cut(text: str, stretch: Stretch, size: Size) -> Iterator[Piece]:
    # A pair, a question with its answer, an entry: whole as long as the embedding model can read it.
    whole = replace(size, limit=WHOLE * size.target)
    if stretch.kind == "quiz":
        asked, *others = pack(text, stretch.pieces, replace(whole, target=whole.limit))
        yield asked
        yield from (replace(piece, lead=text[asked.start : asked.end]) for piece in others)
    elif stretch.single:
        for piece in stretch.pieces:
            padded = piece.reading and piece.end - piece.start <= CODE * size.target
            yield from (piece,) if padded else pack(text, (piece,), whole)
    elif stretch.kind in ("code", "diagram"):  # half a function is none; the embedding model reads its beginning
        limit = CODE * size.target
        yield from pack(text, stretch.pieces, Size(whole.limit, limit, limit * HEAVIEST))
    else:
        yield from pack(text, stretch.pieces, size)


def _join(context: str, lead: str) -> str:
    return shorten(": ".join(part for part in (context, " ".join(lead.split())) if part), CONTEXT)


def account_for(text: str, passages: Sequence[Passage], asides: Sequence[tuple[int, int]] = ()) -> int:
    """How many characters of a note are in passages; all others are white space between them, or in asides.

    asides: stretches, in order of their beginnings, that say nothing and need not be in a passage. Raises LostText
    where a visible character is in no passage or in two, or a passage says what its place does not.
    """
    ends = _reach(asides)
    at = held = 0
    for passage in passages:
        _check_left_out(text, at, passage.start, asides, ends)
        if passage.start < at or text[passage.start : passage.end] != passage.text or not passage.text:
            raise LostText(f"the passage at {passage.start}:{passage.end} is not what stands there, or overlaps")
        at, held = passage.end, held + len(passage.text)
    _check_left_out(text, at, len(text), asides, ends)
    return held


def _reach(asides: Sequence[tuple[int, int]]) -> list[int]:
    """How far each aside and those before it reach."""
    ends: list[int] = []
    for _, end in asides:
        ends.append(max(end, ends[-1] if ends else 0))
    return ends


def _check_left_out(text: str, start: int, end: int, asides: Sequence[tuple[int, int]], ends: Sequence[int]) -> None:
    while start < end:
        if text[start].isspace():
            start += 1
            continue
        last = bisect_right(asides, (start, len(text))) - 1
        if last < 0 or ends[last] <= start:
            raise LostText(f"the characters {start}:{end} are in no passage; report it as a fault of the splitter")
        start = ends[last]
