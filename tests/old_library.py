"""A library as quotewise wrote it before notes had trees: schema 2, with the passages that its splitter gave."""

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from letter_encoder import LetterEncoder

from quotewise.index.notes import embedded_text, passage_ids, vector_key
from quotewise.ingest import Passage

TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE root(id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
CREATE TABLE note(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  root_id INTEGER NOT NULL REFERENCES root(id),
  path TEXT NOT NULL UNIQUE, source TEXT NOT NULL UNIQUE,
  sha256 TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
  basis TEXT NOT NULL, reader TEXT NOT NULL, pages TEXT NOT NULL, text TEXT NOT NULL,
  ingested_at TEXT NOT NULL);
CREATE TABLE document(
  note_id INTEGER PRIMARY KEY REFERENCES note(id) ON DELETE CASCADE, id TEXT NOT NULL UNIQUE, metadata TEXT NOT NULL);
CREATE TABLE content(id INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, text TEXT NOT NULL);
CREATE TABLE place(
  id INTEGER PRIMARY KEY,
  note_id INTEGER NOT NULL REFERENCES note(id), content_id INTEGER NOT NULL REFERENCES content(id),
  passage_id TEXT NOT NULL UNIQUE, position INTEGER NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
  kind TEXT NOT NULL, heading TEXT NOT NULL, context TEXT NOT NULL, display TEXT, page INTEGER,
  vector_key BLOB NOT NULL);
CREATE INDEX place_of_note ON place(note_id, position);
CREATE INDEX place_of_content ON place(content_id);
CREATE INDEX place_of_vector ON place(vector_key);
CREATE TABLE vector(key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE token(key BLOB PRIMARY KEY, first INTEGER NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE passage_text USING fts5(
  text, context, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TABLE word(word TEXT PRIMARY KEY, texts INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA application_id = 0x71777365;
PRAGMA user_version = 2;
"""


def write_old_library(
    folder: Path, root: Path, notes: Mapping[str, Sequence[Passage]], encoder: LetterEncoder, *, basis: str = "file"
) -> None:
    """The notes of `root`, each with the passages given, as version 2 stored them."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / "library.db")) as connection:
        connection.executescript(f"PRAGMA journal_mode = WAL; {TABLES}")
        facts = {"library": "0b7d", "generation": "1", "splitter": "2", "fingerprint": encoder.fingerprint}
        facts |= {"backend": encoder.backend, "encoder": "", "indexed_at": "2026-01-01T00:00:00+00:00"}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", facts.items())
        connection.execute("INSERT INTO root VALUES (1, ?)", (str(root),))
        for name, passages in notes.items():
            data = (root / name).read_bytes()
            stat = (root / name).stat()
            (note,) = connection.execute(
                "INSERT INTO note(root_id, path, source, sha256, size, mtime_ns, basis, reader, pages, text,"
                " ingested_at) VALUES (1, ?, ?, ?, ?, ?, ?, 'utf-8', '[]', ?, '2026-01-01') RETURNING id",
                (
                    *(str(root / name), name, hashlib.sha256(data).hexdigest(), stat.st_size, stat.st_mtime_ns),
                    *(basis, data.decode()),
                ),
            ).fetchone()
            ids = passage_ids(name, [passage.text for passage in passages])
            for position, (passage_id, passage) in enumerate(zip(ids, passages, strict=True)):
                put_passage(connection, note, position, passage_id, passage, encoder)
        connection.commit()


def put_passage(
    connection: sqlite3.Connection, note: int, position: int, passage_id: str, passage: Passage, encoder: LetterEncoder
) -> None:
    said = embedded_text(passage)
    key = vector_key(encoder.fingerprint, said)
    digest = hashlib.sha256(passage.text.encode()).digest()
    (content,) = connection.execute(
        "INSERT INTO content(hash, text) VALUES (?, ?) RETURNING id", (digest, passage.text)
    ).fetchone()
    connection.execute("INSERT INTO passage_text(rowid, text, context) VALUES (?, ?, '')", (content, passage.text))
    vector = encoder.encode([said])[0].astype("<f4").tobytes()
    connection.execute("INSERT OR IGNORE INTO vector VALUES (?, ?)", (key, vector))
    connection.execute(
        'INSERT INTO place(note_id, content_id, passage_id, position, "start", "end", kind, heading, context,'
        " vector_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(note, content, passage_id, position, passage.start, passage.end),
            *(passage.kind, passage.heading, passage.context, key),
        ),
    )
