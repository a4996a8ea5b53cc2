"""A library from one home to another: what is stored is read again, nothing is embedded."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from quotewise.index import schema
from quotewise.index.errors import LibraryError
from quotewise.index.home import folder_of, make_copy, make_own
from quotewise.index.library import Library
from quotewise.index.schema import transaction

AT_ONCE = 2000  # vectors
# What is made anew where it is needed, or belongs to whoever has the library open.
LEFT = ("library.db", "library.db-wal", "library.db-shm", "writer.lock", "vectors.faiss", "vectors.json")
DRAFT = "copying.db"

Progress = Callable[[str, int, int], None]


def copy_library(library: Library, place: Path | str, *, progress: Progress) -> Library:
    """Everything of a library, at a folder or an address that holds none yet; both are the same library by uuid.

    The one it was copied from stays as it is. A kill leaves none there, or one that is copied anew the next time.
    Raises LibraryError where notes are there already.
    """
    with Library.open(place, create=True) as there:
        if holds_notes(there):
            raise LibraryError(f"There are notes in {there.home}: copy to another place")
        if there.file.resolve() == library.file.resolve():
            raise LibraryError(f"{there.home} is the library itself: copy to another place")
    folder = folder_of(place)
    with library.changing() as connection:  # so that nobody writes meanwhile
        for file in library.folder.iterdir():
            if file.is_file() and file.name not in LEFT and not file.name.startswith(DRAFT):
                shutil.copy2(file, folder / file.name)
        (folder / DRAFT).unlink(missing_ok=True)  # of a copying that was killed
        with closing(schema.connect(folder / DRAFT)) as draft, closing(schema.open_existing(there.file)) as target:
            facts = dict(target.execute("SELECT key, value FROM meta").fetchall())
            connection.backup(draft)
            make_own(draft)
            fill_vectors(library, draft, progress)
            if "home" in facts:
                make_copy(draft, facts["home"], pushed=facts["pushed"])
            draft.backup(target)  # whole or not at all
        (folder / DRAFT).unlink()
    copied = Library.open(place, encoder=library.encoder)
    with copied.changing():  # its home takes over what is new at the end
        progress("writing to the new place", 0, 0)
    return copied


def holds_notes(library: Library) -> bool:
    """Whether there are notes; in a copy those that its home has, too, for others may lie there from a kill."""
    with library.reading() as connection:
        copy = connection.execute("SELECT 1 FROM meta WHERE key = 'home'").fetchone()
        return connection.execute(f"SELECT 1 FROM {'sent' if copy else 'note'}").fetchone() is not None


def fill_vectors(library: Library, target: sqlite3.Connection, progress: Progress) -> None:
    """Put in the vectors that the file lacks because a server has them."""
    lacking = "SELECT DISTINCT vector_key FROM place WHERE vector_key NOT IN (SELECT key FROM vector) ORDER BY 1"
    keys = [row[0] for row in target.execute(lacking).fetchall()]
    for start in range(0, len(keys), AT_ONCE):
        vectors = library.vectors_of(keys[start : start + AT_ONCE])
        rows = [(key, vector.astype("<f4").tobytes()) for key, vector in vectors.items()]
        with transaction(target, "IMMEDIATE"):
            target.executemany("INSERT OR IGNORE INTO vector VALUES (?, ?)", rows)
        progress("reading vectors", start + len(rows), len(keys))
