"""OpenAI, and every server that speaks its API: llama.cpp's, vLLM, LM Studio."""

import os

import httpx2  # under the client; its errors leak out of a stream that is cut
import openai
from langchain_openai import ChatOpenAI

from quotewise.assistant.chat.models import host_elsewhere, unreachable
from quotewise.assistant.chat.speech import MOST_TOKENS, Fault, Model, ModelError, one_line

OFFICIAL = "https://api.openai.com/v1"
SLOWEST = 300.0  # seconds without a byte: a server on this machine may have to load its model


def open_openai(model: str, base_url: str | None = None) -> Model:
    url = base_url or os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_BASE") or OFFICIAL
    place = host_elsewhere(url)
    key = os.environ.get("OPENAI_API_KEY")
    if key is None and url == OFFICIAL:
        raise ModelError("OpenAI: no key: set OPENAI_API_KEY, or give the base URL of a server of your own")
    if not url.startswith(("http://", "https://")):
        raise ModelError(f"{url} is no base URL: it begins with http:// or https:// and mostly ends in /v1")
    # What is for this machine goes past no proxy.
    client = openai.DefaultHttpxClient(trust_env=False, timeout=SLOWEST) if place is None else None
    chat = ChatOpenAI(
        model=model,
        base_url=url,
        api_key=key or "none",  # pydantic makes it a secret
        max_retries=0,  # ours are announced (`Model.on_wait`)
        timeout=SLOWEST,
        stream_usage=True,
        use_responses_api=False,
        http_client=client,
        # llama.cpp's server knows no max_completion_tokens, which is what ChatOpenAI sends; OpenAI knows no max_tokens
        **({"max_completion_tokens": MOST_TOKENS} if url == OFFICIAL else own_server(place is None)),
    )

    def explain(error: Exception) -> Fault:
        match error:
            case openai.RateLimitError() if "insufficient_quota" in str(error):
                return Fault("setup", f"{url}: the quota is used up: check the plan and the bill")
            case openai.RateLimitError() | openai.APIStatusError(status_code=503):
                return Fault("wait", f"{url} is asked too often ({one_line(str(error))})")
            case openai.AuthenticationError() | openai.PermissionDeniedError():
                return Fault("setup", f"{url} refuses the key: set OPENAI_API_KEY ({one_line(str(error))})")
            case openai.NotFoundError():
                return Fault("setup", f'{url} has no model "{model}": check the name and that the URL ends in /v1')
            case openai.BadRequestError() | openai.UnprocessableEntityError():
                return Fault("setup", f"{url} cannot take this request ({one_line(str(error))})")
            case openai.APITimeoutError():
                return Fault("cut", f"{url} said nothing for {SLOWEST:g} s")
            case openai.APIConnectionError() if is_unanswered(error):
                return unreachable(url, "start the server, or check the base URL")
        return Fault("cut", f"{url}: the connection was cut ({type(error).__name__}: {one_line(str(error))})")

    return Model(
        f"openai:{model}",
        chat,
        place=place,
        address=url,
        faults=(openai.OpenAIError, httpx2.HTTPError, OSError, ValueError),
        explain=explain,
        ending="finish_reason",
    )


def is_unanswered(error: BaseException | None) -> bool:
    """Whether no connection was made, which the clients on the way wrap in errors of their own."""
    return error is not None and (isinstance(error, httpx2.ConnectError) or is_unanswered(error.__cause__))


def own_server(here: bool) -> dict[str, object]:
    # The server of llama-cpp-python penalises repetition unless told not to: a model can then neither keep to the
    # form of a line nor copy a quote. A server elsewhere may refuse what OpenAI does not know.
    plain = {"repeat_penalty": 1.0} if here else {}
    return {"temperature": 0.0, "extra_body": {"max_tokens": MOST_TOKENS, **plain}}
