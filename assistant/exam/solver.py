"""Exam questions answered from the notes: the options they bear out, and the quotes that decided it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from langchain_core.language_models import BaseChatModel

from quotewise.assistant.chat.models import as_model
from quotewise.assistant.chat.speech import Model, announce
from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.exam.item import ExamItem, pick
from quotewise.assistant.exam.option_evidence import Tie, tie_options
from quotewise.assistant.exam.pick import Picked, ask_model
from quotewise.assistant.extract.reading import claim_of
from quotewise.assistant.gate.verdict import check
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.unit import Unit, units
from quotewise.index import Hit, Library, LibraryError
from quotewise.index.coverage import hits_of

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


@dataclass(frozen=True, slots=True)
class _Found:
    """What the notes hold on an item, all of one state of the library. hits: by letter, best first."""

    ties: Mapping[str, Tie]
    hits: Mapping[str, Sequence[Hit]]
    originals: Mapping[str, str]

    def passages(self, letters: Iterable[str]) -> list[Hit]:
        """The passages of these options, the best of each first."""
        rounds = zip_longest(*(self.hits[letter] for letter in letters))
        return list({hit.content: hit for hit in chain.from_iterable(rounds) if hit is not None}.values())


def solve(library: Library, item: ExamItem, *, model: Model | BaseChatModel | None = None) -> Solution:
    """Answer an exam question from the notes.

    model: from `open_model`, or a LangChain chat model; it picks from the passages that were found, its quotes
    pass the gate, and where its pick cannot be read the notes decide. Raises LibraryError for an empty library,
    and ModelError where a model cannot be used before something is put right.
    """
    found = _look(library, item)
    turn = -1 if item.turned_round else 1
    scores = {letter: turn * tie.strength for letter, tie in found.ties.items()}
    answer = pick(item, scores)
    picked = Picked()
    if model is not None:
        speaker = as_model(model)
        announce(speaker, library.folder)
        picked = ask_model(speaker, item, found.passages(item.in_fixed_order), found.originals.__getitem__)
    answer = picked.answer or answer
    return Solution(
        answer,
        scores,
        picked.citations or tuple(cite_options(item, found, answer)),
        model=picked.model,
        trouble=picked.trouble,
    )


def _look(library: Library, item: ExamItem) -> _Found:
    with library.reading():  # one generation, and no transaction held while a model thinks
        if library.is_empty():
            raise LibraryError('The library is empty: run "quotewise ingest NOTES" first')
        ties = tie_options(library, item)
        hits = {letter: hits_of(library, tie.passages) for letter, tie in ties.items()}
        sources = {hit.source for some in hits.values() for hit in some}
        return _Found(ties, hits, {source: library.original(source) for source in sources})


def cite_options(item: ExamItem, found: _Found, answer: Sequence[str]) -> Iterable[Citation]:
    """The sentences that decided: of the options picked, or where the odd one out was asked for, of the others."""
    cited: dict[tuple[str, int, int], Citation] = {}
    for letter in item.options:
        if (letter in answer) != item.turned_round:
            for claim in list(_backed(item, letter, found))[:CITED]:
                for citation in claim.citations:
                    cited.setdefault((citation.source, citation.start, citation.end), citation)
    return cited.values()


def _backed(item: ExamItem, letter: str, found: _Found) -> Iterator[Claim]:
    """Of each passage that ties an option to the stem the sentence with most of both, if it passes the gate.

    Sentences with a word that this option alone has; where there are none, any.
    """
    stem, option = set(stems(item.stem)), set(stems(item.options[letter]))
    others = {word for other, text in item.options.items() if other != letter for word in stems(text)}
    own = option - others - stem
    best = [
        max(units(hit), key=lambda unit: len(own & _held(unit)) + len((option | stem) & _held(unit)), default=None)
        for hit in found.hits[letter]
    ]
    told = [unit for unit in best if unit is not None and (option | stem) & _held(unit)]
    for unit in [unit for unit in told if own & _held(unit)] or told:
        if claim := check(claim_of(unit), found.hits[letter], found.originals.__getitem__).claim:
            yield claim


def _held(unit: Unit) -> set[str]:
    return set(stems(unit.text))
