"""LangChain's Embeddings over an encoder, and the other way: LangChain embeddings in an encoder's place."""

import hashlib
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from langchain_core.embeddings import Embeddings

from quotewise.index.encoder import (
    Encoder,
    EncoderError,
    FloatMatrix,
    NoTokenVectorsError,
    TokenVectors,
    average_windows,
    split_windows,
    to_unit_length,
)

# Tokenizers differ; few make more tokens of a text than one every three bytes.
_BYTES_A_TOKEN = 3
# Where LangChain's embedding classes keep the name of their model.
_NAME_FIELDS = ("model_name", "model", "model_id", "deployment", "repo_id")


class EncoderEmbeddings(Embeddings):
    """An encoder for any LangChain chain or vector store."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.encoder.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class EmbeddingsEncoder:
    """LangChain embeddings (Bedrock, Ollama, OpenAI) as an encoder without token vectors.

    Tokens are estimated, at one every three bytes. name: of the model, for the fingerprint; None reads it
    from the object. max_tokens: the service's limit. backend: what computes them, by default the class. place: where
    texts are sent, None if that is this machine. Raises EncoderError where no name can be found.
    """

    def __init__(
        self,
        embeddings: Embeddings,
        *,
        name: str | None = None,
        max_tokens: int = 512,
        backend: str | None = None,
        place: str | None = None,
    ) -> None:
        self.embeddings = embeddings
        self.place = place
        self.opened_as = ""
        self._backend = backend or type(embeddings).__name__
        self._name = name or _find_name(embeddings)
        self._max_tokens = max_tokens

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(f"{self.backend}\n{self._name}\n{self._max_tokens}".encode()).hexdigest()

    @property
    def backend(self) -> str:
        return self._backend

    @cached_property
    def dimension(self) -> int:
        return len(self.embeddings.embed_query("dimension"))

    @property
    def max_tokens(self) -> int:
        return self._max_tokens

    @property
    def gives_tokens(self) -> bool:
        return False

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [-(-len(text.encode(errors="replace")) // _BYTES_A_TOKEN) for text in texts]

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        split = [self._split(text) for text in texts]
        vectors = self.embeddings.embed_documents([window for windows in split for window in windows])
        sizes = [[max(1, tokens) for tokens in self.count_tokens(windows)] for windows in split]
        return average_windows(to_unit_length(np.array(vectors, np.float32)), sizes)

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        raise NoTokenVectorsError(f"{self.backend} gives no token vectors: see gives_tokens")

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[FloatMatrix, list[TokenVectors]]:
        raise NoTokenVectorsError(f"{self.backend} gives no token vectors: see gives_tokens")

    def _split(self, text: str) -> list[str]:
        tokens = self.count_tokens([text])[0]
        if tokens <= self._max_tokens:
            return [text]
        words = np.cumsum([character.isspace() for character in text]).tolist()
        room = max(1, len(text) * self._max_tokens // tokens)
        return [text[start:end] for start, end in split_windows(words, room)]


def to_encoder(encoder: Encoder | Embeddings) -> Encoder:
    """An encoder as it is, LangChain embeddings wrapped. Raises EncoderError."""
    return EmbeddingsEncoder(encoder) if isinstance(encoder, Embeddings) else encoder


def to_embeddings(encoder: Encoder) -> Embeddings:
    """The LangChain embeddings inside an encoder, else the encoder wrapped."""
    return encoder.embeddings if isinstance(encoder, EmbeddingsEncoder) else EncoderEmbeddings(encoder)


def _find_name(embeddings: Embeddings) -> str:
    for field in _NAME_FIELDS:
        name = getattr(embeddings, field, None)
        if isinstance(name, str) and name:
            return name
    kind = type(embeddings).__name__
    raise EncoderError(f"{kind} does not say which model it uses: pass EmbeddingsEncoder(..., name=...)")
