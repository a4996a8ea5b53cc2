"""How good the answers are: key facts stated, refusals, conflicts, and what the gate stopped of a model."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from quotewise.assistant import Answer, Model, answer
from quotewise.eval import refusal
from quotewise.eval.dataset import Question
from quotewise.eval.key_facts import coverage, states
from quotewise.eval.measures import is_valid
from quotewise.eval.opening import counted, silent
from quotewise.eval.retrieval import judged, retrieved, search_of
from quotewise.eval.run import Details, Item, Measure, Measured, Measures
from quotewise.eval.statistics import bootstrap, wilson
from quotewise.eval.summary import GROUPS, expected, means, pooled
from quotewise.index import Hit, Library
from quotewise.index.ingestion import Progress

Answerer = Callable[[Question], Answer]

LENGTHS = (800, 400)  # characters of an answer in which key facts count
ENOUGH = 0.5  # share of the key facts that makes an answer right
PLAIN = ("right", "key_facts@800", "key_facts@400", "refusal", "refused_wrongly", "conflict_told", "conflict_imagined")
KINDS = {**GROUPS, "kind": lambda item: str(item.details.get("kind", ""))}


@dataclass(frozen=True, slots=True)
class Replies:
    """Questions, their answers in the same order, and how long these took."""

    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]
    seconds: float


def answerer_of(library: Library, model: Model | None = None) -> Answerer:
    return lambda question: answer(library, question.question, history=question.history, model=model)


def ask_all(questions: Sequence[Question], answerer: Answerer, progress: Progress = silent) -> Replies:
    begun = time.monotonic()
    answers = tuple(answerer(question) for question in counted(questions, "answering", progress))
    return Replies(tuple(questions), answers, time.monotonic() - begun)


def measure_answers(library: Library, replies: Replies) -> Measured:
    pairs = zip(replies.questions, replies.answers, strict=True)
    look = search_of(library)
    found = [look(question) for question in replies.questions]
    items = tuple(item_of(*pair, hits, library) for pair, hits in zip(pairs, found, strict=True))
    unanswerable = np.array([not question.answerable for question in replies.questions])
    refused = np.array([reply.refused for reply in replies.answers])
    measures = {
        **means(items, *PLAIN, groups=KINDS),
        **refusals(unanswerable, refused),
        **pooled(items, {"citation_validity": "citations", "gate_stopped": "claimed"}),
        **means([item for item in items if not item.details["refused"]], "length"),
        "answers_per_second": expected(len(items) / max(replies.seconds, 1e-9), len(items)),
    }
    return Measured(measures, items, baselines_of(replies, found, unanswerable))


def item_of(question: Question, reply: Answer, hits: Sequence[Hit], library: Library) -> Item:
    text = said(reply)
    citations = [citation for claim in reply.claims for citation in claim.citations]
    scores: dict[str, float] = {"refusal": float(reply.refused != question.answerable)}
    if question.answerable:
        scores |= {f"key_facts@{length}": coverage(question.key_facts, text[:length]) for length in LENGTHS}
        scores["refused_wrongly"] = float(reply.refused)
        scores["conflict_told" if question.conflict else "conflict_imagined"] = float(reply.conflict)
        scores["length"] = float(len(text))
    if citations:
        scores["citations"] = float(len(citations))
        scores["citation_validity"] = sum(is_valid(one, library.original) for one in citations) / len(citations)
    if claimed := len(reply.stopped) + (len(reply.claims) if reply.model else 0):
        scores |= {"claimed": float(claimed), "gate_stopped": len(reply.stopped) / claimed}
    enough = not question.answerable or scores["key_facts@800"] >= ENOUGH
    scores["right"] = float(scores["refusal"] and enough)
    return judged(question, bool(scores["right"]), scores, details_of(question, reply, hits))


def details_of(question: Question, reply: Answer, hits: Sequence[Hit]) -> Details:
    text = said(reply)[: max(LENGTHS)]
    return {
        "kind": question.kind,
        "retrieved": retrieved(question, hits),
        "said": [asdict(claim) for claim in reply.claims],
        "refused": reply.refused,
        "reason": reply.reason,
        "why": reply.why,
        "conflict": reply.conflict,
        "model": reply.model,
        "stopped": [asdict(withheld) for withheld in reply.stopped],
        "expected": question.gold_answer if question.answerable else "a refusal",
        "missed": [fact for fact in question.key_facts if not states(text, fact)],
        "error": reply.trouble or "",
    }


def said(reply: Answer) -> str:
    return "\n".join(claim.text for claim in reply.claims)


def refusals(unanswerable: refusal.Bools, refused: refusal.Bools) -> Measures:
    """Precision, recall and F1 of refusing; precision is left out where nothing is refused, recall where all can be."""
    measures = {}
    for name, of, n in (
        ("refusal_precision", refusal.precision, int(refused.sum())),
        ("refusal_recall", refusal.recall, int(unanswerable.sum())),
    ):
        if n:
            right = int((unanswerable & refused).sum())
            measures[name] = Measure(float(of(unanswerable, refused)), *wilson(right, n), n, "wilson")
    if unanswerable.any():
        interval = bootstrap(refusal.f1, unanswerable, refused)
        value = float(refusal.f1(unanswerable, refused))
        measures["refusal_f1"] = Measure(value, *interval, len(refused), "bootstrap")
    return measures


def baselines_of(replies: Replies, found: Sequence[Sequence[Hit]], unanswerable: refusal.Bools) -> dict[str, Measures]:
    """The best passages read out as they are, a plain threshold of the best score, and refusing all or nothing."""
    read_out = [
        judged(one, None, {f"key_facts@{length}": coverage(one.key_facts, text[:length]) for length in LENGTHS})
        for one, hits in zip(replies.questions, found, strict=True)
        if one.answerable
        for text in ["\n".join(hit.text for hit in hits)]
    ]
    none = np.zeros_like(unanswerable)
    baselines = {
        "best passages read out": means(read_out, "key_facts@800", "key_facts@400"),
        "answers everything": refusals(unanswerable, none),
        "refuses everything": refusals(unanswerable, ~none),
    }
    if unanswerable.any() and not unanswerable.all():
        scores = np.array([hits[0].score if hits else 0.0 for hits in found])
        baselines["best threshold of score"] = refusals(unanswerable, refusal.best_threshold(unanswerable, scores))
    return baselines
