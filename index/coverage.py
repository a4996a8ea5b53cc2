"""How much of a text each passage holds, over the whole library: what exam options are weighed by."""

import math
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quotewise.index.encoder import TokenVectors
from quotewise.index.hit import Hit
from quotewise.index.lexical import expression, languages_of
from quotewise.index.library import Library
from quotewise.index.lookup import stack
from quotewise.index.rerank import weigh_tokens
from quotewise.index.search import hits
from quotewise.index.tokens import best_cosines, open_tokens

Share = NDArray[np.float32]  # (places,)

MOST = 2000  # places looked at; of more, those that hold most or lie nearest and an even sample of the others
NEAREST = 100  # places of each text that are looked at for certain, by its words and by its vector
RUN = 8  # neighbouring places sampled together, so that what stands around a place is seen
BY_HEADING = 0.5  # what a word counts that stands only in what a passage is about
CLOSE = 0.3  # cosine below which a token does not count as found at all


@dataclass(frozen=True, slots=True)
class Weighed:
    """A text with what each of its words weighs, in lower case; words that are left out weigh nothing."""

    text: str
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What share of a text each place holds, by weight, every way between 0 and about 1.

    words: those that stand there. tokens: late interaction, see `rerank`. close: the same, only near matches
    counting. around, close_around: the same over a place and its neighbours.
    """

    words: Share
    tokens: Share
    close: Share
    around: Share
    close_around: Share


@dataclass(frozen=True, slots=True)
class Scan:
    """The places looked at, in order of the notes. stands_for: how many places each of them stands for."""

    contents: NDArray[np.int64]
    stands_for: Share
    coverages: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class _Places:
    """Every place of the library in order: its text, its note, its vector, its rows in the token file."""

    contents: NDArray[np.int64]
    notes: NDArray[np.int64]
    keys: list[bytes]
    first: NDArray[np.int64]
    count: NDArray[np.int64]

    def some(self, chosen: NDArray[np.int64]) -> "_Places":
        keys = [self.keys[row] for row in chosen]
        return _Places(self.contents[chosen], self.notes[chosen], keys, self.first[chosen], self.count[chosen])


def cover(library: Library, texts: Sequence[Weighed], *, most: int = MOST) -> Scan:
    """Hold each text against every place of the library, or of more than `most` against a part of them."""
    with library.reading() as connection:
        places = _read_places(connection)
        vectors, tokens = _encode(library, [text.text for text in texts])
        near = [library.nearest(vector, NEAREST) for vector in vectors]  # refuses vectors of another model
        found = _find_words(connection, texts, places.contents)
        chosen, stands_for = _choose(places, found, near, most)
        some = places.some(chosen)
        maxima = _late_interaction(library, connection, some, texts, vectors, tokens)
        coverages = [
            _coverage(words[chosen], best, weights, some.notes)
            for words, (best, weights) in zip(found, maxima, strict=True)
        ]
    return Scan(some.contents, stands_for, tuple(coverages))


def cover_texts(library: Library, texts: Sequence[Weighed], read: Sequence[str]) -> list[Coverage]:
    """Hold each text against some that are read now, by tokens alone: nothing stands around them.

    Where the encoder gives no tokens, by the plain cosine.
    """
    vectors, tokens = _encode(library, [text.text for text in texts])
    against, pieces = _encode(library, read) if read else (vectors[:0], None)
    none = np.zeros(len(read), np.float32)
    held = []
    for at, text in enumerate(texts):
        if tokens is None or pieces is None:
            best, weights = (against @ vectors[at])[:, None], np.ones(1, np.float32)
        else:
            best = np.array([best_cosines(tokens[at].vectors, one.vectors) for one in pieces], np.float32)
            weights = weigh_tokens(text.text, tokens[at], text.weights)
        whole, close = best @ weights, _close(best) @ weights
        held.append(Coverage(none, whole, close, whole, close))
    return held


def hits_of(library: Library, contents: Iterable[int]) -> list[Hit]:
    """The passages with these content ids, in this order."""
    with library.reading() as connection:
        return list(hits(connection, dict.fromkeys(contents, 0.0)))


def _read_places(connection: sqlite3.Connection) -> _Places:
    rows = connection.execute(
        """SELECT content_id, note_id, vector_key, coalesce(first, 0), coalesce(count, 0)
           FROM place LEFT JOIN token ON key = vector_key ORDER BY note_id, position"""
    ).fetchall()
    contents, notes, first, count = (np.array([row[at] for row in rows], np.int64) for at in (0, 1, 3, 4))
    return _Places(contents, notes, [row[2] for row in rows], first, count)


def _encode(library: Library, texts: Sequence[str]) -> tuple[Share, list[TokenVectors] | None]:
    if library.encoder.gives_tokens:
        return library.encoder.encode_with_tokens(texts)
    return library.encoder.encode(texts), None


def _find_words(connection: sqlite3.Connection, texts: Sequence[Weighed], contents: NDArray[np.int64]) -> list[Share]:
    """For each text the share of its words, by weight, that each place holds."""
    held: dict[str, Share] = {}
    shares = []
    for text in texts:
        total = sum(text.weights.values()) or 1.0
        share = np.zeros(len(contents), np.float32)
        for word, weight in text.weights.items():
            if weight and word not in held:
                held[word] = _held(connection, word, contents)
            share += held[word] * (weight / total) if weight else 0.0
        shares.append(share)
    return shares


def _held(connection: sqlite3.Connection, word: str, contents: NDArray[np.int64]) -> Share:
    """1 where a place holds the word (stemmed), BY_HEADING where only its headings do."""
    held = np.zeros(len(contents), np.float32)
    wanted = expression(word, languages_of(connection))
    for column, value in (("context", BY_HEADING), ("text", 1.0)):
        rows = connection.execute(
            "SELECT rowid FROM passage_text WHERE passage_text MATCH ?", (f"{column} : {wanted}",)
        )
        held[np.isin(contents, [row[0] for row in rows])] = value
    return held


def _choose(
    places: _Places, found: Sequence[Share], near: Sequence[Mapping[int, float]], most: int
) -> tuple[NDArray[np.int64], Share]:
    """Which places to look at, and how many each stands for."""
    count = len(places.contents)
    if count <= most:
        return np.arange(count), np.ones(count, np.float32)
    best = [np.argsort(-share, kind="stable")[: min(NEAREST, np.count_nonzero(share))] for share in found]
    best += [np.flatnonzero(np.isin(places.contents, list(nearest))) for nearest in near]
    certain = np.unique(np.concatenate(best))
    every = math.ceil((count - len(certain)) / max(1, most - len(certain)))
    sampled = np.setdiff1d(np.flatnonzero(np.arange(count) // RUN % every == 0), certain, assume_unique=True)
    chosen = np.concatenate([certain, sampled])
    stands_for = np.ones(len(chosen), np.float32)
    stands_for[len(certain) :] = (count - len(certain)) / max(1, len(sampled))
    order = np.argsort(chosen)
    return chosen[order], stands_for[order]


def _late_interaction(
    library: Library,
    connection: sqlite3.Connection,
    places: _Places,
    texts: Sequence[Weighed],
    vectors: Share,
    tokens: Sequence[TokenVectors] | None,
) -> list[tuple[Share, Share]]:
    """For each text (places, tokens) best cosines and what the tokens weigh; without token vectors the plain cosine."""
    file = open_tokens(library.folder, connection, library.encoder.dimension)
    if file is None or tokens is None:
        plain = stack(library, places.keys) @ vectors.T
        return [(plain[:, [at]], np.ones(1, np.float32)) for at in range(len(texts))]
    best = np.zeros((len(places.keys), sum(len(some.vectors) for some in tokens)), np.float32)
    there = np.flatnonzero(places.count)
    rows = list(zip(places.first[there].tolist(), places.count[there].tolist(), strict=True))
    best[there] = file.best_cosines(rows, np.concatenate([some.vectors for some in tokens]))
    parts = np.split(best, np.cumsum([len(some.vectors) for some in tokens])[:-1], axis=1)
    weights = [weigh_tokens(text.text, some, text.weights) for text, some in zip(texts, tokens, strict=True)]
    return list(zip(parts, weights, strict=True))


def _coverage(words: Share, best: Share, weights: Share, notes: NDArray[np.int64]) -> Coverage:
    around = _with_neighbours(best, notes)
    return Coverage(words, best @ weights, _close(best) @ weights, around @ weights, _close(around) @ weights)


def _close(cosines: Share) -> Share:
    return np.asarray(np.maximum(cosines - CLOSE, 0) / (1 - CLOSE), np.float32)


def _with_neighbours(best: Share, notes: NDArray[np.int64]) -> Share:
    """The larger of each place's value and those of the place before and after it in the same note."""
    around = best.copy()
    together = np.flatnonzero(notes[1:] == notes[:-1])
    around[together + 1] = np.maximum(around[together + 1], best[together])
    around[together] = np.maximum(around[together], best[together + 1])
    return around
