"""What a search finds: a passage, every place it stands at, and how well it fits."""

from dataclasses import dataclass, field

from quotewise.ingest import Edit, Kind, Repaired, Row, apply_edits


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a note: code-point offsets into the original text of `source`."""

    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `text` is verbatim; `display` is what is shown of it where that differs.

    id: public passage id, stable under edits elsewhere in the note.
    content: the library's key of this text, the same for all its places.
    score: higher is better, comparable within one search only.
    also: the other places of exactly this text.
    title: what its note is called. edits: what shows `text` without marks.
    rows: of a table, those that lie whole in `text`, with offsets into it.
    """

    id: str
    content: int
    source: str
    start: int
    end: int
    text: str
    basis: str
    kind: Kind
    heading: str
    context: str
    page: int | None = None
    score: float = 0.0
    also: tuple[Place, ...] = field(default=())
    title: str = ""
    edits: tuple[Edit, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def shown(self) -> Repaired:
        """What is shown of it, with the map to its text."""
        return apply_edits(self.text, self.edits)

    @property
    def display(self) -> str | None:
        """What is shown of it where that is not its text, else None."""
        shown = self.shown.text.strip() if self.edits else ""
        return shown if shown and shown != self.text else None
