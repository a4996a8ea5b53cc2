"""Chat models by LangChain's names, "provider:model"; every heavy import waits in its arm."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from quotewise.assistant.chat.speech import Model, ModelError, log_wait, one_line
from quotewise.index.errors import host_elsewhere as host_elsewhere
from quotewise.index.errors import unreachable as unreachable

FORMS = "local, llamacpp:PATH, ollama:MODEL, openai:MODEL, bedrock_converse:MODEL_ID, or PROVIDER:MODEL of LangChain"


def open_model(name: str, *, base_url: str | None = None, on_wait: Callable[[float, str], None] = log_wait) -> Model:
    """The chat model called `name`; nothing is sent to it yet.

    local: the packaged SmolLM2-135M-Instruct. llamacpp:PATH: a GGUF file, in this process. ollama:MODEL.
    openai:MODEL: OpenAI, or with `base_url` any server that speaks its API. bedrock_converse:MODEL_ID:
    Amazon Bedrock, with boto3's credentials and Region. Any other name goes to LangChain's init_chat_model.
    on_wait: told of the seconds and the reason before each further try of a model that is asked too often.
    Raises ModelError.
    """
    provider, _, model = name.partition(":")
    if base_url and provider not in ("ollama", "openai"):
        raise ModelError(f'A base URL is for "openai:MODEL" and "ollama:MODEL", not for "{name}": leave it out')
    match provider:
        case _ if name == "local":
            with extra(name, "local"):
                from quotewise.assistant.chat.llamacpp import open_packaged
            opened = open_packaged()
        case "llamacpp" if model:
            with extra(name, "local"):
                from quotewise.assistant.chat.llamacpp import open_file
            opened = open_file(model)
        case "ollama" if model:
            with extra(name, "ollama"):
                from quotewise.assistant.chat.ollama import open_ollama
            opened = open_ollama(model, base_url)
        case "openai" if model:
            with extra(name, "openai"):
                from quotewise.assistant.chat.openai import open_openai
            opened = open_openai(model, base_url)
        case "bedrock_converse" if model:
            with extra(name, "bedrock"):
                from quotewise.assistant.chat.bedrock import open_bedrock
            opened = open_bedrock(model)
        case _ if provider and model:
            opened = open_other(name)
        case _:
            raise ModelError(f'No model is called "{name}": name it as {FORMS}')
    return replace(opened, on_wait=on_wait)


def open_other(name: str) -> Model:
    """A model of any other provider that LangChain knows; it is taken to be elsewhere."""
    try:
        from langchain.chat_models import init_chat_model
    except ImportError as error:
        raise ModelError(f'"{name}" needs LangChain: pip install "langchain>=1.2,<1.5"') from error
    provider = name.partition(":")[0]
    try:
        chat = init_chat_model(name)
    except ImportError as error:  # says which package to install
        raise ModelError(one_line(str(error))) from error
    except (ValueError, OSError, RuntimeError) as error:  # an unknown provider, a missing key
        raise ModelError(f'"{name}" cannot be opened ({one_line(str(error))}): name it as {FORMS}') from error
    return Model(name, chat, place=f'the provider "{provider}"', faults=(OSError, ValueError, RuntimeError))


def as_model(chat: Model | object) -> Model:
    """A LangChain chat model of one's own as a Model; where it runs is not known, and its errors are its own."""
    from langchain_core.language_models import BaseChatModel

    if isinstance(chat, Model):
        return chat
    if isinstance(chat, BaseChatModel):
        return Model(chat.get_name(), chat)
    raise TypeError(f"a model is a Model, from open_model(), or a LangChain chat model, not {type(chat).__name__}")


@contextmanager
def extra(name: str, which: str) -> Iterator[None]:
    """Names the extra to install where an import in the block fails."""
    try:
        yield
    except ImportError as error:
        raise ModelError(
            f'"{name}" needs the extra "{which}" ({error.name or error} is missing): pip install "quotewise[{which}]"'
        ) from error
