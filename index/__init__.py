"""Passages to hits: the library, the vectors, hybrid search and the ingestion job."""

from quotewise.index.encoder import Encoder, open_encoder
from quotewise.index.errors import EncoderMismatch, LibraryBusy, LibraryError, LibraryMissing
from quotewise.index.hit import Hit, Place
from quotewise.index.ingestion import Ingested
from quotewise.index.library import Library
from quotewise.index.rerank import Weights
from quotewise.index.status import Listed, Status
from quotewise.ingest.words import content_words, words

__all__ = [
    "Encoder",
    "EncoderMismatch",
    "Hit",
    "Ingested",
    "Library",
    "LibraryBusy",
    "LibraryError",
    "LibraryMissing",
    "Listed",
    "Place",
    "Status",
    "Weights",
    "content_words",
    "open_encoder",
    "words",
]
