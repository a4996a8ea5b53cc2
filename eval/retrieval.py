"""Evidence recall of our search beside the baselines."""

import logging
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec

from quotewise.assistant.conversation import in_full
from quotewise.eval.baselines import Retriever, langchain_tutorial, plain_bm25, texts_of
from quotewise.eval.dataset import Question, Span
from quotewise.eval.measures import Ranked, finds_evidence, is_covered, within
from quotewise.eval.opening import counted, silent
from quotewise.eval.run import Details, Item, Measured, Measures
from quotewise.eval.summary import means
from quotewise.index import Hit, Library
from quotewise.index.ingestion import Progress

Search = Callable[[Question], Sequence[Hit]]

BUDGETS = (2000, 4000, 8000)
HEADLINE = 4000
RECALLS = tuple(f"recall@{budget}" for budget in BUDGETS)

log = logging.getLogger("quotewise.eval")


def measure_retrieval(library: Library, questions: Sequence[Question], *, progress: Progress = silent) -> Measured:
    """Recall of the evidence of the questions that can be answered."""
    look = search_of(library)
    answerable = [question for question in questions if question.answerable]
    items = tuple(item_of(one, look(one), library) for one in counted(answerable, "searching", progress))
    baselines = {
        name: recall_of(answerable, retrieve)
        for name, retrieve in counted(list(baselines_of(library)), "baselines", progress)
    }
    return Measured(means(items, *RECALLS), items, baselines)


def search_of(library: Library) -> Search:
    return lambda question: library.search(in_full(library, question.question, question.history), budget=max(BUDGETS))


def ours(library: Library) -> Retriever:
    look = search_of(library)
    return lambda question: places(look(question))


def places(hits: Sequence[Hit]) -> list[list[Span]]:
    """Per hit its place, then its other places."""
    return [
        [Span(hit.source, hit.start, hit.end), *(Span(also.source, also.start, also.end) for also in hit.also)]
        for hit in hits
    ]


def scored(question: Question, ranked: Ranked) -> dict[str, float]:
    return {f"recall@{budget}": float(finds_evidence(question, ranked, budget)) for budget in BUDGETS}


def item_of(question: Question, hits: Sequence[Hit], library: Library) -> Item:
    scores = scored(question, places(hits))
    right = bool(scores[f"recall@{HEADLINE}"])
    return judged(question, right, scores, details_of(question, hits, library))


def judged(question: Question, right: bool | None, scores: dict[str, float], details: Details | None = None) -> Item:
    """The item of a question."""
    return Item(
        question.id,
        question.question,
        question.type,
        question.domain,
        question.difficulty,
        right,
        scores,
        details or {},
    )


def details_of(question: Question, hits: Sequence[Hit], library: Library) -> Details:
    """What was retrieved, what was expected, and the quotes missed of the set of evidence nearest to found."""
    covered = within(places(hits), HEADLINE)
    sets = ([one for one in quotes if not is_covered(one, covered)] for quotes in question.evidence)
    missed: list[Span] = min(sets, key=len, default=[])
    return {
        "retrieved": retrieved(question, hits),
        "expected": question.gold_answer,
        "missed": [
            f"{one.source} ({one.start}:{one.end}): {library.original(one.source)[one.start : one.end]}"
            for one in missed
        ],
    }


def retrieved(question: Question, hits: Sequence[Hit]) -> list[Details]:
    """The passages within the headline's budget. found: whether one holds a part of the evidence."""
    rows, left = [], HEADLINE
    for hit, spans in zip(hits, places(hits), strict=True):
        if left <= 0:
            break
        left -= hit.end - hit.start
        found = any(overlaps(span, gold) for span in spans for quotes in question.evidence for gold in quotes)
        rows.append(
            {
                "source": hit.source,
                "title": hit.title,
                "start": hit.start,
                "end": hit.end,
                "heading": hit.heading,
                "found": found,
            }
        )
    return rows


def overlaps(one: Span, other: Span) -> bool:
    return one.source == other.source and one.start < other.end and other.start < one.end


def recall_of(questions: Sequence[Question], retrieve: Retriever) -> Measures:
    return means([judged(one, None, scored(one, retrieve(one))) for one in questions], *RECALLS)


def baselines_of(library: Library) -> Iterator[tuple[str, Retriever]]:
    """Those whose packages are installed."""
    notes = texts_of(library.status().sources, library.original)
    for name, needed in {"plain BM25": "bm25s", "LangChain tutorial": "langchain_text_splitters"}.items():
        if find_spec(needed) is None or find_spec("langchain_text_splitters") is None:
            log.warning("%s is left out: pip install 'quotewise[eval]' for it", name)
        else:
            yield name, plain_bm25(notes) if needed == "bm25s" else langchain_tutorial(notes, library.encoder)
