"""An optional second look at the front of a ranking: a cross-encoder, which reads question and passage together."""

from collections.abc import Sequence
from typing import Any, Protocol

from quotewise.index.errors import LibraryError


class RerankerError(LibraryError):
    """A reranker that cannot be opened: the message is the reason and the remedy."""


class Reranker(Protocol):
    """Tells how well passages fit a question."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """A score for each text, higher is better, comparable within one call."""
        ...


class CrossEncoderReranker:
    """A Sentence Transformers cross-encoder by name or folder, such as "cross-encoder/ms-marco-MiniLM-L6-v2".

    Needs torch: slow to start, large in memory. What is longer than the model reads is cut. Raises RerankerError.
    """

    def __init__(self, name: str) -> None:
        from sentence_transformers import CrossEncoder

        try:
            self._model: Any = CrossEncoder(name, device="cpu")
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise RerankerError(f'Cannot load the reranker "{name}" (a name or a folder): {reason}') from error
        if self._model.num_labels != 1:
            raise RerankerError(f'"{name}" gives {self._model.num_labels} scores a pair, not one: choose a reranker')

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        scores: list[float] = self._model.predict(
            [(question, text) for text in texts], show_progress_bar=False
        ).tolist()
        return scores
