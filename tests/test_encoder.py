"""The default encoder: sentence vectors as sentence-transformers makes them, in the order asked."""

import numpy as np
import pytest

from quotewise.index.encoder import Encoder, open_encoder

TEXTS = ["A bucket keeps objects.", "", "Recall counts what was found 🎯", "Spot capacity may be taken back."]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return open_encoder(cache=tmp_path_factory.mktemp("cache"))


def test_vectors_come_in_the_order_of_the_texts(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert np.array_equal(encoder.encode([text])[0], vector)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)
