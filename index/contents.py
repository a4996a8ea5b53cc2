"""Everything a library holds, passage by passage: for what reads the notes from end to end."""

from dataclasses import dataclass

import numpy as np

from quotewise.index.hit import Hit
from quotewise.index.home import Keys, Vectors
from quotewise.index.library import Library
from quotewise.index.search import hits

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
            """SELECT source, title, heading, place.kind, "start", "end", content.text, vector_key FROM place
               JOIN note ON note.id = note_id JOIN content ON content.id = content_id
               WHERE place.id IN (SELECT min(id) FROM place GROUP BY content_id) ORDER BY source, "start" """
        ).fetchall()
        return [Stretch(*row[:-1]) for row in rows], stack(library, [row["vector_key"] for row in rows])


def passage_vectors(library: Library, source: str | None = None, *, most: int = 2000) -> Vectors:
    """(n, dimension) of the passages of one note, or of all notes spread evenly; fewer than twice `most`."""
    with library.reading() as connection:
        keys = [
            row[0]
            for row in connection.execute(
                "SELECT vector_key FROM place JOIN note ON note.id = note_id WHERE source = ? OR ? ORDER BY place.id",
                (source, source is None),
            )
        ]
        return stack(library, keys[:: max(1, len(keys) // most)])


def stack(library: Library, keys: Keys) -> Vectors:
    vectors = library.vectors_of(sorted(set(keys)))
    return np.stack([vectors[key] for key in keys]) if keys else np.zeros((0, 1), np.float32)
