"""What turns text into vectors: the Protocol every encoder keeps, and the choice between them."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

FloatMatrix = NDArray[np.float32]
OffsetMatrix = NDArray[np.int32]


class TokenVectors(NamedTuple):
    """The tokens of one text, in order, without the markers a model puts around a text.

    vectors: (tokens, dimension) float32, each of unit length.
    offsets: (tokens, 2) int32, where each token stands: code points [start, end) of the text.
    """

    vectors: FloatMatrix
    offsets: OffsetMatrix


class EncoderError(Exception):
    """An encoder that cannot be opened or used: the message is the reason and the remedy."""


class NoTokenVectorsError(EncoderError):
    """Token vectors asked of an encoder that has sentence vectors only."""


class Encoder(Protocol):
    """Sentence vectors, and where it can, token vectors. Safe to call from several threads.

    A text longer than `max_tokens` is never cut: it is read in windows, and its vector is the mean over
    all of their tokens. Such a vector blurs, so whoever splits notes keeps below the limit (`count_tokens`).
    """

    @property
    def fingerprint(self) -> str:
        """What the vectors mean: a hash of weights, tokenizer, pooling, normalisation and maximum length."""
        ...

    @property
    def backend(self) -> str:
        """What computes them, such as "onnxruntime int8"; those of one fingerprint agree to cosine 0.99."""
        ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """Tokens read at once, the model's own markers included."""
        ...

    @property
    def gives_tokens(self) -> bool:
        """Whether `encode_tokens` and `encode_with_tokens` work, or raise NoTokenVectorsError."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, the model's own markers included: comparable with `max_tokens`."""
        ...

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """One vector a text, in the order given: (texts, dimension) float32, each of unit length."""
        ...

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The token vectors of each text, in the order given. Raises NoTokenVectorsError."""
        ...

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[FloatMatrix, list[TokenVectors]]:
        """`encode` and `encode_tokens` from one reading of the texts. Raises NoTokenVectorsError."""
        ...


def open_encoder(name: str = "minilm", *, threads: int | None = None, cache: Path | None = None) -> Encoder:
    """The encoder called `name`: "minilm" is the packaged all-MiniLM-L6-v2, "bedrock:MODEL_ID" and "ollama:MODEL" a
    model of theirs, any other a Sentence Transformers model by name or folder.

    threads: None takes the cores this process may use. cache: where the built model is kept; None takes
    $QUOTEWISE_CACHE, else the user's cache folder. Raises EncoderError.
    """
    match name.partition(":"):
        case ("minilm", "", ""):
            from quotewise.index.minilm import MiniLmEncoder

            return MiniLmEncoder(threads=threads, cache=cache or _cache_folder())
        case ("bedrock" | "ollama", ":", model) if model:
            from quotewise.index.embedding_service import open_service

            return open_service(name)
        case _:
            from quotewise.index.sentence_transformer import SentenceTransformerEncoder

            return SentenceTransformerEncoder(name, threads=threads)


def _cache_folder() -> Path:
    import platformdirs

    return Path(os.environ.get("QUOTEWISE_CACHE") or platformdirs.user_cache_dir("quotewise"))
