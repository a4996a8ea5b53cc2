"""What a library holds, and how fresh it is."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quotewise.index.freshness import changed_rows


@dataclass(frozen=True, slots=True)
class Status:
    """What a library holds and how fresh it is. home: the folder again, or the address it is a copy of.

    roots: path and number of notes.
    titles: what each source is called, "" where it was read before notes had titles. stale: changed on disk since.
    """

    folder: str
    home: str
    notes: int
    passages: int
    texts: int
    indexed_at: str | None
    encoder: str | None
    roots: tuple[tuple[str, int], ...]
    sources: tuple[str, ...]
    titles: Mapping[str, str]
    stale: tuple[str, ...]


def read_status(connection: sqlite3.Connection, folder: Path, home: str) -> Status:
    facts = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    passages, texts = connection.execute("SELECT count(*), count(DISTINCT content_id) FROM place").fetchone()
    roots = connection.execute(
        "SELECT root.path, count(*) FROM note JOIN root ON root.id = root_id GROUP BY root.id ORDER BY 1"
    ).fetchall()
    titles = dict(connection.execute("SELECT source, title FROM note ORDER BY source").fetchall())
    return Status(
        folder=str(folder),
        home=home,
        notes=len(titles),
        passages=passages,
        texts=texts,
        indexed_at=facts.get("indexed_at"),
        encoder=facts.get("backend"),
        roots=tuple((row[0], row[1]) for row in roots),
        sources=tuple(titles),
        titles=titles,
        stale=tuple(row["source"] for row in changed_rows(connection, titles)),
    )
