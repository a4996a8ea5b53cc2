"""The FAISS index itself: exact while that is fast, then inverted lists of 8-bit codes; filled block by block.

An entry is a content id and, below it, TAG bits of its vector's key. So one look at the entries tells which
vectors an older index holds too many or too few of, and a text known under two headings has two entries.
"""

import math
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Entries = NDArray[np.int64]
Vectors = NDArray[np.float32]

EXACT = 100_000  # vectors compared with every question one by one; more are looked for in some of the lists
# Measured to 10^6 vectors against HNSW, see eval/README.md: built ten times as fast, less of a file, finds more in the
# same time, loses nothing by deletions, can be read where it lies on the disk.
PROBED = 128  # lists looked into: half of them just past EXACT, an eighth at 10^6, where as many of them find as much
SAMPLE = 64  # vectors a list that its centre is learnt from
TAG = 28  # bits; 35 are left for content ids
BLOCK = 4096  # vectors in memory at once while an index is filled


def entries_in_use(connection: sqlite3.Connection) -> Entries:
    """The entry of every text and vector that has a place, each once, sorted."""
    cursor = connection.execute("SELECT content_id, substr(vector_key, 1, 4) FROM place")
    blocks = [np.empty(0, np.int64)]
    while rows := cursor.fetchmany(BLOCK):
        blocks.append(entries_of([row[0] for row in rows], b"".join(row[1] for row in rows)))
    return np.unique(np.concatenate(blocks))


def entries_of(contents: list[int], heads: bytes) -> Entries:
    """heads: the first four bytes of each vector key, one after the other."""
    tags = np.frombuffer(heads, ">u4").astype(np.int64) >> (32 - TAG)
    return np.array(contents, np.int64) << TAG | tags


def contents_of(entries: Entries) -> Entries:
    return entries >> TAG


def vectors_of(connection: sqlite3.Connection, entries: Entries) -> Iterator[tuple[Entries, Vectors]]:
    """The stored vectors of these entries, in order of content and key, at most about BLOCK at a time."""
    for start in range(0, len(entries), BLOCK):
        contents = np.unique(contents_of(entries[start : start + BLOCK])).tolist()
        rows = connection.execute(
            f"""SELECT DISTINCT content_id, vector_key, value FROM place JOIN vector ON key = vector_key
                WHERE content_id IN ({",".join("?" * len(contents))}) ORDER BY content_id, vector_key""",
            contents,
        ).fetchall()
        found = entries_of([row[0] for row in rows], b"".join(row[1][:4] for row in rows))
        values = np.frombuffer(b"".join(row[2] for row in rows), np.float32).reshape(len(rows), -1)
        wanted = np.isin(found, entries[start : start + BLOCK])
        yield found[wanted], values[wanted]


def build(connection: sqlite3.Connection, wanted: Entries) -> Any:
    """An index of these entries by inner product, of the kind that their number asks for; None of none."""
    import faiss

    if len(wanted) == 0:
        return None
    (dimension,) = connection.execute("SELECT length(value) / 4 FROM vector LIMIT 1").fetchone()
    if len(wanted) <= EXACT:
        index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    else:
        lists = lists_for(len(wanted))
        index = faiss.index_factory(dimension, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
        sample = wanted[:: max(1, len(wanted) // (SAMPLE * lists))]  # evenly over the library, the same each time
        index.train(np.concatenate([vectors for _, vectors in vectors_of(connection, sample)]))
    add(index, connection, wanted)
    return index


def lists_for(count: int) -> int:
    """About as many lists as each then holds vectors, a power of two."""
    return 1 << round(math.log2(count) / 2)


def add(index: Any, connection: sqlite3.Connection, entries: Entries) -> None:
    for some, vectors in vectors_of(connection, entries):
        index.add_with_ids(vectors, some)


def bring_in_step(index: Any, connection: sqlite3.Connection, wanted: Entries, *, added: int) -> int:
    """Take out what is not wanted any more and add what is missing; returns what `added` has become.

    added: entries added since the lists were learnt. Raises OutOfShape where a new index serves better.
    """
    import faiss

    if len(wanted) == 0:
        raise OutOfShape
    held = entries_held(index)
    missing = np.setdiff1d(wanted, held, assume_unique=True)
    added += len(missing)
    if (len(wanted) <= EXACT) != is_exact(index) or 2 * added > len(wanted):
        raise OutOfShape
    index.remove_ids(faiss.IDSelectorBatch(np.setdiff1d(held, wanted, assume_unique=True)))
    add(index, connection, missing)
    return added


class OutOfShape(Exception):
    """The index is of another kind than its size asks for, or most of it came after its lists were learnt."""


def is_exact(index: Any) -> bool:
    return hasattr(index, "id_map")


def kind_of(index: Any) -> str:
    return "Flat" if is_exact(index) else f"IVF{index.nlist},SQ8"


def entries_held(index: Any) -> Entries:
    """What the index holds, sorted."""
    import faiss

    if is_exact(index):
        return np.sort(faiss.vector_to_array(index.id_map))
    lists, sizes = index.invlists, [index.invlists.list_size(number) for number in range(index.nlist)]
    held = [faiss.rev_swig_ptr(lists.get_ids(number), size).copy() for number, size in enumerate(sizes) if size]
    return np.sort(np.concatenate([np.empty(0, np.int64), *held]))


def look_up(index: Any, question: Vectors, count: int, among: NDArray[np.int64] | None) -> tuple[Entries, Vectors]:
    """The nearest entries and their inner products, best first. among: only these content ids."""
    import faiss

    settings: dict[str, Any] = {}
    if among is not None:
        held = entries_held(index)
        settings["sel"] = faiss.IDSelectorBatch(held[np.isin(contents_of(held), among)])
    if is_exact(index):
        parameters = faiss.SearchParameters(**settings)
    else:  # what matches few may lie in any list
        probed = index.nlist if among is not None else min(PROBED, index.nlist)
        parameters = faiss.SearchParametersIVF(nprobe=probed, **settings)  # type: ignore[call-arg]  # its stub lacks it
    with one_thread():
        products, entries = index.search(question.reshape(1, -1), count, params=parameters)
    there = entries[0] != -1  # faiss pads a short result with -1
    return entries[0][there], products[0][there]


@contextmanager
def one_thread() -> Iterator[None]:
    """One question is answered in less time than it takes to wake a second thread and wait for it."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)  # of this Python thread only
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def write_index(index: Any, file: Path) -> None:
    """Raises OSError."""
    import faiss

    try:
        faiss.write_index(index, str(file))
    except RuntimeError as error:  # a full disk, or a folder that cannot be written
        raise OSError(str(error).splitlines()[0]) from error
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def open_index(file: Path, kind: str, *, mapped: bool) -> Any:
    """The index of this kind in `file`, read or mapped into memory; raises RuntimeError where faiss finds it broken."""
    import faiss

    if not mapped:
        return faiss.read_index(str(file))
    if kind == "Flat":
        return faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC)
    index: Any = faiss.read_index(str(file), faiss.IO_FLAG_MMAP)
    # Its 32 threads would read every list looked into ahead of each search; most are in memory already.
    faiss.downcast_InvertedLists(index.invlists).prefetch_nthread = 0  # type: ignore[attr-defined]
    return index
