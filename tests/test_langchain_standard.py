"""LangChain's own standard tests, which every retriever and vector store of its partners has to pass."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore
from langchain_tests.integration_tests import RetrieversIntegrationTests, VectorStoreIntegrationTests
from letter_encoder import LetterEncoder

from quotewise.index import Library
from quotewise.index.embeddings import EmbeddingsEncoder
from quotewise.index.retriever import LibraryRetriever
from quotewise.index.vector_store import LibraryVectorStore

NOTE = """# Streams

A shard is the unit in which a stream is bought.

# Queues

A queue keeps each message until a consumer deletes it.

# Topics

A topic pushes each message to everyone who subscribed.

# Buses

A bus sorts events by rules and hands them on.
"""


def encoder_of(embeddings: Embeddings) -> EmbeddingsEncoder:
    return EmbeddingsEncoder(embeddings, name="the standard tests'")


class TestVectorStore(VectorStoreIntegrationTests):
    @pytest.fixture
    def vectorstore(self, tmp_path: Path) -> Iterator[VectorStore]:
        with Library.open(tmp_path / "library", encoder=encoder_of(self.get_embeddings()), create=True) as library:
            yield LibraryVectorStore(library)


class TestRetriever(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _notes(self, tmp_path: Path) -> Iterator[None]:
        (tmp_path / "notes.md").write_text(NOTE)
        with Library.open(tmp_path / "library", encoder=LetterEncoder(), create=True) as self.library:
            self.library.ingest([tmp_path / "notes.md"])
            yield

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return LibraryRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"library": self.library}

    @property
    def retriever_query_example(self) -> str:
        return "Who gets a message that a queue or a topic holds?"
