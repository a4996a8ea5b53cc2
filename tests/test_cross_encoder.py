"""A cross-encoder reads the front of the ranking again: what it may change, and what it must not."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import Quotewise
from desk import Desk

from quotewise.index import Library
from quotewise.index.cross_encoder import CrossEncoderReranker, RerankerError
from quotewise.index.search import LOOKED_AT

WORDS = "shard queue batch disk cache model token index layer epoch".split()


class LengthReranker:
    """Holds the shortest passage for the best; `seen` is what it was asked."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, list[str]]] = []

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        self.seen.append((question, list(texts)))
        return [-float(len(text)) for text in texts]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of two small layers with random weights, as a folder."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]))
    torch.manual_seed(0)
    shape = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    model = BertForSequenceClassification(BertConfig(vocab_size=len(WORDS) + 5, num_labels=1, **shape))
    model.save_pretrained(folder / "model")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder / "model")
    return folder / "model"


def test_the_front_is_put_in_the_rerankers_order_and_the_rest_stays_behind(desk: Desk) -> None:
    for number in range(LOOKED_AT + 20):
        desk.write(f"{number}.md", f"# Note {number}\n\nA shard of {'very ' * (number % 7)}plain size, the {number}th.")
    desk.ingest()
    plain = desk.library.search("shard size", budget=100_000)
    desk.library.reranker = reranker = LengthReranker()
    again = desk.library.search("shard size", budget=100_000)
    front = {hit.id for hit in plain[:LOOKED_AT]}
    assert {hit.id for hit in again[:LOOKED_AT]} == front
    lengths = [len(f"{hit.heading}\n{hit.text}") for hit in again[:LOOKED_AT]]
    assert lengths == sorted(lengths)
    assert [hit.id for hit in again[LOOKED_AT:]] == [hit.id for hit in plain if hit.id not in front]
    assert [hit.score for hit in again] == sorted((hit.score for hit in again), reverse=True)
    assert all(text.startswith("Note ") for text in reranker.seen[0][1])


def test_nothing_found_is_nothing_to_read(desk: Desk) -> None:
    desk.library.reranker = LengthReranker()
    assert desk.library.search("anything") == []


def test_a_cross_encoder_by_folder_scores_each_pair(tiny: Path) -> None:
    reranker = CrossEncoderReranker(str(tiny))
    scores = reranker.score("shard queue", ["batch disk", "cache", "batch disk"])
    assert len(scores) == 3
    assert scores[0] == pytest.approx(scores[2])
    assert scores[0] != pytest.approx(scores[1])
    assert reranker.score("shard", []) == []


def test_the_command_line_takes_a_cross_encoder_by_name_or_from_the_environment(
    tiny: Path, tmp_path: Path, quotewise: Quotewise, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_text("# Shards\n\nA shard is a part of a queue.\n\n# Disks\n\nA disk holds a cache.\n")
    library = ("--library", tmp_path / "library")
    assert quotewise("ingest", tmp_path / "a.md", *library).exit_code == 0
    plain = quotewise("search", "shard queue", *library, "--json").stdout
    named = quotewise("search", "shard queue", *library, "--json", "--rerank", tiny).stdout
    monkeypatch.setenv("QUOTEWISE_RERANKER", str(tiny))
    assert named != plain
    assert quotewise("search", "shard queue", *library, "--json").stdout == named


def test_a_reranker_that_is_not_there_is_named_with_the_remedy(
    tmp_path: Path, quotewise: Quotewise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(RerankerError, match="nowhere"):
        CrossEncoderReranker(str(tmp_path / "nowhere"))
    Library.open(tmp_path / "library", create=True).close()
    failed = quotewise("search", "a", "--library", tmp_path / "library", "--rerank", tmp_path / "nowhere")
    assert (failed.exit_code, failed.stdout, failed.stderr.count("\n")) == (1, "", 1)
    assert "nowhere" in failed.stderr
