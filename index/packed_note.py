"""A note as it travels between machines: its row and its places as JSON, without what can be fetched by key."""

import json
import sqlite3
import zlib
from collections.abc import Mapping
from typing import Any

from quotewise.index.notes import put_content

NOTE = "id path source sha256 size mtime_ns basis reader pages text title language tree ingested_at".split()
PLACE = "content_id passage_id position start end kind heading context page vector_key edits".split()


def pack_note(connection: sqlite3.Connection, note_id: int) -> bytes:
    """Everything that the library's tables hold of a note, but for vectors and tokens."""
    row = connection.execute(f"SELECT {quoted(NOTE)} FROM note WHERE id = ?", (note_id,)).fetchone()
    root = "SELECT root.path FROM note JOIN root ON root.id = root_id WHERE note.id = ?"
    given = connection.execute("SELECT id, metadata FROM document WHERE note_id = ?", (note_id,)).fetchone()
    places = connection.execute(f"SELECT {quoted(PLACE)} FROM place WHERE note_id = ? ORDER BY position", (note_id,))
    packed = {
        "root": connection.execute(root, (note_id,)).fetchone()[0],
        "note": dict(zip(NOTE, row, strict=True)),
        "document": given and tuple(given),
        "places": [{**dict(zip(PLACE, row, strict=True)), "vector_key": row["vector_key"].hex()} for row in places],
    }
    return zlib.compress(json.dumps(packed, ensure_ascii=False).encode())


def unpack_note(packed: bytes) -> Mapping[str, Any]:
    """Raises ValueError or zlib.error for what is no packed note."""
    return json.loads(zlib.decompress(packed))  # type: ignore[no-any-return]


def put_packed(connection: sqlite3.Connection, packed: Mapping[str, Any]) -> set[int]:
    """Put a note with its places where there is none of its id, path and source; returns the ids of its contents."""
    note, root = packed["note"], packed["root"]
    connection.execute("INSERT OR IGNORE INTO root(path) VALUES (?)", (root,))
    connection.execute(
        f"""INSERT INTO note({quoted(NOTE)}, root_id)
            VALUES ({",".join("?" * len(NOTE))}, (SELECT id FROM root WHERE path = ?))""",
        (*(note[name] for name in NOTE), root),
    )
    if packed["document"]:
        connection.execute("INSERT INTO document VALUES (?, ?, ?)", (note["id"], *packed["document"]))
    touched = set()
    for place in packed["places"]:
        text = note["text"][place["start"] : place["end"]]
        content = put_content(connection, text, wanted=place["content_id"])
        touched.add(content)
        values = {**place, "content_id": content, "vector_key": bytes.fromhex(place["vector_key"])}
        connection.execute(
            f"INSERT INTO place(note_id, {quoted(PLACE)}) VALUES (?, {','.join('?' * len(PLACE))})",
            (note["id"], *(values[name] for name in PLACE)),
        )
    return touched


def quoted(columns: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
