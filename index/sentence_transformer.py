"""Any Sentence Transformers model as an encoder. Needs torch: slow to start, large in memory."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from quotewise.index.encoder import EncoderError, FloatMatrix, NoTokenVectorsError, TokenVectors


class SentenceTransformerEncoder:
    """A Sentence Transformers model on the CPU. Raises EncoderError where it cannot be loaded."""

    def __init__(self, name: str, *, threads: int | None = None) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        if threads:
            torch.set_num_threads(threads)
        try:
            self._model = SentenceTransformer(str(name), device="cpu")
        except (OSError, ValueError) as error:
            raise EncoderError(f'Cannot load the embedding model "{name}": {error}') from error
        self._fingerprint = _hash_model(self._model)
        self._torch = torch.__version__

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def backend(self) -> str:
        return f"torch {self._model.dtype}".replace("torch.", "")

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def max_tokens(self) -> int:
        return int(self._model.max_seq_length or 0)

    @property
    def gives_tokens(self) -> bool:
        return False

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        tokenizer = self._model.tokenizer
        return (
            [len(ids) for ids in tokenizer(list(texts), truncation=False, verbose=False)["input_ids"]] if texts else []
        )

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        raise NoTokenVectorsError("This encoder gives no token vectors: use the default one")

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[FloatMatrix, list[TokenVectors]]:
        raise NoTokenVectorsError("This encoder gives no token vectors: use the default one")


def _hash_model(model: Any) -> str:
    import torch

    digest = hashlib.sha256(f"{model}\n{model.max_seq_length}".encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().view(-1).view(torch.uint8).numpy())
    digest.update(model.tokenizer.backend_tokenizer.to_str().encode())
    return digest.hexdigest()
