"""DOCX to a note: headings, paragraphs, lists, tables, code, text boxes and footnotes in document order.

On lxml alone: python-docx knows no list numbers, footnotes, text boxes, insertions or equations, refuses strict and
slightly damaged files, and would save a dozen lines (mammoth, to HTML, loses list numbers and equations, too).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Literal

from lxml import etree

from quotewise.ingest.archive import Archive
from quotewise.ingest.equation import write_equation
from quotewise.ingest.markdown import Part, join_lines, raise_text, write_note, write_parts, write_table
from quotewise.ingest.note import Note
from quotewise.ingest.office_xml import find_child, get_attribute, get_name, get_number, get_value, is_on
from quotewise.ingest.word_style import Numbering, Style, is_mono, read_numbering, read_styles

READER = f"quotewise docx 1, lxml {etree.__version__}"

_SYMBOLS = {
    "F0E0": "\u2192",
    "F0DF": "\u2190",
    "F0E8": "\u2192",
    "F0FC": "\u2713",
    "F0FB": "\u2717",
    "F0B7": "\u2022",
}
_MAX_CELL = 1_500  # characters; what has longer cells is a page laid out with a table


@dataclass(slots=True)
class Document:
    """What a paragraph needs to know of its document."""

    styles: dict[str, Style]
    numbering: Numbering
    footnotes: dict[str, Any]
    told: set[str] = field(default_factory=set)  # footnotes that stand in the text already
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Words:
    """A paragraph's text as it is gathered, and what stands aside from it."""

    pieces: list[str] = field(default_factory=list)
    runs: list[tuple[bool, bool]] = field(default_factory=list)  # bold, mono of every run with words
    boxes: list[Any] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def read_docx(data: bytes) -> Note:
    """The note in a Word document. Headers, footers, comments, deleted and hidden text are left out."""
    archive = Archive(data, "a .docx document")
    main = archive.find_linked("", "officeDocument") or "word/document.xml"
    root = archive.parse(main, "document")
    parts = {kind: archive.find_linked(main, kind) for kind in ("styles", "numbering", "footnotes", "endnotes")}
    read = {kind: archive.parse_if_there(name) for kind, name in parts.items() if name}
    document = Document(
        read_styles(read.get("styles")),
        read_numbering(read.get("numbering")),
        {
            f"{kind}{get_attribute(note, 'id')}": note
            for kind in ("footnotes", "endnotes")
            for note in _iterate(read.get(kind))
        },
    )
    text = write_parts(_read_blocks(root.iterchildren("{*}body"), document))
    return write_note(data, [text], READER, warnings=document.warnings)


def _iterate(element: Any | None) -> Iterator[Any]:
    yield from () if element is None else element


def _read_blocks(elements: Iterable[Any], document: Document) -> Iterator[Part]:
    """The parts below some elements; depth is bounded by the parser's own limit of 256."""
    for element in elements:
        match get_name(element):
            case "p":
                yield from _read_paragraph(element, document)
            case "tbl":
                yield from _read_table(element, document)
            case "sdt" if get_value(element, "sdtPr/docPartObj/docPartGallery") == "Table of Contents":
                continue
            case "body" | "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" | "txbxContent":
                yield from _read_blocks(element, document)
            case "altChunk":
                document.warnings.append("a document embedded in it is left out")


def _read_paragraph(paragraph: Any, document: Document) -> Iterator[Part]:
    if not len(paragraph):
        return
    properties = find_child(paragraph, "pPr")
    style = document.styles.get(get_value(properties, "pStyle"), Style())
    if style.name.lower().startswith(("toc ", "table of figures")):
        return
    words = Words()
    _gather(paragraph, document, words)
    yield _make_part(words, style, properties, document)
    for box in words.boxes:
        yield from _read_blocks(box, document)
    yield from (Part("text", note) for note in words.notes)


def _make_part(words: Words, style: Style, properties: Any, document: Document) -> Part:
    bold = all(bold for bold, _ in words.runs)
    mono = bool(words.runs) and all(mono for _, mono in words.runs)
    if style.code or mono:
        return Part("code", words.text)
    text = words.text.strip()
    if style.name.lower() == "title":
        return Part("title", text, 1)
    outline = get_value(properties, "outlineLvl")
    level = get_number(outline) + 1 if outline and outline != "9" else style.level
    number = get_value(properties, "numPr/numId")
    depth = get_value(properties, "numPr/ilvl")
    numbering = (number, get_number(depth, largest=8)) if number else style.numbering
    listed = numbering if numbering and numbering[0] != "0" and text else None  # 0 takes it out of its style's list
    label = document.numbering.count(*listed) if listed else ""
    kind: Literal["heading", "item", "bold", "text"] = "text"
    if level:
        kind = "heading"
    elif listed:
        kind, level = "item", listed[1]
    elif (bold or style.bold) and words.runs and len(text) <= 80 and not text.endswith((".", ",", ";")):
        kind = "bold"
    return Part(kind, f"{label} {text}".strip(), level)


