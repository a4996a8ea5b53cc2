"""Where the vectors of a library lie and who else reads it: its own folder with FAISS, or a Milvus server for many."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from sqlite3 import Connection
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from quotewise.index import schema, vectors
from quotewise.index.errors import LibraryError
from quotewise.index.schema import transaction
from quotewise.index.tokens import TokenFile

Vectors = NDArray[np.float32]
Keys = Sequence[bytes]
Lock = Callable[[float], AbstractContextManager[None]]


log = logging.getLogger("quotewise.index")


class Searched(Protocol):
    """What one state of a library is searched by. tokens: for reranking, None where there are none."""

    @property
    def tokens(self) -> TokenFile | None: ...

    def nearest(self, question: Vectors, count: int, among: NDArray[np.int64] | None = None) -> dict[int, float]:
        """Content ids and cosine similarities of the `count` nearest vectors, best first.

        question: (dimension,) float32 of unit length. among: only these content ids.
        """
        ...


class Home(Protocol):
    """What the library's file in a folder does not do by itself. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """How a person is told where the library is."""
        ...

    def follow(self, connection: Connection, *, now: bool = False) -> None:
        """Bring the folder in step with what other machines wrote; now: even if that was done a moment ago."""
        ...

    def turn(self, connection: Connection) -> AbstractContextManager[None]:
        """Around everything that is written, inside the folder's own lock: no other machine writes meanwhile."""
        ...

    def current(self, connection: Connection) -> Searched:
        """What the state that this transaction sees is searched by."""
        ...

    def save(self, connection: Connection) -> None:
        """Take over what was just committed, before the turn ends."""
        ...

    def vectors_of(self, connection: Connection, keys: Keys) -> Mapping[bytes, Vectors]:
        """(dimension,) float32 of unit length by key, for keys that have a place."""
        ...


def open_home(folder: Path, connection: Connection, lock: Lock, *, create: bool) -> Home:
    """The home that a library's file names, its own folder where it names none. lock: the folder's, seconds to wait.

    Raises LibraryMissing where a server has no such library, unless `create`.
    """
    named = connection.execute("SELECT value FROM meta WHERE key = 'home'").fetchone()
    if named is None:
        from quotewise.index.home import FaissHome

        return FaissHome(folder, lock)
    from quotewise.index.milvus_home import MilvusHome

    home = MilvusHome(named[0], folder, lock)
    home.join(connection, create=create)
    return home


class FaissHome:
    """The FAISS index in memory is stamped with the state it was made from and replaced whole."""

    def __init__(self, folder: Path, lock: Lock) -> None:
        self.name = str(folder)
        self.file = folder / "vectors.faiss"
        self._library = folder / "library.db"
        self._lock = lock
        self._snapshot: vectors.Snapshot | None = None
        self._swap = threading.Lock()

    def follow(self, connection: Connection, *, now: bool = False) -> None:
        """Nobody writes to it but by its file."""

    def turn(self, connection: Connection) -> AbstractContextManager[None]:
        return nullcontext()

    def vectors_of(self, connection: Connection, keys: Keys) -> Mapping[bytes, Vectors]:
        return vectors.stored(connection, keys)

    def current(self, connection: Connection) -> vectors.Snapshot:
        stamp = vectors.stamp_of(connection)
        with self._swap:
            if self._snapshot is None or self._snapshot.stamp != stamp:
                try:
                    self._snapshot = vectors.load(self.file, connection)
                except vectors.UnusableIndex as reason:
                    self._snapshot = vectors.make(self.file, connection)
                    if self._snapshot.index is not None:
                        log.warning("%s %s: made again from the library, nothing embedded", self.file.name, reason)
                        self._write_if_free(self._snapshot)
            return self._snapshot

    def save(self, connection: Connection) -> None:
        with transaction(connection, "DEFERRED"), self._swap:
            try:
                self._snapshot = vectors.load(self.file, connection)
            except vectors.UnusableIndex:
                self._snapshot = vectors.make(self.file, connection)
                try:
                    self._snapshot = vectors.write(self.file, self._snapshot)
                except OSError as error:  # the library itself is whole
                    log.warning("%s was not written (%s): the next search makes it again", self.file, error)

    def _write_if_free(self, snapshot: vectors.Snapshot) -> None:
        try:
            with self._lock(0), closing(schema.open_existing(self._library)) as connection:
                if vectors.stamp_of(connection) == snapshot.stamp:  # else a newer one is there
                    vectors.write(self.file, snapshot)
        except (LibraryError, OSError) as error:  # a writer will write its own; a read-only folder does without
            log.info("%s was not written: %s", self.file, error)
