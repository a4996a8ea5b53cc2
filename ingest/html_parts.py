"""A tree of HTML to parts: headings, paragraphs, lists, tables and code, without what is not read as text.

lxml parses; what is here is what to keep of its tree, which no parser decides, in one pass over its events.
html-to-markdown (Rust) tears rowspans from their columns, powers from their numbers and inner lists from their order.
"""

import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from quotewise.ingest.html_marks import BLOCKS, HEADINGS, UNSEEN
from quotewise.ingest.parts import MAX_CELL, MAX_DEPTH, Part, raise_text, squeeze

_SCRIPTS = ("head", "script", "style", "template")
_DROPPED = UNSEEN.union("nav footer button select option input textarea dialog rp".split())
_LISTS = ("ol", "ul", "menu")
_NOISE = re.compile(
    r"(?:^|\s)(?:sr-only|visually-hidden|screen-reader-text|toc|breadcrumbs?|mw-editsection|headerlink|linenos|"
    r"lineno|line-numbers-rows|gutter|noprint)(?:\s|$)"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ROLES = ("navigation", "search", "contentinfo", "menu", "dialog")
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|highlight|brush:?)[-\s]([A-Za-z][\w+#]*)|\b(mermaid)\b")
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
    return _PartReader(is_dropped).read(root)


class _PartReader:
    """Gathers parts while a tree is walked."""

    def __init__(self, is_dropped: Dropped) -> None:
        self.parts: list[Part] = []
        self._is_dropped = is_dropped
        self._pieces: list[str] = []  # of the paragraph that is being gathered
        self._lists: list[tuple[int, str]] = []  # of each open list the next number and the kind of its labels
        self._label: str | None = None  # of the item that has begun and has no words yet
        self._terms: list[str] = []  # those that wait for their explanation
        self._raised: list[int] = []  # where in the pieces each open superscript begins
        self._verbatim: Any = None  # the element around, if white space counts in it

    def read(self, root: Any) -> list[Part]:
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in walk:
            if event == "start" and (self._is_dropped(element) or self._take(element)):
                skipped = element
                walk.skip_subtree()
            elif event == "start":
                self._enter(element)
                self._add(element.text)
            else:
                if element is not skipped:
                    self._leave(element)
                self._add(element.tail if element is not root else "")
        self._flush()
        return [*self.parts, *self._end_terms()]

    def _add(self, text: str | None) -> None:
        """Add running text; its line breaks mean no more than a space."""
        if text:
            self._pieces.append(text if self._verbatim is not None else re.sub(r"\s+", " ", text))

    def _take(self, element: Any) -> bool:
        """Read an element as a whole if it is of a kind that is."""
        if element.tag == "math":
            self._pieces.append(f" {_read_math(element)} ")
        elif element.tag == "table" and (rows := read_rows(element, self._is_dropped)):
            self._flush()
            self.parts += (Part("text", squeeze("".join(c.itertext()))) for c in element.iter("caption"))
            heads = [cell.getparent() for cell in element.iter("th")]
            headed = not heads or heads[0] is next(element.iter("tr"))
            self.parts.append(Part("table", rows=tuple(rows), headed=headed))
        else:
            return False
        return True

    def _enter(self, element: Any) -> None:
        if self._verbatim is not None:
            self._pieces.append("\n" if element.tag == "br" else "")
            return
        if element.tag in ("dt", "dd") and element.getparent().tag == "dt":
            self._take_term()  # a term that was not closed before
        elif element.tag in BLOCKS:
            self._flush()
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
            case "pre":
                self._verbatim = element

    def _leave(self, element: Any) -> None:
        if self._verbatim is not None:
            if element is self._verbatim:
                self.parts.append(Part("code", "".join(self._pieces), label=_find_language(element)))
                self._verbatim, self._pieces = None, []
            return
        match element.tag:
            case "sup" if self._raised:
                start = self._raised.pop()
                before = max(start - 1, 0)
                raised = raise_text("".join(self._pieces[before:start]), "".join(self._pieces[start:]))
                self._pieces[before:] = [raised]
            case "dt":
                self._take_term()
            case tag if tag in BLOCKS:
                self._flush(int(tag[1]) if tag in HEADINGS else 0)
        if element.tag in _LISTS and self._lists:
            self._lists.pop()
        if element.tag == "li":
            self._label = None
        if element.tag == "dl":
            self.parts += self._end_terms()

    def _flush(self, level: int = 0) -> None:
        """End the paragraph that is being gathered, or the heading of this level."""
        text = "\n".join(map(squeeze, "".join(self._pieces).strip().split("\n")))
        self._pieces, self._raised = [], []
        if not text:
            return
        if level:
            self.parts.append(Part("heading", text.rstrip("\u00b6#\u00a7 "), level))
        elif self._label is not None:
            depth = min(max(len(self._lists) - 1, 0), MAX_DEPTH)
            self.parts.append(Part("item", f"{self._label} {text}".strip(), depth))
            self._label = None
        elif self._terms:
            self.parts.append(Part("item", f"{', '.join(self._terms)}: {text}"))
            self._terms = []
        else:
            self.parts.append(Part("text", text))

    def _take_term(self) -> None:
        term = squeeze("".join(self._pieces))
        self._terms += [term] * bool(term)
        self._pieces = []

    def _end_terms(self) -> list[Part]:
        """Terms that are not explained stand alone."""
        terms, self._terms = self._terms, []
        return [Part("text", ", ".join(terms))] * bool(terms)

    def _count(self) -> str:
        """The label of the next item of the innermost list."""
        if not self._lists or not self._lists[-1][1]:
            return ""
        number, kind = self._lists[-1]
        self._lists[-1] = number + 1, kind
        return f"{chr(ord(kind) + (number - 1) % 26)}." if kind in ("A", "a") else f"{number}."


def _find_language(element: Any) -> str:
    """The language a block of code says it is in, itself, by the code within or by what is around it."""
    around = [element, *element.iterchildren("code"), *list(element.iterancestors())[:2]]
    found = (_LANGUAGE.search(known.get("class", "")) for known in around)
    return next((match[1] or match[2] for match in found if match), "")


def _read_math(element: Any) -> str:
    """A formula as TeX where the page has it, else its letters."""
    notes = (note.text for note in element.iter("annotation") if "tex" in note.get("encoding", ""))
    return squeeze(element.get("alttext") or next(filter(None, notes), "") or "".join(element.itertext()))


def read_rows(table: Any, is_dropped: Dropped) -> list[list[str]]:
    """The words in a table's cells, none where it lays out a page; a cell over several rows fills each."""
    lays_out = next(table.iterdescendants("table", "pre", *HEADINGS), None) is not None
    if table.get("role") in ("presentation", "none") or lays_out:
        return []
    rows: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}  # by column: how many more rows a cell fills, and its words
    for row in table.iter("tr"):
        line: list[str] = []
        for cell in (*row.iterchildren("td", "th"), None):
            while len(line) in below:
                left, words = below.pop(len(line))
                below |= {len(line): (left - 1, words)} if left > 1 else {}
                line.append(words)
            if cell is not None:
                words = _read_cell(cell, is_dropped)
                below |= {len(line): (down - 1, words)} if (down := _span(cell, "rowspan")) > 1 else {}
                line += [words, *[""] * (_span(cell, "colspan") - 1)]
        if any(len(words) > MAX_CELL for words in line):
            return []
        rows.append(line)
    return rows if len(rows) > 1 and max(map(len, rows)) > 1 else []


def _read_cell(cell: Any, is_dropped: Dropped) -> str:
    if len(cell) or is_dropped(cell):
        return "\n".join(part.text for part in read_parts(cell, is_dropped=is_dropped))
    return squeeze(cell.text or "")  # most cells of large tables; twenty times faster


def _span(cell: Any, name: str) -> int:
    number = cell.get(name, "1").strip()
    return min(int(number), 50) if re.fullmatch("[1-9][0-9]{0,4}", number) else 1
