"""The trees of notes, taken out of the library and kept for those that were looked at last."""

import sqlite3
from functools import lru_cache

from quotewise.ingest import Row, Tree, rows_in, unpack_tree

KEPT = 16  # trees in memory; that of a long note takes about ten times its text

_unpacked = lru_cache(maxsize=KEPT)(unpack_tree)  # by the packed tree itself: one that changed is another key


def tree_of(connection: sqlite3.Connection, note_id: int) -> Tree:
    (packed,) = connection.execute("SELECT tree FROM note WHERE id = ?", (note_id,)).fetchone()
    return _unpacked(packed)


def rows_of(connection: sqlite3.Connection, note_id: int, start: int, end: int) -> tuple[Row, ...]:
    """The rows of tables that lie whole in a stretch of a note, with offsets into it."""
    (text,) = connection.execute("SELECT text FROM note WHERE id = ?", (note_id,)).fetchone()
    return rows_in(text, tree_of(connection, note_id), start, end)
