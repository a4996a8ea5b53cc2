"""A note as it was read: its text, never changed afterwards, and how that text was had."""

from dataclasses import dataclass
from typing import Literal

from quotewise.ingest.block import Block
from quotewise.ingest.edit import Edit

Basis = Literal["file", "extracted"]


@dataclass(frozen=True, slots=True)
class Note:
    """One note's original text. Every offset anywhere in quotewise counts code points of `text`.

    basis: "file" when `text` is the file's bytes decoded strictly (no newline translation, a
    byte-order mark counted), "extracted" when a library drew it out of another format.
    reader: the encoding of a text file ("utf-8"), or the extractor with its version.
    pages: offset at which each page begins, first page first; empty for formats without pages.
    warnings: what of the file is missing or doubtful in `text`, one line each ("page 3 holds no text").
    title: what the note calls itself (front matter, first heading, the document's own title), or "".
    blocks: the tree it was read into, its outermost blocks in order; () where its reader gives none.
    edits: what is shown in place of its marks: (start, end, new) over `text`, in order, without overlap.
    """

    text: str
    sha256: str
    basis: Basis = "file"
    reader: str = "utf-8"
    pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    title: str = ""
    blocks: tuple[Block, ...] = ()
    edits: tuple[Edit, ...] = ()


class UnreadableNote(Exception):
    """A file that should have been a note and cannot be read: the message is the reason and the remedy."""


class SkippedNote(Exception):
    """A file left out on purpose (unsupported kind, hidden, empty): the message is the reason."""
