"""Where a block is cut: boundaries depend on their surroundings, so that an edit moves only neighbours."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from quotewise.ingest.note import Kind

SENTENCE, LINE, WORD, HARD = 0, -1, -2, -3  # strengths of the boundaries inside a piece that is too long
_SENTENCE_END = re.compile(r"(?<=[.!?][\"'”’)\]])\s+|(?<=[.!?;])\s+|(?<=[。！？])\s*")  # noqa: RUF001
_LINE_END = re.compile(r"(?<!\s)\s*[\n\r]\s*")  # tried once a run of blanks, not once a blank
_SPACE = re.compile(r"\s+")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|ca|approx|Fig|No|Dr|Mr|Ms|St)\.|(?<!\w)\w\.)$")
_SHORT = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,5}\.$")
# WordPiece makes a token of each punctuation mark and of most letters that are not Latin: they weigh four.
_DENSE = re.compile(r"[^\sA-Za-z0-9]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_DIGIT = re.compile(r"[0-9]")


HEAVIEST = 12  # the weight of the heaviest character


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that stays whole if it fits.

    strength: how good a boundary stands before it (more is better). lead: what leads it in, from above it.
    reading: what it is embedded as where it stays whole and that is not its text: a row with its columns' names.
    depth: how many lines lead it in.
    """

    start: int
    end: int
    strength: int = 2
    lead: str = ""
    reading: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces of one kind under one heading.

    single: whether each piece is a passage of its own rather than packed with its neighbours.
    hollow: whether it only leads in what the note has lost or what stands elsewhere ("Key services:").
    """

    kind: Kind
    pieces: tuple[Piece, ...]
    heading: str = ""
    context: str = ""
    single: bool = False
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """How large passages are: some `target` characters, not over `limit`, nor over `weight` (4 a token).

    longest: what one sentence may take, so that it stays whole.
    """

    target: int
    limit: int
    weight: int
    longest: int = 0

    def fits(self, text: str, start: int, end: int) -> bool:
        """Whether `text[start:end]` can be one passage."""
        length = end - start
        return length <= self.limit and (length * HEAVIEST <= self.weight or weigh(text[start:end]) <= self.weight)


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


def weigh(text: str) -> int:
    """Estimate WordPiece tokens times four: a letter 1, a digit 2, a Hangul syllable 12 (it is
    read as its letters), any other sign 4, white space nothing."""
    dense = len(_DENSE.findall(text))
    digits = len(_DIGIT.findall(text))
    spaces = sum(text.count(c) for c in " \n\t\r")
    hangul = len(_HANGUL.findall(text))
    return len(text) - spaces + digits + 3 * dense + 8 * hangul


def pack(text: str, pieces: Sequence[Piece], size: Size) -> Iterator[Piece]:
    """Yield one block's passages: whole pieces joined to about `size.target` characters.

    A boundary becomes a cut if none within half a target of it is better, ties broken by a checksum of
    the text behind it (content-defined chunking); what is still too long is halved at its best boundary.
    """
    if not pieces:
        return
    if size.fits(text, pieces[0].start, pieces[-1].end):
        yield replace(pieces[0], end=pieces[-1].end, reading=pieces[0].reading if len(pieces) == 1 else "")
        return
    small = [p for piece in pieces for p in _break(text, piece, size)]
    ranks = [(p.strength, crc32(text[p.start : min(p.end, p.start + 80)].encode(errors="replace"))) for p in small]
    begin = 0
    for cut in (*_best_around(small, ranks, size.target // 2), len(small)):
        yield from _halve(text, small, ranks, begin, cut, size)
        begin = cut


def _best_around(pieces: list[Piece], ranks: list[tuple[int, int]], reach: int) -> list[int]:
    """Indices whose rank is the highest within `reach` characters; the block's two ends outrank all."""
    first, last = pieces[0].start, pieces[-1].end
    before = _window_best(pieces, ranks, reach)
    after = _window_best(pieces, ranks, reach, backwards=True)
    return [
        i
        for i in range(1, len(pieces))
        if pieces[i].start - first >= reach // 2
        and last - pieces[i].start >= reach // 2
        and ranks[i] > before[i]
        and ranks[i] >= after[i]
    ]


