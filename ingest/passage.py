"""A passage: a stretch of one note that can be found, shown and cited on its own."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["prose", "table", "code", "diagram", "glossary", "quiz", "trap"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a note with its place: `note.text[start:end] == text`, always.

    heading: the path of headings above it, joined with " > ", or "".
    context: what a reader must know to understand it (its topic, a table's header). Embedded and
    indexed beside the text, never quoted.
    display: the repaired text where it differs from `text`, else None.
    reading: what it is embedded as where that is not its text: a table's row with its columns' names.
    page: 1-based page, or None for formats without pages.
    """

    start: int
    end: int
    text: str
    kind: Kind = "prose"
    heading: str = ""
    context: str = ""
    display: str | None = None
    page: int | None = None
    reading: str | None = None
