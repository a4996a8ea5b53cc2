"""A desk to test at: a folder of notes, a library beside it, an encoder that counts letters."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from letter_encoder import LetterEncoder
from numpy.typing import NDArray

from quotewise.index import Ingested, Library


class Desk:
    """Notes in `notes`, the library in `folder`; `library` is open."""

    def __init__(self, place: Path) -> None:
        self.notes = place / "notes"
        self.folder = place / "library"
        self.encoder = LetterEncoder()
        self.library = Library.open(self.folder, encoder=self.encoder, create=True)

    def write(self, name: str, text: str | bytes) -> Path:
        """A note of this name (or absolute path), its folder made where missing."""
        path = self.notes / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def ingest(self, *paths: Path, **settings: Any) -> Ingested:
        return self.library.ingest(paths or [self.notes], **settings)

    def reopen(self, encoder: LetterEncoder | None = None) -> Library:
        """The library as another process would find it."""
        self.library.close()
        self.encoder = encoder or LetterEncoder(self.encoder.alphabet)
        self.library = Library.open(self.folder, encoder=self.encoder)
        return self.library

    def sources(self) -> dict[str, str]:
        """Each source with the text the library holds of it."""
        return dict(self.rows("SELECT source, text FROM note ORDER BY source"))

    def contents(self) -> dict[str, int]:
        """Each passage text with its key."""
        return dict(self.rows("SELECT text, id FROM content"))

    def generation(self) -> int:
        return int(self.rows("SELECT value FROM meta WHERE key = 'generation'")[0][0])

    def vectors(self) -> Mapping[bytes, NDArray[np.float32]]:
        """The vectors of every place, wherever they are kept."""
        with self.library.reading() as connection:
            keys = [row[0] for row in connection.execute("SELECT DISTINCT vector_key FROM place")]
            return self.library.vectors_of(keys)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of the library's file, read past the library."""
        with closing(sqlite3.connect(self.folder / "library.db")) as connection:
            return connection.execute(query).fetchall()


def assert_sound(desk: Desk) -> None:
    """Places point at words that stand there, and full text, contents, vectors and FAISS agree with them."""
    assert desk.rows("PRAGMA integrity_check") == [("ok",)]
    assert desk.rows("PRAGMA foreign_key_check") == []
    for note, content, start, end in desk.rows(
        'SELECT note.text, content.text, "start", "end" FROM place JOIN note ON note.id = note_id '
        "JOIN content ON content.id = content_id"
    ):
        assert note[start:end] == content
    placed = desk.rows("SELECT DISTINCT content_id FROM place ORDER BY 1")
    assert desk.rows("SELECT id FROM content ORDER BY 1") == placed
    assert desk.rows("SELECT rowid FROM passage_text ORDER BY 1") == placed
    assert set(desk.vectors()) == {key for (key,) in desk.rows("SELECT vector_key FROM place")}
    doubles = 'SELECT note_id, "start", count(*) FROM place GROUP BY 1, 2 HAVING count(*) > 1'
    assert desk.rows(doubles) == []
