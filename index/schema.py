"""The library's SQLite schema: what is created, recognised and refused when a file is opened."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from quotewise.index.errors import LibraryError, LibraryMissing
from quotewise.index.integrity import damage_in
from quotewise.index.lexical import add_words, index_texts, keep_languages
from quotewise.ingest import tell_language

APPLICATION_ID = 0x71777365  # "qwse": tells our files from any other SQLite database
VERSION = 3

TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE root(id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
CREATE TABLE note(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  root_id INTEGER NOT NULL REFERENCES root(id),
  path TEXT NOT NULL UNIQUE, source TEXT NOT NULL UNIQUE,
  sha256 TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
  basis TEXT NOT NULL, reader TEXT NOT NULL, pages TEXT NOT NULL, text TEXT NOT NULL,
  ingested_at TEXT NOT NULL,
  -- What it is called, its language (ISO 639, "" where none was told), and its tree as JSON: see ingest/block.py.
  title TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '', tree TEXT NOT NULL DEFAULT '{}');
-- A note that a program handed over: the id and the JSON object it came with; see document.py.
CREATE TABLE document(
  note_id INTEGER PRIMARY KEY REFERENCES note(id) ON DELETE CASCADE, id TEXT NOT NULL UNIQUE, metadata TEXT NOT NULL);
-- A row per distinct passage text. AUTOINCREMENT: an id is FAISS's key and is never used again.
CREATE TABLE content(id INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, text TEXT NOT NULL);
CREATE TABLE place(
  id INTEGER PRIMARY KEY,
  note_id INTEGER NOT NULL REFERENCES note(id), content_id INTEGER NOT NULL REFERENCES content(id),
  passage_id TEXT NOT NULL UNIQUE, position INTEGER NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
  kind TEXT NOT NULL, heading TEXT NOT NULL, context TEXT NOT NULL, page INTEGER,
  vector_key BLOB NOT NULL,
  -- What shows its text without marks: [[start, end, new], ...] as JSON, offsets into the passage.
  edits TEXT NOT NULL DEFAULT '[]');
CREATE INDEX place_of_note ON place(note_id, position);
CREATE INDEX place_of_content ON place(content_id);
CREATE INDEX place_of_vector ON place(vector_key);
-- Kept by hash of the encoder's fingerprint and the exact string embedded. With row ids: without them a row of this
-- length spills over into a page of its own, and takes three times its bytes. Libraries from before keep it as it was.
CREATE TABLE vector(key BLOB PRIMARY KEY, value BLOB NOT NULL);
-- Which rows of the token file belong to a vector key; see tokens.py.
CREATE TABLE token(key BLOB PRIMARY KEY, first INTEGER NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID;
"""
# Since version 2: how many texts hold a word, as it is written; see lexical.py.
WORDS = "CREATE TABLE word(word TEXT PRIMARY KEY, texts INTEGER NOT NULL) WITHOUT ROWID"
# Since version 3: full text over stems of our own, which SQLite has only to part at spaces, and the language that each
# text is stemmed by; see lexical.py.
STEMS = (
    "CREATE VIRTUAL TABLE passage_text USING fts5(text, context, tokenize = 'ascii')",
    "ALTER TABLE content ADD COLUMN language TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX content_of_language ON content(language)",
)


def connect(file: Path) -> sqlite3.Connection:
    """A connection in autocommit mode (transactions are begun by name) that waits for other writers."""
    connection = sqlite3.connect(file, isolation_level=None, timeout=30, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -64000")  # KiB at most: full text of 10^6 passages is read twice as fast
    return connection


def create(file: Path) -> sqlite3.Connection:
    """A new, empty library in `file`; raises LibraryError where it cannot be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        connection = connect(file)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        if version_of(connection) == 0:  # nobody else was faster
            for statement in (*TABLES.split(";\n"), WORDS, *STEMS):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.executemany(
                "INSERT INTO meta VALUES (?, ?)", [("library", str(uuid.uuid4())), ("generation", "0")]
            )
        connection.execute("COMMIT")
    except (OSError, sqlite3.OperationalError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise LibraryError(
            f"Cannot write a library in {file.parent} ({reason}): choose another folder with --library"
        ) from error
    return connection


def open_existing(file: Path) -> sqlite3.Connection:
    """The library in `file`; raises LibraryMissing, or LibraryError for what is not a library of ours."""
    try:
        file.lstat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise LibraryMissing(f'No library at {file.parent}: run "quotewise ingest NOTES" first') from error
    except OSError as error:
        raise LibraryError(
            f"Cannot look into {file.parent} ({error.strerror}): check that you may read and write it"
        ) from error
    with explained(file), ExitStack() as on_failure:
        connection = connect(file)
        on_failure.callback(connection.close)
        check(connection, file)
        on_failure.pop_all()
    return connection


def check(connection: sqlite3.Connection, file: Path) -> None:
    """Refuse a database that is not ours, or from a newer quotewise."""
    if connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None:  # killed while being created
        raise LibraryMissing(f'No library at {file.parent}: run "quotewise ingest NOTES" first')
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    version = version_of(connection)
    if application != APPLICATION_ID:
        raise LibraryError(f"{file} was made by something else, not by quotewise: choose another folder with --library")
    if version > VERSION:
        raise LibraryError(
            f"{file} was made by a newer quotewise (schema {version}, this one reads {VERSION}): "
            "update quotewise, or ingest into another --library"
        )
    if version < VERSION:
        migrate(connection)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a library of an earlier version to this one; the next ingestion reads its notes again from their texts."""
    with transaction(connection, "IMMEDIATE"):
        version = version_of(connection)  # somebody else may have been faster
        if version < 2:
            connection.execute(WORDS)
            add_words(connection, [row[0] for row in connection.execute("SELECT text FROM content")])
        if version < 3:
            for column in ("title", "language"):
                connection.execute(f"ALTER TABLE note ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
            connection.execute("ALTER TABLE note ADD COLUMN tree TEXT NOT NULL DEFAULT '{}'")
            connection.execute("ALTER TABLE place ADD COLUMN edits TEXT NOT NULL DEFAULT '[]'")
            connection.execute("ALTER TABLE place DROP COLUMN display")
            for note, text in connection.execute("SELECT id, text FROM note").fetchall():
                connection.execute("UPDATE note SET language = ? WHERE id = ?", (tell_language(text), note))
            for statement in ("DROP TABLE passage_text", *STEMS):
                connection.execute(statement)
            placed = connection.execute("SELECT DISTINCT content_id FROM place ORDER BY 1").fetchall()
            index_texts(connection, [row[0] for row in placed])
            keep_languages(connection)
        connection.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def explained(file: Path) -> Iterator[None]:
    """Turn what SQLite finds wrong with `file` into a LibraryError that names the remedy."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):  # mistakes of ours, not of the file
        raise
    except sqlite3.OperationalError as error:
        raise LibraryError(
            f"Cannot use {file} ({error}): check that you may read and write it and its folder, "
            "and that its disk is not full"
        ) from error
    except sqlite3.DatabaseError as error:
        raise LibraryError(
            f"{file} is damaged or no library ({error}): restore a copy of it, or move it away and ingest again"
        ) from error
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:  # ours, or what comes of a torn row
        if found := damage_in(file):
            raise LibraryError(
                f"{file} is damaged ({found}): restore a copy of it, or move it away and ingest again"
            ) from error
        raise


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str) -> Iterator[None]:
    """All of what is done inside, or nothing. kind: "DEFERRED" to read, "IMMEDIATE" to write."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        # Still open only if something failed; SQLite may have rolled back by itself, where the disk is full.
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def version_of(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
