"""The FAISS index: derived from the library's vectors, thrown away and made again at no loss."""

import hashlib
import json
import os
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotewise.index.tokens import TokenFile, open_tokens

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stamp:
    """One state of one library. token: tells apart the states that two copies of a library gave one number."""

    library: str
    generation: int
    token: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one state of one library is searched by; never changed once made."""

    stamp: Stamp
    index: Any  # faiss.IndexIDMap2, or None while the library has no vectors
    tokens: TokenFile | None = None

    def nearest(self, question: Vectors, count: int, among: NDArray[np.int64] | None = None) -> dict[int, float]:
        """Content ids and cosine similarities of the `count` nearest vectors, best first.

        question: (dimension,) float32 of unit length. among: only these content ids, sorted.
        """
        import faiss

        if self.index is None or (among is not None and len(among) == 0):
            return {}
        parameters = None
        if among is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(among))  # type: ignore[call-arg]  # its stub lacks it
        similarities, ids = self.index.search(question.reshape(1, -1), count, params=parameters)
        nearest: dict[int, float] = {}
        for content, similarity in zip(ids[0].tolist(), similarities[0].tolist(), strict=True):
            if content != -1:  # faiss pads a short result with -1
                nearest.setdefault(content, similarity)  # a text known under two headings has two vectors
        return nearest


def load(file: Path, connection: sqlite3.Connection) -> Snapshot:
    """The snapshot in `file`, if it is whole and of the state that `connection`'s transaction sees.

    Raises UnusableIndex with the reason otherwise; `make` then has what is needed.
    """
    stamp = stamp_of(connection)
    index = read(file, stamp)
    return Snapshot(stamp, index, open_tokens(file.parent, connection, index.d))


def make(file: Path, connection: sqlite3.Connection) -> Snapshot:
    """A snapshot made from the stored vectors; nothing is embedded, and `file` is not written."""
    index = build(connection)
    tokens = open_tokens(file.parent, connection, index.d) if index is not None else None
    return Snapshot(stamp_of(connection), index, tokens)


def stamp_of(connection: sqlite3.Connection) -> Stamp:
    meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    return Stamp(meta["library"], int(meta["generation"]), meta.get("token", ""))


def build(connection: sqlite3.Connection) -> Any:
    """An exact inner-product index over every vector in use, keyed by content id; None if there are none."""
    import faiss

    rows = connection.execute(
        "SELECT DISTINCT place.content_id, vector.value FROM place JOIN vector ON vector.key = place.vector_key"
    ).fetchall()
    if not rows:
        return None
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    vectors = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float32).reshape(len(rows), -1)
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
    index.add_with_ids(vectors, ids)
    return index


def write(file: Path, snapshot: Snapshot) -> None:
    """Write the snapshot beside a label of whose it is; either both are new or the old ones are not believed.

    The caller holds the library's lock. Raises OSError.
    """
    import faiss

    if snapshot.index is None:
        file.unlink(missing_ok=True)
        return
    draft, label_draft = file.with_suffix(".draft"), file.with_suffix(".label")
    try:
        faiss.write_index(snapshot.index, str(draft))
        label = {**asdict(snapshot.stamp), "sha256": checksum(draft)}
        draft.replace(file)
        label_draft.write_text(json.dumps(label))
        label_draft.replace(label_of(file))
    except RuntimeError as error:  # faiss on a full disk or a folder that cannot be written
        raise OSError(str(error).splitlines()[0]) from error
    finally:
        draft.unlink(missing_ok=True)
        label_draft.unlink(missing_ok=True)


class UnusableIndex(Exception):
    """Why the FAISS file cannot be used; completes the sentence "vectors.faiss ..."."""


def read(file: Path, stamp: Stamp) -> Any:
    import faiss

    if not os.path.lexists(file):
        raise UnusableIndex("is missing")
    try:
        label = json.loads(label_of(file).read_text())
        sha256, labelled = label.pop("sha256"), Stamp(**label)
    except FileNotFoundError as error:
        raise UnusableIndex("has no label") from error
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise UnusableIndex("has an unreadable label") from error
    if labelled.library != stamp.library:
        raise UnusableIndex("belongs to another library")
    if labelled != stamp:
        raise UnusableIndex("is from another state of this library")
    try:
        if checksum(file) != sha256:
            raise UnusableIndex("is damaged")
        return faiss.read_index(str(file))
    except (OSError, RuntimeError) as error:
        raise UnusableIndex("cannot be read") from error


def label_of(file: Path) -> Path:
    return file.with_suffix(".json")


def checksum(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
