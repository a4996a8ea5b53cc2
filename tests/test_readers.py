"""Which second readers are trusted: those that sixty statements found good, asked in the same words."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from conftest import Quotewise
from openai_server import OpenAiServer, serve_openai
from scripted_model import ScriptedModel

from quotewise.assistant import ModelError
from quotewise.assistant.chat.second_look import ChatReader
from quotewise.assistant.chat.speech import Model
from quotewise.assistant.gate.entailment import EntailmentReader
from quotewise.assistant.gate.reader import Item, Reading
from quotewise.assistant.trust import LEAST_TRUE, MOST_FALSE, Checked, recall, remember
from quotewise.eval.readers import AT_ONCE, check_reader, load_statements
from quotewise.ui.readers import checks_file

SAID = load_statements()
TRUTH = {one.statement: one.true for one in SAID}


class Oracle:
    """Knows which statements are true; says yes to so many of the false ones, no to so many of the true ones."""

    def __init__(self, false_passed: int = 0, true_stopped: int = 0, untold: int = 0, version: str = "1") -> None:
        self.name, self.version = "oracle", version
        self.turned = {one.statement for one in [one for one in SAID if not one.true][:false_passed]}
        self.turned |= {one.statement for one in [one for one in SAID if one.true][:true_stopped]}
        self.untold = {one.statement for one in SAID[:untold]}
        self.calls: list[int] = []

    def read(self, items: Sequence[Item]) -> Reading:
        self.calls.append(len(items))
        return Reading(
            tuple(
                None if item.statement in self.untold else TRUTH[item.statement] != (item.statement in self.turned)
                for item in items
            )
        )


def test_half_of_the_statements_are_true_and_the_others_false_in_ten_ways() -> None:
    kinds = Counter(one.kind for one in SAID)
    assert kinds.pop("true") == 30
    assert set(kinds.values()) == {3}
    assert len(kinds) == 10
    assert len({one.id for one in SAID}) == len({one.statement for one in SAID}) == 60


@pytest.mark.parametrize(
    ("false_passed", "true_stopped", "trusted"),
    [(0, 0, True), (MOST_FALSE, 30 - LEAST_TRUE, True), (MOST_FALSE + 1, 0, False), (0, 31 - LEAST_TRUE, False)],
)
def test_a_reader_is_trusted_that_lets_nearly_no_false_and_most_true_ones_through(
    false_passed: int, true_stopped: int, trusted: bool
) -> None:
    oracle = Oracle(false_passed, true_stopped)
    found = check_reader(oracle, SAID)
    assert found.checked == Checked(false_passed, 30, 30 - true_stopped, 30)
    assert found.checked.trusted == trusted
    assert len(found.wrong) == false_passed + true_stopped
    assert sum(passed for passed, _ in found.by_kind.values()) == false_passed
    assert max(oracle.calls) == AT_ONCE


def test_what_is_not_answered_passes_nothing() -> None:
    found = check_reader(Oracle(untold=60), SAID)
    assert (found.checked.untold, found.checked.true_passed, found.checked.trusted) == (60, 0, False)


def test_a_check_is_remembered_for_the_reader_and_the_words_it_was_asked_in(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "readers.json"
    good, bad = Checked(0, 30, 29, 30), Checked(20, 30, 30, 30)
    assert recall(file, Oracle()) is None
    remember(file, Oracle(), good)
    remember(file, Oracle(version="2"), bad)
    assert recall(file, Oracle()) == good
    assert recall(file, Oracle(version="2")) == bad
    assert recall(file, Oracle(version="3")) is None
    assert [path.name for path in file.parent.iterdir()] == ["readers.json"]


@pytest.mark.parametrize("broken", ["", "{", "[1]", '{"1": 3}', '{"1": {"false": 0}}', "\udcff"])
def test_a_broken_file_of_checks_is_as_none(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "readers.json"
    file.write_bytes(broken.encode("utf8", "surrogateescape"))
    assert recall(file, Oracle()) is None
    remember(file, Oracle(), Checked(0, 30, 30, 30))
    assert recall(file, Oracle()) is not None


def test_a_model_at_another_address_is_another_reader() -> None:
    chat = ScriptedModel(says=[])
    one, other = (ChatReader(Model("openai:tiny", chat, address=f"http://127.0.0.1:{port}")) for port in (1, 2))
    assert one.version != other.version


def test_a_model_is_checked_from_the_command_line_and_what_was_found_bad_is_not_used(
    quotewise: Quotewise, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    yes = "".join(f"[{number}] yes\n" for number in range(1, AT_ONCE + 1))
    with serve_openai(OpenAiServer(pieces=[yes])) as server:
        at = ("--base-url", server.url)
        found = json.loads(quotewise("models", "--check", "openai:tiny", *at, "--json").stdout)
        assert (found["trusted"], found["false_passed"], found["true_passed"]) == (False, 30, 30)
        shown = quotewise("models", "--check", "openai:tiny", *at).stdout
        assert re.search(r"false statements passed +30 of 30", shown)
        asked = quotewise(
            "ask", "Which store?", "--library", library, "--model", "openai:tiny", *at, "--verify", "model"
        )
    checks_file().unlink()
    assert asked.exit_code == 1
    assert "30 of 30 false" in asked.stderr


def test_a_model_that_answers_nothing_is_told_and_not_remembered(
    quotewise: Quotewise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with serve_openai(OpenAiServer(pieces=["I would rather not."])) as server:
        result = quotewise("models", "--check", "openai:tiny", "--base-url", server.url)
    assert result.exit_code == 1
    assert "answered none" in result.stderr
    assert not checks_file().exists()


def tiny(folder: Path, labels: Mapping[int, str], likeliest: int) -> Path:
    """An inference model of two small layers that finds one label likeliest, whatever it reads."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    words = "oven loaf rye stone".split()
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]))
    shape = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    settings = BertConfig(vocab_size=len(words) + 5, id2label=labels, max_position_embeddings=64, **shape)
    model = BertForSequenceClassification(settings)
    with torch.no_grad():
        model.classifier.bias[likeliest] = 100.0
    model.save_pretrained(folder / "model")
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder / "model")
    return folder / "model"