def _gather(element: Any, document: Document, words: Words) -> None:
    """Add what stands in a paragraph, in order: runs, links, insertions, fields, equations."""
    for child in element:
        match get_name(child):
            case "r":
                _gather_run(child, document, words)
            case "hyperlink" | "ins" | "moveTo" | "smartTag" | "sdt" | "sdtContent" | "fldSimple" | "customXml":
                _gather(child, document, words)
            case "oMath" | "oMathPara":
                words.pieces.append(write_equation(child))


def _gather_run(run: Any, document: Document, words: Words) -> None:
    properties = find_child(run, "rPr")
    if is_on(properties, "vanish"):
        return
    text = "".join(_read_run(child, document, words) for child in run)
    if text.strip():
        words.runs.append((is_on(properties, "b"), is_mono(properties)))
    if text.strip() and words.pieces and get_value(properties, "vertAlign") == "superscript":
        words.pieces[-1] = raise_text(words.pieces[-1], text)
    else:
        words.pieces.append(text)


def _read_run(child: Any, document: Document, words: Words) -> str:
    match get_name(child):
        case "t":
            return child.text or ""
        case "tab" | "ptab":
            return "\t"
        case "br" | "cr":
            return "\n"
        case "noBreakHyphen":
            return "-"
        case "sym":
            return _SYMBOLS.get(get_attribute(child, "char").upper(), " ")
        case "footnoteReference" | "endnoteReference" as name:
            return _refer(child, name.replace("Reference", "s"), document, words)
        case "drawing" | "pict" | "object" | "AlternateContent":
            words.boxes += _find_boxes(child)
    return ""


def _find_boxes(element: Any) -> Iterator[Any]:
    """The text boxes in a drawing; one within another is found when that is read, or reading would double at each."""
    drawn_twice = get_name(element) == "AlternateContent"  # for new programs, then for old ones
    for child in element[:1] if drawn_twice else element:
        if get_name(child) == "txbxContent":
            yield child
        else:
            yield from _find_boxes(child)


def _refer(reference: Any, kind: str, document: Document, words: Words) -> str:
    key = kind + get_attribute(reference, "id")
    if key not in document.footnotes:
        return ""
    mark = f"[{get_attribute(reference, 'id')}]"
    if key not in document.told:
        document.told.add(key)
        note = _read_blocks(document.footnotes[key], document)
        words.notes.append(f"{mark} {join_lines(part.text for part in note)}")
    return mark


def _read_table(table: Any, document: Document) -> Iterator[Part]:
    """A pipe table, or the cells one after the other where the table only lays out a page."""
    rows = [list(_read_row(row, document)) for row in _find_inside(table, "tr")]
    cells = [parts for row in rows for _, parts in row]
    plain = all(part.kind not in ("heading", "title") for parts in cells for part in parts)
    short = all(sum(len(part.text) for part in parts) < _MAX_CELL for parts in cells)
    if len(rows) < 2 or max(map(len, rows)) < 2 or not plain or not short:
        yield from chain.from_iterable(cells)
        return
    yield Part("table", write_table(_fill_rows(rows)))


def _find_inside(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, those of controls and insertions too, of tables within it none."""
    for child in element:
        if get_name(child) == name:
            yield child
        elif get_name(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _find_inside(child, name)


def _read_row(row: Any, document: Document) -> Iterator[tuple[str, list[Part]]]:
    """A row's cells: "" or "above" where a cell goes on from the row above, and its parts."""
    for cell in _find_inside(row, "tc"):
        properties = find_child(cell, "tcPr")
        merged = get_value(properties, "vMerge", "restart") != "restart"
        yield "above" if merged else "", list(_read_blocks(cell, document))
        span = get_number(get_value(properties, "gridSpan"), 1, largest=64)
        yield from [("", [])] * (span - 1)


def _fill_rows(rows: Iterable[list[tuple[str, list[Part]]]]) -> list[list[str]]:
    filled: list[list[str]] = []
    for row in rows:
        above = filled[-1] if filled else []
        line = []
        for place, (merged, parts) in enumerate(row):
            words = "\n".join(_flatten(part) for part in parts)
            line.append(above[place] if merged and place < len(above) else words)
        filled.append(line)
    return filled


def _flatten(part: Part) -> str:
    """A part as words in a cell; of a table within it, its rows without the rule."""
    if part.kind != "table":
        return part.text
    rows = part.text.split("\n")
    return "\n".join(", ".join(row.strip("| ").split(" | ")) for row in rows[:1] + rows[2:])
