"""What others would retrieve: plain BM25, and the pipeline of LangChain's retrieval tutorial."""

import logging
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from quotewise.eval.dataset import Question, Span
from quotewise.index import Encoder

Retriever = Callable[[Question], list[list[Span]]]
DEPTH = 100  # chunks ranked, far more than any budget holds


def tutorial_chunks(notes: Mapping[str, str]) -> list[tuple[Span, str]]:
    """The chunks of LangChain's tutorial: recursive splitting at 1000 characters, 200 of overlap."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    documents = splitter.create_documents(list(notes.values()), [{"source": source} for source in notes])
    chunks = []
    for document in documents:
        start, text = document.metadata["start_index"], document.page_content
        chunks.append((Span(document.metadata["source"], start, start + len(text)), text))
    return chunks


def langchain_tutorial(notes: Mapping[str, str], encoder: Encoder) -> Retriever:
    """Dense search alone over the tutorial's chunks in an exact FAISS index."""
    import faiss

    chunks = tutorial_chunks(notes)
    vectors = encoder.encode([text for _, text in chunks])
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)

    def retrieve(question: Question) -> list[list[Span]]:
        _, rows = index.search(encoder.encode([asked_with_history(question)]), min(DEPTH, len(chunks)))
        return [[chunks[row][0]] for row in rows[0]]

    return retrieve


def plain_bm25(notes: Mapping[str, str]) -> Retriever:
    """BM25 over the same chunks, English stop words out, no stemming."""
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it tells of every index it builds
    chunks = tutorial_chunks(notes)
    index = bm25s.BM25()
    index.index(bm25s.tokenize([text for _, text in chunks], stopwords="en", show_progress=False), show_progress=False)

    def retrieve(question: Question) -> list[list[Span]]:
        asked = bm25s.tokenize([asked_with_history(question)], stopwords="en", show_progress=False, return_ids=False)
        if not asked[0]:
            return []
        rows, _ = index.retrieve(asked, k=min(DEPTH, len(chunks)), show_progress=False)
        return [[chunks[int(row)][0]] for row in np.asarray(rows[0])]

    return retrieve


def asked_with_history(question: Question) -> str:
    """A follow-up with the question before it in front."""
    return " ".join([*question.history[-2:-1], question.question])


def texts_of(sources: Sequence[str], original: Callable[[str], str]) -> dict[str, str]:
    return {source: original(source) for source in sources}
