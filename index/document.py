"""Texts that a program hands over: kept as notes of one passage each, with the id and metadata they came with."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from quotewise.index.notes import put_note, put_places, remove_note
from quotewise.index.survey import ReadFile
from quotewise.ingest import Note, Passage

# No file's path is relative, so no ingestion of a folder ever meets, moves or removes what lies here.
ROOT = Path("langchain:")
READER = "langchain"


@dataclass(frozen=True, slots=True)
class HandedText:
    """A text with the id its owner gave it. metadata: a JSON object, given back as it is."""

    id: str
    text: str
    metadata: str

    @property
    def path(self) -> Path:
        return ROOT / quote(self.id, safe="").replace(".", "%2E")  # "." and ".." would leave the root

    def as_note(self) -> ReadFile:
        said = self.text.encode()
        note = Note(self.text, hashlib.sha256(said).hexdigest(), "extracted", READER)
        return ReadFile(self.path, ROOT, note, len(said), mtime_ns=0, passages=as_one_passage(self.text))


def as_one_passage(text: str) -> tuple[Passage, ...]:
    """The whole text as one passage: whoever hands over texts has split them already."""
    return (Passage(0, len(text), text),)


def without_known(connection: sqlite3.Connection, texts: Iterable[HandedText]) -> list[HandedText]:
    """Those of `texts` that the library does not hold in just this form."""
    known = "SELECT 1 FROM document JOIN note ON note.id = note_id WHERE document.id = ? AND text = ? AND metadata = ?"
    return [
        given for given in texts if connection.execute(known, (given.id, given.text, given.metadata)).fetchone() is None
    ]


def put_document(connection: sqlite3.Connection, given: HandedText, fingerprint: str) -> set[int]:
    """Insert a text, or put it in the place of the one with its id; returns the ids of the contents touched."""
    connection.execute("INSERT OR IGNORE INTO root(path) VALUES (?)", (str(ROOT),))
    note_id = put_note(connection, given.as_note(), source_of(connection, given))
    connection.execute("INSERT OR REPLACE INTO document VALUES (?, ?, ?)", (note_id, given.id, given.metadata))
    return put_places(connection, note_id, as_one_passage(given.text), fingerprint)


def source_of(connection: sqlite3.Connection, given: HandedText) -> str:
    """The reader and the id; where a file has that name already, the path instead."""
    source = f"{READER}/{given.id}"
    row = connection.execute("SELECT path FROM note WHERE source = ?", (source,)).fetchone()
    return source if row is None or row["path"] == str(given.path) else given.path.as_posix()


def remove_documents(connection: sqlite3.Connection, ids: Sequence[str] | None) -> set[int]:
    """Take out the texts with these ids, or all (None); returns the ids of the contents touched."""
    rows = connection.execute(
        """SELECT path FROM document JOIN note ON note.id = note_id
           WHERE :ids IS NULL OR document.id IN (SELECT value FROM json_each(:ids))""",
        {"ids": None if ids is None else json.dumps(ids)},
    ).fetchall()
    return set[int]().union(*(remove_note(connection, Path(row["path"])) for row in rows))
