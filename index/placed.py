"""Passages looked up without a ranking: those at a place, and those that hold given words."""

from collections.abc import Iterable, Sequence

from quotewise.index.hit import Hit
from quotewise.index.lexical import expression, languages_of
from quotewise.index.library import Library
from quotewise.index.search import hits
from quotewise.ingest.words import parts


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
