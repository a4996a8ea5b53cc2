"""A note as it was read: its text, never changed afterwards, and how that text was had."""

from dataclasses import dataclass, field
from typing import Literal

from quotewise.ingest.block import Tree

Basis = Literal["file", "extracted"]


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
