"""Passages looked up without a ranking: at a place, with given words, or every one of a library, with its vector."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from quotewise.index.hit import Hit
from quotewise.index.home import Keys, Vectors
from quotewise.index.lexical import expression, languages_of
from quotewise.index.library import Library
from quotewise.index.search import hits
from quotewise.ingest.note import Basis
from quotewise.ingest.words import parts

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
class PlacedText:
    """A passage where it stands: `text` is `original[start:end]` of its note."""

    source: str
    title: str
    heading: str
    kind: str
    start: int
    end: int
    text: str


def every_stretch(library: Library) -> tuple[list[PlacedText], Vectors]:
    """Each distinct passage at its first place, note by note in the order of the notes, with (n, dimension) vectors."""
    with library.reading() as connection:
        rows = connection.execute(
            """SELECT source, title, heading, place.kind, "start", "end", content.text, vector_key FROM place
               JOIN note ON note.id = note_id JOIN content ON content.id = content_id
               WHERE place.id IN (SELECT min(id) FROM place GROUP BY content_id) ORDER BY source, "start" """
        ).fetchall()
        return [PlacedText(*row[:-1]) for row in rows], stack(library, [row["vector_key"] for row in rows])


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


def hits_at(library: Library, source: str, start: int, end: int) -> list[Hit]:
    """The passages that hold `original[start:end]` of a note whole, the shortest first."""
    with library.reading() as connection:
        rows = connection.execute(
            """SELECT content_id FROM place JOIN note ON note.id = note_id
               WHERE source = ? AND "start" <= ? AND "end" >= ? ORDER BY "end" - "start" """,
            (source, start, end),
        )
        return list(hits(connection, {row[0]: 0.0 for row in rows}))


def hits_holding(library: Library, words: Sequence[str], near: Iterable[str], count: int = 20) -> list[Hit]:
    """Passages that hold every one of `words` (as stems) in their text or heading, those with most of `near` first."""
    wanted = [part for word in words for part in parts(word)]
    if not wanted:
        return []
    with library.reading() as connection:
        languages = languages_of(connection)
        every = " AND ".join(expression(word, languages) for word in wanted)
        some = " OR ".join(expression(part, languages) for word in near for part in parts(word))
        terms = f"({every}) AND ({some})" if some else every
        rows = connection.execute(
            "SELECT rowid FROM passage_text WHERE passage_text MATCH ? ORDER BY bm25(passage_text), rowid LIMIT ?",
            (terms, count),
        )
        return list(hits(connection, {row[0]: 0.0 for row in rows}))


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note's row but for its text. size, mtime_ns: of its file when it was read. pages: where each begins."""

    title: str
    path: Path
    size: int
    mtime_ns: int
    basis: Basis
    pages: tuple[int, ...]


def stored_note(library: Library, source: str) -> StoredNote | None:
    """What is kept of a note beside its text; None for an unknown source."""
    with library.reading() as connection:
        row = connection.execute(
            "SELECT title, path, size, mtime_ns, basis, pages FROM note WHERE source = ?", (source,)
        ).fetchone()
    return StoredNote(row[0], Path(row[1]), row[2], row[3], row[4], tuple(json.loads(row[5]))) if row else None


def page_and_heading(library: Library, source: str, start: int, end: int) -> tuple[int | None, str]:
    """Those of the first passage that a stretch of a note meets; (None, "") where it meets none."""
    with library.reading() as connection:
        row = connection.execute(
            """SELECT page, heading FROM place JOIN note ON note.id = note_id
               WHERE source = ? AND "start" < ? AND "end" > ? ORDER BY "start" LIMIT 1""",
            (source, end, start),
        ).fetchone()
    return (row["page"], row["heading"]) if row else (None, "")


def note_titles(library: Library) -> dict[str, str]:
    """The title of each note by its source, "" where it was read before notes had titles."""
    with library.reading() as connection:
        return dict(connection.execute("SELECT source, title FROM note").fetchall())


def notes_with(library: Library, quote: str) -> dict[str, str]:
    """The texts of the notes that hold a quote, by their sources, in order."""
    with library.reading() as connection:
        rows = connection.execute("SELECT source, text FROM note WHERE instr(text, ?) ORDER BY source", (quote,))
        return dict(rows.fetchall())


def every_section(library: Library) -> list[tuple[str, str, int, int]]:
    """Source, heading path, first offset and length in passages of each section, note by note in their order."""
    with library.reading() as connection:
        rows = connection.execute(
            """SELECT source, heading, min("start"), sum("end" - "start") FROM place JOIN note ON note.id = note_id
               WHERE heading <> '' GROUP BY source, heading ORDER BY source, min("start")"""
        )
        return list(map(tuple, rows))


def state_of(library: Library) -> str:
    """Which library this is and which state of it: another string whenever what it holds changes."""
    with library.reading() as connection:
        facts = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    return f"{facts.get('library')} {facts.get('generation')}"
