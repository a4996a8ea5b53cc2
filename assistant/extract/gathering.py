"""What the notes hold on a question: searched, read and judged in one look, before anything is said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from quotewise.assistant.claim import Claim
from quotewise.assistant.extract.asking import seek
from quotewise.assistant.extract.conflict import versions
from quotewise.assistant.extract.ranking import Asked, Scored, rank
from quotewise.assistant.extract.refusal import Decision, decide
from quotewise.assistant.extract.statement import statements
from quotewise.assistant.extract.weighing import weigh
from quotewise.index import Hit, Library

EVIDENCE_BUDGET = 4000  # characters of passages that an answer is made from
NOTHING = Decision(refused=True, chance=1.0)
SOURCES = 14  # passages whose statements are considered


@dataclass(frozen=True, slots=True)
class Question:
    """A question, what it follows, and where to look.

    history: earlier questions and answers in turn, oldest first. source: a GLOB over sources.
    alone: the question as it is searched for, with what it leans on.
    """

    text: str
    history: tuple[str, ...] = ()
    source: str | None = None
    alone: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The hits with the state of the notes they come from, all of one generation of the library.

    originals: the text of each hit's note. stale: the notes among them that changed on disk, with their
    text now. ranked: their statements, the likeliest answer first, as judged for what is `asked`. versions: the two
    of them that disagree, if any do. decision: whether the notes can answer at all;
    made here, with or without a model.
    """

    question: Question
    hits: tuple[Hit, ...] = ()
    asked: Asked | None = field(default=None, repr=False)
    ranked: tuple[Scored, ...] = field(default=(), repr=False)
    versions: tuple[Scored, ...] = field(default=(), repr=False)
    originals: Mapping[str, str] = field(default_factory=dict, repr=False)
    stale: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    indexed_at: str | None = None
    empty: bool = False
    decision: Decision = NOTHING

    @property
    def answerable(self) -> bool:
        return not self.decision.refused

    @property
    def may_be_asked(self) -> bool:
        """Whether a model is asked: it decides whether the passages answer."""
        return bool(self.hits)

    @property
    def original(self) -> Callable[[str], str]:
        """Gives the text of a source as it was read, "" for one that no hit comes from."""
        return lambda source: self.originals.get(source, "")


def gather(library: Library, question: Question) -> Evidence:
    """Search for a question and decide whether it can be answered."""
    with library.reading():  # one generation, and no transaction held while a model thinks
        if library.is_empty():
            return Evidence(question, empty=True)
        hits = library.search(question.alone, budget=EVIDENCE_BUDGET, source=question.source)
        alone = library.repaired(question.alone)
        asked = Asked(alone, weigh(library, alone), seek(library.repaired(question.text)))
        ranked = rank(asked, [unit for hit in hits[:SOURCES] for unit in statements(hit)], library.encoder)
        sources = dict.fromkeys(hit.source for hit in hits)
        return Evidence(
            question,
            hits=tuple(hits),
            asked=asked,
            ranked=tuple(ranked),
            versions=versions(asked, ranked) or (),
            originals={source: library.original(source) for source in sources},
            stale=library.changed(sources),
            indexed_at=library.indexed_at(),
            decision=decide(library, asked, question.text, ranked),
        )


def condense(question: str, history: Sequence[str]) -> str:
    """The question with what it leans on: the question before it."""
    return f"{history[-2]} {question}" if len(history) >= 2 else question


def still_stands(claim: Claim, stale: Mapping[str, str | None]) -> bool:
    """Whether every quote is still in its file, wherever the file changed since it was read."""
    return all(
        citation.source not in stale or citation.quote in (stale[citation.source] or "") for citation in claim.citations
    )
