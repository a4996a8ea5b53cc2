"""Whether a library's file still holds what was written: asked by the doctor, and where reading it went wrong."""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from quotewise.ingest import unpack_tree

NUMBER = "integer"
# What each column must be that code reads without looking, by SQLite's own word for it.
TYPES = {
    "note": {"source": "text", "path": "text", "text": "text", "size": NUMBER, "mtime_ns": NUMBER, "title": "text"},
    "content": {"text": "text", "hash": "blob", "language": "text"},
    "place": {"start": NUMBER, "end": NUMBER, "position": NUMBER, "heading": "text", "vector_key": "blob"},
    "vector": {"key": "blob", "value": "blob"},
    "token": {"first": NUMBER, "count": NUMBER},
}
JSON = {"note": ("pages", "tree"), "place": ("edits",)}
NAMED = 5  # faults that SQLite is asked for


def damage_in(file: Path) -> str:
    """As `damage`, of a file that may not even be one of SQLite's."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return damage(connection)
    except (sqlite3.Error, ValueError) as error:  # a name in it may be no UTF-8
        return str(error)


def damage(connection: sqlite3.Connection) -> str:
    """What is not as it was written, the first found, in a few words; "" where nothing is. Reads the whole file.

    The full text is left out, which can be made again.
    """
    try:
        return (
            _pages(connection)
            or _names(connection)
            or _types(connection)
            or _facts(connection)
            or _structures(connection)
            or next((f"a passage of {source} is not where it should be" for source in misplaced(connection)), "")
        )
    except (sqlite3.DatabaseError, ValueError) as error:
        return str(error)


def misplaced(connection: sqlite3.Connection) -> list[str]:
    """The sources of notes whose passages are not the words at their places, by name."""
    wrong = set()
    rows = connection.execute(
        """SELECT source, note.text, "start", "end", content.text FROM note JOIN place ON note_id = note.id
           JOIN content ON content.id = content_id ORDER BY source"""
    )
    for source, text, start, end, passage in rows:
        if text[start:end] != passage:
            wrong.add(source)
    return sorted(wrong)


def _pages(connection: sqlite3.Connection) -> str:
    found = [row[0] for row in connection.execute(f"PRAGMA integrity_check({NAMED})")]
    wrong = [told for told in found if told != "ok" and "passage_text" not in told]
    if not wrong and (lost := connection.execute("PRAGMA foreign_key_check").fetchone()):
        return f"a row of {lost[0]} refers to what is gone"
    return wrong[0] if wrong else ""


def _names(connection: sqlite3.Connection) -> str:
    """Columns whose names are torn: to ask for them raises UnicodeDecodeError, or finds none of a known name."""
    for table in TYPES:
        found = {column[0] for column in connection.execute(f"SELECT * FROM {table} LIMIT 0").description}
        if not TYPES[table].keys() <= found:
            return f"the columns of {table} are not what they were"
    return ""


def _types(connection: sqlite3.Connection) -> str:
    for table, columns in TYPES.items():
        for column, kind in columns.items():
            if connection.execute(f"SELECT 1 FROM {table} WHERE typeof(\"{column}\") <> '{kind}' LIMIT 1").fetchone():
                return f"{table}.{column} holds what it cannot"
    return ""


def _facts(connection: sqlite3.Connection) -> str:
    facts = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    whole = facts.get("library") and facts.get("generation", "").isdecimal()
    return "" if whole else "what it is called by is gone"


def _structures(connection: sqlite3.Connection) -> str:
    for table, columns in JSON.items():
        for column in columns:
            for (written,) in connection.execute(f"SELECT {column} FROM {table}"):
                unpack_tree(written) if column == "tree" else json.loads(written)
    for text, digest in connection.execute("SELECT text, hash FROM content"):
        if hashlib.sha256(text.encode()).digest() != digest:
            return "a passage is not the text it was"
    return ""
