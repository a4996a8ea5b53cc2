"""A library at home in its own folder: vectors in its SQLite file, and a FAISS file that is made from them."""

import logging
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from sqlite3 import Connection

from quotewise.index import schema, vectors
from quotewise.index.errors import LibraryError
from quotewise.index.home import Keys, Lock, Vectors
from quotewise.index.schema import transaction

log = logging.getLogger("quotewise.index")


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
