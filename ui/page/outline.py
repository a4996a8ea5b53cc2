"""A note as its headings divide it, to browse."""

from dataclasses import dataclass

from quotewise.index import Library

LONGEST_PART = 12_000  # characters shown at once, where a note has no headings


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a note under one heading path ("" before the first)."""

    heading: str
    start: int
    end: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Outline:
    """A note's text, how it was had, and its sections in order."""

    text: str
    basis: str
    sections: tuple[Section, ...]


def outline_of(library: Library, source: str) -> Outline:
    """The outline of a note; raises LibraryError for an unknown source."""
    with library.reading() as connection:
        text = library.original(source)
        note = connection.execute("SELECT id, basis FROM note WHERE source = ?", (source,)).fetchone()
        rows = connection.execute(
            'SELECT heading, "start", "end", page FROM place WHERE note_id = ? ORDER BY "start"', (note["id"],)
        ).fetchall()
    sections: list[Section] = []
    for heading, start, end, page in rows:
        last = sections[-1] if sections else None
        if last is not None and last.heading == heading and end - last.start <= LONGEST_PART:
            sections[-1] = Section(heading, last.start, max(last.end, end), last.page)
        else:
            sections.append(Section(heading, start, end, page))
    return Outline(text, note["basis"], tuple(sections))
