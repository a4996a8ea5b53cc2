"""Encoders other than the default: Sentence Transformers models, and LangChain's embeddings both ways."""

import asyncio

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings
from langchain_core.vectorstores import InMemoryVectorStore

from quotewise.index.embeddings import EmbeddingsEncoder, EncoderEmbeddings, to_encoder
from quotewise.index.encoder import Encoder, EncoderError, NoTokenVectorsError, open_encoder
from quotewise.index.minilm import MiniLmEncoder
from quotewise.index.minilm_session import find_model

TEXTS = ["A queue holds messages.", "", "Naïve Bayes 🎉 assumes independence.", "word " * 700]


class LetterEmbeddings(Embeddings):
    """Counts vowels; remembers what it was asked."""

    model = "vowels"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.asked += texts
        return [[float(text.count(letter)) for letter in "aeiou"] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


@pytest.fixture(scope="module")
def minilm() -> Encoder:
    return MiniLmEncoder(precision="fp32")


@pytest.fixture(scope="module")
def torch_encoder() -> Encoder:
    return open_encoder(str(find_model()), threads=2)


def test_a_model_by_folder_gives_the_default_encoders_vectors(minilm: Encoder, torch_encoder: Encoder) -> None:
    ours, theirs = minilm.encode(TEXTS), torch_encoder.encode(TEXTS)
    assert (ours * theirs).sum(axis=1)[:3] == pytest.approx(1, abs=1e-5)
    # Averaged over windows there, over tokens here.
    assert ours[3] @ theirs[3] > 0.99
    assert torch_encoder.count_tokens(TEXTS) == minilm.count_tokens(TEXTS)
    assert (torch_encoder.dimension, torch_encoder.max_tokens) == (minilm.dimension, minilm.max_tokens)


def test_a_model_by_folder_gives_the_default_encoders_tokens(minilm: Encoder, torch_encoder: Encoder) -> None:
    vectors, theirs = torch_encoder.encode_with_tokens(TEXTS)
    assert np.allclose(vectors, torch_encoder.encode(TEXTS), atol=1e-5)
    for ours, other in zip(minilm.encode_tokens(TEXTS), theirs, strict=True):
        assert np.array_equal(ours.offsets, other.offsets)
        assert np.allclose(ours.vectors, other.vectors, atol=1e-3)


def test_another_models_fingerprint_is_stable_and_its_own(minilm: Encoder, torch_encoder: Encoder) -> None:
    assert torch_encoder.fingerprint == open_encoder(str(find_model())).fingerprint
    assert torch_encoder.fingerprint != minilm.fingerprint
    assert torch_encoder.backend == "torch float32"


def test_langchain_embeds_with_an_encoder(minilm: Encoder) -> None:
    embeddings = EncoderEmbeddings(minilm)
    assert np.allclose(embeddings.embed_documents(TEXTS), minilm.encode(TEXTS))
    assert np.allclose(embeddings.embed_query(TEXTS[0]), minilm.encode(TEXTS[:1])[0])
    assert np.allclose(asyncio.run(embeddings.aembed_query(TEXTS[0])), embeddings.embed_query(TEXTS[0]))
    assert embeddings.embed_documents([]) == []


def test_a_langchain_vector_store_finds_with_an_encoder(minilm: Encoder) -> None:
    store = InMemoryVectorStore.from_texts(["cats purr", "trains run on rails"], EncoderEmbeddings(minilm))
    assert store.similarity_search("a locomotive", k=1)[0].page_content == "trains run on rails"


def test_langchain_embeddings_serve_as_an_encoder() -> None:
    encoder = to_encoder(LetterEmbeddings())
    vectors = encoder.encode(["aaa e", "iii", "xyz"])
    assert vectors.dtype == np.float32
    assert vectors[0] == pytest.approx(np.array([3, 1, 0, 0, 0]) / np.sqrt(10), abs=1e-6)
    assert vectors[2].tolist() == [0, 0, 0, 0, 0]
    assert (encoder.dimension, encoder.gives_tokens) == (5, False)
    assert encoder.encode([]).shape == (0, 5)


def test_an_encoder_stays_an_encoder(minilm: Encoder) -> None:
    assert to_encoder(minilm) is minilm


def test_embeddings_have_no_token_vectors() -> None:
    with pytest.raises(NoTokenVectorsError, match="LetterEmbeddings"):
        to_encoder(LetterEmbeddings()).encode_with_tokens(["a"])
    with pytest.raises(NoTokenVectorsError, match="LetterEmbeddings"):
        to_encoder(LetterEmbeddings()).encode_tokens(["a"])


def test_a_text_too_long_for_the_service_is_sent_whole_in_parts() -> None:
    letters = LetterEmbeddings()
    encoder = EmbeddingsEncoder(letters, max_tokens=20)
    text = "an owl " * 40 + "u" * 150
    vector = encoder.encode([text])[0]
    assert "".join(letters.asked) == text
    assert max(encoder.count_tokens(letters.asked)) <= 20
    assert (vector > 0).tolist() == [True, False, False, True, True]


def test_the_fingerprint_of_embeddings_names_their_model() -> None:
    one, other = LetterEmbeddings(), LetterEmbeddings()
    other.model = "vowels-v2"  # type: ignore[misc]
    assert to_encoder(one).fingerprint == to_encoder(LetterEmbeddings()).fingerprint
    assert to_encoder(one).fingerprint != to_encoder(other).fingerprint


def test_embeddings_that_do_not_name_their_model_need_a_name() -> None:
    nameless = DeterministicFakeEmbedding(size=4)
    with pytest.raises(EncoderError, match="name="):
        to_encoder(nameless)
    assert EmbeddingsEncoder(nameless, name="fake").encode(["a"]).shape == (1, 4)