ITEMS = [Item("Oven", "The >>loaf<< needs a stone.", "The loaf needs a stone."), Item("", "rye " * 200, "Rye.")]


@pytest.mark.parametrize("order", [("entailment", "neutral", "contradiction"), ("CONTRADICTION", "ENTAILMENT")])
def test_an_inference_model_reads_by_its_own_labels_and_nothing_in_part(tmp_path: Path, order: tuple[str, ...]) -> None:
    labels = dict(enumerate(order))
    entails = next(at for at, label in labels.items() if label.lower() == "entailment")
    for likeliest in labels:
        reader = EntailmentReader(str(tiny(tmp_path / str(likeliest), labels, likeliest)))
        reading = reader.read(ITEMS)
        assert reading.told == (likeliest == entails, None)
        assert reading.trouble


def test_an_inference_model_that_cannot_be_opened_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="--verify off"):
        EntailmentReader(str(tmp_path))
    with pytest.raises(ModelError, match="entailment"):
        EntailmentReader(str(tiny(tmp_path / "tiny", {0: "good", 1: "bad"}, 0)))


def test_an_inference_model_is_asked_by_folder_and_from_the_environment_once_it_was_found_good(
    tmp_path: Path, quotewise: Quotewise, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    folder = tiny(tmp_path / "tiny", {0: "entailment", 1: "contradiction"}, 0)
    line = '[1] Within 10 ms the online store gives its answer. | "The online store answers within 10 ms"\n'
    with serve_openai(OpenAiServer(pieces=[line])) as server:
        asked = ("ask", "How fast does the online store answer?", "--library", library, "--json")
        asked = (*asked, "--model", "openai:tiny", "--base-url", server.url)
        named = json.loads(quotewise(*asked, "--verify", folder).stdout)
        monkeypatch.setenv("QUOTEWISE_ENTAILMENT", str(folder))
        unchecked = json.loads(quotewise(*asked).stdout)
        remember(checks_file(), EntailmentReader(str(folder)), Checked(0, 30, 30, 30))
        trusted = json.loads(quotewise(*asked).stdout)
    checks_file().unlink()
    assert [claim["verified"] for claim in named["claims"]] == [folder.name]
    assert [claim["words"] for claim in unchecked["claims"]] == ["notes"]
    assert [claim["words"] for claim in trusted["claims"]] == ["model"]
