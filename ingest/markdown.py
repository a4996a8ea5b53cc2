"""Markdown to a tree of blocks, by CommonMark's own grammar: pulldown-cmark gives every block and mark with its place.

On top of it what notes are kept in: Obsidian's links, embeds, callouts, comments and "term :: meaning", GitHub's
tables and tasks, HTML blocks; Notion's property lines are told by the export's file name.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
from pyromark import Markdown, Options

from quotewise.ingest.block import ASIDE, Block, BlockKind, Edit, Tree, merge_edits
from quotewise.ingest.delimited import MAX_COLUMNS
from quotewise.ingest.html_blocks import read_html_block
from quotewise.ingest.html_marks import find_marks
from quotewise.ingest.labels import is_labelled
from quotewise.ingest.line import BOLD
from quotewise.ingest.note import UnreadableNote
from quotewise.ingest.parts import MAX_CELLS

DEEPEST = 50  # blocks inside one another; what is nested deeper is text of the last
IMPLIED = 7  # the level of a heading that is only implied: below all that are marked

_GRAMMAR = Markdown(
    options=Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_YAML_STYLE_METADATA_BLOCKS
    | Options.ENABLE_MATH
    | Options.ENABLE_GFM
    | Options.ENABLE_DEFINITION_LIST
    | Options.ENABLE_WIKILINKS
)
_CONTAINERS: Mapping[str, BlockKind] = {
    "BlockQuote": "quote",
    "FootnoteDefinition": "quote",
    "List": "list",
    "Item": "item",
    "Table": "table",
    "TableHead": "row",
    "TableRow": "row",
    "DefinitionList": "list",
    "DefinitionListDefinition": "meaning",
}
_LEAVES: Mapping[str, BlockKind] = {
    "Paragraph": "paragraph",
    "Heading": "heading",
    "CodeBlock": "code",
    "HtmlBlock": "html",
    "TableCell": "cell",
    "DefinitionListTitle": "term",
    "MetadataBlock": "metadata",
}
_QUERIES = ("dataview", "dataviewjs", "tasks", "query")  # Obsidian's blocks that are shown as what they find
_CALLOUT = re.compile(r"[ \t>]*(?P<mark>\[!(?P<kind>[\w -]{1,30})\][+-]?[ \t]*)")
_LONE_CR = re.compile(r"\r(?!\n)")
_QUOTE_MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_HIGHLIGHT = re.compile(r"==(?=\S)[^=\n]{1,300}?(?<=\S)==")
_COMMENT = re.compile(r"%%.{0,2000}?%%", re.DOTALL)
_BLOCK_ID = re.compile(r"(?:^|[ \t])\^[A-Za-z0-9-]{1,40}[ \t]*(?=\r?$)", re.MULTILINE)
_MEANING = re.compile(
    r"[ \t]*(?P<term>[^\s:|][^\r\n:|]{0,79}?)(?P<mark>[ \t]{0,20}:{2,3}[ \t]+)"
    r"(?P<meaning>\S(?:[^\r\n]*\S)?)\s*(?:[\r\n]|$)"
)
_PROPERTY = re.compile(r"[^\n:]{1,40}:[ \t]\S[^\n]{0,60}(?<![.!?])")
_NAMED = re.compile(r"\[([^\]\n]*)\]\(")
_NAME = 6  # words of a link that is but a name
_ADDRESSES = re.compile(r"(?:\s*[A-Za-z][A-Za-z+.-]{1,20}://\S+)+\s*")
_TAGS = re.compile(r"\s*(?:#[\w/-]+\s*)+")
_FILE = re.compile(r".*\.\w{2,5}$")
_NOTION_ID = re.compile(r"[ _-][0-9a-f]{32}$")
_FRONT_TITLE = re.compile(
    r"^title:[ \t]*"
    r"(?:\"(?P<quoted>(?:[^\"\\\n]|\\.){1,200})\"|'(?P<single>[^'\n]{1,200})'|(?P<bare>[^\s|>\"'][^\n]{0,199}))",
    re.MULTILINE,
)
_FRONT_LINE = re.compile(r"[\w .-]{0,60}:(?:\s.*)?|[ \t]+.*|-(?: .*)?|[#\]})].*|---|\s*")
_FRONT_ALIASES = re.compile(r"^alias(?:es)?:[ \t]*(?P<list>\[[^\]\n]*\]|[^\n]+|(?:\n[ \t]*- [^\n]+)+)", re.MULTILINE)


def read_markdown(text: str, *, name: str = "") -> Tree:
    """The tree of a Markdown note. name: of its file; Notion's exports are known by it.

    Blocks nest at most DEEPEST deep. Takes time and memory in proportion to the text. Raises UnreadableNote for
    more than MAX_COLUMNS columns, or MAX_CELLS cells, missing ones counted.
    """
    text = _LONE_CR.sub("\n", text)  # the grammar knows it as a line's end in some places only
    reader = _Reader(text)
    for event, place in _GRAMMAR.events_with_range(text.removeprefix("\ufeff")):
        reader.take(event, place["start"], place["end"])
    blocks = _imply_headings(text, reader.finish())
    if _NOTION_ID.search(name.rpartition(".")[0]):
        blocks = _name_properties(text, blocks)
    title, aliases = _read_front_matter(text, blocks)
    blocks = _find_navigation(text, blocks, reader.links)
    hidden = [(aside.start, aside.end, "") for block in blocks for aside in block.walk() if aside.kind in ASIDE]
    return Tree(blocks, merge_edits([*hidden, *reader.edits]), title, aliases)


@dataclass(slots=True)
class _Open:
    """A block that is being read. inner: from the first to behind the last thing said in it. said: what kinds of."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    label: str = ""
    children: list[Block] = field(default_factory=list)
    inner: tuple[int, int] | None = None
    said: set[str] = field(default_factory=set)
    implicit: bool = False
    tagged: bool = False  # it holds HTML


