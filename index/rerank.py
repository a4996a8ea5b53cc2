"""Reranking: candidates scored by words, by meaning, token by token, and by what stands around them."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quotewise.index.encoder import TokenVectors
from quotewise.index.tokens import TokenFile
from quotewise.ingest.words import PART

Matrix = NDArray[np.float32]
ReadVectors = Callable[[Sequence[bytes]], Mapping[bytes, Matrix]]  # by their keys

REACH = 2  # passages on either side, in the same section, that say what a passage is about


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part of a score counts; the parts lie between 0 and about 1. See eval/README.md for the choice."""

    meaning: float = 0.3  # cosine of question and passage
    words: float = 1.0  # BM25 of the passage
    words_around: float = 0.3  # mean BM25 of the passages around it
    tokens: float = 1.0  # late interaction with the passage
    around: float = 1.0  # late interaction with the passage and those around it


# The packaged embedding model reads English, so for a question in another language words count twice. Measured over
# notes of three languages (eval/unseen/languages): the passage that answers came first for 43 of 46 questions at 1, 45
# at 2 and 3, 44 at 4, 39 without words.
FOREIGN = Weights(words=2.0, words_around=0.6)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question made ready: its vector, and its tokens with what each weighs (their sum is 1)."""

    vector: Matrix
    tokens: Matrix | None
    weights: Matrix | None


def weigh_tokens(question: str, tokens: TokenVectors, idf: Mapping[str, float]) -> Matrix:
    """What each token of the question weighs: its share of the inverse document frequency of the word it is part of.

    So a rare word weighs no more for being read in many pieces. A sign weighs nothing, unless there is no word.
    """
    weights = np.zeros(len(tokens.vectors), np.float32)
    for match in PART.finditer(question):
        inside = (tokens.offsets[:, 0] >= match.start()) & (tokens.offsets[:, 1] <= match.end())
        weights[inside] = idf.get(match.group().casefold(), 0.0) / max(1, int(inside.sum()))
    total = weights.sum()
    return weights / total if total > 0 else np.full(len(weights), 1 / max(len(weights), 1), np.float32)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Candidates and the passages around them, as content ids. key: which vector and tokens belong to each."""

    around: Mapping[int, Sequence[int]]
    keys: Mapping[int, bytes]


def look_around(connection: sqlite3.Connection, candidates: Sequence[int]) -> Surroundings:
    rows = connection.execute(
        f"""SELECT here.content_id AS here, near.content_id AS near, near.vector_key AS key
            FROM place AS here JOIN place AS near ON near.note_id = here.note_id
             AND near.position BETWEEN here.position - {REACH} AND here.position + {REACH}
             AND near.heading = here.heading
            WHERE here.content_id IN ({",".join("?" * len(candidates))})""",
        candidates,
    )
    around: dict[int, list[int]] = {}
    keys: dict[int, bytes] = {}
    for row in rows:
        around.setdefault(row["here"], []).append(row["near"])
        keys.setdefault(row["near"], row["key"])
    return Surroundings(around, keys)


def rerank(
    connection: sqlite3.Connection,
    tokens: TokenFile | None,
    asked: Asked,
    lexical: Mapping[int, float],
    dense: Mapping[int, float],
    weights: Weights,
    read_vectors: ReadVectors,
) -> dict[int, float]:
    """Scores of every candidate of either side, best first.

    score = meaning cos + words bm25 + words_around bm25 around it + tokens maxsim + around maxsim over it and
    the passages around it; without token vectors cos stands for both maxsim. maxsim is late interaction
    (Khattab and Zaharia 2020, ColBERT): for each token of the question the best cosine among the passage's
    tokens, averaged with the question's weights.
    """
    candidates = list(dict.fromkeys([*lexical, *dense]))
    if not candidates:
        return {}
    surroundings = look_around(connection, candidates)
    closeness = similarities(asked.vector, candidates, surroundings.keys, read_vectors)
    best = best_matches(connection, tokens, asked, surroundings)
    scores = {}
    for content in candidates:
        near = surroundings.around[content]
        words_around = sum(lexical.get(other, 0.0) for other in near if other != content) / (2 * REACH)
        if content in best:
            assert asked.weights is not None
            together = np.max([best[other] for other in near if other in best], axis=0)
            token = weights.tokens * float(best[content] @ asked.weights)
            token += weights.around * float(together @ asked.weights)
        else:
            token = (weights.tokens + weights.around) * closeness[content]
        scores[content] = (
            weights.meaning * closeness[content]
            + weights.words * lexical.get(content, 0.0)
            + weights.words_around * words_around
            + token
        )
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def similarities(
    vector: Matrix, candidates: Sequence[int], keys: Mapping[int, bytes], read_vectors: ReadVectors
) -> dict[int, float]:
    """Cosine of the question and each candidate; contents may share a vector, so the map is never turned round."""
    vectors = read_vectors(sorted({keys[content] for content in candidates}))
    cosines = dict(zip(vectors, (np.stack(list(vectors.values())) @ vector).tolist(), strict=True))
    return {content: cosines[keys[content]] for content in candidates}


def best_matches(
    connection: sqlite3.Connection, tokens: TokenFile | None, asked: Asked, surroundings: Surroundings
) -> dict[int, Matrix]:
    """For each passage with token vectors: the best cosine of each token of the question, (question tokens,)."""
    if tokens is None or asked.tokens is None:
        return {}
    keys = list(set(surroundings.keys.values()))
    rows = connection.execute(
        f"SELECT key, first, count FROM token WHERE count > 0 AND key IN ({','.join('?' * len(keys))}) ORDER BY first",
        keys,
    ).fetchall()
    if not rows:
        return {}
    maxima = tokens.best_cosines([(row["first"], row["count"]) for row in rows], asked.tokens)
    best = {row["key"]: cosines for row, cosines in zip(rows, maxima, strict=True)}
    return {content: best[key] for content, key in surroundings.keys.items() if key in best}
