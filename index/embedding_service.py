"""Embedding models of Amazon Bedrock and Ollama by name: asked again when too busy, their errors put in one line."""

import logging
import os
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from langchain_core.embeddings import Embeddings

from quotewise.index.embeddings import EmbeddingsEncoder
from quotewise.index.encoder import EncoderError
from quotewise.index.errors import Fault, host_elsewhere, one_line, unreachable

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)  # seconds before each further try
OLLAMA_PORT = 11434
OLLAMA_TOKENS = 256  # the smallest model it offers reads no more, and it cuts the rest off in silence
BEDROCK_TOKENS = 512  # what Cohere's models read; Titan reads 8,192

log = logging.getLogger("quotewise.index")


@dataclass(frozen=True, slots=True)
class Service:
    """Whom the texts go to. size: texts in one request. at_once: requests under way at a time."""

    embeddings: Embeddings
    faults: tuple[type[Exception], ...]
    explain: Callable[[Exception], Fault]
    size: int
    at_once: int = 1


class ServiceEmbeddings(Embeddings):
    """LangChain embeddings of a service, in requests of a size it takes; one that is too busy is asked again.

    Raises EncoderError, whose message names the remedy.
    """

    def __init__(self, service: Service) -> None:
        self.service = service

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        requests = [texts[at : at + self.service.size] for at in range(0, len(texts), self.service.size)]
        if self.service.at_once == 1 or len(requests) == 1:
            return [vector for request in requests for vector in self._ask(request)]
        with ThreadPoolExecutor(self.service.at_once) as pool:
            return [vector for answered in pool.map(self._ask, requests) for vector in answered]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]

    def _ask(self, texts: list[str]) -> list[list[float]]:
        for pause in (*PAUSES, None):
            try:
                vectors = self.service.embeddings.embed_documents(texts)
            except self.service.faults as error:
                fault = self.service.explain(error)
                if fault.kind == "setup" or pause is None:
                    raise EncoderError(one_line(fault.message)) from error
                log.warning("%s: trying again in %g s", one_line(fault.message), pause)
                time.sleep(pause)
            else:
                if len(vectors) != len(texts) or not all(vectors):
                    raise EncoderError("the embedding model gave too few vectors: choose another model")
                return vectors
        raise AssertionError("the last try returns or raises")


def open_service(name: str) -> EmbeddingsEncoder:
    """The encoder called "bedrock:MODEL_ID" or "ollama:MODEL"; nothing is sent to it yet. Raises EncoderError."""
    provider, _, model = name.partition(":")
    try:
        encoder = open_bedrock(model) if provider == "bedrock" else open_ollama(model)
    except ImportError as error:
        raise EncoderError(
            f'"{name}" needs the extra "{provider}" ({error.name} is missing): pip install "quotewise[{provider}]"'
        ) from error
    encoder.opened_as = name
    return encoder


def open_bedrock(model_id: str) -> EmbeddingsEncoder:
    from botocore.exceptions import BotoCoreError, ClientError
    from langchain_aws import BedrockEmbeddings
    from urllib3.exceptions import HTTPError

    from quotewise.index.bedrock_errors import CLIENT, explain

    # It logs every error with a traceback, also those that are asked again and those we say in one line.
    logging.getLogger("langchain_aws.embeddings.bedrock").setLevel(logging.CRITICAL)
    provider = re.search(r"/(?:[a-z-]+\.)?([a-z0-9]+)\.[a-z]", model_id)  # an ARN does not say it to LangChain
    try:
        embeddings = BedrockEmbeddings(model_id=model_id, config=CLIENT, provider=provider[1] if provider else None)
    except (BotoCoreError, ClientError, ValueError) as error:
        raise EncoderError(explain(error).message) from error
    endpoint, region = str(embeddings.client.meta.endpoint_url), embeddings.client.meta.region_name
    many = "cohere." in model_id  # the others take one text a request
    service = Service(
        embeddings,
        faults=(BotoCoreError, ClientError, HTTPError, OSError, ValueError),
        explain=explain,
        size=96 if many else 1,
        at_once=1 if many else 8,
    )
    elsewhere = host_elsewhere(endpoint)
    return EmbeddingsEncoder(
        ServiceEmbeddings(service),
        name=model_id,
        max_tokens=BEDROCK_TOKENS,
        backend="BedrockEmbeddings",
        place=f"Amazon Bedrock in {region} ({elsewhere})" if elsewhere else None,
    )


def open_ollama(model: str) -> EmbeddingsEncoder:
    import httpx
    from langchain_ollama import OllamaEmbeddings
    from ollama import ResponseError

    url = ollama_address()
    here = host_elsewhere(url) is None
    try:
        embeddings = OllamaEmbeddings(model=model, base_url=url, client_kwargs={"timeout": 300, "trust_env": not here})
    except ValueError as error:
        raise EncoderError(f"{url} is no address of an Ollama server ({one_line(str(error))})") from error

    def explain(error: Exception) -> Fault:
        match error:
            case ResponseError(status_code=404):
                return Fault("setup", f'Ollama has no model "{model}": run "ollama pull {model}"')
            case ResponseError(status_code=429 | 500 | 502 | 503):
                return Fault("wait", f"Ollama is busy ({error.error})")
            case ResponseError():
                return Fault("setup", f"Ollama: {error.error}: choose a model that embeds, such as nomic-embed-text")
            case httpx.ConnectError() | ConnectionError():
                return unreachable(url, 'run "ollama serve"')
        return Fault("cut", f"Ollama: the connection was cut ({type(error).__name__}: {error})")

    service = Service(embeddings, (ResponseError, httpx.HTTPError, OSError, ValueError), explain, size=32)
    return EmbeddingsEncoder(
        ServiceEmbeddings(service),
        name=model,
        max_tokens=OLLAMA_TOKENS,
        backend="OllamaEmbeddings",
        place=host_elsewhere(url),
    )


def ollama_address(base_url: str | None = None) -> str:
    """Where Ollama is: `base_url`, else $OLLAMA_HOST, else its usual port on this machine."""
    host = (base_url or os.environ.get("OLLAMA_HOST") or f"127.0.0.1:{OLLAMA_PORT}").rstrip("/")
    if "://" in host:
        return host
    name, colon, port = host.rpartition(":") if re.search(r":\d+$", host) else (host, ":", str(OLLAMA_PORT))
    return f"http://{name or '127.0.0.1'}{colon}{port}"
