"""LangChain's vector store over the library: its passages by meaning alone, and texts of a program's own."""

import json
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from quotewise.index.document import (
    HandedText,
    put_document,
    remove_documents,
    without_known,
)
from quotewise.index.embeddings import to_embeddings, to_encoder
from quotewise.index.encoder import Encoder, to_unit_length
from quotewise.index.engine import LocalEngine
from quotewise.index.ingestion import embed_missing, next_generation
from quotewise.index.library import Library
from quotewise.index.notes import refresh_contents, sweep
from quotewise.index.retriever import Filter, Scored, choose_diverse, documents_with, passes, scored_by
from quotewise.index.schema import transaction
from quotewise.index.tokens import tidy


class LibraryVectorStore(VectorStore):
    """Every passage of a library, and texts added through LangChain, found by cosine similarity in FAISS.

    An added text is stored whole in the library and comes back with its id and metadata (kept as JSON); a
    passage of a note has its public id and its place as metadata, see `to_document`. What is added here can
    be deleted here; notes read from files are changed by `Library.ingest` and `Library.forget` alone.
    `filter`, wherever something is searched: a test of each document, or metadata that must be equal.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self._turn = threading.Lock()  # the library's lock refuses a second writer, this one lets it wait

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings | Encoder,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        folder: Path | str | None = None,
        **kwargs: Any,
    ) -> Self:
        """A store over the library in `folder`, made where there is none, with `texts` added.

        Raises EncoderMismatch for a library made with other embeddings, ValueError without a folder.
        """
        if folder is None:
            raise ValueError("Texts are kept in a library: pass folder=..., where it lies or is to be made")
        store = cls(Library.open(folder, encoder=to_encoder(embedding), create=True))
        store.add_texts(texts, metadatas, ids=ids)
        return store

    @property
    def embeddings(self) -> Embeddings:
        return to_embeddings(self.library.encoder)

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: Sequence[dict[str, Any]] | None = None,
        *,
        ids: Sequence[str | None] | None = None,
        **kwargs: Any,
    ) -> list[str]:
        """Add texts, or overwrite those whose ids are known; all of them or none. Returns their ids.

        Raises ValueError where the lengths differ or metadata is no JSON, EncoderMismatch, LibraryBusy.
        """
        texts = list(texts)
        given = hand_over(texts, metadatas or [{}] * len(texts), ids or [None] * len(texts))
        with self.library.reading() as connection:
            new = without_known(connection, {text.id: text for text in given}.values())
        if new:
            with self._turn:
                self._put(new)
        return [text.id for text in given]

    def _put(self, given: Sequence[HandedText]) -> None:
        library, encoder = self.library, self.library.encoder
        staged = [text.as_note() for text in given]
        with library.changing() as connection:
            embed_missing(connection, staged, encoder, library.folder, lambda stage, done, total: None, LocalEngine())
            with transaction(connection, "IMMEDIATE"):
                touched = set[int]().union(*(put_document(connection, text, encoder.fingerprint) for text in given))
                refresh_contents(connection, touched)
                sweep(connection)
                facts = [("fingerprint", encoder.fingerprint), ("backend", encoder.backend)]
                facts.append(("dimension", str(encoder.dimension)))
                connection.executemany("INSERT OR IGNORE INTO meta VALUES (?, ?)", facts)
                next_generation(connection)
            if encoder.gives_tokens:
                tidy(library.folder, connection, encoder.dimension)

    def delete(self, ids: list[str] | None = None, **kwargs: Any) -> bool:
        """Take out texts added here, all of them with None; ids not known are passed over.

        False where an id is that of a passage of a note, which stays: `Library.forget` takes notes out.
        """
        with self._turn, self.library.changing() as connection, transaction(connection, "IMMEDIATE"):
            touched = remove_documents(connection, ids)
            if touched:
                refresh_contents(connection, touched)
                sweep(connection)
                next_generation(connection)
        return not self.get_by_ids(ids or [])

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """The texts added with these ids and the passages that have them, in the order of `ids`."""
        with self.library.reading() as connection:
            found = {document.id: document for document in documents_with(ids, connection)}
        return [found[id] for id in ids if id in found]

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        return [document for document, _ in self.similarity_search_with_score(query, k, **kwargs)]

    def similarity_search_by_vector(self, embedding: list[float], k: int = 4, **kwargs: Any) -> list[Document]:
        return [found.document for found in self._find(embedding, k, **kwargs)]

    def similarity_search_with_score(self, query: str, k: int = 4, **kwargs: Any) -> list[tuple[Document, float]]:
        """The documents most like the query, most like first, with their cosine similarities."""
        found = self._find(self.embeddings.embed_query(query), k, **kwargs)
        return [(document, similarity) for document, similarity, _ in found]

    def max_marginal_relevance_search(
        self, query: str, k: int = 4, fetch_k: int = 20, lambda_mult: float = 0.5, **kwargs: Any
    ) -> list[Document]:
        """`k` of the `fetch_k` documents most like the query, unlike each other; lambda_mult: 1 is likeness only."""
        embedding = self.embeddings.embed_query(query)
        return self.max_marginal_relevance_search_by_vector(embedding, k, fetch_k, lambda_mult, **kwargs)

    def max_marginal_relevance_search_by_vector(
        self, embedding: list[float], k: int = 4, fetch_k: int = 20, lambda_mult: float = 0.5, **kwargs: Any
    ) -> list[Document]:
        found = self._find(embedding, max(k, fetch_k), **kwargs)
        return [found[at].document for at in choose_diverse(found, k, lambda_mult)]

    def _select_relevance_score_fn(self) -> Callable[[float], float]:
        return lambda similarity: min(1.0, max(0.0, similarity))

    def _find(self, embedding: Sequence[float], k: int, *, filter: Filter | None = None) -> list[Scored]:
        """The `k` documents nearest to a vector of any length but zero, nearest first."""
        asked = to_unit_length(np.array(embedding, np.float32))
        with self.library.reading() as connection:
            (places,) = connection.execute("SELECT count(*) FROM place").fetchone()
            count = max(k, 1)
            while True:
                found = list(scored_by(asked, connection, self.library.nearest(asked, count), self.library.vectors_of))
                found = [scored for scored in found if passes(scored.document, filter)]
                if len(found) >= k or count >= places:
                    return sorted(found, key=lambda scored: -scored.similarity)[: max(k, 0)]
                count *= 4  # the filter, or texts with two vectors, left too few


def hand_over(
    texts: Sequence[str], metadatas: Sequence[Mapping[str, Any]], ids: Sequence[str | None]
) -> list[HandedText]:
    """The texts with their ids, new ones where they have none. Raises ValueError."""
    if not len(texts) == len(metadatas) == len(ids):
        raise ValueError(
            f"Got {len(texts)} texts, {len(metadatas)} metadatas and {len(ids)} ids: give one of each for every text"
        )
    return [
        HandedText(id or str(uuid.uuid4()), text, to_json(metadata))
        for text, metadata, id in zip(texts, metadatas, ids, strict=True)
    ]


def to_json(metadata: Mapping[str, Any]) -> str:
    try:
        return json.dumps(metadata, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"Metadata cannot be kept as JSON ({error}): use texts, numbers, lists and dictionaries"
        ) from error
