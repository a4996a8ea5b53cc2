"""What the library's tables hold of notes: put in, moved, taken out in the caller's transaction; and their trees."""

import hashlib
import json
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from quotewise.index.lexical import add_words, index_texts, keep_languages, take_words
from quotewise.index.survey import ReadFile
from quotewise.ingest import Passage, Row, Tree, pack_tree, rows_in, tell_language, title_of, unpack_tree

KEPT = 16  # trees in memory; that of a long note takes about ten times its text
_unpacked = lru_cache(maxsize=KEPT)(unpack_tree)  # by the packed tree itself: one that changed is another key


def embedded_text(passage: Passage) -> str:
    """The exact string that is embedded for a passage: what it is about, then what it says.

    About: a table's header; elsewhere the nearest heading, which measured better than the whole path. A row that is
    read with its columns' names needs nothing more.
    """
    return embedded_about(passage) + (passage.reading or passage.display or passage.text)


def embedded_about(passage: Passage) -> str:
    """What stands before the passage's own words in its `embedded_text`."""
    if passage.reading:
        return ""
    about = passage.context if passage.kind == "table" else passage.heading.rpartition(" > ")[2]
    return f"{about}\n" if about and not (passage.display or passage.text).startswith(about) else ""


def vector_key(fingerprint: str, text: str) -> bytes:
    return hashlib.sha256(f"{fingerprint}\0{text}".encode()).digest()


def passage_ids(source: str, texts: Iterable[str]) -> list[str]:
    """Public ids of a note's passages, in order: stable as long as the source and the passage's own text are."""
    seen: Counter[str] = Counter()
    ids = []
    for text in texts:
        folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
        ids.append(hashlib.sha256(f"{source}\0{folded}\0{seen[folded]}".encode()).hexdigest()[:20])
        seen[folded] += 1
    return ids


def put_note(connection: sqlite3.Connection, found: ReadFile, source: str) -> int:
    """Insert or update the row of one note and return its id; its places are left as they are."""
    root_id = connection.execute("SELECT id FROM root WHERE path = ?", (str(found.root),)).fetchone()[0]
    note = found.note
    values = (
        root_id,
        source,
        note.sha256,
        found.size,
        found.mtime_ns,
        note.basis,
        note.reader,
        json.dumps(note.pages),
        note.text,
        title_of(note, source),
        tell_language(note.text),
        pack_tree(note.tree),
        datetime.now(UTC).isoformat(timespec="seconds"),
        str(found.path),
    )
    (note_id,) = connection.execute(
        """INSERT INTO note(root_id, source, sha256, size, mtime_ns, basis, reader, pages, text, title, language,
                            tree, ingested_at, path)
           VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)
           ON CONFLICT(path) DO UPDATE SET sha256 = excluded.sha256, size = excluded.size,
             mtime_ns = excluded.mtime_ns, basis = excluded.basis, reader = excluded.reader,
             pages = excluded.pages, text = excluded.text, title = excluded.title,
             language = excluded.language, tree = excluded.tree, ingested_at = excluded.ingested_at
           RETURNING id""",
        values,
    ).fetchone()
    return int(note_id)


def put_places(connection: sqlite3.Connection, note_id: int, passages: Sequence[Passage], fingerprint: str) -> set[int]:
    """Replace the places of one note; returns the ids of every content touched, old and new."""
    (source,) = connection.execute("SELECT source FROM note WHERE id = ?", (note_id,)).fetchone()
    touched = remove_places(connection, note_id)
    ids = passage_ids(source, [passage.text for passage in passages])
    for position, (passage_id, passage) in enumerate(zip(ids, passages, strict=True)):
        content = put_content(connection, passage.text)
        touched.add(content)
        connection.execute(
            """INSERT INTO place(note_id, content_id, passage_id, position, "start", "end", kind, heading,
                                 context, edits, page, vector_key) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)""",
            (
                note_id,
                content,
                passage_id,
                position,
                passage.start,
                passage.end,
                passage.kind,
                passage.heading,
                passage.context,
                json.dumps(passage.edits, ensure_ascii=False),
                passage.page,
                vector_key(fingerprint, embedded_text(passage)),
            ),
        )
    return touched


