"""Lines of a PDF page: characters that stand on one baseline, in pieces where wide gaps part them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from quotewise.ingest.parts import raise_text
from quotewise.ingest.pdf_chars import Char, Rule

GAP = 0.9  # times the font size: the least distance that parts two cells; a justified word space is smaller
BULLET = re.compile(r"(?:[•‣▪◦●○■□▸►\u2013\u2014*·\u2043∙-]|[\uf000-\uf0ff]|o)$")
ORDINAL = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)]$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one row without a wide gap between them. Edges, baseline and size are in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    mono: bool = False


@dataclass(frozen=True, slots=True)
class TextLine:
    """The pieces on one baseline, in the order they were written."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)

    @property
    def bulleted(self) -> bool:
        """Whether it begins with a list's bullet."""
        return bool(BULLET.match(self.text.split(" ", 1)[0])) and " " in self.text

    @property
    def marked(self) -> bool:
        """Whether it begins with a list's bullet, number or letter."""
        return self.bulleted or (bool(ORDINAL.match(self.text.split(" ", 1)[0])) and " " in self.text)

    @property
    def x0(self) -> float:
        return min(piece.x0 for piece in self.pieces)

    @property
    def x1(self) -> float:
        return max(piece.x1 for piece in self.pieces)

    @property
    def y(self) -> float:
        return self.pieces[0].y

    @property
    def size(self) -> float:
        return max(self.pieces, key=lambda piece: len(piece.text)).size

    @property
    def bold(self) -> bool:
        return all(piece.bold for piece in self.pieces)

    @property
    def mono(self) -> bool:
        return all(piece.mono for piece in self.pieces)


def read_lines(chars: Iterable[Char], rules: Iterable[Rule] = ()) -> list[TextLine]:
    """The lines of a page in the order they were written, which in nearly every PDF is reading order.

    rules: straight lines of the page; an upright one parts what stands on its two sides.
    """
    lines: list[list[Piece]] = []
    for piece in _read_pieces(chars, [rule for rule in rules if rule.upright]):
        if lines and _on_one_line(lines[-1][-1], piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [TextLine(_join_marker(pieces)) for pieces in lines]


def _on_one_line(last: Piece, piece: Piece) -> bool:
    return abs(last.y - piece.y) < 0.3 * max(last.size, piece.size) and piece.x0 >= last.x1 - 0.3 * last.size


def _join_marker(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """A list's bullet or number is no cell of its own, however far its words stand from it."""
    first = pieces[0]
    if len(pieces) < 2 or not (BULLET.match(first.text) or ORDINAL.match(first.text)):
        return tuple(pieces)
    after = pieces[1]
    return (replace(after, text=f"{first.text} {after.text}", x0=first.x0), *pieces[2:])


def _read_pieces(chars: Iterable[Char], walls: Sequence[Rule]) -> Iterable[Piece]:
    run: list[Char] = []
    for char in chars:
        if run and not char.char.isspace() and _parts(run, char, walls):
            yield from _make_piece(run)
            run = []
        if run or not char.char.isspace():
            run.append(char)
    yield from _make_piece(run)


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


def _make_piece(run: Sequence[Char]) -> Iterable[Piece]:
    inked = [char for char in run if not char.char.isspace()]
    if not inked:
        return
    size = median(char.size for char in inked)
    base = median(char.y for char in inked)
    text = " ".join(_spell(run, size, base).split())
    most = 0.8 * len(inked)
    yield Piece(
        text,
        min(char.x0 for char in inked),
        max(char.x1 for char in inked),
        base,
        size,
        sum(char.bold for char in inked) > most,
        sum(char.mono for char in inked) > most,
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
