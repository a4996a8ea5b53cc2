"""The tree of a note to stretches under their headings: what a passage may hold, and what leads it in."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from quotewise.ingest.block import ASIDE, Block, Repaired, apply_edits
from quotewise.ingest.cuts import Piece, Stretch, can_join, join_stretches
from quotewise.ingest.groups import (
    is_hollow,
    leads_in,
    make_pieces,
    name_lead,
    read_glossary,
    read_myth_fact,
    read_prose,
    read_quiz,
)
from quotewise.ingest.labels import is_lead_in
from quotewise.ingest.line import Line, find_width, name_title, shorten
from quotewise.ingest.note import Kind, Note

CONTEXT = 120  # characters of context in all
ABOUT = 50  # characters of each heading kept as context
IMPLIED = 7  # the level of headings that are only implied
REACH = 5_000  # characters behind such a heading from which it is no longer believed to head what stands there
_WORDS = re.compile(r"(?<![^\W_])[^\W\d_]{3,}(?![^\W_])|[\u3040-\u30ff\u3400-\u9fff]{2}")  # a name is more than an id
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff].?|[^\s\u3040-\u30ff\u3400-\u9fff]+")
_QUOTED = re.compile(r"(?:(?<![^\n\r])(?:[ \t]*>)+[ \t]*)?\Z")  # the marks of a quote before its first line
LIST = 3  # headings with nothing below them that are a list
TINY = 1200  # characters of a note whose name and folder may be all that says what it is about
DIAGRAMS = ("mermaid", "plantuml", "dot", "graphviz", "diagram")


def find_stretches(note: Note, name: str = "") -> Iterator[Stretch]:
    """Yield the stretches of a note in order; every block but asides is in exactly one.

    name: the path that the note is known by, of which its last part is its title.
    """
    waiting: Stretch | None = None
    for stretch in _Reader(note, name).read():
        if waiting and can_join(waiting, stretch):
            waiting = join_stretches(waiting, stretch)
            continue
        if waiting:
            yield waiting
        waiting = stretch
    if waiting:
        yield waiting


def find_asides(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks that hold what need not be in a passage: asides, marks around other blocks, headings."""
    for block in blocks:
        for each in block.walk():
            if each.kind in (*ASIDE, "html", "quote", "heading") or _says_nothing(each):
                yield each


def _says_nothing(item: Block) -> bool:
    """Whether an item holds asides alone, such as a picture."""
    return item.kind == "item" and bool(item.children) and all(child.kind in ASIDE for child in item.children)


