"""Ollama: a chat model of its server, on this machine or another."""

import httpx
from langchain_ollama import ChatOllama
from ollama import ResponseError

from quotewise.assistant.chat.models import host_elsewhere, unreachable
from quotewise.assistant.chat.speech import MOST_TOKENS, Fault, Model, ModelError, one_line
from quotewise.index.embedding_service import ollama_address

SLOWEST = 300  # seconds without a byte: Ollama loads a model from disk before it says anything
CONTEXT = 8192  # tokens; Ollama's own default cuts long prompts in silence


def open_ollama(model: str, base_url: str | None = None) -> Model:
    url = ollama_address(base_url)
    here = host_elsewhere(url) is None
    try:
        chat = ChatOllama(
            model=model,
            base_url=url,
            temperature=0,
            num_predict=MOST_TOKENS,
            num_ctx=CONTEXT,
            client_kwargs={"timeout": SLOWEST, "trust_env": not here},  # what is for this machine goes past no proxy
        )
    except ValueError as error:
        raise ModelError(f"{url} is no address of an Ollama server ({one_line(str(error))})") from error

    def explain(error: Exception) -> Fault:
        match error:
            case ResponseError(status_code=404):
                return Fault("setup", f'Ollama has no model "{model}": run "ollama pull {model}"')
            case ResponseError(status_code=429 | 503):
                return Fault("wait", f"Ollama is busy ({error.error})")
            case ResponseError(status_code=401 | 403):
                return Fault("setup", f'Ollama refuses ({error.error}): run "ollama signin"')
            case ResponseError():
                return Fault("cut", f"Ollama: {error.error}")
            case httpx.ConnectError() | ConnectionError():
                return unreachable(url, 'run "ollama serve"')
        return Fault("cut", f"Ollama: the connection was cut ({type(error).__name__}: {error})")

    return Model(
        f"ollama:{model}",
        chat,
        place=host_elsewhere(url) or ("ollama.com, through Ollama here" if model.endswith("cloud") else None),
        address=url,
        faults=(ResponseError, httpx.HTTPError, OSError, ValueError),
        explain=explain,
        ending="done_reason",
    )
