"""Everything a library holds, passage by passage: for what reads the notes from end to end."""

from quotewise.index.hit import Hit
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
