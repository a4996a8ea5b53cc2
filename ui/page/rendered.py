"""A note as its blocks make it: headings, lists, tables, code, callouts and formulas, the words of a quote marked."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from quotewise.ingest.block import Block, Edit, Tree, apply_edits, cut_edits, merge_edits
from quotewise.ingest.views import header_of
from quotewise.ingest.views import rows as rows_of
from quotewise.ui.page.component import pressed
from quotewise.ui.page.markup import Span, formula, plain, to_html

LONGEST = 6000  # characters of one block; of a longer one only what lies in the stretch that is asked for is shown
FULL = 60  # characters of a line that a program may have broken because it was full
_HEADING = re.compile(r"\A[ \t]*#{1,6}[ \t]+|[ \t]+#+[ \t]*\Z|\s*\n[ \t]*(?:=+|-+)[ \t]*\Z")
_FENCE = re.compile(r"\A[ \t]*(?:```+|~~~+)[^\n]*(?:\n|\Z)|\n?[ \t]*(?:```+|~~~+)[ \t]*\Z")
_INDENT = re.compile(r"^(?: {4}|\t)", re.MULTILINE)
_LABEL = re.compile(r"\A\s*(?:[-*+•·●○・]|\S{1,8}[.)])\s+")
_MEANS = re.compile(r"\A\s*:{1,3}\s*")
_NUMBER = re.compile(r"(\d{1,9})[.)]")
_LETTER = re.compile(r"\(?[A-Za-z]{1,3}[.)]")
_TASKS = {"[ ]": "\u2610", "[x]": "\u2611", "[X]": "\u2611"}
_PICTURE = re.compile(r"!\[\[?([^\]\n]{0,200})")
_SILENT = ("metadata", "navigation")


def render_note(text: str, tree: Tree, *, start: int = 0, end: int | None = None, marks: Sequence[Span] = ()) -> str:
    """The blocks of a note that lie in [start, end) as HTML in which nothing of the note can do anything.

    text, tree: the note's (`Library.original`, `Library.tree`). marks: stretches of `text` to put in <mark>. A block
    that lies there in part is shown whole, of a list its items, of a table its rows below the header. Headings have
    ids (`heading_id`). Formulas are MathML, which `st.html` would take out: show it by `draw_html`.
    """
    stretch = (start, len(text) if end is None else end)
    blocks = tree.blocks or (Block("paragraph", 0, len(text)),)
    return _Page(text, tree.edits, stretch, sorted(marks)).blocks(blocks)


def draw_html(html: str, key: str, act: Callable[[int], None] | None = None) -> None:
    """Put HTML of our own making on the page, formulas included. key: unique on the page.

    act: what is done with the `data-number` of a button in it that is pressed; such HTML has looks of its own.
    """
    look = "qw-pressed" if act else "qw-rendered"
    pressed("rendered", key, {"html": html, "look": look}, "number", act or (lambda number: None))


def heading_id(heading: Block) -> str:
    """The id of a heading in the HTML, the same whatever stretch of the note is shown."""
    return f"at-{heading.start}"


def cells_of(text: str, tree: Tree, row: Block) -> list[str]:
    """The cells of a table's row as HTML."""
    page = _Page(text, tree.edits, (row.start, row.end), ())
    return [page.cell(cell) for cell in row.children]


