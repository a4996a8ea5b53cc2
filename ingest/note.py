"""A note as it was read, what it is called, and a passage of it that can be found, shown and cited on its own."""

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath
from typing import Literal

from quotewise.ingest.block import Edit, Repaired, Tree, apply_edits, cut_edits
from quotewise.ingest.line import name_title

Basis = Literal["file", "extracted"]
Kind = Literal["prose", "table", "code", "diagram", "glossary", "quiz", "trap"]

_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# Notion ends its exports in 32 hex digits, a database's also in "_all"; others begin or end them with a uuid
_BEFORE = re.compile(rf"{_UUID}[\s_.-]+", re.I)
_BEHIND = re.compile(rf"[\s_.-]+(?:[0-9a-f]{{32}}(?:_all)?|{_UUID})$", re.I)


@dataclass(frozen=True, slots=True)
class Note:
    """One note's original text. Every offset anywhere in quotewise counts code points of `text`.

    basis: "file" when `text` is the file's bytes decoded strictly (no newline translation, a
    byte-order mark counted), "extracted" when a library drew it out of another format.
    reader: the encoding of a text file ("utf-8"), or the extractor with its version.
    pages: offset at which each page begins, first page first; empty for formats without pages.
    warnings: what of the file is missing or doubtful in `text`, one line each ("page 3 holds no text").
    tree: the blocks it was read into, with the edits that show them without marks.
    """

    text: str
    sha256: str
    basis: Basis = "file"
    reader: str = "utf-8"
    pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    tree: Tree = field(default=Tree())


class UnreadableNote(Exception):
    """A file that should have been a note and cannot be read: the message is the reason and the remedy."""


class SkippedNote(Exception):
    """A file left out on purpose (unsupported kind, hidden, empty): the message is the reason."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a note with its place: `note.text[start:end] == text`, always.

    heading: the path of headings above it, joined with " > ", or "".
    context: what a reader must know to understand it (its section, what leads it in, a table's header). Embedded and
    indexed beside the text, never quoted.
    edits: what shows `text` without its marks, as edits of it.
    reading: what it is embedded as where that is not its text: a table's row with its columns' names.
    page: 1-based page, or None for formats without pages.
    """

    start: int
    end: int
    text: str
    kind: Kind = "prose"
    heading: str = ""
    context: str = ""
    edits: tuple[Edit, ...] = ()
    page: int | None = None
    reading: str | None = None

    @property
    def shown(self) -> Repaired:
        """What is shown of it, with the map to its text."""
        return apply_edits(self.text, self.edits)

    @property
    def display(self) -> str | None:
        """What is shown of it where that is not its text, else None."""
        shown = self.shown.text.strip() if self.edits else ""
        return shown if shown and shown != self.text else None


def title_of(note: Note, name: str) -> str:
    """What a note calls itself: in its front matter or its file's properties, or in a heading of the first level at its
    top; else the name of its file. name: the path it is known by."""
    said = (block for block in note.tree.blocks if block.kind not in ("metadata", "navigation", "image", "rule"))
    first = next(said, None)
    heading = ""
    if first is not None and first.kind == "heading" and first.level == 1:
        edits = cut_edits(note.tree.edits, first.start, first.end)
        heading = name_title(_EMPHASIS.sub("", apply_edits(note.text[first.start : first.end], edits).text))
    return note.tree.title or heading or name_note(name)


def name_note(source: str) -> str:
    """A name for the note at this path: "Week 1" for "Course/Week_1 0f1e…d1e2.md"; never empty unless `source` is."""
    name = PurePosixPath(PureWindowsPath(source).as_posix()).name
    stem = PurePosixPath(name).stem or name
    bare = _BEHIND.sub("", _BEFORE.sub("", stem, count=1))
    return " ".join(bare.replace("_", " ").split()) or stem
