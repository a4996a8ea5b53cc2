"""A line of a note: where it stands and what its first characters say it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from quotewise.ingest.seam import find_seams

LineKind = Literal["fence", "heading", "underline", "item", "row", "text"]

# Only this much of a line is looked at, so that one line of many megabytes costs no more than a short one.
HEAD = 400

_FENCE = re.compile(r"(```+|~~~+)")
_HEADING = re.compile(r"(#{1,6})\s+\S")
_UNDERLINE = re.compile(r"(=+|-{2,})\s*$")
_ITEM = re.compile(r"(?:[-*+•◦▪‣\u2013·●○]|\d{1,3}[.)]|[a-zA-Z][.)]|\([a-z0-9]{1,3}\)|[☐☑☒✅❌✔✘✓✗➤►▶→])\s+\S")
_ROW = re.compile(r"\|.*\|\s*$|[^|]+\|[^|]+\|")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: `note[start:end] == text`, white space at both ends left out.

    indent: columns of white space before it (a tab counts four).
    gap: blank lines between it and the line before.
    """

    start: int
    end: int
    text: str
    kind: LineKind
    indent: int = 0
    gap: int = 0

    @property
    def head(self) -> str:
        """Its first characters, enough to tell what it is."""
        return self.text[:HEAD]


def read_lines(text: str) -> Iterator[Line]:
    """Yield the lines of a note that are not blank, in order; every line break of Unicode counts."""
    start, gap = 0, 0
    for raw in text.splitlines(keepends=True):
        body = raw.strip()
        if body:
            lead = len(raw) - len(raw.lstrip())
            indent = sum(4 if c == "\t" else 1 for c in raw[:lead])
            yield from _part(start + lead, body, indent, gap)
        gap = 0 if body else gap + 1
        start += len(raw)


def _part(start: int, body: str, indent: int, gap: int) -> Iterator[Line]:
    """Yield a line, or the lines that were glued into it; no white space is between those."""
    seams = find_seams(body)
    if not seams:
        yield Line(start, start + len(body), body, name_kind(body[:HEAD]), indent, gap)
        return
    for low, high in zip([0, *seams], [*seams, len(body)], strict=True):
        text = body[low:high]
        if text.strip():
            yield Line(start + low, start + high, text, name_kind(text[:HEAD]), indent, 0 if low else gap)


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
