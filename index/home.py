"""Where the vectors of a library lie and who else reads it: a folder of its own, or a Milvus server for many."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from sqlite3 import Connection
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from quotewise.index.tokens import TokenFile

Vectors = NDArray[np.float32]
Keys = Sequence[bytes]
Lock = Callable[[float], AbstractContextManager[None]]


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
        from quotewise.index.faiss_home import FaissHome

        return FaissHome(folder, lock)
    from quotewise.index.milvus_home import MilvusHome

    home = MilvusHome(named[0], folder, lock)
    home.join(connection, create=create)
    return home
