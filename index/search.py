"""Hybrid search: lexical and dense candidates, fused, packed into a character budget."""

import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np

from quotewise.index.encoder import Encoder
from quotewise.index.hit import Hit, Place
from quotewise.index.lexical import find_words
from quotewise.index.vectors import Snapshot

CANDIDATES = 150  # from each side, before fusion


def search(
    connection: sqlite3.Connection,
    snapshot: Snapshot,
    encoder: Encoder,
    question: str,
    *,
    budget: int = 4000,
    source: str | None = None,
) -> list[Hit]:
    """The passages that fit the question best, best first, together at most `budget` characters long.

    source: a GLOB over sources to search in. One passage is returned even where it is longer than the budget.
    """
    lexical = find_words(connection, question, CANDIDATES, source=source)
    among = contents_of(connection, source) if source else None
    (vector,) = encoder.encode([question])
    dense = snapshot.nearest(vector, CANDIDATES, among)
    return pack(hits(connection, fuse([lexical, dense]), source), budget)


def fuse(rankings: Sequence[dict[int, float]]) -> dict[int, float]:
    """The mean of each ranking's scores, each stretched to 0..1; absent is 0. Best first."""
    fused: dict[int, float] = {}
    for ranking in rankings:
        low, high = min(ranking.values(), default=0.0), max(ranking.values(), default=0.0)
        for content, score in ranking.items():
            stretched = (score - low) / (high - low) if high > low else 1.0
            fused[content] = fused.get(content, 0.0) + stretched / len(rankings)
    return dict(sorted(fused.items(), key=lambda item: (-item[1], item[0])))


def hits(connection: sqlite3.Connection, scores: dict[int, float], source: str | None = None) -> Iterable[Hit]:
    """A hit for each scored content, in the same order; its first place stands for it, the others are `also`."""
    for content, score in scores.items():
        rows = connection.execute(
            """SELECT place.*, note.source, note.basis, content.text, source GLOB coalesce(?, '*') AS wanted
               FROM place JOIN note ON note.id = note_id JOIN content ON content.id = content_id
               WHERE content_id = ? ORDER BY wanted DESC, note.source, "start" """,
            (source, content),
        ).fetchall()
        if rows:
            yield hit_of(rows[0], score, [Place(row["source"], row["start"], row["end"]) for row in rows[1:]])


def hit_of(row: sqlite3.Row, score: float, also: Iterable[Place]) -> Hit:
    return Hit(
        id=row["passage_id"],
        content=row["content_id"],
        source=row["source"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        basis=row["basis"],
        kind=row["kind"],
        heading=row["heading"],
        context=row["context"],
        display=row["display"],
        page=row["page"],
        score=score,
        also=tuple(also),
    )


def pack(ranked: Iterable[Hit], budget: int) -> list[Hit]:
    """The front of the ranking that fits into `budget` characters; what is too long is passed over."""
    packed: list[Hit] = []
    left = budget
    for hit in ranked:
        if len(hit.text) <= left or not packed:
            packed.append(hit)
            left -= len(hit.text)
        if left <= 0:
            break
    return packed


def contents_of(connection: sqlite3.Connection, source: str) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    rows = connection.execute(
        "SELECT DISTINCT content_id FROM place JOIN note ON note.id = note_id WHERE source GLOB ? ORDER BY 1",
        (source,),
    )
    return np.array([row[0] for row in rows], dtype=np.int64)
