"""The surroundings of a quote: the lines of a note around it, with the quote's own words marked."""

import re
from dataclasses import dataclass, replace

from quotewise.ui.page.markup import plain, shortened

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
AROUND = 7  # lines above and below
NEAR = 420  # characters of lines above, so that the quote is in sight
LONGEST = 1500  # characters of a line on either side of the quote


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a note. start, end: offsets of its words, the line break left out. number: from 1."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines around `start:end`, and whether there is more of the note above and below them."""

    text: str
    start: int
    end: int
    lines: tuple[Line, ...]
    above: bool
    below: bool


def lines_of(text: str) -> list[Line]:
    """Every line of a note, as an editor counts them."""
    lines: list[Line] = []
    for number, found in enumerate(LINE.finditer(text), start=1):
        words = found[0].rstrip("\r\n")
        if found.start() < len(text) or not lines:
            lines.append(Line(number, found.start(), found.start() + len(words)))
    return lines


def cut(text: str, start: int, end: int, around: int | None = AROUND) -> Excerpt:
    """The lines that hold `text[start:end]`, and `around` more on either side; None for the whole note."""
    lines = lines_of(text)
    if around is None:
        return Excerpt(text, start, end, tuple(lines), above=False, below=False)
    held = [at for at, line in enumerate(lines) if line.end >= start and line.start < max(end, start + 1)]
    first = max(held[0] - around, 0) if held else 0
    while around <= AROUND and held and first < held[0] and start - lines[first].start > NEAR:
        first += 1
    last = min(held[-1] + around, len(lines) - 1) if held else len(lines) - 1
    return Excerpt(text, start, end, tuple(lines[first : last + 1]), above=first > 0, below=last < len(lines) - 1)


def to_html(excerpt: Excerpt, *, numbered: bool, marked: bool = True) -> str:
    """The excerpt as HTML in which nothing of the note is anything but text.

    numbered: show the lines' numbers. marked: mark the quote; without, it is shown like any other words.
    """
    shown = excerpt if marked else replace(excerpt, start=0, end=0)
    rows = "".join(row(shown, line, numbered=numbered) for line in excerpt.lines)
    more = '<p class="qw-more">…</p>'
    return f'<div class="qw-note">{more * excerpt.above}{rows}{more * excerpt.below}</div>'


def row(excerpt: Excerpt, line: Line, *, numbered: bool) -> str:
    words, marked = line_html(excerpt, line)
    number = f'<span class="qw-number" aria-hidden="true">{line.number}</span>' if numbered else ""
    return f'<div class="qw-line{" qw-here" * marked}">{number}<span class="qw-words">{words or "&nbsp;"}</span></div>'


def line_html(excerpt: Excerpt, line: Line) -> tuple[str, bool]:
    """A line's words, those of the quote in <mark>, and whether there are any."""
    start, end = max(excerpt.start, line.start), min(excerpt.end, line.end)
    if start >= end:
        return beside(excerpt.text[line.start : line.end], keep_end=False), False
    before = beside(excerpt.text[line.start : start], keep_end=True)
    after = beside(excerpt.text[end : line.end], keep_end=False)
    return f"{before}<mark>{plain(excerpt.text[start:end])}</mark>{after}", True


def beside(words: str, *, keep_end: bool) -> str:
    """The words beside a quote as HTML, cut off where a whole book stands on one line."""
    return plain(shortened(words[::-1], LONGEST)[::-1] if keep_end else shortened(words, LONGEST))
