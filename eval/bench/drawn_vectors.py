"""Vectors like those of notes, as many as wanted: drawn between neighbours among the vectors of real notes.

Vectors without any order make every index look bad, and round clusters make every one look good.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quotewise.index import Library, open_encoder
from quotewise.index.lookup import passage_vectors

Vectors = NDArray[np.float32]

NEAR = 8  # neighbours that a vector is drawn between
STRAY = 0.6  # of the way between two others: as many drawn ones lie as near to each other as real ones do
BLOCK = 50_000


def vectors_of_notes(notes: Sequence[Path]) -> Vectors:
    """(n, dimension) of the passages of these folders, each once."""
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        library.ingest(notes)
        return np.unique(passage_vectors(library, most=1_000_000), axis=0)


def vectors_of_questions(questions: Sequence[str]) -> Vectors:
    return open_encoder().encode(questions)


def neighbours_among(real: Vectors) -> NDArray[np.int64]:
    """(n, NEAR): the nearest others of each."""
    import faiss

    _, found = faiss.knn(real, real, NEAR + 1, metric=faiss.METRIC_INNER_PRODUCT)
    return np.asarray(found[:, 1:], np.int64)


def draw(real: Vectors, count: int) -> Iterator[Vectors]:
    """`count` vectors of unit length in blocks, the same each time; fewer are the first of more.

    Each lies between a real vector and one near it, moved off by STRAY of the way between two others near each other.
    """
    near = neighbours_among(real)
    for block in range(-(-count // BLOCK)):
        chance = np.random.default_rng(block)
        one, other = pairs(real, near, chance)
        drawn = real[one] + chance.random((BLOCK, 1), np.float32) * (real[other] - real[one])
        one, other = pairs(real, near, chance)
        drawn += STRAY * (real[other] - real[one])
        drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
        yield drawn[: count - block * BLOCK]


def pairs(
    real: Vectors, near: NDArray[np.int64], chance: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of BLOCK real vectors, and of one near each."""
    some = chance.integers(0, len(real), BLOCK)
    return some, near[some, chance.integers(0, NEAR, BLOCK)]
