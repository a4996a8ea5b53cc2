"""The whole chain from a question to an answer."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from quotewise.assistant.chat.speech import Model
from quotewise.assistant.claim import Answer, Claim
from quotewise.assistant.extract.gathering import Evidence, Question, gather
from quotewise.assistant.saying import say
from quotewise.index import Library

Asked = str | Mapping[str, Any]  # a question, or {"question", "history", "source"}


def answer(
    library: Library,
    question: str,
    *,
    history: Sequence[str] = (),
    source: str | None = None,
    model: Model | BaseChatModel | None = None,
) -> Answer:
    """Answer a question from the notes, or refuse with the reason and the nearest passages.

    history: earlier questions and answers in turn, oldest first. source: a GLOB over sources to look in.
    model: from `open_model`, or a LangChain chat model; None answers in the notes' own sentences.
    Raises ModelError where a model cannot be used before something is put right.
    """
    answered: Answer = answer_chain(library, model).invoke({"question": question, "history": history, "source": source})
    return answered


def stream(
    library: Library,
    question: str,
    *,
    history: Sequence[str] = (),
    source: str | None = None,
    model: Model | BaseChatModel | None = None,
) -> Iterator[Claim | Answer]:
    """As `answer`, but each claim as soon as it passed the gate, and the Answer last."""
    return answer_chain(library, model).stream({"question": question, "history": history, "source": source})


def answer_chain(library: Library, model: Model | BaseChatModel | None = None) -> Runnable[Asked, Any]:
    """A LangChain Runnable from a question, or {"question", "history", "source"}, to an Answer.

    `invoke` and `batch` give Answers; `stream` gives each Claim once it passed the gate, then the Answer.
    What is plainly no question on these notes is refused before a model is asked.
    """
    return (
        RunnableLambda(read_question)
        | RunnableLambda(partial(gather, library), name="search_and_decide")
        | Saying(library, model)
    )


def read_question(asked: Asked) -> Question:
    """The question with what it follows; raises ValueError where there is none, or no history of texts."""
    fields = {"question": asked} if isinstance(asked, str) else asked
    text, history = fields.get("question"), fields.get("history") or ()
    if not isinstance(text, str) or not text.strip():
        raise ValueError('the chain takes a question, or a dictionary with "question" and, if any, "history", "source"')
    if isinstance(history, str) or not (
        isinstance(history, Sequence) and all(isinstance(turn, str) for turn in history)
    ):
        raise ValueError('"history" must be a flat list of strings, question and answer in turn')
    return Question(text, tuple(history), fields.get("source"))


class Saying(Runnable[Evidence, Any]):
    """The last step: compose the prompt, listen, gate line by line."""

    def __init__(self, library: Library, model: Model | BaseChatModel | None) -> None:
        self.library = library
        self.model = model

    def invoke(self, input: Evidence, config: RunnableConfig | None = None, **_: Any) -> Answer:
        answered = [piece for piece in self.stream(input, config) if isinstance(piece, Answer)]
        return answered[-1]

    def stream(self, input: Evidence, config: RunnableConfig | None = None, **_: Any) -> Iterator[Claim | Answer]:
        return say(input, self.library, self.model, config)
