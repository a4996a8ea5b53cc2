"""A passage: a stretch of one note that can be found, shown and cited on its own."""

from dataclasses import dataclass
from typing import Literal

from quotewise.ingest.edit import Edit, Repaired, apply_edits

Kind = Literal["prose", "table", "code", "diagram", "glossary", "quiz", "trap"]


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
