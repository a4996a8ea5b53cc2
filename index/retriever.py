"""The library's passages as LangChain's documents: its retriever, documents by id, by likeness to a vector."""

import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import run_in_executor
from numpy.typing import NDArray
from pydantic import Field

from quotewise.index.hit import Hit, Place
from quotewise.index.library import Library
from quotewise.index.rerank import ReadVectors
from quotewise.index.search import hit_of

BUDGET = 4000  # characters, where neither a budget nor a number of passages is asked for


Vector = NDArray[np.float32]
Filter = Callable[[Document], bool] | Mapping[str, Any]
PLACES = """
    SELECT place.*, note.source, note.basis, note.title, content.text,
           document.id AS given_id, document.metadata
    FROM place JOIN note ON note.id = place.note_id JOIN content ON content.id = content_id
         LEFT JOIN document ON document.note_id = note.id"""
IN_ORDER = 'ORDER BY content_id, note.source, "start"'


class LibraryRetriever(BaseRetriever):
    """The passages of a library that fit a question best, best first.

    k: how many at most. budget: characters of note text at most; None is 4000, or no limit where k is given.
    source: only notes with this source, or whose source matches this GLOB. `invoke` takes all three, too.
    """

    library: Library
    k: int | None = Field(default=None, ge=1)
    budget: int | None = Field(default=None, ge=1)
    source: str | None = None

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        k: int | None = None,
        budget: int | None = None,
        source: str | None = None,
    ) -> list[Document]:
        k, budget = k or self.k, budget or self.budget
        room = budget or (BUDGET if k is None else sys.maxsize)
        hits = self.library.search(query, budget=room, source=source or self.source)
        return [to_document(hit, score=hit.score) for hit in hits[:k]]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, **settings: Any
    ) -> list[Document]:
        # LangChain's own hands on no settings.
        return await run_in_executor(
            None, self._get_relevant_documents, query, run_manager=run_manager.get_sync(), **settings
        )


def to_document(hit: Hit, **more: Any) -> Document:
    """A passage as LangChain passes it around: its words as they stand in the note, and JSON of where that is."""
    metadata = {
        "source": hit.source,
        "title": hit.title,
        "start": hit.start,
        "end": hit.end,
        "heading": hit.heading,
        "context": hit.context,
        "kind": hit.kind,
        "page": hit.page,
        "display": hit.display,
        "also": [asdict(place) for place in hit.also],
    }
    return Document(id=hit.id, page_content=hit.text, metadata={**metadata, **more})


class Scored(NamedTuple):
    """A document with its cosine similarity to what was asked, and its vector of unit length."""

    document: Document
    similarity: float
    vector: Vector


class Text(NamedTuple):
    """One text of the library. given: its rows that were handed over. places: its rows in notes."""

    given: list[sqlite3.Row]
    places: list[sqlite3.Row]

    def every_document(self) -> Iterator[Document]:
        """A document for each text handed over and for each place."""
        for row in self.given:
            yield Document(id=row["given_id"], page_content=row["text"], metadata=json.loads(row["metadata"]))
        for row in self.places:
            others = [Place(it["source"], it["start"], it["end"]) for it in self.places if it is not row]
            yield to_document(hit_of(row, 0.0, others))

    def documents(self) -> Iterator[Document]:
        """A document for each text handed over, and one for all places, as in a search of the library."""
        return islice(self.every_document(), len(self.given) + 1)


def texts_of(rows: Iterable[sqlite3.Row]) -> Iterator[Text]:
    """rows: of PLACES, IN_ORDER."""
    for _, group in groupby(rows, key=itemgetter("content_id")):
        same = list(group)
        yield Text(
            [row for row in same if row["given_id"] is not None], [row for row in same if row["given_id"] is None]
        )


def documents_with(ids: Sequence[str], connection: sqlite3.Connection) -> Iterator[Document]:
    """A document for each text handed over with one of these ids, and for each place of the passages that have one."""
    wanted = "(SELECT value FROM json_each(:ids))"
    given, passages = f"document.id IN {wanted}", f"SELECT content_id FROM place WHERE passage_id IN {wanted}"
    rows = connection.execute(
        f"{PLACES} WHERE {given} OR (document.id IS NULL AND content_id IN ({passages})) {IN_ORDER}",
        {"ids": json.dumps(ids)},
    )
    for text in texts_of(rows):
        yield from text.every_document()


def scored_by(
    asked: Vector, connection: sqlite3.Connection, contents: Iterable[int], read_vectors: ReadVectors
) -> Iterator[Scored]:
    """The documents of each content, with their cosine; of a text known under two headings, the nearer vector's."""
    rows = connection.execute(
        f"{PLACES} WHERE content_id IN (SELECT value FROM json_each(?)) {IN_ORDER}", (json.dumps(list(contents)),)
    ).fetchall()
    stored = read_vectors(sorted({row["vector_key"] for row in rows}))
    for text in texts_of(rows):
        vectors = [stored[row["vector_key"]] for row in (*text.given, *text.places)]
        best = max(vectors, key=lambda vector: float(vector @ asked))
        for document in text.documents():
            yield Scored(document, float(best @ asked), best)


def passes(document: Document, filter: Filter | None) -> bool:
    if filter is None:
        return True
    if isinstance(filter, Mapping):
        return all(name in document.metadata and document.metadata[name] == value for name, value in filter.items())
    return filter(document)


def choose_diverse(found: Sequence[Scored], count: int, weight: float) -> list[int]:
    """Maximal marginal relevance (Carbonell and Goldstein 1998): at each step the position of the document with
    the largest weight * likeness to what was asked - (1 - weight) * likeness to the likest chosen before."""
    chosen: list[int] = []
    likest = np.zeros(len(found), np.float32)
    while len(chosen) < min(count, len(found)):
        left = [at for at in range(len(found)) if at not in chosen]
        chosen.append(max(left, key=lambda at: weight * found[at].similarity - (1 - weight) * float(likest[at])))
        likeness = np.array([scored.vector @ found[chosen[-1]].vector for scored in found])
        likest = likeness if len(chosen) == 1 else np.maximum(likest, likeness)
    return chosen
