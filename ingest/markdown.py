"""The Markdown that every extracted text is written in, so that one structure finder serves all formats."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from quotewise.ingest.note import Note, SkippedNote, UnreadableNote

MAX_CHARACTERS = 20_000_000  # what a small file may unfold to; forty times a long book
MAX_CELLS = 1_000_000  # of a table: what has more is data, not notes
Row = Sequence[str]

# NUL ends a string in SQLite, surrogates cannot be stored at all, the rest cannot be seen
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\xad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_DATA_URI = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=\s]{64,}")
_TRAILING = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)  # tried once a run of blanks, not once a blank
_PIPE = re.compile(r"(?<!\\)\|")
_NUMBER = re.compile(r"[-+\u2212]?\d{1,3}")
_LETTERS = re.compile(r"[-+\u2212]?[^\W_]{1,3}")
_BASE = re.compile(r"(?:\d|\)|\b[^\W\d]{1,2})$")  # a number, a bracket, a variable or a unit
_VARIABLE = re.compile(r"(?:\)|\b[^\W\d])$")
_ORDINAL = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)]\s")
_END = tuple(".!?:;,")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: its words, and for a heading its level (1 to 6), for an item its depth (0 up).

    An item's text begins with its number, if it has one. A "title" is a heading above all others; a "bold"
    paragraph is a heading below the last one where it turns out to stand above ordinary text.
    """

    kind: Literal["title", "heading", "bold", "item", "code", "table", "text"]
    text: str
    level: int = 0


def write_parts(parts: Iterable[Part]) -> str:
    """The parts as Markdown: an empty line between them, none between items, touching code in one fence."""
    known = [part for part in parts if part.text.strip() or part.kind == "code"]
    runs = [(kind, list(run)) for kind, run in groupby(known, key=lambda part: part.kind)]
    below_title = any(kind == "title" for kind, _ in runs)
    written: list[str] = []
    level = 0
    for (kind, run), (following, _) in pairwise([*runs, ("", [])]):
        match kind:
            case "code":
                written.append(write_code("\n".join(part.text for part in run)))
            case "item":
                written.append("\n".join(_write_item(part) for part in run))
            case "title" | "heading":
                level = run[-1].level + (below_title and kind == "heading")
                written += [write_heading(part.level + level - run[-1].level, part.text) for part in run]
            case "bold" if len(run) == 1 and following in ("text", "item", "table", "code"):
                written.append(write_heading(level + 1, run[0].text))
            case _:
                written += [part.text.strip("\n") for part in run]
    return "\n\n".join(filter(None, written))


def _write_item(item: Part) -> str:
    return "  " * item.level + ("" if _ORDINAL.match(item.text) else "- ") + item.text


def write_heading(level: int, text: str) -> str:
    """A heading on one line; levels beyond Markdown's six stay at six."""
    return f"{'#' * min(max(level, 1), 6)} {squeeze(text)}"


def write_table(rows: Iterable[Row]) -> str:
    """A pipe table, the first row its header; short rows are filled up, empty rows and columns left out.

    Raises UnreadableNote for more than MAX_CELLS cells.
    """
    lines: list[list[str]] = []
    cells = 0
    for row in rows:
        cells += len(row)
        if cells > MAX_CELLS:
            raise UnreadableNote(
                f"holds a table of more than {MAX_CELLS:,} cells; split it, or leave data out of notes"
            )
        lines += filter(any, [[_write_cell(cell) for cell in row]])
    width = max(map(len, lines), default=0)
    if width * len(lines) > MAX_CELLS:
        raise UnreadableNote(f"holds a table of {len(lines):,} rows and {width:,} columns; split it")
    lines = [line + [""] * (width - len(line)) for line in lines]
    used = [place for place in range(width) if any(line[place] for line in lines)]
    written = ["| " + " | ".join(line[place] for place in used) + " |" for line in lines]
    if written:
        written.insert(1, "|" + " --- |" * len(used))
    return "\n".join(written)


def write_code(code: str, language: str = "") -> str:
    """Fenced code, with a fence longer than any inside it."""
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return "\n".join([fence + language, code.strip("\n"), fence]) if code.strip() else ""


def raise_text(before: str, raised: str) -> str:
    """`before` with superscript `raised` behind it: 10^6 stays a power, a footnote's mark becomes [6]."""
    raised, end = raised.strip(), before[-8:]
    if (_NUMBER.fullmatch(raised) and _BASE.search(end)) or (_LETTERS.fullmatch(raised) and _VARIABLE.search(end)):
        return f"{before}^{raised}"
    if raised.isdigit() and before[-1:].isalpha():
        return f"{before}[{raised}]"
    return before + raised


def join_lines(lines: Iterable[str]) -> str:
    """Several lines of one table cell as one, a semicolon where a line ends without a mark."""
    joined = ""
    for line in filter(None, map(squeeze, lines)):
        joined += ("" if not joined else " " if joined.endswith(_END) else "; ") + line
    return joined


def squeeze(text: str) -> str:
    """One space for every run of white space, none at the ends."""
    return " ".join(text.split())


def write_note(
    data: bytes,
    pages: Iterable[str],
    reader: str,
    *,
    paged: bool = False,
    flowing: bool = False,
    warnings: Iterable[str] = (),
) -> Note:
    """The note drawn out of `data`: pages joined by an empty line, with their offsets if `paged`.

    flowing: a sentence may go on from page to page, and is then not parted.
    Raises SkippedNote when nothing was drawn out, UnreadableNote when it is more than MAX_CHARACTERS.
    """
    parts: list[str] = []
    offsets: list[int] = []
    length, before = 0, ""
    for page in map(clean, pages):
        gap = _find_gap(before, page, flowing=flowing) if length and page else ""
        offsets.append(length + len(gap))
        parts += gap, page
        length += len(gap) + len(page)
        if length > MAX_CHARACTERS:
            raise UnreadableNote(f"unfolds to more than {MAX_CHARACTERS:,} characters; split it")
        before = page or before
    if not length:
        raise SkippedNote("empty")
    sha256 = hashlib.sha256(data).hexdigest()
    places = tuple(offsets) if paged else ()
    return Note("".join(parts), sha256, "extracted", reader, places, tuple(warnings))


def _find_gap(before: str, page: str, *, flowing: bool) -> str:
    last = before.rsplit("\n", 1)[-1]
    if not flowing or not page[0].islower() or last.startswith(("#", "|", "`")) or last.endswith((*".!?:;",)):
        return "\n\n"
    return "" if last.endswith("-") else " "


def clean(text: str) -> str:
    """Text fit to be stored: no control characters, one kind of line end, at most one empty line in a row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\xa0", " ")
    text = _DATA_URI.sub("data:", _UNFIT.sub("", text))
    return re.sub(r"\n{3,}", "\n\n", _TRAILING.sub("", text)).strip("\n")


def _write_cell(cell: str) -> str:
    text = join_lines(cell.splitlines()) if "\n" in cell else squeeze(cell)
    return _PIPE.sub(r"\\|", text) if "|" in text else text
