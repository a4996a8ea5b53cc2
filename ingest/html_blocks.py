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
_PARTING = frozenset("details table td th tr".split())  # no item goes on over one
_BREAK_OR_BAR = re.compile(r"(?<!\s)\s*[\r\n]\s*|\|")
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
    item: int | None = None
    cell: int | None = None  # where the words of the open cell begin
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
            elif self.item is not None:
                block = replace(block, kind="item", start=self.item, label="-")
                block = Block("list", block.start, block.end, children=(block,))
            self.blocks.append(block)
            self.item = None

    def close_cell(self, end: int) -> None:
        if self.cell is not None:
            said = self.text[self.cell : end]
            start = self.cell + len(said) - len(said.lstrip()) if said.strip() else self.cell
            self.cells.append(Block("cell", start, start + len(said.strip())))
        self.cell = None

    def close_row(self, end: int) -> None:
        self.close_cell(end)
        if self.cells:
            start = self.cells[0].start if self.row is None else self.row
            end = start + len(self.text[start:end].rstrip())
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
        if tag.name in _PARTING:
            self.item = None
        match tag.name:
            case "li":
                self.item = None if tag.closing else tag.start
            case "td" | "th":
                self.close_cell(tag.start)
                if not tag.closing:
                    self.row = tag.start if self.row is None else self.row
                    self.cell, self.heads = tag.end, self.heads or tag.name == "th"
            case "tr" if tag.closing:
                self.close_cell(tag.start)
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
    end, rule = table.start, ""
    for row in table.children:
        yield end, row.start, ""
        at, gap = row.start, f"{rule}\n| "
        for cell in row.children:
            yield at, cell.start, gap
            at, gap = cell.end, " | "
            for low, high, new in find_marks(text, cell.start, cell.end):
                yield low, high, new.replace("\n", "; ")
            for sign in _BREAK_OR_BAR.finditer(text, cell.start, cell.end):
                yield *sign.span(), r"\|" if sign[0] == "|" else " "
        yield at, row.end, " |" if row is not table.children[-1] else " |\n"
        end, rule = row.end, "\n|" + " --- |" * len(row.children) if row.label else ""
