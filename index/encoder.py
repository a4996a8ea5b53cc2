"""What turns text into vectors: the Protocol every encoder keeps, the choice between them, windows of long texts."""

import os
from collections.abc import Sequence
from functools import cache
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


Encoded = tuple[FloatMatrix, Sequence[TokenVectors]]  # of texts, and of their tokens where they are asked for


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


def split_windows(words: Sequence[int | None], room: int) -> list[tuple[int, int]]:
    """Windows [start, end) of at most `room` tokens that hold every token once, about equally long and, where
    possible, broken between words.

    words: for each token the word it is part of. No tokens are one empty window.
    """
    windows, start = [], 0
    while len(words) - start > room:
        left = len(words) - start
        end = between = start + -(-left // -(-left // room))
        while between > start and words[between] == words[between - 1]:
            between -= 1
        end = between if between > start else end
        windows.append((start, end))
        start = end
    return [*windows, (start, len(words))]


def average_windows(vectors: FloatMatrix, sizes: Sequence[Sequence[int]]) -> FloatMatrix:
    """One unit vector a text: (texts, dimension).

    vectors: those of all windows of all texts, in order. sizes: for each text the tokens of its windows, by
    which they weigh.
    """
    weights = np.array([tokens for windows in sizes for tokens in windows], np.float32)
    starts = np.cumsum([0, *(len(windows) for windows in sizes)])[:-1]
    return to_unit_length(np.add.reduceat(vectors * weights[:, None], starts, axis=0))


def to_unit_length(vectors: FloatMatrix) -> FloatMatrix:
    """Each row divided by its length; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.finfo(np.float32).tiny), np.float32)


class Encode:
    """What makes the vectors of a batch. Sent to another process it opens the encoder there by its name, once."""

    def __init__(self, encoder: Encoder, *, with_tokens: bool) -> None:
        self._encoder: Encoder | None = encoder
        self._named = getattr(encoder, "opened_as", "") or "minilm"
        self._made_with = encoder.fingerprint, encoder.backend
        self._with_tokens = with_tokens

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_encoder": None}

    def __call__(self, texts: Sequence[str]) -> Encoded:
        encoder = self._encoder or open_alike(self._named, self._made_with)
        return encoder.encode_with_tokens(texts) if self._with_tokens else (encoder.encode(texts), ())


@cache
def open_alike(named: str, made_with: tuple[str, str]) -> Encoder:
    """An encoder by name for one thread. Raises EncoderError where its vectors would not be those of another process.

    made_with: fingerprint and backend of that one's.
    """
    encoder = open_encoder(named, threads=1)
    if (encoder.fingerprint, encoder.backend) != made_with:
        raise EncoderError(
            f'"{named}" is another embedding model on a worker ({encoder.backend}, not {made_with[1]}): give every '
            "machine the same quotewise, and a model that is opened by name"
        )
    return encoder
