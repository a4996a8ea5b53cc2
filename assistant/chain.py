"""The whole chain from a question to an answer.

What a question leans on and what the notes hold on it is gathered in one look (`extract.gathering`). Then it is
refused, or a model is asked (`model_output`), or the notes are read out (`extract.reading`); every claim passes the
gate (`tally`) before anyone sees it.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from quotewise.assistant.chat.models import as_model
from quotewise.assistant.chat.second_look import ChatReader, SecondReader, reader_for
from quotewise.assistant.chat.speech import Heard, Model, announce, listen
from quotewise.assistant.claim import Answer, Claim
from quotewise.assistant.extract.conflict import other_versions
from quotewise.assistant.extract.gathering import Evidence, gather, read_question
from quotewise.assistant.extract.reading import read_out
from quotewise.assistant.gate.reader import Reader, Reading
from quotewise.assistant.model_output import FORGET, back, declines, lines, read_line
from quotewise.assistant.prompts import messages, within
from quotewise.assistant.tally import Tally
from quotewise.index import Library

MOST_CLAIMS, MOST_LINES = 8, 24  # of a model that stand, and in all: one that goes on is not listened to

Asked = str | Mapping[str, object]  # a question, or {"question", "history", "source"}
AnyModel = Model | BaseChatModel | None


def answer(
    library: Library,
    question: str,
    *,
    history: Sequence[str] = (),
    source: str | Sequence[str] | None = None,
    model: AnyModel = None,
    reader: SecondReader = "own",
) -> Answer:
    """Answer a question from the notes, or refuse with the reason and the nearest passages.

    history: earlier questions and answers in turn, oldest first. source: a GLOB over sources to look in, or some.
    model: from `open_model`, or a LangChain chat model; None reads out the notes' own sentences.
    reader: vouches for wordings of a model that the rules leave open; "own": the model itself, unless it is on this
    machine; None: nobody, and the notes' words stand in their place.
    Raises ModelError where a model cannot be used before something is put right.
    """
    asked = {"question": question, "history": history, "source": source}
    return _last(answer_chain(library, model, reader).stream(asked))


def stream(
    library: Library,
    question: str,
    *,
    history: Sequence[str] = (),
    source: str | Sequence[str] | None = None,
    model: AnyModel = None,
    reader: SecondReader = "own",
) -> Iterator[Claim | Answer]:
    """As `answer`, but each claim as soon as it may be shown, and the Answer last.

    A claim may come in the notes' words and stand in the model's in the Answer, once a reader has vouched for it.
    """
    return answer_chain(library, model, reader).stream({"question": question, "history": history, "source": source})


def answer_chain(
    library: Library, model: AnyModel = None, reader: SecondReader = "own"
) -> Runnable[Asked, Claim | Answer]:
    """A LangChain Runnable from a question, or {"question", "history", "source"}, to an Answer.

    `invoke` and `batch` give Answers; `stream` gives each Claim once it may be shown, then the Answer.
    What is plainly no question on these notes is refused before a model is asked; the rest it decides.
    """
    search_and_decide = RunnableLambda(partial(gather, library), name="search_and_decide")
    return RunnableLambda(read_question) | search_and_decide | Saying(library, model, reader)


class Saying(Runnable[Evidence, Claim | Answer]):
    """The last step: ask a model or read out the notes, and gate line by line."""

    def __init__(self, library: Library, model: AnyModel, reader: SecondReader = "own") -> None:
        self.library = library
        self.model = as_model(model) if model is not None else None
        self.reader = reader_for(self.model, reader)

    def invoke(self, input: Evidence, config: RunnableConfig | None = None, **_: object) -> Answer:
        return _last(self.stream(input, config))

    def stream(self, input: Evidence, config: RunnableConfig | None = None, **_: object) -> Iterator[Claim | Answer]:
        return say(input, self.library, self.model, self.reader, config)


def say(
    evidence: Evidence, library: Library, model: Model | None, reader: Reader | None, config: RunnableConfig | None
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
    if tally.shown:
        tally.model = asked.name if asked else None
        yield from tally.add(other_versions(read_out(evidence).claims, tally.shown, evidence.versions))
    elif evidence.answerable and not tally.declined:
        read = read_out(evidence)
        yield from tally.add(read.claims)
        tally.more = read.more
    yield tally.conclude(asked, heard, reading, time.monotonic() - begun)


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


def _last(pieces: Iterator[Claim | Answer]) -> Answer:
    *_, last = pieces
    if not isinstance(last, Answer):
        raise TypeError("an answer ends with an Answer")
    return last
