"""Blocks of HTML inside Markdown: details, paragraphs, headings, lists and tables, each at its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from quotewise.ingest.block import Block, Edit
from quotewise.ingest.html_marks import BLOCKS, HEADINGS, Mark, find_marks, read_marks

IMPLIED = 7  # the level of a heading that <summary> is: below all of Markdown's own
_LEVELS = {**{name: level for level, name in enumerate(HEADINGS, 1)}, "summary": IMPLIED}
_PARTING = ("tr", "table", "details")
_BREAK_OR_BAR = re.compile(r"(?<!\s)\s*[\r\n]\s*|\|")  # in a cell they would end the row, or the cell


def read_html_block(text: str, block: Block, edits: list[Edit]) -> list[Block]:
    """A block of HTML with what it holds as children; adds to `edits` what is shown in place of its tags.

    What is no HTML that we know is a paragraph. Its end, `</details>`, is a rule labelled "end".
    """
    reader = _HtmlReader(text, block.start)
    for mark in read_marks(text, block.start, block.end):
        if mark.name in BLOCKS or text.startswith("<!--", mark.start):
            reader.take(mark)
    reader.take(Mark(block.end, block.end, "table", closing=True))
    edits += _rule_tables(find_marks(text, block.start, block.end), reader.blocks)
    cells = (cell for table in reader.blocks for row in table.children for cell in row.children if cell.kind == "cell")
    signs = (sign for cell in cells for sign in _BREAK_OR_BAR.finditer(text, cell.start, cell.end))
    edits += [(*sign.span(), r"\|" if sign[0] == "|" else " ") for sign in signs]
    return [replace(block, children=tuple(reader.blocks))]


def _rule_tables(edits: list[Edit], blocks: list[Block]) -> Iterator[Edit]:
    """The edits with a line below each table's header, which makes it a table of Markdown."""
    headers = [block.children[0] for block in blocks if block.kind == "table" and block.children[0].label]
    headers.reverse()
    for start, end, new in edits:
        if headers and start >= headers[-1].end and "\n" in new:
            new += " | ".join(["---"] * len(headers.pop().children)) + "\n"
        yield start, end, new


@dataclass(slots=True)
class _HtmlReader:
    """Where the words since the last border began, and the heading, item, row or cell that is open."""

    text: str
    at: int
    blocks: list[Block] = field(default_factory=list)
    rows: list[Block] = field(default_factory=list)
    cells: list[Block] = field(default_factory=list)
    level: int = 0
    item: int | None = None  # where the tag of the open item begins
    cell: int | None = None  # where the content of the open cell begins
    heads: bool = False

    def take(self, mark: Mark) -> None:
        """A comment or the tag of a block: both end the words before them."""
        name, ends = mark.name, mark.closing
        self._close_words(mark.start)
        if name in ("td", "th", *_PARTING):
            self._close_cell(mark.start)
            self.item = None  # no item goes on over one of them
        if name in _PARTING:
            self._close_row()
        if name in _PARTING and name != "tr":
            self._close_table()
        if name in ("td", "th") and not ends:
            self.cell, self.heads = mark.end, self.heads or name == "th"
        if name == "details" and ends:
            self.blocks.append(Block("rule", mark.start, mark.end, label="end"))
        self.level = 0 if ends else _LEVELS.get(name, 0)
        if name == "li":
            self.item = None if ends else mark.start
        self.at = mark.end

    def _trim(self, start: int, end: int) -> tuple[int, int]:
        said = self.text[start:end].strip()
        start = self.text.index(said, start)  # where it begins: nothing but blanks lies before
        return start, start + len(said)

    def _close_words(self, end: int) -> None:
        """What was said since the last border is a heading, an item or a paragraph; beside cells it is one of them."""
        start, end = self._trim(self.at, end)
        if start == end or self.cell is not None:
            return
        if self.cells:
            self.cells.append(Block("cell", start, end))
            return
        self._close_table()
        block = Block("paragraph", start, end)
        if self.level:
            block = Block("heading", start, end, self.level)
        elif self.item is not None:
            begun = max(self.item, self.blocks[-1].end if self.blocks else 0)  # a table may stand behind its tag
            item = Block("item", begun, end, label="-", children=(block,))
            block = Block("list", begun, end, children=(item,))
        self.blocks.append(block)
        self.item = None

    def _close_cell(self, end: int) -> None:
        if self.cell is not None:
            self.cells.append(Block("cell", *self._trim(self.cell, end)))
        self.cell = None

    def _close_row(self) -> None:
        if any(cell.start < cell.end for cell in self.cells):
            label = "header" if self.heads and not self.rows else ""
            self.rows.append(Block("row", self.cells[0].start, self.cells[-1].end, 0, label, tuple(self.cells)))
        self.cells, self.heads = [], False

    def _close_table(self) -> None:
        if self.rows:
            self.blocks.append(Block("table", self.rows[0].start, self.rows[-1].end, children=tuple(self.rows)))
        self.rows = []