def _window_best(
    pieces: list[Piece], ranks: list[tuple[int, int]], reach: int, *, backwards: bool = False
) -> list[tuple[int, int]]:
    """For each boundary the best rank among those up to `reach` before it (or behind it), itself left out."""
    nothing = (-99, 0)
    best, window = [nothing] * len(pieces), deque[int]()
    for i in range(len(pieces) - 1, 0, -1) if backwards else range(1, len(pieces)):
        while window and abs(pieces[window[0]].start - pieces[i].start) >= reach:
            window.popleft()
        if window:
            best[i] = ranks[window[0]]
        while window and ranks[window[-1]] <= ranks[i]:
            window.pop()
        window.append(i)
    return best


def _halve(
    text: str, pieces: list[Piece], ranks: list[tuple[int, int]], begin: int, end: int, size: Size
) -> Iterator[Piece]:
    """Yield pieces[begin:end] joined, or in parts where that is too long; left to right."""
    waiting = [(begin, end)]
    while waiting:
        low, high = waiting.pop()
        start, stop = pieces[low].start, pieces[high - 1].end
        out = next((i for i in range(low + 1, high) if pieces[i].depth < pieces[low].depth), high)
        if out < high:  # what leads in the first of them leads in no more than these
            waiting += [(out, high), (low, out)]
            continue
        if high - low == 1 or size.fits(text, start, stop):
            yield replace(pieces[low], end=stop, reading="")
            continue
        quarter = (stop - start) // 4
        middle = [i for i in range(low + 1, high) if start + quarter <= pieces[i].start <= stop - quarter]
        cut = max(middle or range(low + 1, high), key=lambda i: ranks[i])
        waiting += [(cut, high), (low, cut)]


def _break(text: str, piece: Piece, size: Size) -> Iterator[Piece]:
    """Yield a piece whole if it fits, else its sentences, lines and words of those too long, slices of words."""
    parts = list(_break_at(text, piece, size, _SENTENCE_END, SENTENCE))
    size = replace(size, limit=max(size.limit, size.longest))
    for boundary, strength in ((_LINE_END, LINE), (_SPACE, WORD)):
        parts = [p for part in parts for p in _break_at(text, part, size, boundary, strength)]
    for part in parts:
        # So many characters fit whatever they are.
        fits = size.fits(text, part.start, part.end)
        step = part.end - part.start if fits else min(size.target, size.weight // HEAVIEST)
        for at in range(part.start, part.end, step):
            rank = part.strength if at == part.start else HARD
            yield replace(part, start=at, end=min(at + step, part.end), strength=rank)


def _break_at(text: str, piece: Piece, size: Size, boundary: re.Pattern[str], strength: int) -> Iterator[Piece]:
    if size.fits(text, piece.start, piece.end):
        yield piece
        return
    for start, end in _spans(text, piece.start, piece.end, boundary):
        yield replace(piece, start=start, end=end, strength=piece.strength if start == piece.start else strength)


def _spans(text: str, start: int, end: int, boundary: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of text[start:end] between boundaries; an abbreviation ends no sentence."""
    at = start
    for match in boundary.finditer(text, start, end):
        if match.end() >= end or match.start() <= at:
            continue
        if boundary is _SENTENCE_END and _is_abbreviated(text, max(at, match.start() - 8), match):
            continue
        yield at, match.start()
        at = match.end()
    yield at, end


def split_sentences(text: str) -> list[str]:
    """The sentences of a line."""
    return [text[start:end] for start, end in _spans(text, 0, len(text), _SENTENCE_END)]


def _is_abbreviated(text: str, start: int, boundary: re.Match[str]) -> bool:
    """Whether a full stop ends an abbreviation: a known one, or a short word with a number or a small letter behind."""
    before, first = text[start : boundary.start()], text[boundary.end()]
    return bool(_ABBREVIATION.search(before) or (_SHORT.search(before) and (first.isdigit() or first.islower())))
