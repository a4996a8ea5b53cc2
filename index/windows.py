"""Windows of a text too long for a model: nothing is cut off, a text's vector is the mean over all of it."""

from collections.abc import Sequence

import numpy as np

from quotewise.index.encoder import FloatMatrix


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
