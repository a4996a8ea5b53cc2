"""A document's parts, written at once as the Markdown that is stored and as the tree of blocks over it."""

import hashlib
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from typing import Literal

from quotewise.ingest.block import Block, BlockKind, Tree
from quotewise.ingest.note import Note, SkippedNote, UnreadableNote

MAX_CHARACTERS = 20_000_000  # what a small file may unfold to; forty times a long book
MAX_CELLS = 1_000_000  # of a table: what has more is data, not notes
MAX_CELL = 1_500  # characters; what has longer cells is a page laid out with a table
MAX_DEPTH = 8  # of lists within lists
IMPLIED = 7  # the level of a heading that is only told by its bold type
Row = Sequence[str]
PartKind = Literal["title", "heading", "bold", "item", "code", "line", "table", "text", "math", "navigation", "card"]
_KINDS: dict[PartKind, BlockKind] = {
    "heading": "heading",
    "bold": "heading",
    "code": "code",
    "table": "table",
    "text": "paragraph",
    "math": "math",
    "navigation": "navigation",
    "card": "card",
}

# NUL ends a string in SQLite, surrogates cannot be stored at all, the rest cannot be seen
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\xad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_DATA_URI = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=\s]{64,}")
_TRAILING = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)  # tried once a run of blanks, not once a blank
_PIPE = re.compile(r"(?<!\\)\|")
_NUMBER = re.compile(r"[-+\u2212]?\d{1,3}")
_LETTERS = re.compile(r"[-+\u2212]?[^\W_]{1,3}")
_BASE = re.compile(r"(?:\d|\)|\b[^\W\d]{1,2})$")  # a number, a bracket, a variable or a unit
_VARIABLE = re.compile(r"(?:\)|\b[^\W\d])$")
_ORDINAL = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)](?=\s)")
_END = tuple(".!?:;,")
_CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")  # scripts that put no space between words


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: its words, and what they are.

    kind: a "title" is a heading above all others; a "bold" paragraph is a heading below the last one where it
    turns out to stand above ordinary text; touching "line"s are one block of code, touching "navigation" one block.
    text: an item's begins with its number, if it has one. A table has rows instead.
    level: of a heading 1 to 6, of an item its depth from 0, of a bold line that of its heading (0: by the last one).
    label: the language of code, the back of a card. headed: whether a table's first row names its columns.
    """

    kind: PartKind
    text: str = ""
    level: int = 0
    label: str = ""
    rows: tuple[Row, ...] = ()
    headed: bool = True


def write_note(
    data: bytes,
    pages: Iterable[Iterable[Part]],
    reader: str,
    *,
    title: str = "",
    paged: bool = False,
    flowing: bool = False,
    warnings: Iterable[str] = (),
) -> Note:
    """The note drawn out of `data`: the parts of its pages as text and as blocks, the pages' offsets if `paged`.

    flowing: a sentence or a table may go on from page to page, and is then not parted.
    Raises SkippedNote when nothing was drawn out, UnreadableNote when it is more than MAX_CHARACTERS.
    """
    writer = _Writer()
    offsets = [writer.write_page(list(_settle(page)), flowing=flowing) for page in pages]
    if not writer.length:
        raise SkippedNote("empty")
    return Note(
        "".join(writer.pieces),
        hashlib.sha256(data).hexdigest(),
        "extracted",
        reader,
        tuple(offsets) if paged else (),
        tuple(warnings),
        Tree(tuple(writer.blocks), title=squeeze(clean(title))),
    )


def _settle(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts that hold something, fit to be stored, titles and bold lines turned into headings or text."""
    known: list[Part] = []
    for part in map(_clean_part, parts):
        if part.text or part.rows or (part.kind == "line" and known and known[-1].kind == "line"):
            known.append(part)
    below_title = any(part.kind == "title" for part in known)
    level = 0
    for place, part in enumerate(known):
        before, after = known[place - 1].kind if place else "", known[place + 1].kind if place + 1 < len(known) else ""
        if part.kind in ("title", "heading"):
            level = min(max(part.level + (below_title and part.kind == "heading"), 1), 6)
            yield replace(part, kind="heading", level=level)
        elif part.kind != "bold":
            yield part
        elif before != "bold" and after in ("text", "item", "table", "code", "line"):
            yield replace(part, level=min(part.level or level + 1, 6))
        else:
            yield replace(part, kind="text")


