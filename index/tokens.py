"""Token vectors for reranking: an int8 file beside the library, written at ingestion, mapped into memory.

The file holds rows of ROW bytes: 384 int8 components (or as many as the encoder has) after a float32 scale.
Table `token` says which rows belong to which vector key. The file may be deleted: search goes on without it.
"""

import contextlib
import os
import sqlite3
import uuid
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quotewise.index.schema import transaction

Matrix = NDArray[np.float32]

CAP = 2_000_000_000  # bytes: enough for about 20 MB of notes; what comes later is searched without reranking
SCALE = np.dtype("<f4")
AT_ONCE = 2000  # rows turned into float32 together: they stay in the processor's cache


@dataclass(frozen=True, slots=True)
class TokenFile:
    """The token vectors of one generation. rows: (all tokens, 4 + dimension) uint8, mapped, not read."""

    rows: NDArray[np.uint8]

    def best_cosines(self, places: Sequence[tuple[int, int]], question: Matrix) -> Matrix:
        """(places, question tokens): for each place (first row, count) the best cosine of each token of the question.

        But for the loss of 8 bits a component. question: (its tokens, dimension) float32, each of unit length.
        """
        maxima = [np.empty((0, len(question)), np.float32)]
        for some in within(places, AT_ONCE):
            rows = np.concatenate([self.rows[first : first + count] for first, count in some])
            cosines = rows[:, SCALE.itemsize :].view(np.int8).astype(np.float32) @ question.T
            cosines *= rows[:, : SCALE.itemsize].copy().view(SCALE)  # here on far fewer numbers than before the product
            starts = np.cumsum([0, *(count for _, count in some[:-1])])
            maxima.append(np.maximum.reduceat(cosines, starts, axis=0))
        return np.concatenate(maxima)


def best_cosines(question: Matrix, text: Matrix) -> Matrix:
    """(question tokens,): the best cosine of each among a text's tokens, 0 where it has none.

    What `TokenFile.best_cosines` does of stored passages, for one that is read now. Both of unit length, a row a token.
    """
    return np.max(question @ text.T, axis=1, initial=-1) if len(text) else np.zeros(len(question), np.float32)


def within(places: Sequence[tuple[int, int]], most: int) -> Iterator[Sequence[tuple[int, int]]]:
    """The places in order, cut into stretches of at most so many rows, or of one place."""
    ends = list(accumulate(count for _, count in places))
    start = 0
    while start < len(places):
        before = ends[start - 1] if start else 0
        end = max(start + 1, bisect_right(ends, before + most))
        yield places[start:end]
        start = end


def packed(vectors: Matrix) -> NDArray[np.uint8]:
    """(tokens, 4 + dimension) uint8: each vector scaled by its own largest component."""
    scale = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9).astype(SCALE) / 127
    components = np.rint(vectors / scale).astype(np.int8)
    return np.hstack([scale.view(np.uint8).reshape(len(vectors), SCALE.itemsize), components.view(np.uint8)])


class TokenWriter:
    """Appends token vectors, for the one writer that holds the library's lock.

    Rows beyond the last that table `token` names are left over from a kill, and written over.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection, dimension: int, *, cap: int = CAP) -> None:
        self._connection = connection
        self._width = SCALE.itemsize + dimension
        self._room = cap // self._width
        self._file = folder / current_name(connection)
        (self._next,) = connection.execute("SELECT coalesce(max(first + count), 0) FROM token").fetchone()
        size = self._file.stat().st_size if self._file.exists() else 0
        if size < self._next * self._width:  # deleted or cut off: what it held is gone
            connection.execute("DELETE FROM token")
            self._next = 0
            self._file = folder / rename(connection)

    def append(self, keys: Sequence[bytes], tokens: Sequence[Matrix]) -> None:
        """Write the tokens of each key and say so in table `token`; nothing once the cap is reached."""
        self.append_rows(keys, [packed(vectors) for vectors in tokens])

    def append_rows(self, keys: Sequence[bytes], rows: Sequence[NDArray[np.uint8]]) -> None:
        """The same for tokens that are packed, as another machine's file holds them."""
        places, first = [], self._next
        for key, some in zip(keys, rows, strict=True):
            if first + len(some) > self._room:
                break
            places.append((key, first, len(some)))
            first += len(some)
        with open(self._file, "r+b" if self._file.exists() else "w+b") as stream:  # noqa: PTH123 - mode is chosen
            stream.seek(self._next * self._width)
            stream.write(b"".join(some.tobytes() for some in rows[: len(places)]))
            stream.flush()
            os.fsync(stream.fileno())
        self._connection.executemany("INSERT OR REPLACE INTO token VALUES (?, ?, ?)", places)
        self._next = first


def open_tokens(folder: Path, connection: sqlite3.Connection, dimension: int) -> TokenFile | None:
    """The token vectors that this transaction's library names; None if the file is missing or cut off."""
    (rows,) = connection.execute("SELECT coalesce(max(first + count), 0) FROM token").fetchone()
    if rows == 0:
        return None
    file = folder / current_name(connection)
    width = SCALE.itemsize + dimension
    if not file.exists() or file.stat().st_size < rows * width:
        return None
    mapped = np.memmap(file, np.uint8, "r", shape=(rows, width))
    return TokenFile(mapped.view(np.ndarray))  # slices of a memmap cost several times those of an array


def tidy(folder: Path, connection: sqlite3.Connection, dimension: int) -> None:
    """Forget rows whose passages are gone; copy the rest to a new file once they are fewer than half.

    For the one writer. Readers keep the file they have mapped; where it cannot be removed yet, a later call does.
    """
    with transaction(connection, "IMMEDIATE"):
        connection.execute("DELETE FROM token WHERE key NOT IN (SELECT vector_key FROM place)")
        rows, used = connection.execute(
            "SELECT coalesce(max(first + count), 0), coalesce(sum(count), 0) FROM token"
        ).fetchone()
        tokens = open_tokens(folder, connection, dimension)
        if tokens is not None and used * 2 < rows:
            copy_rows(tokens, folder / rename(connection), connection)
        current = current_name(connection)
    for stray in folder.glob("tokens-*.int8"):
        if stray.name != current:
            with contextlib.suppress(OSError):
                stray.unlink()


def copy_rows(tokens: TokenFile, file: Path, connection: sqlite3.Connection) -> None:
    places, first = [], 0
    with file.open("wb") as stream:
        for key, start, count in connection.execute("SELECT key, first, count FROM token ORDER BY first").fetchall():
            stream.write(tokens.rows[start : start + count].tobytes())
            places.append((first, key))
            first += count
        stream.flush()
        os.fsync(stream.fileno())
    connection.executemany("UPDATE token SET first = ? WHERE key = ?", places)


def current_name(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT value FROM meta WHERE key = 'tokens'").fetchone()
    return str(row[0]) if row else rename(connection)


def rename(connection: sqlite3.Connection) -> str:
    """A new name for the file: a stray file of another library or time is never taken for ours."""
    name = f"tokens-{uuid.uuid4().hex}.int8"
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('tokens', ?)", (name,))
    return name
