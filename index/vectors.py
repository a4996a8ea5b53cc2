"""The FAISS file: derived from the library's vectors, thrown away and made again at no loss."""

import hashlib
import json
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotewise.index import faiss_index
from quotewise.index.tokens import TokenFile, open_tokens

Vectors = NDArray[np.float32]

LARGE = 32_000_000  # bytes: a larger file is mapped instead of read, and checked in samples
AT_ONCE = 10_000  # keys a statement names; SQLite takes 32,766
SAMPLES, SAMPLED = 256, 65_536  # how many stretches of a large file are checked, and of how many bytes


@dataclass(frozen=True, slots=True)
class Stamp:
    """One state of one library. token: tells apart the states that two copies of a library gave one number."""

    library: str
    generation: int
    token: str


@dataclass(frozen=True, slots=True)
class Label:
    """Whose the file is and what is in it. added: vectors added since the index was last made from nothing."""

    stamp: Stamp
    kind: str
    added: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one state of one library is searched by; never changed once made."""

    stamp: Stamp
    index: Any  # a faiss index, or None while the library has no vectors
    tokens: TokenFile | None = None
    added: int = 0

    def nearest(self, question: Vectors, count: int, among: NDArray[np.int64] | None = None) -> dict[int, float]:
        """Content ids and cosine similarities of the `count` nearest vectors, best first.

        Exact up to faiss_index.EXACT vectors; beyond, nearly all of the nearest, and similarities to 8 bits.
        question: (dimension,) float32 of unit length. among: only these content ids.
        """
        if self.index is None or (among is not None and len(among) == 0):
            return {}
        entries, similarities = faiss_index.look_up(self.index, question, count, among)
        nearest: dict[int, float] = {}
        for content, similarity in zip(faiss_index.contents_of(entries).tolist(), similarities.tolist(), strict=True):
            nearest.setdefault(content, similarity)  # a text known under two headings has two vectors
        return nearest


def load(file: Path, connection: sqlite3.Connection) -> Snapshot:
    """The snapshot in `file`, if it is whole and of the state that `connection`'s transaction sees.

    Raises UnusableIndex with the reason otherwise; `make` then has what is needed.
    """
    stamp = stamp_of(connection)
    label = read_label(file)
    if label.stamp.library != stamp.library:
        raise UnusableIndex("belongs to another library")
    if label.stamp != stamp:
        raise UnusableIndex("is from another state of this library")
    index = read(file, label, mapped=file.stat().st_size > LARGE)
    return Snapshot(stamp, index, open_tokens(file.parent, connection, index.d), label.added)


def make(file: Path, connection: sqlite3.Connection) -> Snapshot:
    """A snapshot made from the stored vectors; nothing is embedded, and `file` is not written.

    Where `file` holds an index of another state of this library, only what differs is read.
    """
    wanted = faiss_index.entries_in_use(connection)
    try:
        label = read_label(file)
        index = read(file, label, mapped=False)
        added = faiss_index.bring_in_step(index, connection, wanted, added=label.added)
    except (UnusableIndex, faiss_index.OutOfShape):
        index, added = faiss_index.build(connection, wanted), 0
    tokens = open_tokens(file.parent, connection, index.d) if index is not None else None
    return Snapshot(stamp_of(connection), index, tokens, added)


def stamp_of(connection: sqlite3.Connection) -> Stamp:
    meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    return Stamp(meta["library"], int(meta["generation"]), meta.get("token", ""))


def write(file: Path, snapshot: Snapshot) -> Snapshot:
    """Write the snapshot beside a label of whose it is; either both are new or the old ones are not believed.

    Returns the snapshot as it is to be searched: a large one mapped from the file just written. The caller
    holds the library's lock. Raises OSError.
    """
    if snapshot.index is None:
        file.unlink(missing_ok=True)
        return snapshot
    draft, label_draft = file.with_suffix(".draft"), file.with_suffix(".label")
    try:
        faiss_index.write_index(snapshot.index, draft)
        label = Label(snapshot.stamp, faiss_index.kind_of(snapshot.index), snapshot.added, checksum(draft))
        draft.replace(file)
        label_draft.write_text(json.dumps(asdict(label)))
        label_draft.replace(label_of(file))
    finally:
        draft.unlink(missing_ok=True)
        label_draft.unlink(missing_ok=True)
    large = file.stat().st_size > LARGE
    return replace(snapshot, index=faiss_index.open_index(file, label.kind, mapped=True)) if large else snapshot


class UnusableIndex(Exception):
    """Why the FAISS file cannot be used; completes the sentence "vectors.faiss ..."."""


def read_label(file: Path) -> Label:
    if not os.path.lexists(file):
        raise UnusableIndex("is missing")
    try:
        label = json.loads(label_of(file).read_text())
        return Label(Stamp(**label.pop("stamp")), **label)
    except FileNotFoundError as error:
        raise UnusableIndex("has no label") from error
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise UnusableIndex("has an unreadable label") from error


def read(file: Path, label: Label, *, mapped: bool) -> Any:
    try:
        if checksum(file) != label.checksum:
            raise UnusableIndex("is damaged")
        return faiss_index.open_index(file, label.kind, mapped=mapped)
    except (OSError, RuntimeError) as error:
        raise UnusableIndex("cannot be read") from error


def label_of(file: Path) -> Path:
    return file.with_suffix(".json")


def checksum(file: Path) -> str:
    """SHA-256 over the file; over its size and evenly spread stretches, both ends among them, where it is large."""
    with file.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if size <= LARGE:
            return hashlib.file_digest(stream, "sha256").hexdigest()
        digest = hashlib.sha256(str(size).encode())
        for number in range(SAMPLES):
            stream.seek((size - SAMPLED) * number // (SAMPLES - 1))
            digest.update(stream.read(SAMPLED))
        return digest.hexdigest()


def stored(connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
    """The vectors of these keys that lie in the file, (dimension,) float32 of unit length."""
    found: dict[bytes, Vectors] = {}
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        rows = connection.execute(f"SELECT key, value FROM vector WHERE key IN ({','.join('?' * len(some))})", some)
        found.update((row["key"], np.frombuffer(row["value"], np.float32)) for row in rows)
    return found
