"""A draft as a model writes it: structured output where the model has it, else JSON in its text; one shape for both."""

import json
from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage
from pydantic import BaseModel, Field, ValidationError

from quotewise.assistant.chat.speech import Heard, Model, listen


class DraftedOption(BaseModel):
    """An option, what the notes say of it, and the words that say so."""

    text: str = Field(description="the option, as short as the others and of the same kind")
    right: bool = Field(description="whether it is a key")
    passage: int = Field(description="number of the passage that decides about it")
    why: str = Field(description="one statement of that passage that makes the option right or wrong")
    quote: str = Field(description="the words of that passage that say so, copied exactly")


class Draft(BaseModel):
    """One exam question."""

    stem: str = Field(description="a situation of 40 to 80 words that states its constraints, ending in the question")
    options: list[DraftedOption]


def ask_for_draft(model: Model, messages: Sequence[BaseMessage], heard: Heard) -> Draft | None:
    """A draft from a model; None where what it says is none. Raises ModelError where something must be put right."""
    try:
        asked = model.chat.with_structured_output(Draft, include_raw=True)
        found = asked.invoke(list(messages))
    except NotImplementedError:  # the client knows no structured output
        found = None
    except model.faults:  # nor does every model behind one that does; what else is wrong shows below
        found = None
    if not isinstance(found, dict):
        return read_draft("".join(listen(model, messages, heard)))
    raw = found.get("raw")
    if isinstance(raw, AIMessage) and raw.usage_metadata:
        heard.input_tokens += raw.usage_metadata["input_tokens"]
        heard.output_tokens += raw.usage_metadata["output_tokens"]
    parsed = found.get("parsed")
    return parsed if isinstance(parsed, Draft) else read_draft(raw.text if isinstance(raw, AIMessage) else "")


def read_draft(text: str) -> Draft | None:
    """The draft in a text: its JSON object, whatever stands around it."""
    said = text.rpartition("</think>")[2]
    start, end = said.find("{"), said.rfind("}")
    try:
        return Draft.model_validate(json.loads(said[start : end + 1])) if 0 <= start < end else None
    except (ValidationError, ValueError, RecursionError):
        return None
