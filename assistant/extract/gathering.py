"""What the notes hold on a question: searched, read and judged in one look, before anything is said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from quotewise.assistant.claim import Claim
from quotewise.assistant.conversation import LONGEST, is_small_talk, lean
from quotewise.assistant.extract.conflict import versions
from quotewise.assistant.extract.idf import weigh
from quotewise.assistant.extract.question_type import seek
from quotewise.assistant.extract.refusal import OFF_TOPIC, SMALL_TALK, Decision, decide
from quotewise.assistant.extract.relevance import Asked, Scored, rank
from quotewise.assistant.extract.statement import statements
from quotewise.index import Hit, Library
from quotewise.ingest import Tree
from quotewise.ingest.views import ancestors

EVIDENCE_BUDGET = 8000  # characters of passages that are found for an answer: what a capable model is given at most
_NO_HISTORY = '"history" must be a flat list of strings, question and answer in turn'
NOTHING = Decision(refused=True, chance=1.0)
LONGEST_LIST = 400  # characters; of a longer list an item is read out alone
SOURCES = 14  # passages whose statements are considered


@dataclass(frozen=True, slots=True)
class Question:
    """A question, what it follows, and where to look.

    history: earlier questions and answers in turn, oldest first; once it is gathered, the one question it leans on with
    its answer, nothing where it stands alone. source: a GLOB over sources, or some. searched: the question as it is
    searched for, with the subject of what it leans on.
    """

    text: str
    history: tuple[str, ...] = ()
    source: str | tuple[str, ...] | None = None
    searched: str = ""

    @property
    def leans_on(self) -> str | None:
        """The earlier question it leans on, once it is gathered."""
        return self.history[0] if self.history else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The hits with the state of the notes they come from, all of one generation of the library.

    originals: the text of each hit's note. stale: the notes among them that changed on disk, with their
    text now. ranked: their statements, the likeliest answer first, as judged for what is `asked`. block: where
    in its note the block stands that holds the likeliest. versions: the two
    of them that disagree, if any do. decision: whether the notes can answer at all;
    made here, with or without a model.
    """

    question: Question
    hits: tuple[Hit, ...] = ()
    asked: Asked | None = field(default=None, repr=False)
    ranked: tuple[Scored, ...] = field(default=(), repr=False)
    block: tuple[int, int] = (0, 0)
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
    def off_topic(self) -> bool:
        """Whether this is plainly no question on these notes: refused before a model is asked, with no passages."""
        return self.decision.kind in (OFF_TOPIC, SMALL_TALK)

    @property
    def nearest(self) -> tuple[Hit, ...]:
        """The passages worth showing with a refusal, best first."""
        return () if self.off_topic else self.hits

    @property
    def may_be_asked(self) -> bool:
        """Whether a model is asked: it decides whether the passages answer."""
        return bool(self.hits) and not self.off_topic

    @property
    def original(self) -> Callable[[str], str]:
        """Gives the text of a source as it was read, "" for one that no hit comes from."""
        return lambda source: self.originals.get(source, "")


def read_question(asked: str | Mapping[str, object]) -> Question:
    """The question with what it follows; raises ValueError where there is none, or no history of texts."""
    fields = {"question": asked} if isinstance(asked, str) else asked
    text, history, source = fields.get("question"), fields.get("history") or (), fields.get("source")
    if not isinstance(text, str) or not text.strip():
        raise ValueError('the chain takes a question, or a dictionary with "question" and, if any, "history", "source"')
    if isinstance(history, str) or not isinstance(history, Sequence):
        raise ValueError(_NO_HISTORY)
    turns = tuple(turn for turn in history if isinstance(turn, str))
    if len(turns) < len(history):
        raise ValueError(_NO_HISTORY)
    among = tuple(map(str, source)) if isinstance(source, list | tuple) else source
    return Question(text, turns, among if isinstance(among, str | tuple) else None)


def gather(library: Library, question: Question) -> Evidence:
    """Search for a question, with the subject of what it leans on, and decide whether it can be answered."""
    with library.reading():  # one generation, and no transaction held while a model thinks
        if library.is_empty():
            return Evidence(question, empty=True)
        text = question.text[:LONGEST]
        leaning = lean(library, text, question.history)
        question = replace(question, history=leaning.on or (), searched=leaning.searched)
        if is_small_talk(text):
            return Evidence(question, indexed_at=library.indexed_at(), decision=Decision(True, 1.0, SMALL_TALK))
        hits = library.search(question.searched, budget=EVIDENCE_BUDGET, source=question.source)
        searched = library.repaired(question.searched)
        asked = Asked(searched, weigh(library, searched), seek(library.repaired(text)))
        ranked = rank(asked, [unit for hit in hits[:SOURCES] for unit in statements(hit)], library.encoder)
        sources = dict.fromkeys(hit.source for hit in hits)
        return Evidence(
            question,
            hits=tuple(hits),
            asked=asked,
            ranked=tuple(ranked),
            block=block_at(library.tree(ranked[0].unit.hit.source), ranked[0].unit.start) if ranked else (0, 0),
            versions=versions(asked, ranked) or (),
            originals={source: library.original(source) for source in sources},
            stale=library.changed(sources),
            indexed_at=library.indexed_at(),
            decision=decide(library, asked, text, hits, ranked),
        )


def block_at(tree: Tree, place: int) -> tuple[int, int]:
    """The span of the block that a place lies in: a table, a short list or the item of a long one, else a paragraph."""
    within = ancestors(tree, place)
    for block in within:
        if block.kind == "table" or (block.kind == "list" and block.end - block.start <= LONGEST_LIST):
            return block.start, block.end
        if block.kind == "item":
            return block.start, block.end
    return (within[-1].start, within[-1].end) if within else (place, place)


def still_stands(claim: Claim, stale: Mapping[str, str | None]) -> bool:
    """Whether every quote is still in its file, wherever the file changed since it was read."""
    return all(
        citation.source not in stale or citation.quote in (stale[citation.source] or "") for citation in claim.citations
    )
