"""A stretch of a note as a citation, with its page and heading, where all that is known is its place."""

from quotewise.assistant.claim import Citation
from quotewise.index import Library


def citation_at(library: Library, source: str, start: int, end: int) -> Citation | None:
    """The words at a place of a note; None where the library holds no such note or place."""
    with library.reading() as connection:
        note = connection.execute("SELECT id, basis, text FROM note WHERE source = ?", (source,)).fetchone()
        if note is None or not 0 <= start < end <= len(note["text"]):
            return None
        place = connection.execute(
            'SELECT page, heading FROM place WHERE note_id = ? AND "start" < ? AND "end" > ? ORDER BY "start" LIMIT 1',
            (note["id"], end, start),
        ).fetchone()
    page, heading = (place["page"], place["heading"]) if place else (None, "")
    return Citation(source, start, end, note["text"][start:end], note["basis"], page, heading)
