"""Lines of a PDF page: characters that stand on one baseline, in pieces where wide gaps part them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from quotewise.ingest.parts import raise_text
from quotewise.ingest.pdf_chars import Char, Rule

GAP = 0.9  # times the font size: the least distance that parts two cells; a justified word space is smaller
_BULLET = re.compile(r"(?:[•‣▪◦●○■□▸►\u2013\u2014*·\u2043∙-]|[\uf000-\uf0ff]|o)$")
ORDINAL = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)]$")


class Piece(NamedTuple):
    """Words of one row without a wide gap between them. Edges, baseline and size are in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    mono: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class TextLine:
    """The pieces on one baseline, in the order they were written, and what they are together.

    bulleted: whether it begins with a list's bullet; marked: with that, a number or a letter.
    """

    pieces: tuple[Piece, ...]
    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    mono: bool
    bulleted: bool
    marked: bool


def read_lines(chars: Iterable[Char], rules: Iterable[Rule] = ()) -> list[TextLine]:
    """The lines of a page in the order they were written, which in nearly every PDF is reading order.

    rules: straight lines of the page; an upright one parts what stands on its two sides.
    """
    lines: list[list[Piece]] = []
    for piece in _read_pieces(chars, [rule for rule in rules if rule.upright]):
        last = lines[-1][-1] if lines else None
        level = last and abs(last.y - piece.y) < 0.3 * max(last.size, piece.size)
        if last and level and piece.x0 >= last.x1 - 0.3 * last.size:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return list(map(_make_line, lines))


def _make_line(pieces: list[Piece]) -> TextLine:
    if len(pieces) > 1 and (_BULLET.match(pieces[0].text) or ORDINAL.match(pieces[0].text)):
        # A list's bullet or number is no cell of its own, however far its words stand from it
        joined = pieces[1]._replace(text=f"{pieces[0].text} {pieces[1].text}", x0=pieces[0].x0)
        pieces = [joined, *pieces[2:]]
    text = " ".join(piece.text for piece in pieces)
    first, _, words = text.partition(" ")
    bulleted = bool(words and _BULLET.match(first))
    return TextLine(
        tuple(pieces),
        text,
        min(piece.x0 for piece in pieces),
        max(piece.x1 for piece in pieces),
        pieces[0].y,
        max(pieces, key=lambda piece: len(piece.text)).size,
        all(piece.bold for piece in pieces),
        all(piece.mono for piece in pieces),
        bulleted,
        bulleted or bool(words and ORDINAL.match(first)),
    )


def _read_pieces(chars: Iterable[Char], walls: Sequence[Rule]) -> Iterator[Piece]:
    run: list[Char] = []
    for char in chars:
        blank = char.char.isspace()
        if run and not blank and _parts(run, char, walls):
            yield _make_piece(run)
            run = []
        if run or not blank:
            run.append(char)
    if run:
        yield _make_piece(run)


def _parts(run: Sequence[Char], char: Char, walls: Sequence[Rule]) -> bool:
    last = next(known for known in reversed(run) if not known.char.isspace())
    size = max(last.size, char.size)
    gap = char.x0 - last.x1
    # Writing from right to left moves backwards, by at most a word
    if abs(char.y - last.y) > 0.5 * size or gap > GAP * size or gap < -6 * size:
        return True
    return gap > 0.1 * size and any(
        last.x1 - 1 < wall.at < char.x0 + 1 and wall.start < char.y < wall.end for wall in walls
    )


def _make_piece(run: Sequence[Char]) -> Piece:
    inked = [char for char in run if not char.char.isspace()]
    size, base = median(char.size for char in inked), median(char.y for char in inked)
    return Piece(
        " ".join(_spell(run, size, base).split()),
        min(char.x0 for char in inked),
        max(char.x1 for char in inked),
        base,
        size,
        sum(char.bold for char in inked) > 0.8 * len(inked),
        sum(char.mono for char in inked) > 0.8 * len(inked),
    )


def _spell(run: Sequence[Char], size: float, base: float) -> str:
    """The run's characters, with raised small ones marked: 10 to the power of 6 must not become 106."""
    text, raised, edge = "", "", 0.0
    for char in run:
        if char.char.isspace() or char.size >= 0.85 * size or char.y <= base + 0.15 * size:
            text, raised = _raise(text, raised) + char.char, ""
        else:
            # pdfium puts a space between baselines, whether there is one or not
            text = text.rstrip() if not raised and char.x0 - edge < 0.2 * size else text
            raised += char.char
        edge = edge if char.char.isspace() else char.x1
    return _raise(text, raised)


def _raise(text: str, raised: str) -> str:
    if not text.strip() and raised.isdigit():  # the mark that a footnote begins with
        return f"[{raised}] "
    return raise_text(text, raised) if raised else text