@dataclass(slots=True)
class _Mark:
    """An inline mark that is open: a link, an image, emphasis."""

    name: str
    start: int
    end: int
    address: str = ""
    wiki: str = ""  # "named" where a wikilink gives its text, "bare" where its address is shown
    inner: tuple[int, int] | None = None


class _Reader:
    """The blocks that are open, the marks that are open, and the edits made so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = _count_places(text)
        self.open = [_Open("html", 0, len(text))]  # the note itself
        self.marks: list[_Mark] = []
        self.link: _Mark | None = None  # the outermost of them that leads elsewhere
        self.edits: list[Edit] = []
        self.literal: list[tuple[int, int]] = []  # code and formulas, in order: no mark is looked for in them
        self.links: dict[int, str] = {}  # where each block that is nothing but links begins, and the kind of the links
        self.columns = self.cells = 0  # of the table that is read; of all so far
        self.passed = 0  # blocks nested too deep to be kept, and open

    def take(self, event: Any, first: int, last: int) -> None:
        """One event of the grammar with its range in bytes."""
        start, end = self.place(first), self.place(last)
        match event:
            case {"Start": tag}:
                name, value = next(iter(tag.items())) if isinstance(tag, dict) else (tag, None)
                if name in _CONTAINERS or name in _LEAVES:
                    self._open_block(name, value, start, end)
                else:
                    self._open_mark(name, value, start, end)
            case {"End": tag}:
                name = next(iter(tag)) if isinstance(tag, dict) else tag
                if name in _CONTAINERS or name in _LEAVES:
                    self._close_block()
                else:
                    self._close_mark()
            case "Rule":
                self._end_implicit()
                self.open[-1].children.append(Block("rule", start, end))
            case {"TaskListMarker": _}:
                self.open[-1].label = self.text[start:end]
            case {"Html": _}:
                self.open[-1].end = max(self.open[-1].end, end)
            case _:
                self._say(event, start, end)

    def finish(self) -> tuple[Block, ...]:
        self._end_implicit()
        blocks = _tidy(self.text, self.open[0].children, 0, len(self.text))
        return tuple(_fill_gaps(self.text, blocks, 0, len(self.text)))

    def _open_block(self, name: str, value: Any, start: int, end: int) -> None:
        self._end_implicit()
        self._count_cells(name, value)
        if len(self.open) > DEEPEST:
            self.passed += 1
            return
        opened = _Open(_CONTAINERS.get(name) or _LEAVES[name], start, end)
        match name, value:
            case "Heading", {"level": level}:
                opened.level = int(level[1:])
            case "CodeBlock", {"Fenced": language}:
                opened.label = language.split(" ")[0]
            case "TableHead", _:
                opened.label = "header"
            case "FootnoteDefinition", mark:
                opened.label = f"[^{mark}]"
            case "Item", _:
                opened.label = self.text[start : start + 12].split(None, 1)[0]
        self.open.append(opened)

    def _count_cells(self, name: str, value: Any) -> None:
        """Refuse a table that is data: the grammar gives each row as many cells as its header has."""
        if name == "Table":
            self.columns = len(value)
        elif name == "TableRow":
            self.cells += self.columns
        if self.columns > MAX_COLUMNS:
            raise UnreadableNote(f"holds a table of {self.columns:,} columns; split it, or leave data out of notes")
        if self.cells > MAX_CELLS:
            raise UnreadableNote(f"holds tables of more than {MAX_CELLS:,} cells; split it, or leave data out of notes")
        if name == "Paragraph" and self.open[-1].kind == "table":  # the grammar gives up on rows that lack most cells
            raise UnreadableNote("holds a table that lacks most of its cells; split it, or leave data out of notes")

    def _close_block(self) -> None:
        if self.passed:
            self.passed -= 1
            return
        self._end_implicit()
        self._close(self.open.pop())

    def _end_implicit(self) -> None:
        if self.open[-1].implicit:
            self._close(self.open.pop())

    def _close(self, opened: _Open) -> None:
        """Hand a block that is read to the one around it."""
        children = _tidy(self.text, opened.children, opened.start, opened.end)
        if children and opened.kind in ("item", "meaning"):
            children = list(_fill_gaps(self.text, children, children[0].start, opened.end))
        block = Block(opened.kind, opened.start, opened.end, opened.level, opened.label, tuple(children))
        finished: Iterable[Block] = [block]
        match opened.kind:
            case "paragraph":
                finished = self._finish_paragraph(block, opened)
            case "quote":
                finished = [self._finish_quote(block)]
            case "metadata" if not all(map(_FRONT_LINE.fullmatch, self.text[block.start : block.end].splitlines())):
                finished = [replace(block, kind="paragraph")]  # two rules around what is no YAML
            case "code" if opened.label in _QUERIES:
                finished = [replace(block, kind="metadata", label="query")]
            case "html":
                finished = read_html_block(self.text, block, self.edits)
            case "list" if children and children[0].kind in ("term", "meaning"):
                finished = list(_pair_meanings(children))
            case "heading" | "cell" | "term":
                self._find_marks(block, tagged=opened.tagged)
            case _:
                pass
        self.open[-1].children += finished

    def _finish_paragraph(self, block: Block, opened: _Open) -> Iterable[Block]:
        start, end = opened.inner or (block.start, block.end)
        if opened.said == {"image"}:
            return [replace(block, kind="image")]
        if opened.said == {"formula"}:
            return [replace(block, kind="math")]
        if len(opened.said) == 1 and (links := next(iter(opened.said))).startswith("link"):
            told = max(len(named.split()) for named in _NAMED.findall(self.text, start, end) or [""])
            self.links[block.start] = links if told <= _NAME or links != "link out" else ""  # a sentence may be a link
        if _ADDRESSES.fullmatch(self.text, start, end):
            self.links[block.start] = "link out"
        for pattern, label in ((_TAGS, "tags"), (_COMMENT, "comment")):
            if pattern.fullmatch(self.text, start, end):
                return [replace(block, kind="metadata", label=label)]
        self._find_marks(block, tagged=opened.tagged)
        return self._find_meanings(block) or [block]

    def _finish_quote(self, block: Block) -> Block:
        if block.label:  # a footnote
            mark = self.text.index(":", block.start) + 1
            self.edits.append((block.start, mark, ""))
            return block
        self.edits += [
            (mark.start(), mark.end(), "") for mark in _QUOTE_MARKS.finditer(self.text, block.start, block.end)
        ]
        callout = _CALLOUT.match(self.text, block.start, block.end)
        if callout is None:
            return block
        self.edits.append((callout.start("mark"), callout.end(), ""))
        return replace(block, label=callout["kind"].strip().lower())

    def _find_marks(self, block: Block, *, tagged: bool) -> None:
        """Edit what the grammar does not know: highlights, comments, Obsidian's block ids, and HTML if it is tagged."""
        if tagged:
            marks = find_marks(self.text, block.start, block.end)
            one_line = block.kind in ("cell", "heading")  # a break in a cell would end its row
            self.edits += [
                (start, end, "; " if one_line and new == "\n" else new)
                for start, end, new in marks
                if not self._is_literal(start, end)
            ]
        for pattern, width in ((_HIGHLIGHT, 2), (_COMMENT, 0), (_BLOCK_ID, 0)):
            for match in pattern.finditer(self.text, block.start, block.end):
                start, end = match.span()
                marks = [(start, start + (width or end - start), ""), (end - width, end, "")]
                self.edits += marks if not any(self._is_literal(low, high) for low, high, _ in marks) else []

    def _find_meanings(self, block: Block) -> list[Block]:
        """The definitions that a paragraph of "term :: meaning" lines is; [] for any other."""
        found: list[Block] = []
        edits: list[Edit] = []
        at = block.start
        while at < block.end:
            line = _MEANING.match(self.text, at, block.end)
            if line is None or self._is_literal(line.start("mark"), line.end("mark")):
                return []
            term = Block("term", line.start("term"), line.end("term"))
            meaning = Block("meaning", line.start("meaning"), line.end("meaning"))
            found.append(Block("definition", term.start, meaning.end, children=(term, meaning)))
            edits.append((line.start("mark"), line.end("mark"), ": "))
            at = line.end()
        self.edits += edits
        return found

    def _is_literal(self, start: int, end: int) -> bool:
        at = bisect_left(self.literal, (start, start))
        return any(low < end and start < high for low, high in self.literal[max(0, at - 1) : at + 1])

    def _say(self, event: Any, start: int, end: int) -> None:
        """An event inside a line: text, code, a formula, a break, a tag."""
        if self.open[-1].kind in ("code", "html", "metadata") and len(self.open) > 1:
            return
        block = self._find_leaf(start, end)
        self._hold(start, end)
        match event:
            case {"Text": said}:
                if said.strip():
                    block.said.add(_kind_of_link(self.link) if self.link else "text")
                if self.text[start] == "&" and said != self.text[start:end]:
                    self.edits.append((start, end, said))
            case {"DisplayMath": _}:
                block.said.add("formula")
                self.literal.append((start, end))
            case {"Code": _} | {"InlineMath": _}:
                block.said.add(_kind_of_link(self.link) if self.link else "text")
                self.literal.append((start, end))
            case {"InlineHtml": tag}:
                block.tagged = True
                if not tag.startswith("<!--"):
                    block.said.add("text")
            case {"FootnoteReference": _}:
                self.edits.append((start, end, ""))
            case _:
                pass

    def _hold(self, start: int, end: int) -> None:
        """What is said is in the innermost mark, else in the block; those around it follow when that is closed."""
        holder: _Mark | _Open = self.marks[-1] if self.marks else self.open[-1]
        low, high = holder.inner or (start, end)
        holder.inner = (min(start, low), max(end, high))

    def _find_leaf(self, start: int, end: int) -> _Open:
        """The block that something said is in: a paragraph of its own where an item or a quote holds it bare."""
        if self.open[-1].kind not in _LEAVES.values() or len(self.open) == 1:
            self.open.append(_Open("paragraph", start, end, implicit=True))
        self.open[-1].end = max(self.open[-1].end, end)
        return self.open[-1]

    def _open_mark(self, name: str, value: Any, start: int, end: int) -> None:
        self._find_leaf(start, end)
        mark = _Mark(name, start, end)
        if isinstance(value, dict) and name in ("Link", "Image"):
            mark.address = value["dest_url"]
            if isinstance(value["link_type"], dict):
                mark.wiki = "named" if value["link_type"]["WikiLink"]["has_pothole"] else "bare"
            self.link = self.link or mark
        self.marks.append(mark)

    def _close_mark(self) -> None:
        mark = self.marks.pop()
        self._hold(mark.start, mark.end)
        if mark is self.link:
            self.link = None
        start, end = mark.inner or (mark.end, mark.end)
        if mark.name == "Image":
            said = self.text[start:end]
            shown = "" if mark.wiki or _FILE.match(said) or " " not in said else said
            self.edits.append((mark.start, mark.end, shown))
            self.open[-1].said.add("image")
            return
        if mark.name == "Link" and mark.wiki == "bare":
            self.edits.append((mark.start, mark.end, _name_target(mark.address)))
        elif mark.name == "Link":
            self.edits += [(mark.start, start, ""), (end, mark.end, "")]


