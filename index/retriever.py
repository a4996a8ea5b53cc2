"""LangChain's retriever over the library: hybrid search, each passage with its place."""

import sys
from dataclasses import asdict
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import run_in_executor
from pydantic import Field

from quotewise.index.hit import Hit
from quotewise.index.library import Library

BUDGET = 4000  # characters, where neither a budget nor a number of passages is asked for


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
