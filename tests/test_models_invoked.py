"""Models asked for a whole answer at once, through their real clients and servers on loopback."""

import time
from pathlib import Path

import pytest
from ollama_server import OllamaServer, serve_ollama
from openai_server import OpenAiServer, serve_openai

from quotewise.assistant import ModelError, answer, open_model
from quotewise.index import Library

ASKED = "How much does a full pear crate weigh?"
SAID = '[1] Pear crates weigh 10 kg when full. | "Pear crates weigh 10 kg when full"\n'


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "OLLAMA_HOST"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    note = tmp_path / "notes" / "pears.md"
    note.parent.mkdir()
    note.write_text("Pear crates weigh 10 kg when full, because pears bruise easily under load.\n")
    library = Library.open(tmp_path / "library", create=True)
    library.ingest([note])
    return library


def test_an_openai_server_is_invoked_without_streaming() -> None:
    with serve_openai(OpenAiServer(["Yes", "."])) as server:
        reply = open_model("openai:tiny", base_url=server.url).chat.invoke("Well?")
    assert (reply.text, reply.usage_metadata and reply.usage_metadata["output_tokens"]) == ("Yes.", 9)
    assert not server.requests[0].get("stream")


def test_ollama_is_invoked_and_gives_the_whole_answer() -> None:
    with serve_ollama(OllamaServer(["Yes", "."])) as server:
        reply = open_model("ollama:tiny:1b", base_url=server.url).chat.invoke("Well?")
    assert (reply.text, reply.usage_metadata and reply.usage_metadata["output_tokens"]) == ("Yes.", 12)


def test_a_slow_whole_answer_of_an_openai_server_is_waited_for() -> None:
    begun = time.monotonic()
    with serve_openai(OpenAiServer(["Yes."], wait=0.4)) as server:
        assert open_model("openai:tiny", base_url=server.url).chat.invoke("Well?").text == "Yes."
    assert time.monotonic() - begun >= 0.4


@pytest.mark.parametrize("name", ["openai", "ollama"])
def test_an_invoked_connection_that_is_cut_is_a_fault_the_model_can_explain(name: str) -> None:
    if name == "openai":
        with serve_openai(OpenAiServer(["Yes", "."], cut=True)) as server:
            model = open_model("openai:tiny", base_url=server.url)
            with pytest.raises(model.faults) as caught:
                model.chat.invoke("Well?")
    else:
        with serve_ollama(OllamaServer(["Yes", "."], cut=True)) as server:
            model = open_model("ollama:tiny:1b", base_url=server.url)
            with pytest.raises(model.faults) as caught:
                model.chat.invoke("Well?")
    assert model.explain(caught.value).kind == "cut"


def test_a_model_that_an_openai_server_does_not_have_is_named(library: Library) -> None:
    with library, serve_openai(OpenAiServer([SAID], refusals=[(404, "no such model")])) as server:
        model = open_model("openai:other", base_url=server.url)
        with pytest.raises(ModelError, match='has no model "other"'):
            answer(library, ASKED, model=model)


def test_a_connection_cut_before_the_first_word_leaves_the_notes_own_answer(library: Library) -> None:
    with library:
        with serve_openai(OpenAiServer([], cut=True)) as server:
            replies = [answer(library, ASKED, model=open_model("openai:tiny", base_url=server.url))]
        with serve_ollama(OllamaServer([], cut=True)) as ollama:
            replies.append(answer(library, ASKED, model=open_model("ollama:tiny:1b", base_url=ollama.url)))
    for reply in replies:
        assert (reply.model, reply.refused) == (None, False)
        assert "10 kg" in reply.claims[0].text
        assert "cut" in str(reply.trouble)