def _kind_of_link(mark: _Mark) -> str:
    if mark.name == "Image":
        return "image"
    if mark.wiki:
        return "link to a note"
    return "link within" if mark.address.startswith("#") else "link out"


def _name_target(address: str) -> str:
    """How a wikilink without a text of its own is shown: the note's name, and the heading below it."""
    note, _, heading = address.partition("#")
    return " > ".join(part for part in (note.rsplit("/", 1)[-1], heading.lstrip("^#")) if part)


def _count_places(text: str) -> Callable[[int], int]:
    """From a place in the UTF-8 of a text, its byte-order mark left out, to the place in the text."""
    mark = int(text.startswith("\ufeff"))
    if text.isascii():
        return int
    begins = (np.frombuffer(text[mark:].encode(), np.uint8) & 0xC0) != 0x80
    places = np.concatenate([np.zeros(1, np.int64), np.cumsum(begins)]) + mark
    return lambda at: int(places[at])


def _tidy(text: str, blocks: Sequence[Block], start: int, end: int) -> list[Block]:
    """Blocks without the white space at their ends, none reaching over the next or its parent, none empty but cells.

    The grammar's ranges go on over blank lines, and after a definition list over the next block.
    """
    tidied: list[Block] = []
    for block, following in pairwise([*blocks, Block("rule", end, end)]):
        low = min(max(block.start, tidied[-1].end if tidied else start), end)
        high = max(low, min(block.end, following.start, end))
        said = text[low:high]
        if said.strip() or block.kind == "cell":
            lead = len(said) - len(said.lstrip()) if said.strip() else 0
            tidied.append(_narrow(text, block, low + lead, low + (len(said.rstrip()) or lead)))
    return tidied