def flatten(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks with quotes, callouts and HTML opened: what is in them stands in their place."""
    for block in blocks:
        if block.kind in ("html", "quote"):
            yield from flatten(block.children)
        else:
            yield block


@dataclass(frozen=True, slots=True)
class _Title:
    level: int
    words: str
    start: int


class _Reader:
    """The place in the note while its blocks are read: headings above, lines not yet given out."""

    def __init__(self, note: Note, name: str) -> None:
        self.note = note
        self.shown: Repaired = apply_edits(note.text, note.tree.edits)
        self.width = find_width(list(_find_breaks(note)))
        self.path: list[_Title] = []
        self.heads: list[Block] = []  # headings that wait for what they head
        self.led: list[Line] = []  # the lines that lead in a table or code, and wait for it
        self.lines: list[Line] = []
        self.told = False  # whether there is a stretch
        self.begun = 0  # where the block read last begins
        self.named = self._name_note(name)

    def _name_note(self, name: str) -> str:
        """What the note is about where no heading says it: its title, below its folder where it is tiny."""
        folder, _, own = name.rpartition("/")
        title = self.note.tree.title or own
        named = " ".join([title, *(f"({alias})" for alias in self.note.tree.aliases)])
        if not _WORDS.search(named):
            return ""
        tiny = len(self.note.text) < TINY and folder
        return f"{folder.rpartition('/')[2]} > {named}" if tiny else named

    def read(self) -> Iterator[Stretch]:
        for block in flatten(self.note.tree.blocks):
            if block.kind == "heading":
                yield from self.open_section(block)
            elif block.kind == "rule" and block.label:
                yield from self.close()
                self.path = [title for title in self.path if title.level < IMPLIED]
            elif block.kind == "rule":  # what an author parts stays apart
                yield from self.close()
            elif block.kind not in ASIDE:
                if any(one.level >= IMPLIED and block.start - one.start > REACH for one in self.path):
                    yield from self.close()
                    self.path = [one for one in self.path if one.level < IMPLIED]
                leads = self.find_leads(block)
                self.begun = block.start
                for part in self.parts(block, 0, leads):
                    if isinstance(part, Line):
                        self.lines.append(part)
                    else:
                        yield from self.take(part)
        yield from self.close(last=not self.told or _are_list(self.heads))

    def open_section(self, heading: Block) -> Iterator[Stretch]:
        """Enter a section; headings with nothing below them are of no other section: a few are nothing, many a list."""
        if self.heads and heading.level <= self.heads[-1].level and not self.lines:
            if heading.level < self.heads[-1].level:
                yield from self.close(last=_are_list(self.heads))
                self.heads = []
        else:
            yield from self.close()
        self.path = [title for title in self.path if title.level < heading.level]
        self.path.append(_Title(heading.level, name_title(self.shown.cut(heading.start, heading.end)), heading.start))
        self.heads.append(heading)

    def parts(self, block: Block, depth: int, leads: tuple[str, ...] = ()) -> Iterator[Line | Block]:
        """The lines of a paragraph or of a list, items as deep as they are nested; other blocks as they are."""
        match block.kind:
            case "paragraph" | "math" | "term" | "meaning" | "heading":
                for line in self.find_lines(block.start, block.end, depth, whole=block.kind == "math"):
                    yield replace(line, leads=leads)
            case "list":
                yield from self.list_parts(block, depth, leads)
            case "quote" | "html":
                for child in flatten(block.children):
                    yield from self.parts(child, depth, leads)
            case _ if block.kind not in ASIDE:
                yield block
            case _:
                pass

    def list_parts(self, block: Block, depth: int, leads: tuple[str, ...]) -> Iterator[Line | Block]:
        """The lines of a list; where nothing in it is nested, an item with a colon leads in those behind it."""
        flat = not any(child.kind == "list" for item in block.children for child in item.children)
        under: tuple[str, ...] = ()
        for item in block.children:
            said = self.first_line(item)
            opens = flat and said is not None and is_lead_in(said.head)
            yield from self.item_parts(item, depth, leads if opens else (*leads, *under))
            if opens and said is not None:
                under = (name_lead(said),)

    def item_parts(self, item: Block, depth: int, leads: tuple[str, ...]) -> Iterator[Line | Block]:
        if _says_nothing(item):
            return
        said, rest = item.children[:1], item.children[1:]
        if said and said[0].kind in ("paragraph", "math"):
            first, *more = self.find_lines(item.start, said[0].end, depth)
            yield replace(first, kind="item", leads=leads)
            yield from (replace(line, indent=line.indent + 2, leads=leads) for line in more)
        elif said and said[0].kind in ("table", "code", "definition", "card"):  # right behind the mark
            yield replace(said[0], start=item.start)
        else:
            begins = said[0].start if said else item.end
            for line in self.find_lines(item.start, begins, depth):
                yield replace(line, kind="item", leads=leads)
            rest = item.children
        named = self.first_line(item)
        inner = (*leads, name_lead(named)) if named else leads
        for child in rest:
            yield from self.parts(child, depth + 1, inner)

    def first_line(self, block: Block) -> Line | None:
        """The first line that an item says itself."""
        said = next((child for child in block.children[:1] if child.kind == "paragraph"), None)
        return next(self.find_lines(said.start, said.end, 0), None) if said else None

    def above(self) -> Line | None:
        """The line before the last one, where both are of one paragraph."""
        return self.lines[-2] if len(self.lines) > 1 and self.lines[-2].start >= self.begun else None

    def find_leads(self, block: Block) -> tuple[str, ...]:
        """What leads in a list: the line above it, or an item with a colon that ends the list above it."""
        if block.kind != "list" or not self.lines:
            return ()
        line, before = self.lines[-1], self.above()
        if line.kind == "item":
            return (*line.leads, name_lead(line)) if is_lead_in(line.head) else ()
        return (name_lead(line),) if leads_in(line, before) else ()

    def find_lines(self, start: int, end: int, depth: int, *, whole: bool = False) -> Iterator[Line]:
        """The lines of a stretch of the note, as they are shown. whole: one line, whatever breaks it has."""
        text = self.note.text
        start -= len(_QUOTED.search(text, max(0, start - 60), start)[0])  # type: ignore[index]  # matches nothing, too
        before = (0, 0)
        for low, high in [(start, end)] if whole else _split_lines(text, start, end):
            shown = self.shown.cut(low, high)
            length, word = _measure(text, *before, low)
            torn = bool(before[1]) and length <= self.width <= length + word
            # what shows nothing, such as <br>, ends what stands before it
            yield Line(low, high, shown or ".", "text", 2 * depth, self.count_gap(low), torn=torn)
            before = low, high

    def count_gap(self, at: int) -> int:
        """The blank lines before a place that only white space parts from what was said last."""
        before = self.note.text[max(0, at - 400) : at]
        blank = before[len(before.rstrip("> \t\r\n\v\f\x85\u2028\u2029\xa0")) :]
        return max(0, len(f"{blank}.".splitlines()) - 2)

    def take(self, block: Block) -> Iterator[Stretch]:
        """A table, code, a definition or a card, what leads it in before it."""
        match block.kind:
            case "table":
                pieces, context = self.find_rows(block)
                yield from self.close(before=block)
                yield self.make("table", pieces, context, single=bool(context))
            case "code":
                kind: Kind = "diagram" if block.label in DIAGRAMS else "code"
                yield from self.close(before=block)
                yield self.make(kind, self.find_code_lines(block))
            case _:
                yield from self.close()
                yield self.make("glossary", (Piece(block.start, block.end),), single=True)

    def find_rows(self, table: Block) -> tuple[tuple[Piece, ...], str]:
        """The rows of a table, its header with the first of them; and the header as context."""
        header = table.children[0] if table.children[0].label == "header" else None
        rows = table.children[1:] if header else table.children
        columns = [self.shown.cut(cell.start, cell.end) for cell in header.children] if header else []
        readings = [self.read_row(row, columns) for row in rows]
        context = shorten(" | ".join(column for column in columns if column), 90)
        if not rows:
            return (Piece(table.start, table.end),), context
        starts = [table.start, *(row.start for row in rows[1:])]
        if header:
            readings[0] = f"{' | '.join(columns)}\n{readings[0]}"
        return tuple(
            Piece(start, row.end, reading=reading if header else "")
            for start, row, reading in zip(starts, rows, readings, strict=True)
        ), context

    def read_row(self, row: Block, columns: Sequence[str]) -> str:
        """A row as "first cell: name: cell; name: cell", each cell behind the name of its column."""
        first, *others = [self.shown.cut(cell.start, cell.end).strip("*` ") for cell in row.children]
        named = zip([*columns[1:], *("" for _ in others)], others, strict=False)
        told = [f"{column}: {cell}" if column else cell for column, cell in named if cell]
        return f"{first}: " + "; ".join(told) if told else first

    def find_code_lines(self, block: Block) -> tuple[Piece, ...]:
        lines = list(self.find_lines(block.start, block.end, 0))
        fenced = len(lines) > 1 and lines[-1].text.strip("`~") == ""
        if fenced:  # the closing fence stays with the last line, the opening one with the first
            lines[-2:] = [replace(lines[-2], end=lines[-1].end)]
        if len(lines) > 1 and lines[0].text.startswith(("```", "~~~")):
            lines[:2] = [replace(lines[0], end=lines[1].end)]
        return tuple(Piece(line.start, line.end, self.rate_code(line)) for line in lines)

    def rate_code(self, line: Line) -> int:
        """How good a boundary stands before a line of code: before what opens farthest to the left, behind a blank."""
        indent = line.start - self.note.text.rfind("\n", max(0, line.start - CONTEXT), line.start) - 1
        return max(1, 9 - indent // 2) if line.gap and line.text[0] not in ")]}" else 0

    def close(self, *, before: Block | None = None, last: bool = False) -> Iterator[Stretch]:
        """Give out the lines read so far; a lead-in at their end waits for the block behind it.

        last: headings with nothing below them are given out as well.
        """
        led = []
        if before and self.lines and self.heads_block(self.lines[-1]):
            led = [self.lines.pop()]
        yield from self.find_runs()
        if last and self.heads:
            yield self.make("prose", ())
        self.lines, self.led = [], led

    def heads_block(self, line: Line) -> bool:
        """Whether the last line leads in the table or code behind it: the last of several items only with a colon,
        or where it stands apart from them."""
        nested = line.kind != "item" or line.start >= self.begun
        alone = nested or len(self.lines) < 2 or self.lines[-2].kind != "item" or line.gap > 0
        return leads_in(line, self.above()) if alone else is_lead_in(line.head)

    def find_runs(self) -> Iterator[Stretch]:
        """The lines read so far as prose, and as myths with their facts, questions with their answers, entries."""
        begun = at = 0
        while at < len(self.lines):
            run = read_myth_fact(self.lines, at) or read_quiz(self.lines, at) or read_glossary(self.lines, at)
            if run is None:
                at += 1
                continue
            yield from self.make_prose(self.lines[begun:at])
            yield self.make(run.kind, make_pieces(self.lines, run), single=run.single)
            begun = at = run.end
        yield from self.make_prose(self.lines[begun:])

    def make_prose(self, lines: Sequence[Line]) -> Iterator[Stretch]:
        if lines:
            yield self.make("prose", read_prose(lines), hollow=not self.heads and is_hollow(lines))

    def make(
        self, kind: Kind, pieces: tuple[Piece, ...], own: str = "", *, single: bool = False, hollow: bool = False
    ) -> Stretch:
        led = shorten(name_title(self.led[-1].head), ABOUT) if self.led else ""
        first = (self.led[0].start if self.led else pieces[0].start) if pieces else None
        self.heads = self.near_heads(first)
        begins = [*(head.start for head in self.heads), *(line.start for line in self.led)]
        if begins:
            end, rest = (pieces[0].end, pieces[1:]) if pieces else (self.heads[-1].end, ())
            reading = pieces[0].reading if pieces and not self.led else ""
            pieces = (Piece(min(begins), end, 9, reading=reading), *rest)
        self.heads, self.led, self.told = [], [], True
        inner = " | ".join(part for part in (led, own) if part)
        about = shorten(self.about(), max(24, CONTEXT - 3 - len(inner)))
        context = " | ".join(part for part in (about, inner) if part)
        heading = " > ".join(title.words for title in self.path)
        return Stretch(kind, pieces, heading, context, single, hollow)

    def near_heads(self, first: int | None) -> list[Block]:
        """The headings with nothing between them and what they head: others are told of by their path alone.

        Those of the same level, which head nothing, stay only where they are a list.
        """
        listed = first is None or _are_list(self.heads[:-1])
        near: list[Block] = []
        for head in reversed(self.heads):
            if first is not None and self.note.text[head.end : first].strip(" \t\r\n>"):
                break
            first = head.start
            if listed or not near or head.level < near[0].level:
                near.insert(0, head)
            else:
                break
        return near

    def about(self) -> str:
        """The heading, one that is only implied with the one above it; where there is none, the note's own name."""
        near = self.path[-2:] if self.path and self.path[-1].level >= IMPLIED else self.path[-1:]
        words = " > ".join(shorten(title.words, ABOUT) for title in near)
        if len(self.note.text) < TINY and self.named and self.named != words:
            return f"{self.named} > {words}" if words else self.named
        return words or self.named


def _are_list(heads: Sequence[Block]) -> bool:
    """Whether so many headings have one level that they are what a note has to say."""
    return max(Counter(head.level for head in heads).values(), default=0) >= LIST


def _find_breaks(note: Note) -> Iterator[tuple[int, int]]:
    """Of each line of a paragraph how long it is, and the first word of the line behind it."""
    for block in note.tree.blocks:
        for said in block.walk():
            if said.kind == "paragraph":
                for (low, high), (following, _) in pairwise(_split_lines(note.text, said.start, said.end)):
                    yield _measure(note.text, low, high, following)


def _measure(text: str, start: int, end: int, following: int) -> tuple[int, int]:
    """How long a line is from its margin, and how long the word at `following`."""
    margin = start - max(text.rfind("\n", max(0, start - CONTEXT), start), max(0, start - CONTEXT - 1)) - 1
    word = _WORD.match(text, following, following + CONTEXT)
    return margin + end - start, len(word[0]) if word else 0


def _split_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of a stretch without white space around them and without blank ones."""
    at = start
    for raw in text[start:end].splitlines(keepends=True):
        said = raw.strip()
        if said:
            low = at + len(raw) - len(raw.lstrip())
            yield low, low + len(said)
        at += len(raw)
