"""Libraries of any size for timing: made-up words and vectors, written into the tables without embedding.

Words follow Zipf's law, as in any language: the commonest stand in most passages. Vectors lie in clusters, as those
of notes do: topics, in them passages. Nothing can be learnt from them about what is found, only how fast.
"""

import hashlib
import sqlite3
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quotewise.index import Encoder, schema
from quotewise.index.ingestion import next_generation
from quotewise.index.lexical import words_of
from quotewise.index.schema import transaction
from quotewise.index.tokens import CAP, SCALE, rename
from quotewise.ingest import SPLITTER

WORDS, LENGTH = 100_000, 45  # different words; words a passage, about 300 characters
A_NOTE = 500  # passages
TOKENS = 48  # token vectors a passage, as measured on real notes
TOPICS = 2000
BLOCK = 10_000

Vectors = NDArray[np.float32]


def make_library(folder: Path, passages: int, encoder: Encoder) -> None:
    """A library of so many passages that `Library.open` opens. The token file is filled to its cap."""
    connection = schema.create(folder / "library.db")
    connection.execute("PRAGMA cache_size = -1000000")
    connection.execute("PRAGMA synchronous = OFF")
    chance = np.random.default_rng(passages)
    keys = np.array(sorted(hashlib.sha256(str(number).encode()).digest() for number in range(passages)), dtype=object)
    with transaction(connection, "IMMEDIATE"):
        for start in range(0, passages, BLOCK):  # in order of key: a table appended to is written once
            some = keys[start : start + BLOCK]
            vectors = make_vectors(chance, len(some), encoder.dimension)
            connection.executemany("INSERT INTO vector VALUES (?,?)", zip(some, map(bytes, vectors), strict=True))
        put_texts(connection, chance.permutation(keys), chance)
        facts = {"fingerprint": encoder.fingerprint, "backend": encoder.backend, "splitter": SPLITTER}
        connection.executemany("INSERT OR REPLACE INTO meta VALUES (?,?)", facts.items())
        next_generation(connection)
        put_tokens(connection, folder, keys, chance, encoder.dimension)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def make_vectors(chance: np.random.Generator, count: int, dimension: int) -> Vectors:
    """(count, dimension) float32 of unit length around TOPICS centres, most of their spread in few directions."""
    spread = (1 / np.sqrt(1 + np.arange(dimension))).astype(np.float32)
    centres = np.random.default_rng(0).standard_normal((TOPICS, dimension), np.float32) * spread
    vectors = centres[chance.integers(0, TOPICS, count)]
    vectors += 0.7 * chance.standard_normal((count, dimension), np.float32) * spread
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def put_texts(connection: sqlite3.Connection, keys: NDArray[np.object_], chance: np.random.Generator) -> None:
    """Notes, contents, places and full text; the vectors of these keys are there already."""
    connection.execute("INSERT INTO root(id, path) VALUES (1, '/nowhere')")
    held = np.zeros(WORDS + 1, np.int64)  # by rank: passages that hold the word
    for start in range(0, len(keys), A_NOTE):
        some, note = keys[start : start + A_NOTE], start // A_NOTE + 1
        ranks = draw_ranks(chance, len(some) * LENGTH).reshape(len(some), LENGTH)
        texts = [" ".join(map(word_of, row)) + "." for row in ranks.tolist()]
        held += np.bincount(np.concatenate([np.unique(row) for row in ranks]), minlength=WORDS + 1)
        numbers = range(start + 1, start + len(some) + 1)
        connection.execute(
            "INSERT INTO note VALUES (?,1,?,?,'',0,0,'file','text','[]',?,'')",
            (note, f"/nowhere/{note}.md", f"{note}.md", "\n".join(texts)),
        )
        rows = list(zip(numbers, texts, strict=True))
        hashes = [(number, hashlib.sha256(text.encode()).digest(), text) for number, text in rows]
        connection.executemany("INSERT INTO content(id, hash, text) VALUES (?,?,?)", hashes)
        connection.executemany("INSERT INTO passage_text(rowid, text, context) VALUES (?,?,'')", rows)
        connection.executemany(
            "INSERT INTO place VALUES (?,?,?,?,?,0,?,'prose','','',NULL,NULL,?)",
            [
                (number, note, number, str(number), number, len(text), key)
                for (number, text), key in zip(rows, some, strict=True)
            ],
        )
    words = [(word_of(rank), count) for rank, count in enumerate(held.tolist()) if count]
    connection.executemany("INSERT INTO word VALUES (?,?)", [pair for pair in words if words_of(pair[0])])


def draw_ranks(chance: np.random.Generator, count: int) -> NDArray[np.int64]:
    """Words drawn by Zipf's law, each by its rank."""
    weights = np.cumsum(1 / (2.7 + np.arange(1, WORDS + 1)))
    return np.searchsorted(weights / weights[-1], chance.random(count))


def word_of(rank: int) -> str:
    """A word that can be spoken and that no stemmer shortens."""
    word = ""
    while rank or not word:
        rank, sound = divmod(rank, 60)
        word += "bdfgklmnprtv"[sound % 12] + "aiouy"[sound // 12]
    return word + "x"


def make_questions(count: int) -> list[str]:
    """Questions of six words as they stand together in a passage: some rare, some in every other passage."""
    chance = np.random.default_rng(1)
    drawn = [dict.fromkeys(draw_ranks(chance, 30).tolist()) for _ in range(count)]
    return [" ".join(word_of(rank) for rank in list(ranks)[:6]) + "?" for ranks in drawn]


def put_tokens(
    connection: sqlite3.Connection,
    folder: Path,
    keys: NDArray[np.object_],
    chance: np.random.Generator,
    dimension: int,
) -> None:
    width = SCALE.itemsize + dimension
    held = min(len(keys), CAP // (TOKENS * width))
    with (folder / rename(connection)).open("wb") as file:
        for start in range(0, held, BLOCK):
            rows = chance.integers(0, 256, (min(BLOCK, held - start) * TOKENS, width), np.uint8)
            rows[:, : SCALE.itemsize] = np.array([1 / 1500], SCALE).view(np.uint8)
            file.write(rows.tobytes())
    places = [(key, number * TOKENS, TOKENS) for number, key in enumerate(keys[:held])]
    connection.executemany("INSERT INTO token VALUES (?,?,?)", places)
