"""Exam questions answered from the notes: the options they bear out, and the quotes that decided it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel

from quotewise.assistant.chat.models import as_model
from quotewise.assistant.chat.second_look import ChatReader, SecondReader, reader_for
from quotewise.assistant.chat.speech import Heard, Model, announce
from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.exam.item import ExamItem, pick
from quotewise.assistant.exam.option_evidence import Tie, in_turn, tie_options
from quotewise.assistant.exam.pick import Picked, ask_model
from quotewise.assistant.gate.verdict import Original, check
from quotewise.assistant.phrasing import say
from quotewise.index import Library, LibraryError

CITED = 2  # quotes an option


@dataclass(frozen=True, slots=True)
class Solution:
    """The letters picked, sorted; how well the notes bear out each option, higher is better; what decided it.

    model: the name of the model whose pick it is, None where the notes alone decided. trouble: why a model
    that was asked did not decide, one line for a person.
    """

    answer: tuple[str, ...]
    scores: Mapping[str, float]
    citations: tuple[Citation, ...] = ()
    model: str | None = None
    trouble: str | None = None


def solve(
    library: Library,
    item: ExamItem,
    *,
    model: Model | BaseChatModel | None = None,
    reader: SecondReader = "own",
    heard: Heard | None = None,
) -> Solution:
    """Answer an exam question from the notes.

    model: from `open_model`, or a LangChain chat model; it picks from the passages of every option. Where its pick
    cannot be read, or rests on no quote that stands, the notes decide.
    reader: is asked whether those quotes say what the model says of them; "own": the model itself, unless it is on this
    machine; None: nobody. heard: told what the model took.
    Raises LibraryError for an empty library, and ModelError where a model cannot be used before something is put right.
    """
    with library.reading():  # one generation, and no transaction held while a model thinks
        if library.is_empty():
            raise LibraryError('The library is empty: run "quotewise ingest NOTES" first')
        ties = tie_options(library, item)
        hits = in_turn([ties[letter].hits for letter in item.in_fixed_order])
        originals = {source: library.original(source) for source in dict.fromkeys(hit.source for hit in hits)}
    turn = -1 if item.turned_round else 1
    scores = {letter: turn * tie.strength for letter, tie in ties.items()}
    picked = Picked()
    if model is not None:
        speaker = as_model(model)
        second = reader_for(speaker, reader)
        for asked in (speaker, *([second.model] if isinstance(second, ChatReader) else ())):
            announce(asked, library.folder)
        picked = ask_model(speaker, item, hits, originals.__getitem__, second, heard)
    answer = picked.answer or pick(item, scores)
    return Solution(
        answer,
        scores,
        picked.citations or tuple(cite_options(item, ties, answer, originals.__getitem__)),
        model=picked.model,
        trouble=picked.trouble,
    )


def cite_options(
    item: ExamItem, ties: Mapping[str, Tie], answer: Sequence[str], original: Original
) -> Iterable[Citation]:
    """The sentences that decided: of the options picked, or where the odd one out was asked for, of the others.

    None of an option of which no statement holds a word of its own.
    """
    cited: dict[tuple[str, int, int], Citation] = {}
    for letter, tie in ties.items():
        if (letter in answer) != item.turned_round:
            for _, citation in zip(range(CITED), _backed(tie, original), strict=False):
                cited.setdefault((citation.source, citation.start, citation.end), citation)
    return cited.values()


def _backed(tie: Tie, original: Original) -> Iterator[Citation]:
    """The statements of a tie that pass the gate."""
    for unit in tie.told:
        claim = Claim(say(unit), (cite(unit.hit, unit.start, unit.end),))
        if passed := check(claim, [unit.hit], original).claim:
            yield from passed.citations
