"""A chat model and how it is listened to: what it says, what that took, and what its errors mean."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.runnables import RunnableConfig
from langsmith.utils import tracing_is_enabled

from quotewise.assistant.chat.cost import Price
from quotewise.assistant.errors import ModelError as ModelError
from quotewise.index.errors import Fault as Fault
from quotewise.index.errors import one_line as one_line

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)  # seconds before each further try of a model that is asked too often
MOST_TOKENS = 600  # of an answer; five lines with their quotes need half of it
STOPS = {  # why a model stopped, by any client's word for it, where that is not that it was done
    "length": "the model reached its limit of tokens",
    "max_tokens": "the model reached its limit of tokens",
    "model_context_window_exceeded": "the model's context window is full",
    "guardrail_intervened": "a Bedrock guardrail stopped the model",
    "content_filtered": "a content filter stopped the model",
    "content_filter": "a content filter stopped the model",
    "refusal": "the model declined",
}

SILENT = "No generation chunks were returned"  # LangChain's error of a stream without a word

log = logging.getLogger("quotewise.assistant")


def log_wait(seconds: float, why: str) -> None:
    log.warning("%s: trying again in %g s", why, seconds)


@dataclass(frozen=True)
class Model:
    """A chat model with what LangChain does not say about it.

    place: where what it is told goes, None if that is this machine. address: of its server or file. faults: what its
    client raises; `explain` says what one means. ending: the key of the response metadata without which a stream was
    cut short.
    budget: characters of passages it is given. on_wait: told of each pause before a further try.
    """

    name: str
    chat: BaseChatModel
    place: str | None = None
    address: str = ""
    faults: tuple[type[Exception], ...] = ()
    explain: Callable[[Exception], Fault] = lambda error: Fault("cut", f"the model failed ({error})")
    ending: str | None = None
    price: Price | None = None
    budget: int = 8000
    on_wait: Callable[[float, str], None] = log_wait
    pauses: Sequence[float] = PAUSES
    announced: set[str] = field(default_factory=set, compare=False, repr=False)


def announce(model: Model, folder: Path) -> None:
    """Say where notes of the library in `folder` are about to go, once, if that is not this machine."""
    tracing = "LangSmith, since its tracing is on" if tracing_is_enabled() is True else None
    places = [place for place in (model.place, tracing) if place]
    if places and str(folder) not in model.announced:
        model.announced.add(str(folder))
        log.warning("passages of your notes go to %s", " and to ".join(places))


@dataclass(slots=True)
class Heard:
    """What came along with a model's words."""

    input_tokens: int = 0
    output_tokens: int = 0
    trouble: str | None = None
    spoke: bool = False
    endings: set[str] = field(default_factory=set)

    def note(self, chunk: AIMessageChunk) -> None:
        self.spoke = self.spoke or bool(chunk.text)
        if chunk.usage_metadata:
            self.input_tokens += chunk.usage_metadata["input_tokens"]
            self.output_tokens += chunk.usage_metadata["output_tokens"]
        for key in ("stopReason", "finish_reason", "done_reason"):
            if reason := chunk.response_metadata.get(key):
                self.endings.add(key)
                self.trouble = STOPS.get(str(reason), self.trouble)


def listen(
    model: Model, messages: Sequence[BaseMessage], heard: Heard, config: RunnableConfig | None = None
) -> Iterator[str]:
    """The model's words as they come; how it ended is in `heard.trouble`, None if well.

    A model asked too often is asked again after each of its pauses, unless it has begun to speak.
    Raises ModelError where something must be put right first.
    """
    for pause in (*model.pauses, None):
        try:
            silent = True
            for chunk in chunks_of(model.chat, messages, config):
                silent = False
                heard.note(chunk)
                yield chunk.text
            if silent:
                heard.trouble = heard.trouble or "the model said nothing"
            elif model.ending and model.ending not in heard.endings:
                heard.trouble = heard.trouble or "the model's stream was cut short"
            return
        except model.faults as error:
            fault = model.explain(error)
            if fault.kind == "setup" and not heard.spoke:
                raise ModelError(one_line(fault.message)) from error
            if fault.kind != "wait" or heard.spoke or pause is None:
                heard.trouble = one_line(fault.message)
                return
            model.on_wait(pause, one_line(fault.message))
            time.sleep(pause)


def chunks_of(
    chat: BaseChatModel, messages: Sequence[BaseMessage], config: RunnableConfig | None
) -> Iterator[AIMessageChunk]:
    """The pieces of a model's words; none where LangChain would raise that there are none."""
    try:
        yield from chat.stream(list(messages), config)
    except ValueError as error:
        if SILENT not in str(error):
            raise
