"""An encoder whose vectors can be worked out by hand: it counts letters."""

from collections.abc import Sequence
from string import ascii_lowercase

import numpy as np

from quotewise.index.encoder import FloatMatrix, NoTokenVectorsError, TokenVectors


class LetterEncoder:
    """Vectors of letter counts, of unit length; `seen` holds every string encoded, in order."""

    backend = "letters"
    max_tokens = 256
    gives_tokens = False

    def __init__(self, alphabet: str = ascii_lowercase) -> None:
        self.alphabet = alphabet
        self.seen: list[str] = []

    @property
    def fingerprint(self) -> str:
        return f"letters {self.alphabet}"

    @property
    def dimension(self) -> int:
        return len(self.alphabet) + 1  # the last is always 1, so that no vector is zero

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        self.seen += texts
        counts = [[*(text.lower().count(letter) for letter in self.alphabet), 1] for text in texts]
        vectors = np.array(counts, np.float32).reshape(len(texts), self.dimension)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        raise NoTokenVectorsError("letters have no token vectors")

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[FloatMatrix, list[TokenVectors]]:
        raise NoTokenVectorsError("letters have no token vectors")
