"""What a search finds: a passage, every place it stands at, and how well it fits."""

from dataclasses import dataclass, field

from quotewise.ingest import Kind


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a note: code-point offsets into the original text of `source`."""

    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `text` is verbatim; `display` is the repaired text where that differs.

    id: public passage id, stable under edits elsewhere in the note.
    content: the library's key of this text, the same for all its places.
    score: higher is better, comparable within one search only.
    also: the other places of exactly this text.
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
    display: str | None = None
    page: int | None = None
    score: float = 0.0
    also: tuple[Place, ...] = field(default=())