class _Page:
    """A note's text, the edits that show it, and what of it is asked for and marked."""

    def __init__(self, text: str, edits: Sequence[Edit], stretch: Span, marks: Sequence[Span]) -> None:
        self.text, self.edits, self.stretch, self.marks = text, edits, stretch, marks

    def blocks(self, blocks: Iterable[Block]) -> str:
        return "".join(self.block(block) for block in self.within(blocks))

    def within(self, blocks: Iterable[Block]) -> Iterator[Block]:
        low, high = self.stretch
        return (block for block in blocks if block.end > low and block.start < high)

    def block(self, block: Block) -> str:
        match block.kind:
            case "heading":
                level = min(block.level + 2, 6)  # the page and the note's title stand above
                return f'<h{level} id="{heading_id(block)}">{self.words(block, _HEADING)}</h{level}>'
            case "list":
                return self.listed(block)
            case "item":
                return f"<ul>{self.item(block)}</ul>"
            case "table":
                return self.table(block)
            case "code":
                return self.code(block)
            case "quote":
                return self.quote(block)
            case "math":
                return f'<p class="qw-formula">{self.words(block)}</p>'
            case "definition":
                parts = "".join(self.part(child) for child in self.within(block.children))
                return f"<dl>{parts}</dl>"
            case "card":
                return f'<div class="qw-card">{self.blocks(block.children) or self.words(block)}</div>'
            case "image":
                return f'<p class="qw-picture">{self.picture(block)}</p>'
            case "rule":
                return "" if block.label else "<hr>"
            case _ if block.kind in _SILENT:
                return ""
            case _ if block.children:
                return f"<div>{self.blocks(block.children)}</div>"
            case _:
                return self.paragraph(block)

    def paragraph(self, block: Block) -> str:
        lines = self.text[block.start : block.end].splitlines()[:-1]
        flows = bool(lines) and all(len(line) >= FULL for line in lines)
        words = self.words(block)
        return f"<p{_named('qw-flows') * flows}>{words}</p>" if words else ""

    def listed(self, block: Block) -> str:
        kind = "ol" if block.children and _NUMBER.fullmatch(block.children[0].label) else "ul"
        return f"<{kind}>{''.join(self.item(child) for child in self.within(block.children))}</{kind}>"

    def item(self, item: Block) -> str:
        number, sign = _NUMBER.fullmatch(item.label), _TASKS.get(item.label, "")
        sign = sign or (plain(item.label) if _LETTER.fullmatch(item.label) else "")
        part = bool(item.children) and not any(self.within(item.children[:1]))  # its own words are not asked for
        value = f' value="{int(number[1])}"' if number and not part else _named("qw-signed") * (bool(sign) or part)
        before = f"<span>{sign}</span> " if sign and not part else ""
        return f"<li{value}>{before}{self.inside(item, _LABEL)}</li>"

    def inside(self, block: Block, *drop: re.Pattern[str]) -> str:
        """What a block holds, its first paragraph without a <p> of its own."""
        if not block.children:
            return self.words(block, *drop)
        first, *rest = block.children
        if first.kind != "paragraph":
            return self.blocks(block.children)
        return self.words(first) * any(self.within([first])) + self.blocks(rest)

    def part(self, block: Block) -> str:
        tag = "dt" if block.kind == "term" else "dd"
        return f"<{tag}>{self.inside(block, _MEANS)}</{tag}>"

    def table(self, table: Block) -> str:
        header = header_of(table)
        names = "".join(f'<th scope="col">{self.cell(cell)}</th>' for cell in header.children) if header else ""
        rows = ("".join(f"<td>{self.cell(cell)}</td>" for cell in row.children) for row in self.within(rows_of(table)))
        return draw_table(names, rows)

    def cell(self, cell: Block) -> str:
        shown, marks = self.cut(cell)
        low, high = len(shown) - len(shown.lstrip("| \n")), len(shown.rstrip("| \n"))
        return to_html(shown[low:high], marks=_moved(marks, low), formulas=True)

    def code(self, block: Block) -> str:
        if block.label.lower() in ("math", "latex", "tex") and (
            tex := _FENCE.sub("", self.text[block.start : block.end])
        ):
            return f'<p class="qw-formula">{formula(tex, block=True)}</p>'
        fenced = _FENCE.match(self.text[block.start : block.end])
        shown, marks = self.cut(block, _FENCE if fenced else _INDENT)
        # Scrolls by itself, and is reached by keyboard for that
        return f'<pre tabindex="0"><code>{_lit(shown.rstrip(), marks)}</code></pre>'

    def quote(self, block: Block) -> str:
        held = self.blocks(block.children) or self.paragraph(block)
        name = f'<p class="qw-callout-name">{plain(block.label.capitalize())}</p>' * bool(block.label)
        return f"<blockquote{_named('qw-callout') * bool(block.label)}>{name}{held}</blockquote>"

    def picture(self, block: Block) -> str:
        said = _PICTURE.search(self.text, block.start, block.end)
        return plain(f"[picture: {said[1] if said and said[1] else block.label or 'without a name'}]")

    def words(self, block: Block, *drop: re.Pattern[str]) -> str:
        """The words of a block that holds no other."""
        shown, marks = self.cut(block, *drop)
        low = len(shown) - len(shown.lstrip())
        return to_html(shown.strip(), marks=_moved(marks, low), formulas=True)

    def cut(self, block: Block, *drop: re.Pattern[str]) -> tuple[str, list[Span]]:
        """What is shown of a block, and where it is marked. drop: what is a mark of the block and not shown."""
        low, high = block.start, block.end
        if high - low > LONGEST:
            low, high = max(low, self.stretch[0]), min(high, self.stretch[1])
        raw = self.text[low:high]
        own = [(*found.span(), "") for pattern in drop for found in pattern.finditer(raw)]
        shown = apply_edits(raw, merge_edits([*own, *cut_edits(self.edits, low, high)]))
        marked = [
            (max(start, low) - low, min(end, high) - low) for start, end in self.marks if start < high and end > low
        ]
        return shown.text, [span for mark in marked if (span := shown.to_display(*mark))[0] < span[1]]


def draw_table(names: str, rows: Iterable[str]) -> str:
    """A table as HTML. names: the cells of its header, "" without one; rows: the cells of each. A wide one scrolls by
    itself, and is reached by keyboard for that."""
    head = f"<thead><tr>{names}</tr></thead>" * bool(names)
    body = "".join(f"<tr>{cells}</tr>" for cells in rows)
    around = '<div class="qw-table" tabindex="0" role="group" aria-label="Table">'
    return f"{around}<table>{head}<tbody>{body}</tbody></table></div>"


def _named(name: str) -> str:
    return f' class="{name}"'


def _moved(marks: Iterable[Span], by: int) -> list[Span]:
    return [(max(start - by, 0), end - by) for start, end in marks if end > by]


def _lit(text: str, marks: Iterable[Span]) -> str:
    """Words as they are, in which nothing but what is marked is a mark."""
    parts, at = [], 0
    for start, end in marks:
        parts += [plain(text[at:start]), f"<mark>{plain(text[start:end])}</mark>"]
        at = end
    return "".join([*parts, plain(text[at:])])
