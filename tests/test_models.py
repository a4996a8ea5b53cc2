"""Models by name, through their real clients, against servers on loopback that speak their protocols."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from bedrock_server import Reply, serve_bedrock
from ollama_server import OllamaServer, serve_ollama
from openai_server import OpenAiServer, serve_openai
from scripted_model import in_pieces

from quotewise.assistant import Answer, ModelError, answer, open_model, stream, total
from quotewise.assistant.chat.cost import price_of, prices_as_of
from quotewise.assistant.chat.models import host_elsewhere
from quotewise.index import Library
from quotewise.index.embedding_service import ollama_address

ASKED = "How much does a full pear crate weigh?"
SAID = '[1] Pear crates weigh 10 kg when full. | "Pear crates weigh 10 kg when full"\n'
PIECES = in_pieces(SAID, 7)
NOVA = "bedrock_converse:amazon.nova-lite-v1:0"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    note = tmp_path_factory.mktemp("notes") / "pears.md"
    note.write_text("Pear crates weigh 10 kg when full, because pears bruise easily under load.\n")
    with Library.open(tmp_path_factory.mktemp("library"), create=True) as library:
        library.ingest([note])
        yield library


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of whoever runs the tests, and no pause between tries."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "OLLAMA_HOST", "AWS_PROFILE", "AWS_REGION"):
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


def ask_bedrock(library: Library, monkeypatch: pytest.MonkeyPatch, *replies: Reply, model: str = NOVA) -> Answer:
    with serve_bedrock(*replies) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", server.url)
        return answer(library, ASKED, model=open_model(model))


def is_told(reply: Answer, model: str) -> bool:
    return reply.model == model and [claim.text for claim in reply.claims] == ["Pear crates weigh 10 kg when full."]


def test_bedrock_streams_an_answer_with_its_tokens_and_cost(library, monkeypatch):
    with serve_bedrock(Reply(PIECES, tokens=(1000, 50))) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", server.url)
        first, reply = stream(library, ASKED, model=open_model(NOVA))
    assert isinstance(reply, Answer)
    assert reply.claims == (first,)
    assert is_told(reply, NOVA)
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (1000, 50)
    assert reply.usage.cost == pytest.approx((1000 * 0.06 + 50 * 0.24) / 1e6)
    (request,) = server.requests
    assert (request["model"], request["action"]) == ("amazon.nova-lite-v1:0", "converse-stream")
    assert "Pear crates weigh" in request["body"]["messages"][-1]["content"][0]["text"]
    assert request["body"]["system"][0]["text"].startswith("You answer")


def test_bedrock_can_be_invoked_without_streaming(monkeypatch):
    with serve_bedrock(Reply(["Yes", "."])) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", server.url)
        assert open_model(NOVA).chat.invoke("Well?").text == "Yes."
        assert server.requests[0]["action"] == "converse"


@pytest.mark.parametrize(
    "model", ["acme.brand-new-v9:0", "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.acme.brand-new-v9:0"]
)
def test_a_bedrock_model_that_langchain_does_not_know_still_streams(library, monkeypatch, model):
    with serve_bedrock(Reply(PIECES)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", server.url)
        reply = answer(library, ASKED, model=open_model(f"bedrock_converse:{model}"))
        assert server.requests[0]["action"] == "converse-stream"
    assert is_told(reply, f"bedrock_converse:{model}")
    assert reply.usage.cost is None


def test_bedrock_that_throttles_is_asked_again_and_the_wait_is_announced(library, monkeypatch, caplog):
    busy = Reply(status=429, error="ThrottlingException", message="Too many requests")
    with caplog.at_level(logging.WARNING, "quotewise.assistant"):
        reply = ask_bedrock(library, monkeypatch, busy, busy, Reply(PIECES))
    assert is_told(reply, NOVA)
    waits = [record.getMessage() for record in caplog.records]
    assert [wait.rpartition(": ")[2] for wait in waits] == ["trying again in 1 s", "trying again in 2 s"]
    assert "Too many requests" in waits[0]


def test_bedrock_that_throttles_for_ever_leaves_the_notes_own_answer(library, monkeypatch):
    reply = ask_bedrock(library, monkeypatch, Reply(status=429, error="ThrottlingException", message="Too many"))
    assert reply.model is None
    assert reply.claims
    assert "Too many" in str(reply.trouble)


def test_an_error_in_the_middle_of_a_bedrock_stream_keeps_what_passed(library, monkeypatch):
    broken = Reply([SAID, "[1] Pear cra"], error="modelStreamErrorException", message="lost the thread")
    reply = ask_bedrock(library, monkeypatch, broken)
    assert is_told(reply, NOVA)
    assert "lost the thread" in str(reply.trouble)
    assert reply.withheld == 0


@pytest.mark.parametrize("pieces", [[SAID, "[1] Pear cra"], ["[1] Pear cra"]])
def test_a_bedrock_connection_that_is_cut_keeps_what_passed(library, monkeypatch, pieces):
    reply = ask_bedrock(library, monkeypatch, Reply(pieces, cut=True))
    assert is_told(reply, NOVA) == (len(pieces) == 2)
    assert reply.claims
    assert "cut" in str(reply.trouble)


@pytest.mark.parametrize(
    ("stop", "why"),
    [("guardrail_intervened", "guardrail"), ("content_filtered", "filter"), ("max_tokens", "limit of tokens")],
)
def test_why_bedrock_stopped_is_reported(library, monkeypatch, stop, why):
    reply = ask_bedrock(library, monkeypatch, Reply([SAID, "[1] Pear crates weigh 10 kg"], stop=stop))
    assert is_told(reply, NOVA)
    assert why in str(reply.trouble)


@pytest.mark.parametrize(
    ("status", "code", "message", "remedy"),
    [
        (403, "UnrecognizedClientException", "The security token is invalid.", "aws configure"),
        (403, "ExpiredTokenException", "The token is expired.", "aws sso login"),
        (403, "AccessDeniedException", "You don't have access.", "Bedrock console"),
        (400, "ValidationException", "The provided model identifier is invalid.", "check the model id"),
        (404, "ResourceNotFoundException", "No such model.", "check the model id"),
    ],
)
def test_what_must_be_put_right_at_aws_is_said_with_its_remedy(library, monkeypatch, status, code, message, remedy):
    with pytest.raises(ModelError, match=remedy) as caught:
        ask_bedrock(library, monkeypatch, Reply(status=status, error=code, message=message))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_aws_credentials_and_region_are_named(library, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(ModelError, match="credentials"):
        ask_bedrock(library, monkeypatch, Reply(PIECES))
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(ModelError, match="AWS_REGION"):
        open_model(NOVA)


def test_a_slow_first_token_is_waited_for(library, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    reply = ask_bedrock(library, monkeypatch, Reply(PIECES, wait=0.5))
    assert is_told(reply, NOVA)
    assert reply.usage.seconds >= 0.5


def test_bedrock_is_elsewhere_unless_its_endpoint_is_here(monkeypatch):
    place = open_model(NOVA).place
    assert place is not None
    assert "us-east-1" in place
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:1")
    assert open_model(NOVA).place is None


def test_prices_are_dated_and_found_for_profiles_and_arns():
    plain = price_of("anthropic.claude-3-5-haiku-20241022-v1:0")
    assert plain is not None
    assert price_of("us.anthropic.claude-3-5-haiku-20241022-v1:0") == plain
    assert price_of("arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-5-haiku-20241022-v1:0") == plain
    assert price_of("acme.brand-new-v9:0") is None
    assert prices_as_of().year >= 2026


def test_a_session_costs_what_its_answers_cost(library, monkeypatch):
    replies = [ask_bedrock(library, monkeypatch, Reply(PIECES, tokens=(100, 10))) for _ in range(2)]
    session = total([*replies, answer(library, ASKED)])
    assert (session.input_tokens, session.output_tokens) == (200, 20)
    assert session.cost == pytest.approx(2 * replies[0].usage.cost)
    assert total([answer(library, ASKED)]).cost is None


def test_ollama_answers_with_its_tokens(library):
    with serve_ollama(OllamaServer(PIECES)) as server:
        model = open_model("ollama:tiny:1b", base_url=server.url)
        reply = answer(library, ASKED, model=model)
    assert is_told(reply, "ollama:tiny:1b")
    assert (reply.usage.input_tokens, reply.usage.output_tokens, reply.usage.cost) == (90, 12, None)
    assert model.place is None
    assert server.requests[0]["options"]["num_ctx"] >= 4096


def test_ollama_that_is_busy_is_asked_again_and_a_cut_stream_is_reported(library, caplog):
    with serve_ollama(OllamaServer(PIECES, busy=1)) as server:
        assert is_told(
            answer(library, ASKED, model=open_model("ollama:tiny:1b", base_url=server.url)), "ollama:tiny:1b"
        )
    assert "trying again" in caplog.text
    with serve_ollama(OllamaServer(PIECES, cut=True)) as server:
        reply = answer(library, ASKED, model=open_model("ollama:tiny:1b", base_url=server.url))
    assert is_told(reply, "ollama:tiny:1b")
    assert "cut" in str(reply.trouble)


def test_an_ollama_model_that_is_not_there_and_a_server_that_is_not_are_told_apart(library):
    with serve_ollama(OllamaServer(PIECES)) as server, pytest.raises(ModelError, match="ollama pull other"):
        answer(library, ASKED, model=open_model("ollama:other", base_url=server.url))
    with pytest.raises(ModelError, match="ollama serve"):
        answer(library, ASKED, model=open_model("ollama:tiny", base_url="http://127.0.0.1:9"))


def test_an_error_in_the_middle_of_an_ollama_stream_keeps_what_passed(library):
    with serve_ollama(OllamaServer(PIECES, error="model runner has stopped")) as server:
        reply = answer(library, ASKED, model=open_model("ollama:tiny:1b", base_url=server.url))
    assert is_told(reply, "ollama:tiny:1b")
    assert "model runner has stopped" in str(reply.trouble)


def test_ollama_and_openai_servers_that_are_busy_for_ever_leave_the_notes_own_answer(library):
    with serve_ollama(OllamaServer(PIECES, busy=99)) as server:
        reply = answer(library, ASKED, model=open_model("ollama:tiny:1b", base_url=server.url))
    assert (reply.model, reply.refused) == (None, False)
    assert "busy" in str(reply.trouble)
    with serve_openai(OpenAiServer(PIECES, refusals=[(429, "slow down")] * 99)) as server:
        reply = answer(library, ASKED, model=open_model("openai:tiny", base_url=server.url))
    assert (reply.model, reply.refused) == (None, False)
    assert "slow down" in str(reply.trouble)


def test_slow_first_tokens_of_ollama_and_openai_servers_are_waited_for(library, monkeypatch):
    monkeypatch.undo()
    with serve_ollama(OllamaServer(PIECES, wait=0.5)) as server:
        reply = answer(library, ASKED, model=open_model("ollama:tiny:1b", base_url=server.url))
    assert is_told(reply, "ollama:tiny:1b")
    assert reply.usage.seconds >= 0.5
    with serve_openai(OpenAiServer(PIECES, wait=0.5)) as server:
        reply = answer(library, ASKED, model=open_model("openai:tiny", base_url=server.url))
    assert is_told(reply, "openai:tiny")
    assert reply.usage.seconds >= 0.5


@pytest.mark.parametrize(
    ("host", "url"),
    [
        (None, "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://0.0.0.0:11434"),
        (":4711", "http://127.0.0.1:4711"),
        ("box:4711/", "http://box:4711"),
        ("https://box/ollama", "https://box/ollama"),
    ],
)
def test_ollama_is_looked_for_where_its_own_variable_says(monkeypatch, host, url):
    if host:
        monkeypatch.setenv("OLLAMA_HOST", host)
    assert ollama_address() == url


def test_a_server_that_speaks_openai_answers(library):
    with serve_openai(OpenAiServer(PIECES)) as server:
        model = open_model("openai:tiny", base_url=server.url)
        reply = answer(library, ASKED, model=model)
    assert is_told(reply, "openai:tiny")
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (80, 9)
    assert server.requests[0]["max_tokens"] > 0  # llama.cpp's server knows no other limit
    assert server.requests[0]["repeat_penalty"] == 1.0  # else it would keep a model from copying its quote
    assert model.place is None


def test_a_server_that_speaks_openai_is_asked_again_cut_and_filtered(library, caplog):
    with serve_openai(OpenAiServer(PIECES, refusals=[(429, "slow down")])) as server:
        assert is_told(answer(library, ASKED, model=open_model("openai:tiny", base_url=server.url)), "openai:tiny")
    assert "slow down" in caplog.text
    with serve_openai(OpenAiServer(PIECES, cut=True)) as server:
        assert "cut" in str(answer(library, ASKED, model=open_model("openai:tiny", base_url=server.url)).trouble)
    with serve_openai(OpenAiServer(PIECES, finish="content_filter")) as server:
        reply = answer(library, ASKED, model=open_model("openai:tiny", base_url=server.url))
    assert "filter" in str(reply.trouble)


def test_an_error_in_the_middle_of_an_openai_stream_keeps_what_passed(library):
    with serve_openai(OpenAiServer(PIECES, error="out of memory")) as server:
        reply = answer(library, ASKED, model=open_model("openai:tiny", base_url=server.url))
    assert is_told(reply, "openai:tiny")
    assert "out of memory" in str(reply.trouble)


@pytest.mark.parametrize(
    ("status", "remedy"), [(401, "OPENAI_API_KEY"), (404, "ends in /v1"), (400, "cannot take"), (403, "OPENAI_API_KEY")]
)
def test_what_an_openai_server_refuses_is_said_with_its_remedy(library, status, remedy):
    with serve_openai(OpenAiServer(refusals=[(status, "no")])) as server, pytest.raises(ModelError, match=remedy):
        answer(library, ASKED, model=open_model("openai:tiny", base_url=server.url))
    with pytest.raises(ModelError, match="start the server"):
        answer(library, ASKED, model=open_model("openai:tiny", base_url="http://127.0.0.1:9/v1"))


def test_openai_itself_is_elsewhere_and_needs_a_key(monkeypatch):
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        open_model("openai:gpt-5-mini")
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    assert open_model("openai:gpt-5-mini").place == "api.openai.com"


@pytest.mark.parametrize(
    "name", ["", "gpt", "local:", "local:other", "ollama:", ":x", "nosuch:model", "llamacpp:/none.gguf"]
)
def test_a_name_that_names_no_model_is_refused_in_one_line(name):
    with pytest.raises(ModelError) as caught:
        open_model(name)
    assert "\n" not in str(caught.value)


def test_a_base_url_where_none_belongs_is_refused():
    with pytest.raises(ModelError, match="leave it out"):
        open_model("local", base_url="http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://127.0.0.1:8000/v1", None),
        ("http://localhost/v1", None),
        ("http://[::1]:1", None),
        ("http://10.0.0.7:8000", "10.0.0.7"),
        ("https://models.example/v1", "models.example"),
        ("http://localhost.example", "localhost.example"),
    ],
)
def test_loopback_is_here_and_everything_else_is_not(url, host):
    assert host_elsewhere(url) == host
