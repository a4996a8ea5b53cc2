"""Whether a library is whole: each part is looked at, what is derived is made again, the rest is told with a remedy."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from quotewise.index import vectors
from quotewise.index.engine import LocalEngine
from quotewise.index.errors import LibraryError
from quotewise.index.ingestion import embed_missing, split_stored, stored
from quotewise.index.integrity import damage
from quotewise.index.lexical import index_texts
from quotewise.index.library import Library
from quotewise.index.schema import STEMS, transaction
from quotewise.index.survey import Survey
from quotewise.index.tokens import open_tokens

State = Literal["whole", "repaired", "broken"]
ROOM = 200_000_000  # bytes on the disk, below which the next ingestion may fail
UNIT = 0.01  # how far a vector's length may be from 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of a library. told: what was found, and for what is broken the remedy, in a line."""

    part: str
    state: State
    told: str


def examine(library: Library) -> Iterator[Finding]:
    """Look at each part of an open library in turn, and repair what can be; raises LibraryBusy while it is written to.

    Nothing that cannot be made again is changed, nothing at all in a damaged file, and no note leaves the machine.
    """
    with library.changing() as connection:
        for part, look in PARTS.items():
            try:
                found = Finding(part, *look(library, connection))
            except (sqlite3.DatabaseError, LibraryError) as error:
                found = Finding(part, "broken", f"cannot be looked at ({error}): {ANEW}")
            yield found
            if part == "database" and found.state == "broken":  # what is made of it would be no better
                return


ANEW = "move the library's folder away and ingest the notes again, which are not touched"
Told = tuple[State, str]


def look_at_database(library: Library, connection: sqlite3.Connection) -> Told:
    if found := damage(connection):
        return "broken", f"it is damaged ({found}): restore a copy, or {ANEW}"
    (count,) = connection.execute("SELECT count(*) FROM place").fetchone()
    return "whole", f"{count} passages stand in their notes, word for word"


def look_at_full_text(library: Library, connection: sqlite3.Connection) -> Told:
    """Whether it agrees with itself and holds every passage; it is made again where it does not."""
    placed = {row[0] for row in connection.execute("SELECT DISTINCT content_id FROM place")}
    try:
        connection.execute("INSERT INTO passage_text(passage_text) VALUES ('integrity-check')")
        agrees = {row[0] for row in connection.execute("SELECT rowid FROM passage_text")} == placed
    except sqlite3.DatabaseError:
        agrees = False
    if agrees:
        return "whole", f"{len(placed)} texts are found by their words"
    with transaction(connection, "IMMEDIATE"):
        connection.execute("DROP TABLE passage_text")
        connection.execute(STEMS[0])
        index_texts(connection, sorted(placed))
    return "repaired", f"made again of {len(placed)} texts"


def look_at_vectors(library: Library, connection: sqlite3.Connection) -> Told:
    """Whether each passage has a vector and its token vectors; what lacks is embedded again from the stored text."""
    if connection.execute("SELECT 1 FROM meta WHERE key = 'home'").fetchone():
        return "whole", f"they lie at {library.home}"
    bad = [
        (key,) for key, value in connection.execute("SELECT key, value FROM vector") if not is_vector(library, value)
    ]
    without_tokens = token_vectors_lack(library, connection)
    lacking = count_lacking(connection) + len(bad)
    if not lacking and not without_tokens:
        (count,) = connection.execute("SELECT count(*) FROM vector").fetchone()
        return "whole", f"{count} of {library.encoder.dimension} components each"
    if place := getattr(library.encoder, "place", None):  # `ingest` says so before it sends anything
        return "broken", f'{lacking} passages have no vector, and {place} makes them: "quotewise ingest --reembed"'
    with transaction(connection, "IMMEDIATE"):
        connection.executemany("DELETE FROM vector WHERE key = ?", bad)
        if without_tokens:
            connection.execute("DELETE FROM token")
            connection.execute("DELETE FROM vector")
    done = embed_again(library, connection)
    if left := count_lacking(connection):
        return "broken", f'{left} passages have no vector: "quotewise ingest --reembed" makes them again'
    return "repaired", f"{done} passages embedded again{', for their token vectors were gone' * without_tokens}"


def is_vector(library: Library, value: bytes) -> bool:
    if len(value) != library.encoder.dimension * 4:
        return False
    return bool(abs(float(np.linalg.norm(np.frombuffer(value, np.float32))) - 1) < UNIT)


def token_vectors_lack(library: Library, connection: sqlite3.Connection) -> bool:
    """Whether the file of token vectors that the library names is gone or cut off."""
    named = connection.execute("SELECT 1 FROM token").fetchone() is not None
    return named and open_tokens(library.folder, connection, library.encoder.dimension) is None


def count_lacking(connection: sqlite3.Connection) -> int:
    query = "SELECT count(DISTINCT vector_key) FROM place WHERE vector_key NOT IN (SELECT key FROM vector)"
    return int(connection.execute(query).fetchone()[0])


def embed_again(library: Library, connection: sqlite3.Connection) -> int:
    """Embed what lacks a vector, from the notes as they are stored; returns how many passages."""
    engine = LocalEngine()
    staged = split_stored(stored(connection, Survey(), set(), redo=True), lambda *_: None, engine)
    return embed_missing(connection, staged, library.encoder, library.folder, lambda *_: None, engine)


def look_at_index(library: Library, connection: sqlite3.Connection) -> Told:
    """FAISS's file, which is made from the vectors."""
    file = library.folder / "vectors.faiss"
    if connection.execute("SELECT 1 FROM meta WHERE key = 'home'").fetchone():
        return "whole", f"it lies at {library.home}"
    try:
        with transaction(connection, "DEFERRED"):
            vectors.load(file, connection)
    except vectors.UnusableIndex as reason:
        (count,) = connection.execute("SELECT count(*) FROM vector").fetchone()
        if not count:
            return "whole", "there is nothing to search yet"
        file.unlink(missing_ok=True)
        with transaction(connection, "DEFERRED"):
            vectors.write(file, vectors.make(file, connection))
        return "repaired", f"{file.name} {reason}: made again of {count} vectors, nothing embedded"
    return "whole", f"{file.name} is of this state of the library"


def look_at_folder(library: Library, connection: sqlite3.Connection) -> Told:
    """What a killed writer left, and the room there is."""
    drafts = [file for pattern in ("*.draft", "*.label") for file in library.folder.glob(pattern)]
    for file in drafts:
        file.unlink(missing_ok=True)
    free = shutil.disk_usage(library.folder).free
    if free < ROOM:
        return "broken", f"the disk has {free / 1e6:.0f} MB left: make room before you ingest"
    left = f"{len(drafts)} files that a killed writer left were removed; " * bool(drafts)
    return "repaired" if drafts else "whole", f"{left}{free / 1e9:.0f} GB free"


PARTS: dict[str, Callable[[Library, sqlite3.Connection], Told]] = {
    "database": look_at_database,
    "full text": look_at_full_text,
    "vectors": look_at_vectors,
    "index": look_at_index,
    "folder": look_at_folder,
}
