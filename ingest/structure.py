"""Which lines of a note belong together: sections under headings, tables, fenced code, lists, prose."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quotewise.ingest.cuts import Piece
from quotewise.ingest.line import Line
from quotewise.ingest.passage import Kind

TITLE = 80  # characters of a heading that are kept in the heading path
_MARKS = re.compile(r"^[#\s*_>]+|[\s#*_:]+$")
_CHAPTER = re.compile(r"(?:chapter|part|unit|module|lecture|week|section)\s+\d+\s*[:.–—-]\s*\S", re.I)  # noqa: RUF001
_NUMBERED = re.compile(r"(?:\d+\.)+\d+\.?\s+[A-Z]")
_DIAGRAM_FENCE = re.compile(r"(?:`{3,}|~{3,})\s*(?:mermaid|plantuml|dot|graphviz)\b", re.I)
_RULE_ROW = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring lines of one kind under one heading, as the pieces that a passage keeps whole."""

    kind: Kind
    pieces: tuple[Piece, ...]
    heading: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """A heading: how deep it stands (1 is the top) and its words."""

    level: int
    words: str


def find_blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """Yield the blocks of a note in order; every line is in exactly one."""
    path: list[Title] = []
    titles: list[Line] = []  # headings that wait for what they head
    at = 0
    while at < len(lines):
        title = read_title(lines, at)
        if title:
            path = [*(t for t in path if t.level < title.level), title]
            titles += lines[at : at + 1 + (at + 1 < len(lines) and _is_underlined(lines, at))]
            at += 1 + _is_underlined(lines, at)
            continue
        kind, end = _run(lines, at)
        yield _block(kind, titles, lines[at:end], path)
        at, titles = end, []
    if titles:
        yield _block("prose", titles, (), path)


def read_title(lines: Sequence[Line], at: int) -> Title | None:
    """The heading that line `at` is, or None: Markdown, underlined, numbered, or a short line set apart."""
    line = lines[at]
    if line.kind == "heading":
        return Title(len(line.head) - len(line.head.lstrip("#")), _words(line.head))
    if line.kind != "text" or len(line.text) > 2 * TITLE:
        return None
    if _is_underlined(lines, at):
        return Title(1 if lines[at + 1].text[0] == "=" else 2, _words(line.head))
    if _CHAPTER.match(line.head):
        return Title(1, _words(line.head))
    if _NUMBERED.match(line.head):
        return Title(1 + line.head.split()[0].strip(".").count("."), _words(line.head))
    return None


def _is_underlined(lines: Sequence[Line], at: int) -> bool:
    following = lines[at + 1] if at + 1 < len(lines) else None
    return bool(
        following
        and lines[at].kind == "text"
        and following.kind == "underline"
        and following.gap == 0
        and (len(following.text) >= 3 or following.text[0] == "=")
        and len(lines[at].text) <= 2 * TITLE
    )


def _run(lines: Sequence[Line], at: int) -> tuple[Kind, int]:
    """The kind of the block that begins at line `at`, and the line behind its last."""
    first, end = lines[at], at + 1
    if first.kind == "fence":
        mark = first.text[:3]
        while end < len(lines) and not lines[end].text.startswith(mark):
            end += 1
        return ("diagram" if _DIAGRAM_FENCE.match(first.head) else "code"), min(end + 1, len(lines))
    if first.kind == "row" and end < len(lines) and _RULE_ROW.match(lines[end].head):
        while end < len(lines) and lines[end].kind in ("row", "underline") and lines[end].gap == 0:
            end += 1
        return "table", end
    while end < len(lines) and not _starts_block(lines, end):
        end += 1
    return "prose", end


def _starts_block(lines: Sequence[Line], at: int) -> bool:
    return (
        lines[at].kind == "fence"
        or read_title(lines, at) is not None
        or (lines[at].kind == "row" and at + 1 < len(lines) and bool(_RULE_ROW.match(lines[at + 1].head)))
    )


def _block(kind: Kind, titles: Sequence[Line], body: Sequence[Line], path: Sequence[Title]) -> Block:
    heading = " > ".join(t.words for t in path)
    context = path[-1].words if path else ""
    pieces = [Piece(line.start, line.end, _strength(line)) for line in body]
    if kind == "table":
        context = _words(body[0].text.strip("|"))[:120]
        pieces[:2] = [Piece(body[0].start, body[min(2, len(body) - 1)].end)]
        pieces[1:2] = []
    if titles:
        last = pieces[0].end if pieces else titles[-1].end
        pieces[:1] = [Piece(titles[0].start, last)]
    return Block(kind, tuple(pieces), heading, context)


def _strength(line: Line) -> int:
    return 5 if line.gap else 2 if line.indent else 3


def _words(head: str) -> str:
    return _MARKS.sub("", head)[:TITLE].strip()