def _clean_part(part: Part) -> Part:
    text = clean(part.text)
    if part.kind in ("title", "heading", "bold"):
        text = squeeze(text)
    elif part.kind not in ("line", "code") or not text.strip():
        text = text.strip()
    return replace(part, text=text, rows=fit_rows(part.rows), level=min(part.level, MAX_DEPTH))


class _Writer:
    """The text as far as it is written, and its outermost blocks."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self._last = Part("title")

    def write_page(self, parts: Sequence[Part], *, flowing: bool) -> int:
        """Write the parts of a page; the offset at which it begins."""
        begin = self._go_on(parts[0]) if flowing and parts else -1
        left = parts[1:] if begin >= 0 else parts
        for kind, run in groupby(left, key=lambda part: part.kind):
            if self.length:
                self._add("\n\n")
            begin = self.length if begin < 0 else begin
            self._write_run(kind, list(run))
        self._last = left[-1] if left else self._last
        return self.length if begin < 0 else begin

    def _add(self, text: str) -> int:
        """Write on; the offset at which this begins."""
        start = self.length
        self.pieces.append(text)
        self.length += len(text)
        if self.length > MAX_CHARACTERS:
            raise UnreadableNote(f"unfolds to more than {MAX_CHARACTERS:,} characters; split it")
        return start

    def _go_on(self, part: Part) -> int:
        """Go on with what the page before ended with, and say where that is; -1 if this is something new."""
        last, begin = self._last, -1
        if last.kind == part.kind == "table" and last.rows[0] == part.rows[0] and len(part.rows) > 1:
            begin = self._add("\n") + 1
            rows = self._write_rows(part.rows[1:])
            self.blocks[-1] = replace(self.blocks[-1], end=self.length, children=(*self.blocks[-1].children, *rows))
        elif last.kind in ("text", "item") and part.kind == "text" and goes_on(last.text, part.text):
            self._add(join_words(last.text, part.text))
            begin = self._add(part.text)
            self.blocks[-1] = _extend(self.blocks[-1], self.length)
            self._last = replace(last, text=part.text)
        return begin

    def _write_run(self, kind: PartKind, run: Sequence[Part]) -> None:
        """Write touching parts of one kind, an empty line between their blocks."""
        if kind == "item":
            items = deque(run)
            while items:
                self.blocks.append(self._write_list(items))
                self._add("\n" if items else "")
            return
        if kind in ("line", "navigation"):
            text = "\n".join(part.text for part in run).strip("\n")
            run = [Part("code" if kind == "line" else kind, text, label=run[0].label)]
        for number, part in enumerate(run):
            self._add("\n\n" if number else "")
            self._write_block(part)

    def _write_block(self, part: Part) -> None:
        start, level, label = self.length, 0, ""
        children: tuple[Block, ...] = ()
        match part.kind:
            case "heading" | "bold":
                self._add(f"{'#' * part.level} {part.text}")
                level = IMPLIED if part.kind == "bold" else part.level
            case "code":
                self._add(fence(part.text, part.label))
                label = part.label
            case "table":
                children = self._write_rows(part.rows, ruled=True, headed=part.headed)
            case "card":
                children = self._write_sides(part)
            case _:
                self._add(part.text)
        self.blocks.append(Block(_KINDS[part.kind], start, self.length, level, label, children))

    def _write_sides(self, card: Part) -> tuple[Block, ...]:
        front = Block("front", self._add(card.text), self.length)
        if not card.label:
            return (front,)
        self._add("\n")
        return front, Block("back", self._add(card.label), self.length)

    def _write_list(self, items: deque[Part]) -> Block:
        """Write the list that begins with the first item, and take its items out."""
        first = items[0]
        children: list[Block] = []
        while items and items[0].level == first.level and _is_numbered(items[0]) == _is_numbered(first):
            self._add("\n" if children else "")
            children.append(self._write_item(items))
        return Block("list", children[0].start, children[-1].end, children=tuple(children))

    def _write_item(self, items: deque[Part]) -> Block:
        item = items.popleft()
        self._add("  " * item.level)
        number = _ORDINAL.match(item.text)
        marker, words = (number[0], item.text[number.end() :].strip()) if number else ("-", item.text)
        start = self._add(f"{marker} ")
        begin = self._add(words)
        children = [Block("paragraph", begin, self.length)]
        while items and items[0].level > item.level:
            self._add("\n")
            children.append(self._write_list(items))
        return Block("item", start, self.length, label=marker, children=tuple(children))

    def _write_rows(self, rows: Sequence[Row], *, ruled: bool = False, headed: bool = False) -> tuple[Block, ...]:
        """Write lines of a pipe table, a rule below the first of them if `ruled`."""
        written: list[Block] = []
        for row in rows:
            self._add("\n" if written else "")
            start = self._add(f"| {' | '.join(row)} |")
            places = accumulate((len(cell) + 3 for cell in row), initial=start + 2)
            cells = tuple(Block("cell", place, place + len(cell)) for place, cell in zip(places, row, strict=False))
            label = "header" if headed and not written and len(rows) > 1 else ""
            written.append(Block("row", start, self.length, label=label, children=cells))
            if ruled and len(written) == 1:
                self._add("\n|" + " --- |" * len(row))
        return tuple(written)


def _extend(block: Block, end: int) -> Block:
    """The block with its last descendants, all of them reaching to `end`."""
    children = block.children and (*block.children[:-1], _extend(block.children[-1], end))
    return replace(block, end=end, children=children)


def _is_numbered(item: Part) -> bool:
    return bool(_ORDINAL.match(item.text))


def fit_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows as a table can be written: cells on one line, short rows filled up, empty rows and columns left out.

    Raises UnreadableNote for more than MAX_CELLS cells.
    """
    lines: list[list[str]] = []
    width = 0
    for number, row in enumerate(rows, 1):
        width = max(width, len(row))
        if width * number > MAX_CELLS:
            raise UnreadableNote(f"holds a table of over {MAX_CELLS:,} cells; split it, or leave data out of notes")
        lines += filter(any, [[_fit_cell(cell) for cell in row]])
    lines = [line + [""] * (width - len(line)) for line in lines]
    used = [place for place in range(width) if any(line[place] for line in lines)]
    return tuple([line[place] for place in used] for line in lines)


