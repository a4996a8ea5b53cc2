"""The default encoder: all-MiniLM-L6-v2 on onnxruntime, one text a run, several runs at once.

Running text by text pads nothing and keeps a text's vector independent of what it is encoded with: int8
inputs share one scale a run, so texts in one run would change each other's vectors.
"""

import hashlib
import json
import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from quotewise.index.encoder import FloatMatrix, TokenVectors, split_windows, to_unit_length
from quotewise.index.minilm_graph import WIDTH, Precision
from quotewise.index.minilm_session import TOKENIZER_SHA256, WEIGHTS_SHA256, find_model, load_tokenizer, open_session

MAX_TOKENS = 256
_START, _STOP = 101, 102  # [CLS] and [SEP]
_SURROGATE = re.compile(r"[\ud800-\udfff]")


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
        self._session, self._precision = open_session(folder, precision, cache)
        self._threads = min(threads or _count_cores(), _count_cores())

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
        return [len(self._tokenize(text).ids) + 2 for text in texts]

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        vectors = np.empty((len(texts), WIDTH), np.float32)

        def fill(place: int) -> None:
            vectors[place] = _pool(self._read(self._tokenize(texts[place])))

        self._run_all(fill, _longest_first(texts))
        return vectors

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        return self.encode_with_tokens(texts)[1]

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[FloatMatrix, list[TokenVectors]]:
        vectors = np.empty((len(texts), WIDTH), np.float32)
        tokens: dict[int, TokenVectors] = {}

        def fill(place: int) -> None:
            encoding = self._tokenize(texts[place])
            windows = self._read(encoding)
            vectors[place] = _pool(windows)
            inner = np.concatenate([window[1:-1] for window in windows])
            offsets = np.array(encoding.offsets, np.int32).reshape(-1, 2)
            tokens[place] = TokenVectors(to_unit_length(inner), offsets)

        self._run_all(fill, _longest_first(texts))
        return vectors, [tokens[place] for place in range(len(texts))]

    def _tokenize(self, text: str) -> Any:
        try:
            return self._tokenizer.encode(text, add_special_tokens=False)
        except TypeError:  # half of a surrogate pair, as a terminal may hand over: no text that can be encoded
            return self._tokenizer.encode(_SURROGATE.sub("\ufffd", text), add_special_tokens=False)

    def _read(self, encoding: Any) -> list[FloatMatrix]:
        """The last layer of each window of a text: (its tokens between the two markers, 384)."""
        ids = encoding.ids
        return [
            self._session.run(None, {"ids": np.array([[_START, *ids[start:end], _STOP]], np.int64)})[0][0]
            for start, end in split_windows(encoding.word_ids, MAX_TOKENS - 2)
        ]

    def _run_all(self, fill: Callable[[int], None], places: Iterable[int]) -> None:
        waiting = deque(places)

        def work() -> None:
            while waiting:
                try:
                    place = waiting.popleft()
                except IndexError:  # another thread took the last one
                    return
                fill(place)

        if self._threads == 1 or len(waiting) < 2:
            return work()
        with ThreadPoolExecutor(self._threads) as pool:
            workers = [pool.submit(work) for _ in range(self._threads)]
            try:
                for worker in workers:
                    worker.result()
            finally:
                waiting.clear()  # an interrupt or an error stops the other threads too
        return None


def _longest_first(texts: Sequence[str]) -> list[int]:
    """Places of the texts, so ordered that no thread is left alone with a long text at the end."""
    return sorted(range(len(texts)), key=lambda place: -len(texts[place]))


def _pool(windows: list[FloatMatrix]) -> FloatMatrix:
    total: FloatMatrix = np.sum([window.sum(axis=0) for window in windows], axis=0)
    return to_unit_length(total)


def _count_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
