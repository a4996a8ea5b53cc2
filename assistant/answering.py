"""The whole chain from a question to an answer."""

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from quotewise.assistant.chat.models import as_model
from quotewise.assistant.chat.second_look import ChatReader
from quotewise.assistant.chat.speech import Heard, Model, announce, listen
from quotewise.assistant.claim import Answer, Claim, Reason, Usage
from quotewise.assistant.extract.composition import compose
from quotewise.assistant.extract.conflict import disagree, other_versions
from quotewise.assistant.extract.gathering import Evidence, Question, gather
from quotewise.assistant.gate.reader import Reader, Reading
from quotewise.assistant.model_output import FORGET, back, declines, lines, read_line
from quotewise.assistant.prompts import messages, within
from quotewise.assistant.tally import Tally
from quotewise.index import Library

NEAREST = 3  # passages shown with a refusal
MOST_CLAIMS, MOST_LINES = 8, 24  # of a model that stand, and in all: one that goes on is not listened to

Asked = str | Mapping[str, Any]  # a question, or {"question", "history", "source"}
SecondReader = Reader | Literal["own"] | None


def answer(
    library: Library,
    question: str,
    *,
    history: Sequence[str] = (),
    source: str | None = None,
    model: Model | BaseChatModel | None = None,
    reader: SecondReader = "own",
) -> Answer:
    """Answer a question from the notes, or refuse with the reason and the nearest passages.

    history: earlier questions and answers in turn, oldest first. source: a GLOB over sources to look in.
    model: from `open_model`, or a LangChain chat model; None answers in the notes' own sentences.
    reader: vouches for wordings of a model that the rules leave open; "own": the model itself, unless it is on this
    machine; None: nobody, and the notes' words stand in their place.
    Raises ModelError where a model cannot be used before something is put right.
    """
    answered: Answer = answer_chain(library, model, reader).invoke(
        {"question": question, "history": history, "source": source}
    )
    return answered


def stream(
    library: Library,
    question: str,
    *,
    history: Sequence[str] = (),
    source: str | None = None,
    model: Model | BaseChatModel | None = None,
    reader: SecondReader = "own",
) -> Iterator[Claim | Answer]:
    """As `answer`, but each claim as soon as it may be shown, and the Answer last.

    A claim may come in the notes' words and stand in the model's in the Answer, once a reader has vouched for it.
    """
    return answer_chain(library, model, reader).stream({"question": question, "history": history, "source": source})


def answer_chain(
    library: Library, model: Model | BaseChatModel | None = None, reader: SecondReader = "own"
) -> Runnable[Asked, Any]:
    """A LangChain Runnable from a question, or {"question", "history", "source"}, to an Answer.

    `invoke` and `batch` give Answers; `stream` gives each Claim once it may be shown, then the Answer.
    What is plainly no question on these notes is refused before a model is asked; the rest it decides.
    """
    return (
        RunnableLambda(read_question)
        | RunnableLambda(partial(gather, library), name="search_and_decide")
        | Saying(library, model, reader)
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
    """The last step: ask a model or read out the notes, and gate line by line."""

    def __init__(self, library: Library, model: Model | BaseChatModel | None, reader: SecondReader = "own") -> None:
        self.library = library
        self.model = as_model(model) if model is not None else None
        self.reader = own_reader(self.model) if reader == "own" else reader

    def invoke(self, input: Evidence, config: RunnableConfig | None = None, **_: Any) -> Answer:
        answered = [piece for piece in self.stream(input, config) if isinstance(piece, Answer)]
        return answered[-1]

    def stream(self, input: Evidence, config: RunnableConfig | None = None, **_: Any) -> Iterator[Claim | Answer]:
        return say(input, self.library, self.model, self.reader, config)


def own_reader(model: Model | None) -> Reader | None:
    """The second reader of a model that nobody has named one for: itself, unless it is on this machine."""
    return ChatReader(model) if model is not None and model.place is not None else None


def say(
    evidence: Evidence,
    library: Library,
    model: Model | None,
    reader: Reader | None,
    config: RunnableConfig | None = None,
) -> Iterator[Claim | Answer]:
    """Each claim as it may be shown so far, then the Answer. Where nothing of a model's stands, the notes speak."""
    begun, tally, heard, reading = time.monotonic(), Tally(evidence), Heard(), Reading(())
    asked = model if evidence.may_be_asked else None
    if asked is not None:
        announce(asked, library.folder)
        yield from ask(asked, evidence, tally, heard, config)
        if isinstance(reader, ChatReader):
            announce(reader.model, library.folder)
        reading = tally.look_again(reader)
    spoke = bool(tally.shown)
    if evidence.asked is not None and (spoke or (evidence.answerable and not tally.declined)):
        own = compose(evidence.asked, evidence.ranked, evidence.versions)
        yield from tally.add(other_versions(own, tally.shown, evidence.versions) if spoke else own)
    shown = tally.shown
    yield Answer(
        evidence.question.text,
        claims=shown,
        reason=None if shown else why_nothing(evidence, tally),
        leans_on=evidence.question.leans_on,
        conflict=disagree(shown, evidence.versions),
        nearest=evidence.nearest[:NEAREST],
        quoted=tally.quoted,
        withheld=len(tally.stopped),
        stopped=tuple(tally.stopped),
        model=asked.name if asked and spoke else None,
        usage=used(asked, heard, reading, time.monotonic() - begun),
        trouble=heard.trouble or reading.trouble or tally.trouble,
        indexed_at=evidence.indexed_at,
        stale=tally.changed_sources,
        why=evidence.decision.explain() if not (shown or evidence.empty) else "",
        doubt=None if evidence.empty else evidence.decision.chance,
    )


def ask(model: Model, evidence: Evidence, tally: Tally, heard: Heard, config: RunnableConfig | None) -> Iterator[Claim]:
    """What a model says, line by line, as far as it may be shown; a line begun when its words broke off is dropped."""
    given = within(evidence.hits, model.budget)
    asked = messages(evidence.question.text, evidence.question.history, given)
    for text in lines(listen(model, asked, heard, config), whole=lambda: heard.trouble is None):
        if text == FORGET:
            tally.forget()
        elif declines(text):
            tally.declined = True
        elif line := read_line(text):
            yield from tally.add([back(line, given)])
        if len(tally.told) >= MOST_CLAIMS or tally.heard >= MOST_LINES:
            return


def why_nothing(evidence: Evidence, tally: Tally) -> Reason:
    if evidence.empty:
        return "empty_library"
    if tally.vanished:
        return "notes_changed"
    if tally.stopped and not tally.declined:
        return "nothing_verified"
    return evidence.decision.reason


def used(model: Model | None, heard: Heard, reading: Reading, seconds: float) -> Usage:
    price = model.price if model else None
    costs = [price.of(heard.input_tokens, heard.output_tokens) if price else None, reading.cost]
    known = [cost for cost in costs if cost is not None]
    return Usage(
        heard.input_tokens + reading.input_tokens,
        heard.output_tokens + reading.output_tokens,
        cost=sum(known) if known else None,
        seconds=round(seconds, 3),
    )
