"""A chat model that says what it is told to, piece by piece, and remembers what it was asked."""

from collections.abc import Callable, Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import Field


class ScriptedModel(BaseChatModel):
    """says: its pieces; an exception among them is raised there. Before each piece it calls `on_piece`."""

    says: list[str | Exception]
    asked: list[list[BaseMessage]] = Field(default_factory=list)
    on_piece: Callable[[], None] = lambda: None
    said: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError("it streams")

    def _stream(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        self.asked.append(messages)
        for piece in self.says:
            self.on_piece()
            if isinstance(piece, Exception):
                raise piece
            self.said.append(piece)
            yield ChatGenerationChunk(message=AIMessageChunk(piece))


def in_pieces(text: str, length: int) -> list[str]:
    return [text[start : start + length] for start in range(0, len(text), length)]
