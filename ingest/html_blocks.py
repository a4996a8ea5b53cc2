"""Blocks of HTML inside Markdown: details, paragraphs, headings, lists and tables, each at its place."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from quotewise.ingest.block import Block
from quotewise.ingest.edit import Edit
from quotewise.ingest.html_marks import find_marks

IMPLIED = 7  # the level of a heading that <summary> is: below all of Markdown's own

_TAG = re.compile(r"<!--|<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,15})\b[^<>]{0,2000}>")
_HEADINGS = {**{f"h{level}": level for level in range(1, 7)}, "summary": IMPLIED}
# Tags that end the paragraph before them
_BORDERS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr html iframe li main nav ol p pre section summary table tbody td tfoot th thead tr"
    " ul".split()
)


class _Tag(NamedTuple):
    start: int
    end: int
    name: str  # in small letters, "" for a comment
    closing: bool


def _find_tags(text: str, at: int, end: int) -> Iterator[_Tag]:
    """The tags and whole comments of `text[at:end]`, in order. Time grows with the length, whatever stands there."""
    unclosed = False  # once a comment has no end, none after it has one
    while found := _TAG.search(text, at, end):
        at = found.end()
        if found["name"]:
            yield _Tag(found.start(), at, found["name"].lower(), bool(found["end"]))
            continue
        close = -1 if unclosed else text.find("-->", at, end)
        unclosed = close < 0
        if close >= 0:
            at = close + 3
            yield _Tag(found.start(), at, "", False)


@dataclass(slots=True)
class _HtmlReader:
    """Where the words since the last border began, and the heading, item, row or cell that is open."""

    text: str
    at: int
    blocks: list[Block] = field(default_factory=list)
    rows: list[Block] = field(default_factory=list)
    cells: list[Block] = field(default_factory=list)
    heading: int = 0
    item: bool = False
    cell: int | None = None  # where the open cell begins
    row: int | None = None
    heads: bool = False

    def close_words(self, end: int) -> None:
        """What was said since the last border is a heading, an item or a paragraph."""
        said = self.text[self.at : end]
        if said.strip() and self.cell is None:
            start = self.at + len(said) - len(said.lstrip())
            block = Block("paragraph", start, start + len(said.strip()))
            if self.cells or self.row is not None:  # words beside the cells of a row are one
                self.cells.append(replace(block, kind="cell"))
                return
            self.close_table(block.start)  # words between rows part the table
            if self.heading:
                block = replace(block, kind="heading", level=self.heading)
            elif self.item:
                block = Block("list", block.start, block.end, children=(replace(block, kind="item", label="-"),))
            self.blocks.append(block)
            self.item = False

    def close_cell(self, end: int) -> None:
        if self.cell is not None:
            self.cells.append(Block("cell", self.cell, end))
        self.cell = None

    def close_row(self, end: int) -> None:
        self.close_cell(end)
        if self.cells:
            start = self.cells[0].start if self.row is None else self.row
            label = "header" if self.heads and not self.rows else ""
            self.rows.append(Block("row", start, end, 0, label, tuple(self.cells)))
        self.cells, self.row, self.heads = [], None, False

    def close_table(self, end: int) -> None:
        self.close_row(end)
        if self.rows:
            self.blocks.append(Block("table", self.rows[0].start, self.rows[-1].end, children=tuple(self.rows)))
        self.rows = []

    def take(self, tag: _Tag) -> None:
        """A tag that is a border, what was said before it closed already."""
        self.heading = 0 if tag.closing else _HEADINGS.get(tag.name, 0)
        match tag.name:
            case "li":
                self.item = not tag.closing
            case "td" | "th" if tag.closing:
                self.close_cell(tag.end)
            case "td" | "th":
                self.close_cell(tag.start)
                self.cell, self.heads = tag.start, self.heads or tag.name == "th"
            case "tr" if tag.closing:
                self.close_row(tag.end)
            case "tr":
                self.close_row(tag.start)
                self.row = tag.start
            case "table":
                self.close_table(tag.start)
            case "details" if tag.closing:
                self.close_table(tag.start)
                self.blocks.append(Block("rule", tag.start, tag.end, label="end"))
            case _:
                pass
        self.at = tag.end


def read_html_block(text: str, block: Block, edits: list[Edit]) -> list[Block]:
    """A block of HTML with what it holds as children; adds to `edits` what is shown in place of its tags.

    What is no HTML that we know is a paragraph. Its end, `</details>`, is a rule labelled "end".
    """
    reader = _HtmlReader(text, block.start)
    for tag in _find_tags(text, block.start, block.end):
        if tag.name in _BORDERS:
            reader.close_words(tag.start)
            reader.take(tag)
        elif not tag.name:
            reader.close_words(tag.start)
            reader.at = tag.end
    reader.close_words(block.end)
    reader.close_table(block.end)
    edits += _edit_tags(text, block, reader.blocks)
    return [replace(block, children=tuple(sorted(reader.blocks, key=lambda each: each.start)))]


def _edit_tags(text: str, block: Block, blocks: list[Block]) -> Iterator[Edit]:
    tables = [each for each in blocks if each.kind == "table"]
    begins = [table.start for table in tables]
    for start, end, new in find_marks(text, block.start, block.end):
        before = bisect_right(begins, start) - 1
        if before < 0 or start >= tables[before].end:
            yield start, end, new
    for table in tables:
        yield from _edit_table(text, table)


def _edit_table(text: str, table: Block) -> Iterator[Edit]:
    """What shows a table of HTML as one of pipes: a line a row, one below the header."""
    at = table.start
    for number, row in enumerate(table.children):
        yield at, row.children[0].start, "\n| " if number else "| "
        for place, cell in enumerate(row.children):
            said = list(_find_tags(text, cell.start, cell.end))
            start = said[0].end if said and said[0].start == cell.start else cell.start
            closed = len(said) > 1 and said[-1].closing and said[-1].name in ("td", "th")
            end = said[-1].start if closed else cell.end
            following = row.children[place + 1].start if place + 1 < len(row.children) else row.end
            yield cell.start, start + len(text[start:end]) - len(text[start:end].lstrip()), ""
            for low, high, new in find_marks(text, start, end):
                yield low, high, new.replace("\n", "; ")
            rule = "\n|" + " --- |" * len(row.children) if row.label and place + 1 == len(row.children) else ""
            closing = " |" if place + 1 == len(row.children) else " | "
            yield start + len(text[start:end].rstrip()), following, closing + rule
        at = row.end
