"""Any Sentence Transformers model as an encoder. Needs torch: slow to start, large in memory."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from quotewise.index.encoder import (
    EncoderError,
    FloatMatrix,
    NoTokenVectorsError,
    TokenVectors,
    average_windows,
    split_windows,
    to_unit_length,
)


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of a text that fits the model: where it starts, in code points, and its tokens."""

    start: int
    text: str
    tokens: int


class SentenceTransformerEncoder:
    """A Sentence Transformers model on the CPU, by name or folder, that reads text with a fast tokenizer.

    threads: of torch, for the whole process; None leaves torch's own choice. Raises EncoderError.
    """

    def __init__(self, name: str, *, threads: int | None = None) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        if threads:
            torch.set_num_threads(threads)
        try:
            self._model: Any = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise EncoderError(f'Cannot load the embedding model "{name}" (a name or a folder): {reason}') from error
        if not getattr(self._model.tokenizer, "is_fast", False) or not self._model.max_seq_length:
            raise EncoderError(f'"{name}" has no fast tokenizer with a length limit: choose another model')
        self._fingerprint = _hash_model(self._model)
        self.opened_as = str(Path(name).resolve()) if Path(name).is_dir() else name

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def backend(self) -> str:
        return f"torch {self._model.dtype}".replace(" torch.", " ")

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension())

    @property
    def max_tokens(self) -> int:
        return int(self._model.max_seq_length)

    @property
    def gives_tokens(self) -> bool:
        return True

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        markers = self._model.tokenizer.num_special_tokens_to_add()
        return [sum(window.tokens for window in self._split(text)) + markers for text in texts]

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        split = [self._split(text) for text in texts]
        flat = [window.text for windows in split for window in windows]
        vectors = self._model.encode(flat, normalize_embeddings=True, show_progress_bar=False)
        return average_windows(np.asarray(vectors, np.float32), _sizes(split))

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        return self.encode_with_tokens(texts)[1]

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[FloatMatrix, list[TokenVectors]]:
        if not texts:
            return np.empty((0, self.dimension), np.float32), []
        split = [self._split(text) for text in texts]
        flat = [window for windows in split for window in windows]
        read = self._model.encode([window.text for window in flat], output_value=None, show_progress_bar=False)
        vectors = to_unit_length(np.stack([found["sentence_embedding"].float().numpy() for found in read]))
        parts = [self._align(window, found) for window, found in zip(flat, read, strict=True)]
        ends = np.cumsum([len(windows) for windows in split])
        tokens = [_join(parts[end - len(windows) : end]) for windows, end in zip(split, ends, strict=True)]
        return average_windows(vectors, _sizes(split)), tokens

    def _split(self, text: str) -> list[_Window]:
        tokenizer = self._model.tokenizer
        tokens = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        room = self.max_tokens - tokenizer.num_special_tokens_to_add()
        spans = split_windows(tokens.word_ids(), room)
        if len(spans) == 1:
            return [_Window(0, text, len(tokens.input_ids))]
        places = tokens.offset_mapping
        return [
            _Window(places[start][0], text[places[start][0] : places[end - 1][1]], end - start) for start, end in spans
        ]

    def _align(self, window: _Window, read: dict[str, Any]) -> TokenVectors:
        tokens = self._model.tokenizer(
            window.text, return_offsets_mapping=True, return_special_tokens_mask=True, verbose=False
        )
        vectors = read["token_embeddings"][read["attention_mask"].bool()].float().numpy()
        if len(vectors) != len(tokens.input_ids):
            raise NoTokenVectorsError("The model reads more than the text (a prompt?): it gives no token vectors")
        inner = ~np.array(tokens.special_tokens_mask, bool)
        offsets = np.array(tokens.offset_mapping, np.int32) + window.start
        return TokenVectors(to_unit_length(vectors[inner]), offsets[inner])


def _sizes(split: Sequence[Sequence[_Window]]) -> list[list[int]]:
    # A window without a token (an empty text) still has a vector to keep.
    return [[max(1, window.tokens) for window in windows] for windows in split]


def _join(parts: Sequence[TokenVectors]) -> TokenVectors:
    vectors = np.concatenate([part.vectors for part in parts])
    return TokenVectors(vectors, np.concatenate([part.offsets for part in parts]))


def _hash_model(model: Any) -> str:
    import torch

    digest = hashlib.sha256(f"{model.max_seq_length} {model.default_prompt_name}".encode())
    for module in model:
        # Not repr(module): its wording changes with the library's version, the vectors do not.
        pooling = getattr(module, "pooling_mode", "")
        digest.update(f"{type(module).__name__} {pooling}\n".encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().view(-1).view(torch.uint8).numpy())
    digest.update(model.tokenizer.backend_tokenizer.to_str().encode())
    return digest.hexdigest()
