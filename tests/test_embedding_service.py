"""Embedding models by name, through their real clients, against servers on loopback that speak their protocols."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from bedrock_server import BedrockServer, Reply, serve_bedrock
from click.testing import Result
from loopback import letters
from ollama_server import OllamaServer, serve_ollama

from quotewise.index import EncoderMismatch, Library, open_encoder
from quotewise.index.embeddings import EmbeddingsEncoder
from quotewise.index.encoder import EncoderError

TEXTS = ["A queue holds messages.", "Pears bruise easily.", "Plums keep."]
TITAN = "bedrock:amazon.titan-embed-text-v2:0"
COHERE = "bedrock:cohere.embed-english-v3"
Quotewise = Callable[..., Result]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of whoever runs the tests, and no pause between tries."""
    for name in ("OLLAMA_HOST", "AWS_PROFILE", "AWS_REGION", "QUOTEWISE_EMBEDDINGS", "QUOTEWISE_YES_SEND"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_CONFIG_FILE": str(tmp_path / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("time.sleep", lambda seconds: None)


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[OllamaServer]:
    with serve_ollama(OllamaServer(models=["tiny:1b", "other:1b"])) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.url)
        yield server


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "fruit.md").write_text("# Fruit\n\nPears bruise easily.\n\nPlums come in baskets from the valley.\n")
    return folder


def serving(monkeypatch: pytest.MonkeyPatch, server: BedrockServer) -> BedrockServer:
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", server.url)
    return server


def unit(text: str) -> np.ndarray:
    vector = np.array(letters(text))
    return vector / np.linalg.norm(vector)


@pytest.mark.parametrize(("name", "requests"), [(TITAN, 3), (COHERE, 1)])
def test_bedrock_embeds_texts_in_their_order(monkeypatch: pytest.MonkeyPatch, name: str, requests: int) -> None:
    with serve_bedrock(Reply()) as server:
        serving(monkeypatch, server)
        vectors = open_encoder(name).encode(TEXTS)
    assert np.allclose(vectors, [unit(text) for text in TEXTS], atol=1e-6)
    assert len(server.requests) == requests


def test_bedrock_that_throttles_is_asked_again_and_the_wait_is_announced(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    throttled = Reply(status=429, error="ThrottlingException", message="too many requests")
    with serve_bedrock(throttled, throttled, Reply()) as server:
        serving(monkeypatch, server)
        assert open_encoder(TITAN).encode(TEXTS[:1]).shape == (1, 6)
    assert len(server.requests) == 3
    assert "ThrottlingException: too many requests: trying again in 2 s" in caplog.text
    assert "Traceback" not in caplog.text
    with serve_bedrock(throttled) as server:
        serving(monkeypatch, server)
        with pytest.raises(EncoderError, match="ThrottlingException"):
            open_encoder(TITAN).encode(TEXTS[:1])


@pytest.mark.parametrize(
    ("status", "code", "remedy"),
    [
        (403, "UnrecognizedClientException", "aws configure"),
        (403, "AccessDeniedException", "Bedrock console"),
        (404, "ResourceNotFoundException", "check the model id"),
    ],
)
def test_what_must_be_put_right_at_aws_is_said_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, status: int, code: str, remedy: str
) -> None:
    with serve_bedrock(Reply(status=status, error=code, message="no")) as server:
        serving(monkeypatch, server)
        with pytest.raises(EncoderError, match=remedy):
            open_encoder(TITAN).encode(TEXTS)


def test_no_region_is_named_when_the_model_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(EncoderError, match="AWS_REGION"):
        open_encoder(TITAN)


def test_bedrock_is_elsewhere_unless_its_endpoint_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_encoder(TITAN)
    assert isinstance(opened, EmbeddingsEncoder)
    assert opened.place == "Amazon Bedrock in us-east-1 (bedrock-runtime.us-east-1.amazonaws.com)"
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:9")
    opened = open_encoder(TITAN)
    assert isinstance(opened, EmbeddingsEncoder)
    assert opened.place is None


def test_ollama_embeds_and_is_asked_again_when_busy(ollama: OllamaServer, caplog: pytest.LogCaptureFixture) -> None:
    ollama.busy = 1
    vectors = open_encoder("ollama:tiny:1b").encode(TEXTS)
    assert np.allclose(vectors, [unit(text) for text in TEXTS], atol=1e-6)
    assert "trying again" in caplog.text


def test_an_ollama_model_that_is_not_there_and_a_server_that_is_not_are_told_apart(
    ollama: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(EncoderError, match="ollama pull missing"):
        open_encoder("ollama:missing").encode(TEXTS)
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    with pytest.raises(EncoderError, match="ollama serve"):
        open_encoder("ollama:tiny:1b").encode(TEXTS)


def test_a_library_remembers_its_embedding_model(ollama: OllamaServer, notes: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", create=True, encoder=open_encoder("ollama:tiny:1b")) as library:
        library.ingest([notes])
    asked = len(ollama.requests)
    with Library.open(tmp_path / "library") as library:
        assert "Pears" in library.search("easily bruise pears?")[0].text
        assert library.ingest([notes]).embedded == 0
    later = ollama.requests[asked:]
    assert {request["model"] for request in later} == {"tiny:1b"}
    assert not any("Pears" in text for request in later for text in request["input"])  # no note was embedded again


def test_another_embedding_model_is_refused_until_everything_is_embedded_again(
    ollama: OllamaServer, notes: Path, tmp_path: Path
) -> None:
    with Library.open(tmp_path / "library", create=True, encoder=open_encoder("ollama:tiny:1b")) as library:
        library.ingest([notes])
    with Library.open(tmp_path / "library", encoder=open_encoder("ollama:other:1b")) as library:
        with pytest.raises(EncoderMismatch, match=r"ollama:tiny:1b.*--reembed"):
            library.ingest([notes])
        assert library.ingest([notes], reembed=True).embedded > 0
    with Library.open(tmp_path / "library") as library:
        assert library.search("pears")


def test_the_command_line_embeds_by_name_and_says_where_notes_go(
    quotewise: Quotewise, ollama: OllamaServer, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ("--library", str(tmp_path / "library"))
    done = quotewise("ingest", str(notes), "--embeddings", "ollama:tiny:1b", *place)
    assert done.exit_code == 0, done.output
    assert "goes to" not in done.stderr  # it is on this machine
    assert "Pears" in quotewise("search", "bruise pears", *place).stdout
    refused = quotewise("ingest", str(notes), "--embeddings", "minilm", *place)
    assert refused.exit_code == 1
    assert "--reembed" in refused.stderr
    monkeypatch.setenv("QUOTEWISE_EMBEDDINGS", "ollama:missing")
    absent = quotewise("ingest", str(notes), "--library", str(tmp_path / "second"))
    assert absent.exit_code == 1
    assert "ollama pull missing" in absent.stderr


def test_the_command_line_names_a_place_elsewhere_before_the_first_note_leaves(
    quotewise: Quotewise, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(
        "quotewise.index.embedding_service.ServiceEmbeddings.embed_documents",
        lambda self, texts: sent.extend(texts) or [letters(text) for text in texts],
    )
    told = quotewise("ingest", str(notes), "--embeddings", TITAN, "--library", str(tmp_path / "one"))
    assert "goes to Amazon Bedrock in us-east-1" in told.stderr
    assert sent
    silent = ("ingest", str(notes), "--embeddings", TITAN, "--yes-send", "--library", str(tmp_path / "two"))
    assert "goes to" not in quotewise(*silent).stderr
