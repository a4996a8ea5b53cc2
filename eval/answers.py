"""How good the answers are: key facts stated, refusals, conflicts, and what the gate stopped of a model."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import ArrayLike

from quotewise.assistant import Answer, Model
from quotewise.assistant.chain import Saying
from quotewise.assistant.chat.second_look import SecondReader
from quotewise.assistant.extract.gathering import gather, read_question
from quotewise.eval import refusal
from quotewise.eval.dataset import Question
from quotewise.eval.key_facts import coverage, seen, states
from quotewise.eval.measures import finds_evidence, validity
from quotewise.eval.opening import counted, silent
from quotewise.eval.retrieval import HEADLINE, judged, places, retrieved
from quotewise.eval.run import Details, Item, Measure, Measured, Measures
from quotewise.eval.statistics import bootstrap, wilson
from quotewise.eval.summary import GROUPS, expected, means, pooled
from quotewise.index import Hit, Library
from quotewise.index.ingestion import Progress

LENGTHS = (800, 400)  # characters of an answer in which key facts count
ENOUGH = 0.5  # share of the key facts that makes an answer right
PLAIN = ("right", "key_facts@800", "key_facts@400", "refusal", "refused_wrongly", "conflict_told", "conflict_imagined")
KINDS = {**GROUPS, "kind": lambda item: str(item.details.get("kind", ""))}


@dataclass(frozen=True, slots=True)
class Replied:
    """An answer with what it was made from. chance: how likely the notes do not answer, as the refusal judged it."""

    question: Question
    answer: Answer
    hits: tuple[Hit, ...]
    chance: float


@dataclass(frozen=True, slots=True)
class Replies:
    """Questions answered, and how many seconds that took."""

    each: tuple[Replied, ...]
    seconds: float

    @property
    def questions(self) -> list[Question]:
        return [one.question for one in self.each]


def ask_all(
    library: Library,
    questions: Sequence[Question],
    model: Model | None = None,
    *,
    reader: SecondReader = "own",
    progress: Progress = silent,
) -> Replies:
    """Answer every question as `answer` does, and keep what its first step found."""
    begun = time.monotonic()
    speak = Saying(library, model, reader)
    each = []
    for question in counted(questions, "answering", progress):
        evidence = gather(library, read_question({"question": question.question, "history": question.history}))
        each.append(Replied(question, speak.invoke(evidence), evidence.hits, evidence.decision.chance))
    return Replies(tuple(each), time.monotonic() - begun)


def measure_answers(library: Library, replies: Replies) -> Measured:
    items = tuple(item_of(one, library) for one in replies.each)
    measures = {
        **means(items, *PLAIN, groups=KINDS),
        **refusals(replies.questions, [one.answer.refused for one in replies.each]),
        **pooled(items, {"citation_validity": "citations", "gate_stopped": "claimed"}),
        **means([item for item in items if not item.details["refused"]], "length"),
        "answers_per_second": expected(len(items) / max(replies.seconds, 1e-9), len(items)),
    }
    return Measured(measures, items, baselines_of(replies.each))


def item_of(one: Replied, library: Library) -> Item:
    reply = one.answer
    scores = scored(one.question, said(reply), reply.refused)
    if one.question.answerable:
        scores["conflict_told" if one.question.conflict else "conflict_imagined"] = float(reply.conflict)
        scores["length"] = float(len(said(reply)))
    scores |= validity([citation for claim in reply.claims for citation in claim.citations], library.original)
    if claimed := len(reply.stopped) + (len(reply.claims) if reply.model else 0):
        scores |= {"claimed": float(claimed), "gate_stopped": len(reply.stopped) / claimed}
    return judged(one.question, bool(scores["right"]), scores, details_of(one))


def scored(question: Question, text: str, refused: bool) -> dict[str, float]:
    """right: refused where the notes do not answer; where they do, at least half of the key facts are stated."""
    scores = {"refusal": float(refused != question.answerable)}
    if question.answerable:
        scores |= {f"key_facts@{length}": coverage(question.key_facts, text[:length]) for length in LENGTHS}
        scores["refused_wrongly"] = float(refused)
    enough = not question.answerable or scores["key_facts@800"] >= ENOUGH
    return {"right": float(scores["refusal"] and enough), **scores}


def details_of(one: Replied) -> Details:
    question, reply = one.question, one.answer
    text = said(reply)[: max(LENGTHS)]
    return {
        "kind": question.kind,
        "retrieved": retrieved(question, one.hits),
        "evidence_found": finds_evidence(question, places(one.hits), HEADLINE),
        "chance_absent": round(one.chance, 4),
        "said": [asdict(claim) for claim in reply.claims],
        "refused": reply.refused,
        "reason": reply.reason,
        "why": reply.why,
        "doubt": None if reply.doubt is None else round(reply.doubt, 4),
        "conflict": reply.conflict,
        "model": reply.model,
        "stopped": [asdict(withheld) for withheld in reply.stopped],
        "expected": question.gold_answer if question.answerable else "a refusal",
        "missed": [fact for fact in question.key_facts if not states(text, fact)],
        "error": reply.trouble or "",
    }


def said(reply: Answer) -> str:
    """What a person sees of an answer, the quotes aside."""
    return "\n".join(seen(claim.text, claim.citations[0].heading) for claim in reply.claims)


def refusals(questions: Sequence[Question], refused: ArrayLike) -> Measures:
    """Precision, recall and F1 of refusing; precision is left out where nothing is refused, recall where all can be."""
    unanswerable, turned_away = np.array([not one.answerable for one in questions]), np.asarray(refused)
    measures = {}
    for name, of, n in (
        ("refusal_precision", refusal.precision, int(turned_away.sum())),
        ("refusal_recall", refusal.recall, int(unanswerable.sum())),
    ):
        if n:
            right = int((unanswerable & turned_away).sum())
            measures[name] = Measure(float(of(unanswerable, turned_away)), *wilson(right, n), n, "wilson")
    if unanswerable.any():
        interval = bootstrap(refusal.f1, unanswerable, turned_away)
        value = float(refusal.f1(unanswerable, turned_away))
        measures["refusal_f1"] = Measure(value, *interval, len(questions), "bootstrap")
    return measures


def baselines_of(each: Sequence[Replied]) -> dict[str, Measures]:
    """The best passages read out as they are: always, never, and from the best threshold of the first one's score."""
    unanswerable = np.array([not one.question.answerable for one in each])
    scores = np.array([one.hits[0].score if one.hits else 0.0 for one in each])
    refusing = {"best passages read out": np.zeros_like(unanswerable), "refuses everything": np.ones_like(unanswerable)}
    if unanswerable.any() and not unanswerable.all():
        refusing["read out from a score on"] = refusal.best_threshold(unanswerable, scores)
    return {name: read_out(each, refused) for name, refused in refusing.items()}


def read_out(each: Sequence[Replied], refused: refusal.Bools) -> Measures:
    items = [
        judged(one.question, None, scored(one.question, "" if away else text, bool(away)))
        for one, away in zip(each, refused, strict=True)
        for text in ["\n".join(hit.text for hit in one.hits)]
    ]
    return {**means(items, *PLAIN), **refusals([one.question for one in each], refused)}