def _narrow(text: str, block: Block, start: int, end: int) -> Block:
    """The block between two places, and its children with it."""
    children = block.children
    if children and not start <= children[0].start <= children[-1].end <= end:
        children = tuple(_tidy(text, children, start, end))
    return replace(block, start=start, end=end, children=children)


def _fill_gaps(text: str, blocks: Iterable[Block], at: int, end: int) -> Iterator[Block]:
    """The blocks and, for what the grammar keeps to itself (addresses of links), blocks of metadata."""
    for block in (*blocks, Block("rule", end, end)):
        between = text[at : block.start]
        if between.strip():
            low = at + len(between) - len(between.lstrip())
            yield Block("metadata", low, at + len(between.rstrip()))
        if block.end > block.start:
            yield block
        at = block.end


def _pair_meanings(children: Sequence[Block]) -> Iterator[Block]:
    """The definitions of a definition list: each term with the meanings behind it."""
    group: list[Block] = []
    for child in (*children, None):
        if child is None or (child.kind == "term" and group):
            yield Block("definition", group[0].start, group[-1].end, children=tuple(group))
            group = []
        if child is not None:
            group.append(child)


def _imply_headings(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, a paragraph that is one bold line above something else told as a heading below all marked ones."""
    return tuple(
        replace(block, kind="heading", level=IMPLIED)
        if block.kind == "paragraph"
        and following is not None
        and following.kind in ("paragraph", "list", "table", "code", "math", "quote", "html")
        and BOLD.fullmatch(text, block.start, block.end)
        and not is_labelled(text[block.start : block.end])
        else block
        for block, following in zip(blocks, [*blocks, None][1:], strict=True)
    )


def _name_properties(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of a Notion page, the lines "Status: Done" below its title told as metadata."""
    place = 1 if blocks and blocks[0].kind == "heading" else 0
    named = list(blocks)
    if place < len(named) and named[place].kind == "paragraph":
        lines = text[named[place].start : named[place].end].splitlines()
        if len(lines) > 1 and all(map(_PROPERTY.fullmatch, lines)):
            named[place] = replace(named[place], kind="metadata", label="properties")
    return tuple(named)


def _find_navigation(text: str, blocks: Sequence[Block], links: Mapping[int, str]) -> tuple[Block, ...]:
    """The blocks, those told as navigation that only lead elsewhere: a table of contents, a list of addresses.

    Links to other notes are what a list names ("the normal forms"), unless the note is nothing but such lists.
    """
    said = [block for block in blocks if block.kind not in ("heading", "metadata", "rule", "image")]
    mapped = bool(said) and all(_leads(block, links, "link") for block in said)
    return tuple(
        replace(block, kind="navigation", children=())
        if _leads(block, links, "link within", "link out") or (mapped and _leads(block, links, "link"))
        else block
        for block in blocks
    )


def _leads(block: Block, links: Mapping[int, str], *kinds: str) -> bool:
    """Whether all that a block says are links of some kinds, and it is a paragraph or a list of them."""
    if block.kind not in ("paragraph", "list"):
        return False
    leaves = [leaf for leaf in block.walk() if not leaf.children]
    return all(leaf.kind == "paragraph" and links.get(leaf.start, "").startswith(kinds) for leaf in leaves)


def _read_front_matter(text: str, blocks: Sequence[Block]) -> tuple[str, tuple[str, ...]]:
    """The title and the other names that a note's front matter gives it, "" and () where it gives none."""
    begins = (block for block in blocks[:2] if block.kind == "metadata" and text.startswith("---", block.start))
    front = next((text[block.start : block.end] for block in begins), "")
    title, names = _FRONT_TITLE.search(front), _FRONT_ALIASES.search(front)
    found = re.split(r"[,\n]", names["list"].strip("[]")) if names else []
    aliases = (name.strip(" \t-\"'") for name in found)
    named = next((name for name in title.groups() if name), "") if title else ""
    return re.sub(r"\\(.)", r"\1", named).strip(), tuple(name for name in aliases if name)[:10]
