"""A line of a note: where it stands, what it says without marks, and what its first characters say it is."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from quotewise.ingest.labels import strip_signs

LineKind = Literal["fence", "heading", "underline", "item", "row", "text"]

# Only this much of a line is looked at, so that one line of many megabytes costs no more than a short one.
HEAD = 400
FULL = 4  # lines of one width that tell of a program that broke them

# A line that is nothing but bold words, as people write headings
BOLD = re.compile(r"(\*\*|__)(?=\S)[^*_\n]{1,76}[^*_\n.!。](?<=\S)\1[:：]?")  # noqa: RUF001
TITLE = 80  # characters of a heading that are kept in the heading path
_MARKS = re.compile(r"^[#\s*_>]+|[\s#*_:：]+$|\n[=-]+\s*$")  # noqa: RUF001
# Emphasis, code and highlights within; "snake_case_name" and "2 * 3 * 4" have none
_INNER = re.compile(r"(\*{1,3}|`{1,2}|~~|==|(?<!\w)_{1,3})(?=\S)(.{1,200}?)(?<=\S)\1(?!(?<=_)\w)")
_FENCE = re.compile(r"(```+|~~~+)")
_HEADING = re.compile(r"(#{1,6})\s+\S")
_UNDERLINE = re.compile(r"(=+|-{2,})\s*$")
_ITEM = re.compile(
    r"(?:[-*+•◦▪‣\u2013·●○・]|\d{1,3}[.)]|[a-zA-Z][.)]|\([a-z0-9]{1,3}\)|[☐☑☒✅❌✔✘✓✗➤►▶→]|\\item)\s+\S|・\S"
)
_ROW = re.compile(r"\|.*\|\s*$|[^|]+\|[^|]+\|")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: `note[start:end]`, white space at both ends left out.

    text: what it says, the note's edits made. kind: what it is in a plain text; in a tree "item" or "text".
    indent: columns of white space before it (a tab counts four), or twice how deep it is nested.
    gap: blank lines between it and the line before.
    leads: what leads it in, outermost first: the line above its list, the items it is nested in.
    torn: whether it goes on with the line before, which was broken because it was full.
    """

    start: int
    end: int
    text: str
    kind: LineKind
    indent: int = 0
    gap: int = 0
    leads: tuple[str, ...] = ()
    torn: bool = False

    @property
    def head(self) -> str:
        """Its first characters, enough to tell what it is."""
        return self.text[:HEAD]


def read_lines(text: str, start: int = 0) -> Iterator[Line]:
    """Yield the lines of a text that are not blank, in order; every line break of Unicode counts.

    start: where the text begins in the note.
    """
    gap = 0
    for raw in text.splitlines(keepends=True):
        body = raw.strip()
        if body:
            lead = len(raw) - len(raw.lstrip())
            indent = sum(4 if c == "\t" else 1 for c in raw[:lead])
            yield Line(start + lead, start + lead + len(body), body, name_kind(body[:HEAD]), indent, gap)
        gap = 0 if body else gap + 1
        start += len(raw)


def name_kind(head: str) -> LineKind:
    """What the marks at the beginning of a line make it; "text" without any."""
    if _FENCE.match(head):
        return "fence"
    if _HEADING.match(head):
        return "heading"
    if _UNDERLINE.match(head):
        return "underline"
    if _ITEM.match(head):
        return "item"
    if _ROW.match(head):
        return "row"
    return "text"


def shorten(words: str, limit: int) -> str:
    """The first words, at most `limit` characters; half a word only where there is no whole one."""
    if len(words) <= limit:
        return words.strip()
    return (words[: limit + 1].rpartition(" ")[0] or words[:limit]).rstrip(" ,;:(>|-")


def find_width(breaks: Sequence[tuple[int, int]]) -> int:
    """The width at which a program broke the lines of a text; 0 where an author broke them.

    breaks: how long each line is that another goes on from, and the first word of that. A line was full where the word
    would not have fitted; a program broke the lines where one width makes most of them full.
    """
    bounds = Counter[int]()
    for length, word in breaks:
        bounds[length] += 1
        bounds[length + 1 + word] -= 1
    places = sorted(bounds)
    full, width = max(zip(accumulate(map(bounds.__getitem__, places)), places, strict=True), default=(0, 0))
    return width if full >= FULL and 2 * full > len(breaks) else 0


def name_title(head: str) -> str:
    """The words of a heading without its marks, at most `TITLE` characters."""
    words = _MARKS.sub("", strip_signs(_MARKS.sub("", _INNER.sub(r"\2", head[:HEAD]))))
    return shorten(" ".join(words.split()), TITLE)


def rate(line: Line) -> int:
    """How good a boundary stands before a line: blank lines count most, then little indent."""
    return 5 if line.gap else max(1, 3 - line.indent // 2)