def _fit_cell(cell: str) -> str:
    cell = clean(cell)
    text = join_lines(cell.splitlines()) if "\n" in cell else squeeze(cell)
    return _PIPE.sub(r"\\|", text) if "|" in text else text


def fence(code: str, language: str) -> str:
    """Fenced code, with a fence longer than any inside it."""
    fence = "`" * (max((len(run) for run in re.findall(r"`{3,}", code)), default=2) + 1)
    return f"{fence}{language}\n{code}\n{fence}"


def raise_text(before: str, raised: str) -> str:
    """`before` with superscript `raised` behind it: 10^6 stays a power, a footnote's mark becomes [6]."""
    raised, end = raised.strip(), before[-8:]
    if (_NUMBER.fullmatch(raised) and _BASE.search(end)) or (_LETTERS.fullmatch(raised) and _VARIABLE.search(end)):
        return f"{before}^{raised}"
    if raised.isdigit() and before[-1:].isalpha():
        return f"{before}[{raised}]"
    return before + raised


def goes_on(text: str, more: str) -> bool:
    """Whether `more`, behind the end of a page or a column, goes on with the sentence in `text`."""
    cjk = _CJK.match(more) and _CJK.match(text[-1:]) and text[-1:] not in "\u3002\uff01\uff1f\uff1a\uff1b\uff0c\u3001"
    return bool(cjk) or (more[:1].islower() and not text.endswith(_END))


def join_words(text: str, more: str) -> str:
    """What stands between two lines of a sentence: nothing behind a hyphen, or in a script without spaces."""
    return "" if text.endswith("-") or (_CJK.match(text[-1:]) and _CJK.match(more)) else " "


def join_lines(lines: Iterable[str]) -> str:
    """Several lines of one table cell as one, a semicolon where a line ends without a mark."""
    joined = ""
    for line in filter(None, map(squeeze, lines)):
        joined += ("" if not joined else " " if joined.endswith(_END) else "; ") + line
    return joined


def squeeze(text: str) -> str:
    """One space for every run of white space, none at the ends."""
    return " ".join(text.split())


def clean(text: str) -> str:
    """Text fit to be stored: no control characters, one kind of line end, at most one empty line in a row."""
    if text.isprintable() and "data:" not in text:  # most lines and cells; ten times faster
        return text.rstrip(" ")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\xa0", " ")
    text = _DATA_URI.sub("data:", _UNFIT.sub("", text))
    return re.sub(r"\n{3,}", "\n\n", _TRAILING.sub("", text)).strip("\n")
