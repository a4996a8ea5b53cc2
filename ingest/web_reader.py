"""A tree of HTML to parts: headings, paragraphs, lists, tables and code, without what is not read as text.

lxml parses; what is here is what to keep of its tree, which no parser decides, in one pass over its events.
Beautiful Soup would parse with lxml too, into a tree of its own: sixteen times slower on 2 MB, no line less here.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

from lxml import etree

from quotewise.ingest.markdown import Part, raise_text, squeeze, write_code, write_table

# fmt: off
_SCRIPTS = {"head", "script", "style", "template"}
_DROPPED = {
    *_SCRIPTS, "noscript", "nav", "footer", "button", "select", "option", "input", "textarea", "iframe",
    "object", "embed", "audio", "video", "canvas", "svg", "dialog", "rp",
}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}
# fmt: on
_NOISE = re.compile(
    r"(?:^|\s)(?:sr-only|visually-hidden|screen-reader-text|toc|breadcrumbs?|mw-editsection|headerlink|linenos|"
    r"lineno|line-numbers-rows|gutter|noprint)(?:\s|$)"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ROLES = ("navigation", "search", "contentinfo", "menu", "dialog")
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|highlight|brush:?)[-\s]([A-Za-z][\w+#]*)|\b(mermaid)\b")
_MAX_CELL = 1_500  # characters; what has longer cells is a page laid out with a table
_NO_DATA = (
    "table",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
)  # a table that holds one of these lays out a page
Dropped = Callable[[Any], bool]


def is_script(element: Any) -> bool:
    """Whether an element is never text, hidden or not."""
    return not isinstance(element.tag, str) or element.tag in _SCRIPTS


def is_unseen(element: Any) -> bool:
    """Whether a reader of the page would not see an element, or not as part of its text."""
    if is_script(element) or element.tag in _DROPPED:
        return True
    if element.tag in ("html", "body", "main", "article"):
        return False
    return (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or element.get("role") in _ROLES
        or bool(_HIDDEN.search(element.get("style", "")))
        or bool(_NOISE.search(f"{element.get('class', '')} {element.get('id', '')}"))
    )


def read_parts(root: Any, *, is_dropped: Dropped = is_unseen) -> list[Part]:
    """What is seen below an element, part by part."""
    reader = _PartReader(is_dropped)
    for event, element in _walk(root, is_dropped, reader.take):
        match event:
            case "start":
                reader.enter(element)
            case "end":
                reader.leave(element)
            case "tail" if element is not root:
                reader.add(element.tail)
    reader.flush()
    reader.end_term()
    return reader.parts


def _walk(root: Any, is_dropped: Dropped, take: Callable[[Any], bool]) -> Iterator[tuple[str, Any]]:
    """ "start" and "end" of every element that is not dropped or taken whole, "tail" after each of all."""
    walk = etree.iterwalk(root, events=("start", "end"))
    skipped = None
    for event, element in walk:
        if event == "start" and (is_dropped(element) or take(element)):
            skipped = element
            walk.skip_subtree()
        elif event == "start":
            yield "start", element
        else:
            if element is not skipped:
                yield "end", element
            yield "tail", element


class _PartReader:
    """Gathers parts while a tree is walked."""

    def __init__(self, is_dropped: Dropped) -> None:
        self.parts: list[Part] = []
        self._is_dropped = is_dropped
        self._pieces: list[str] = []
        self._lists: list[tuple[int, str]] = []  # of each open list the next number and the kind of its labels
        self._label: str | None = None  # of the item that has begun and has no words yet
        self._term = ""
        self._in_term = False
        self._raised: list[int] = []  # where in the pieces each open superscript begins

    def add(self, text: str | None) -> None:
        """Add running text; its line breaks mean no more than a space."""
        if text:
            self._pieces.append(re.sub(r"\s+", " ", text))

    def take(self, element: Any) -> bool:
        """Read an element as a whole if it is of a kind that is."""
        match element.tag:
            case "pre":
                self.flush()
                code = _read_preformatted(element, self._is_dropped)
                self.parts.append(Part("text", write_code(code, _find_language(element))))
            case "table" if rows := read_rows(element, self._is_dropped):
                self.flush()
                self.parts += (Part("text", squeeze("".join(c.itertext()))) for c in element.iter("caption"))
                self.parts.append(Part("table", write_table(rows)))
            case "math":
                self._pieces.append(f" {_read_math(element)} ")
            case _:
                return False
        return True

    def enter(self, element: Any) -> None:
        if self._in_term:
            self._take_term()  # a term that was not closed before the next one
        if element.tag in _BLOCKS:
            self.flush()
        self._in_term = element.tag == "dt" or (self._in_term and element.tag not in _BLOCKS)
        match element.tag:
            case "ol":
                start = element.get("start", "")
                self._lists.append((int(start) if re.fullmatch("[0-9]{1,5}", start) else 1, element.get("type", "1")))
            case "ul" | "menu":
                self._lists.append((0, ""))
            case "li":
                self._label = self._count()
            case "br":
                self._pieces.append("\n")
            case "sup":
                self._raised.append(len(self._pieces))
        self.add(element.text)

    def leave(self, element: Any) -> None:
        match element.tag:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.flush("heading", int(element.tag[1]))
            case "dt":
                self._take_term()
            case "sup" if self._raised:
                self._raise(self._raised.pop())
            case tag if tag in _BLOCKS:
                self.flush()
        if element.tag in ("ol", "ul", "menu") and self._lists:
            self._lists.pop()
        if element.tag == "li":
            self._label = None
        if element.tag == "dl":
            self.end_term()

    def flush(self, kind: Literal["text", "heading"] = "text", level: int = 0) -> None:
        """End the paragraph that is being gathered."""
        text = "\n".join(map(squeeze, "".join(self._pieces).strip().split("\n")))
        self._pieces, self._raised = [], []
        if not text:
            return
        if kind == "heading":
            self.parts.append(Part("heading", text.rstrip("\u00b6#\u00a7 "), level))
        elif self._label is not None:
            self.parts.append(Part("item", f"{self._label} {text}".strip(), min(max(len(self._lists) - 1, 0), 8)))
            self._label = None
        elif self._term:
            self.parts.append(Part("item", f"{self._term}: {text}"))
            self._term = ""
        else:
            self.parts.append(Part("text", text))

    def _take_term(self) -> None:
        """Keep a term until its explanation comes; terms that share one stand together."""
        term = squeeze("".join(self._pieces))
        self._term = ", ".join(filter(None, (self._term, term)))
        self._pieces, self._in_term = [], False

    def end_term(self) -> None:
        """Let a term that is not explained stand alone."""
        if self._term:
            self.parts.append(Part("text", self._term))
            self._term = ""

    def _count(self) -> str:
        """The label of the next item of the innermost list."""
        if not self._lists or not self._lists[-1][1]:
            return ""
        number, kind = self._lists[-1]
        self._lists[-1] = number + 1, kind
        return f"{chr(ord(kind) + (number - 1) % 26)}." if kind in ("A", "a") else f"{number}."

    def _raise(self, start: int) -> None:
        raised = "".join(self._pieces[start:])
        before = max(start - 1, 0)
        self._pieces[before:] = [raise_text("".join(self._pieces[before:start]), raised)]


def _read_preformatted(element: Any, is_dropped: Dropped) -> str:
    """Text in which white space counts, from the empty line that HTML ignores at its beginning on."""
    pieces: list[str] = []
    for event, child in _walk(element, is_dropped, lambda _: False):
        if event == "start":
            pieces.append(("\n" if child.tag == "br" else "") + (child.text or ""))
        elif event == "tail" and child is not element:
            pieces.append(child.tail or "")
    return "".join(pieces).replace("\r\n", "\n").strip("\n")


def _find_language(element: Any) -> str:
    """The language a block of code says it is in, itself, by the code within or by what is around it."""
    around = [element, *element.iterchildren("code"), *list(element.iterancestors())[:2]]
    found = (_LANGUAGE.search(known.get("class", "")) for known in around)
    return next((match[1] or match[2] for match in found if match), "")


def _read_math(element: Any) -> str:
    """A formula as TeX where the page has it, else its letters."""
    notes = (note.text for note in element.iter("annotation") if "tex" in note.get("encoding", ""))
    return squeeze(element.get("alttext") or next(filter(None, notes), "") or "".join(element.itertext()))


def read_rows(table: Any, is_dropped: Dropped = is_unseen) -> list[list[str]]:
    """The words in a table's cells, none where it lays out a page; a cell over several rows fills each."""
    if table.get("role") in ("presentation", "none") or next(table.iterdescendants(*_NO_DATA), None) is not None:
        return []
    rows: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}  # by column: how many more rows a cell fills, and its words
    for row in table.iter("tr"):
        line: list[str] = []
        for cell in row.iterchildren("td", "th"):
            _fill(line, below)
            words = _read_cell(cell, is_dropped)
            if len(words) > _MAX_CELL:
                return []
            if (down := _span(cell, "rowspan")) > 1:
                below[len(line)] = down - 1, words
            line += [words, *[""] * (_span(cell, "colspan") - 1)]
        _fill(line, below)
        rows.append(line)
    return rows if len(rows) > 1 and max(map(len, rows)) > 1 else []


def _read_cell(cell: Any, is_dropped: Dropped) -> str:
    if len(cell) or is_dropped(cell):
        return "\n".join(part.text for part in read_parts(cell, is_dropped=is_dropped))
    return squeeze(cell.text or "")  # most cells of large tables; twenty times faster


def _fill(line: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Put in what cells of the rows above fill from here on."""
    while (place := len(line)) in below:
        left, words = below.pop(place)
        if left > 1:
            below[place] = left - 1, words
        line.append(words)


def _span(cell: Any, name: str) -> int:
    number = cell.get(name, "1").strip()
    return min(int(number), 50) if re.fullmatch("[1-9][0-9]{0,4}", number) else 1
