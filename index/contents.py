"""Everything a library holds, passage by passage: for what reads the notes from end to end."""

from dataclasses import dataclass

import numpy as np

from quotewise.index.hit import Hit
from quotewise.index.library import Library
from quotewise.index.search import hits
from quotewise.index.vectors import Vectors

AT_ONCE = 10_000  # contents a statement names; SQLite takes 32,766


def every_hit(library: Library, source: str | None = None) -> list[Hit]:
    """Each distinct passage once, note by note in the order of the notes. source: a GLOB over sources."""
    with library.reading() as connection:
        contents = [row[0] for row in connection.execute("SELECT id FROM content ORDER BY id")]
        found = [
            hit
            for at in range(0, len(contents), AT_ONCE)
            for hit in hits(connection, dict.fromkeys(contents[at : at + AT_ONCE], 0.0))
        ]
        wanted = {row[0] for row in connection.execute("SELECT source FROM note WHERE source GLOB ?", (source or "*",))}
    return sorted((hit for hit in found if hit.source in wanted), key=lambda hit: (hit.source, hit.start))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage where it stands: `text` is `original[start:end]` of its note."""

    source: str
    title: str
    heading: str
    kind: str
    start: int
    end: int
    text: str


def every_stretch(library: Library) -> tuple[list[Stretch], Vectors]:
    """Each distinct passage at its first place, note by note in the order of the notes, with (n, dimension) vectors."""
    with library.reading() as connection:
        rows = connection.execute(
            """SELECT source, title, heading, place.kind, "start", "end", content.text, value FROM place
               JOIN note ON note.id = note_id JOIN content ON content.id = content_id JOIN vector ON key = vector_key
               WHERE place.id IN (SELECT min(id) FROM place GROUP BY content_id) ORDER BY source, "start" """
        ).fetchall()
    vectors = [np.frombuffer(row[-1], np.float32) for row in rows]
    return [Stretch(*row[:-1]) for row in rows], np.stack(vectors) if rows else np.zeros((0, 1), np.float32)
