"""The default encoder: all-MiniLM-L6-v2 on onnxruntime, one text a run, several runs at once.

Running text by text pads nothing and keeps a text's vector independent of what it is encoded with: int8
inputs share one scale a run, so texts in one run would change each other's vectors.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotewise.index.encoder import FloatMatrix, TokenVectors
from quotewise.index.minilm_graph import WIDTH, Precision
from quotewise.index.minilm_session import open_session
from quotewise.index.minilm_weights import TOKENIZER_SHA256, WEIGHTS_SHA256, find_model, load_tokenizer

MAX_TOKENS = 256
_START, _STOP = 101, 102  # [CLS] and [SEP]
_ROOM = MAX_TOKENS - 2

Window = tuple[int, int]  # tokens [start, end) of a text, markers not counted


class MiniLmEncoder:
    """all-MiniLM-L6-v2 as sentence-transformers runs it (mean over all tokens, unit length), without torch.

    threads: None takes the cores this process may use. cache: the folder that keeps the built graph; None
    keeps none. model: a folder with the official files, by default the packaged one. Raises EncoderError.
    """

    def __init__(
        self,
        *,
        precision: Precision = "int8",
        threads: int | None = None,
        cache: Path | None = None,
        model: Path | None = None,
    ) -> None:
        folder = model or find_model()
        self._tokenizer = load_tokenizer(folder)
        self._session, graph = open_session(folder, precision, cache)
        self._precision, self.agreement = graph.precision, graph.cosine
        self._threads = max(1, min(threads or _count_cores(), _count_cores()))

    @property
    def fingerprint(self) -> str:
        meaning = {
            "weights": WEIGHTS_SHA256,
            "tokenizer": TOKENIZER_SHA256,
            "pooling": "mean of all tokens of all windows",
            "normalisation": "l2",
            "max_tokens": MAX_TOKENS,
        }
        return hashlib.sha256(json.dumps(meaning, sort_keys=True).encode()).hexdigest()

    @property
    def backend(self) -> str:
        return f"onnxruntime {self._precision}"

    @property
    def dimension(self) -> int:
        return WIDTH

    @property
    def max_tokens(self) -> int:
        return MAX_TOKENS

    @property
    def gives_tokens(self) -> bool:
        return True

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(encoding.ids) + 2 for encoding in self._tokenize(texts)]

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        tokenized = self._tokenize(texts)
        vectors = np.empty((len(texts), WIDTH), np.float32)

        def fill(text: int) -> None:
            vectors[text] = _pool(self._read(tokenized[text]))

        self._for_each(fill, tokenized)
        return vectors

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        return self.encode_with_tokens(texts)[1]

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[FloatMatrix, list[TokenVectors]]:
        tokenized = self._tokenize(texts)
        vectors = np.empty((len(texts), WIDTH), np.float32)
        tokens: list[TokenVectors | None] = [None] * len(texts)

        def fill(text: int) -> None:
            windows = self._read(tokenized[text])
            vectors[text] = _pool(windows)
            inner = np.concatenate([window[1:-1] for window in windows])
            offsets = np.array(tokenized[text].offsets, np.int32).reshape(-1, 2)
            tokens[text] = TokenVectors(inner / np.linalg.norm(inner, axis=1, keepdims=True), offsets)

        self._for_each(fill, tokenized)
        return vectors, [found for found in tokens if found is not None]

    def _tokenize(self, texts: Sequence[str]) -> list[Any]:
        return list(self._tokenizer.encode_batch(list(texts), add_special_tokens=False))

    def _read(self, encoding: Any) -> list[FloatMatrix]:
        """The last layer of each window of a text: (tokens and the two markers, 384)."""
        ids = encoding.ids
        return [
            self._session.run(None, {"ids": np.array([[_START, *ids[start:end], _STOP]], np.int64)})[0][0]
            for start, end in split_windows(encoding.word_ids)
        ]

    def _for_each(self, fill: Callable[[int], None], tokenized: list[Any]) -> None:
        # Longest first, so that no thread is left alone with a long text at the end.
        order = sorted(range(len(tokenized)), key=lambda text: -len(tokenized[text].ids))
        if self._threads == 1 or len(order) == 1:
            for text in order:
                fill(text)
            return
        with ThreadPoolExecutor(self._threads) as pool:
            for _ in pool.map(fill, order):
                pass


def split_windows(words: Sequence[int | None]) -> list[Window]:
    """Windows of about equal size that hold every token once and, where they can, break between words.

    words: for each token the word it is part of. An empty text is one empty window.
    """
    windows, start = [], 0
    while len(words) - start > _ROOM:
        left = len(words) - start
        end = start + -(-left // -(-left // _ROOM))
        between = end
        while between > start and words[between] == words[between - 1]:
            between -= 1
        end = between if between > start else end
        windows.append((start, end))
        start = end
    return [*windows, (start, len(words))]


def _pool(windows: list[FloatMatrix]) -> NDArray[np.float32]:
    total = np.sum([window.sum(axis=0) for window in windows], axis=0)
    return np.asarray(total / np.linalg.norm(total), np.float32)


def _count_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