def remove_places(connection: sqlite3.Connection, note_id: int) -> set[int]:
    touched = connection.execute("DELETE FROM place WHERE note_id = ? RETURNING content_id", (note_id,)).fetchall()
    return {row[0] for row in touched}


def put_content(connection: sqlite3.Connection, text: str, *, wanted: int | None = None) -> int:
    """The id of a text, which is put where it is new. wanted: the id it has elsewhere, taken where it is free."""
    digest = hashlib.sha256(text.encode()).digest()
    row = connection.execute("SELECT id FROM content WHERE hash = ?", (digest,)).fetchone()
    if row is None:
        if wanted is not None and connection.execute("SELECT 1 FROM content WHERE id = ?", (wanted,)).fetchone():
            wanted = None
        row = connection.execute(
            "INSERT INTO content(id, hash, text) VALUES (?,?,?) RETURNING id", (wanted, digest, text)
        ).fetchone()
        add_words(connection, [text])
    return int(row[0])


def move_note(connection: sqlite3.Connection, before: Path, after: Path, root: Path, source: str) -> None:
    """Give a note another path and source; its passages get the ids that belong to the new source."""
    (note_id,) = connection.execute(
        """UPDATE note SET path = ?, source = ?, root_id = (SELECT id FROM root WHERE path = ?)
           WHERE path = ? RETURNING id""",
        (str(after), source, str(root), str(before)),
    ).fetchone()
    rows = connection.execute(
        "SELECT place.id, text FROM place JOIN content ON content.id = content_id WHERE note_id = ? ORDER BY position",
        (note_id,),
    ).fetchall()
    ids = passage_ids(source, [row["text"] for row in rows])
    connection.executemany(
        "UPDATE place SET passage_id = ? WHERE id = ?",
        [(new, row["id"]) for new, row in zip(ids, rows, strict=True)],
    )


def remove_note(connection: sqlite3.Connection, path: Path) -> set[int]:
    """Take a note out; returns the ids of the contents touched."""
    (note_id,) = connection.execute("SELECT id FROM note WHERE path = ?", (str(path),)).fetchone()
    touched = remove_places(connection, note_id)
    connection.execute("DELETE FROM note WHERE id = ?", (note_id,))
    return touched


def refresh_contents(connection: sqlite3.Connection, touched: Iterable[int]) -> None:
    """Bring full text in step with the places of these contents; a content without a place goes."""
    placed = []
    for content in sorted(touched):
        if connection.execute("SELECT 1 FROM place WHERE content_id = ?", (content,)).fetchone():
            placed.append(content)
            continue
        connection.execute("DELETE FROM passage_text WHERE rowid = ?", (content,))
        (text,) = connection.execute("DELETE FROM content WHERE id = ? RETURNING text", (content,)).fetchone()
        take_words(connection, [text])
    index_texts(connection, placed)
    keep_languages(connection)


def sweep(connection: sqlite3.Connection) -> None:
    """Drop roots without notes and vectors without a place."""
    connection.execute("DELETE FROM root WHERE id NOT IN (SELECT root_id FROM note)")
    connection.execute("DELETE FROM vector WHERE key NOT IN (SELECT vector_key FROM place)")


def tree_of(connection: sqlite3.Connection, note_id: int) -> Tree:
    (packed,) = connection.execute("SELECT tree FROM note WHERE id = ?", (note_id,)).fetchone()
    return _unpacked(packed)


def rows_of(connection: sqlite3.Connection, note_id: int, start: int, end: int) -> tuple[Row, ...]:
    """The rows of tables that lie whole in a stretch of a note, with offsets into it."""
    (text,) = connection.execute("SELECT text FROM note WHERE id = ?", (note_id,)).fetchone()
    return rows_in(text, tree_of(connection, note_id), start, end)
