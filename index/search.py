"""Hybrid search: lexical and dense candidates, reranked, packed into a character budget."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from quotewise.index.cross_encoder import Reranker
from quotewise.index.encoder import Encoder
from quotewise.index.hit import Hit, Place
from quotewise.index.home import Searched
from quotewise.index.lexical import AMONG, ENGLISH, find_words, inverse_frequencies, language_of_question
from quotewise.index.notes import rows_of
from quotewise.index.rerank import FOREIGN, Asked, ReadVectors, Weights, rerank, weigh_tokens
from quotewise.ingest import Row
from quotewise.ingest.words import content_words, parts, words

CANDIDATES = 150  # from each side, before reranking
LOOKED_AT = 50  # hits that a cross-encoder reads
NEARLY_THE_SAME = 0.8  # share of two passages' words that both hold


def search(
    connection: sqlite3.Connection,
    searched: Searched,
    encoder: Encoder,
    question: str,
    *,
    read_vectors: ReadVectors,
    budget: int = 4000,
    globs: str | None = None,
    weights: Weights | None = None,
    reranker: Reranker | None = None,
) -> list[Hit]:
    """The passages that fit the question best, best first, together at most `budget` characters long.

    globs: of sources to search in, see `globs_of`. weights: by default those for the question's language. reranker:
    looks again at the front of the ranking. One passage is returned even where it is longer than the budget.
    """
    language = language_of_question(connection, question)
    lexical = look_up(connection, question, language, globs=globs)
    asked = prepare(connection, encoder, question)
    among = contents_of(connection, globs) if globs else None
    dense = searched.nearest(asked.vector, CANDIDATES, among)
    scores = rerank(
        connection, searched.tokens, asked, lexical, dense, weights or weights_for(language, encoder), read_vectors
    )
    ranked = hits(connection, scores, globs)
    return pack(look_again(reranker, question, ranked) if reranker else ranked, budget)


def weights_for(language: str, encoder: Encoder) -> Weights:
    """What counts for a question in this language; a model that was chosen by name is taken to read it."""
    chosen = bool(getattr(encoder, "opened_as", ""))
    return Weights() if chosen or language == ENGLISH else FOREIGN


def look_up(
    connection: sqlite3.Connection, question: str, language: str, *, globs: str | None = None
) -> dict[int, float]:
    """The passages that hold most of the question's words, as content ids with scores from 0 to about 1."""
    idf = inverse_frequencies(connection, content_words(question, language))
    return find_words(connection, idf, CANDIDATES, globs=globs)


def prepare(connection: sqlite3.Connection, encoder: Encoder, question: str) -> Asked:
    if not encoder.gives_tokens:
        return Asked(encoder.encode([question])[0], None, None)
    (vector,), (tokens,) = encoder.encode_with_tokens([question])
    idf = inverse_frequencies(connection, parts(question), among="text")
    return Asked(vector, tokens.vectors, weigh_tokens(question, tokens, idf))


def look_again(reranker: Reranker, question: str, ranked: Iterable[Hit]) -> list[Hit]:
    """The ranking with its first LOOKED_AT hits in the reranker's order, scores and all; the rest come behind."""
    ranked = list(ranked)
    front, rest = ranked[:LOOKED_AT], ranked[LOOKED_AT:]
    scores = reranker.score(question, [f"{hit.heading}\n{hit.display or hit.text}".strip() for hit in front])
    ordered = sorted(zip(front, scores, strict=True), key=lambda pair: -pair[1])
    lower = min(scores, default=0.0) - max((hit.score for hit in rest), default=0.0)
    return [
        *(replace(hit, score=score) for hit, score in ordered),
        *(replace(hit, score=hit.score + lower) for hit in rest),
    ]


def hits(connection: sqlite3.Connection, scores: dict[int, float], globs: str | None = None) -> Iterable[Hit]:
    """A hit for each scored content, in the same order; its first place stands for it, the others are `also`."""
    rows = connection.execute(
        f"""SELECT place.*, note.source, note.basis, note.title, content.text, {AMONG.format("?")} AS wanted
            FROM place JOIN note ON note.id = note_id JOIN content ON content.id = content_id
            WHERE content_id IN ({",".join("?" * len(scores))}) ORDER BY wanted DESC, note.source, "start" """,
        (globs or '["*"]', *scores),
    )
    places: dict[int, list[sqlite3.Row]] = {}
    for row in rows:
        places.setdefault(row["content_id"], []).append(row)
    for content, score in scores.items():
        if content in places:
            first, *others = places[content]
            also = [Place(row["source"], row["start"], row["end"]) for row in others]
            place = first["note_id"], first["start"], first["end"]
            yield hit_of(first, score, also, rows_of(connection, *place) if first["kind"] == "table" else ())


def hit_of(row: sqlite3.Row, score: float, also: Iterable[Place], rows: tuple[Row, ...] = ()) -> Hit:
    return Hit(
        id=row["passage_id"],
        content=row["content_id"],
        source=row["source"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        basis=row["basis"],
        kind=row["kind"],
        heading=row["heading"],
        context=row["context"],
        page=row["page"],
        score=score,
        also=tuple(also),
        title=row["title"],
        edits=tuple(map(tuple, json.loads(row["edits"]))),
        rows=rows,
    )


def pack(ranked: Iterable[Hit], budget: int) -> list[Hit]:
    """The front of the ranking that fits into `budget` characters; what is too long is passed over.

    A passage that nearly repeats a better one is stepped back behind all others, not dropped: such notes
    often differ in a number.
    """
    packed: list[Hit] = []
    left = budget
    for hit in step_back_repeats(ranked, budget):
        if len(hit.text) <= left or not packed:
            packed.append(hit)
            left -= len(hit.text)
        if left <= 0:
            break
    return packed


def step_back_repeats(ranked: Iterable[Hit], budget: int) -> Iterator[Hit]:
    """The ranking with near-duplicates last; looks no further than what could fill `budget` twice."""
    seen: list[set[str]] = []
    repeats: list[Hit] = []
    room = 2 * budget
    for hit in ranked:
        held = set(words(hit.text))
        if any(len(held & other) >= NEARLY_THE_SAME * len(held | other) for other in seen):
            repeats.append(hit)
            continue
        seen.append(held)
        yield hit
        room -= len(hit.text)
        if room <= 0:
            break
    yield from repeats


def globs_of(connection: sqlite3.Connection, source: str | Sequence[str] | None) -> str | None:
    """What sources are searched among, as JSON; None for all. A name that a note has is no pattern."""
    given = [one for one in ([source] if isinstance(source, str) else source or []) if one]
    return json.dumps([_escaped(one) if _is_source(connection, one) else one for one in given]) if given else None


def _is_source(connection: sqlite3.Connection, name: str) -> bool:
    return connection.execute("SELECT 1 FROM note WHERE source = ?", (name,)).fetchone() is not None


def _escaped(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)


def contents_of(connection: sqlite3.Connection, globs: str) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    rows = connection.execute(
        f"SELECT DISTINCT content_id FROM place JOIN note ON note.id = note_id WHERE {AMONG.format('?')} ORDER BY 1",
        (globs,),
    )
    return np.array([row[0] for row in rows], dtype=np.int64)
