"""Whether citations stand, fit and bear out what is said, and whether everything said carries one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from quotewise.assistant import Answer, Citation, Claim, Verdict, check
from quotewise.eval.answers import Replies
from quotewise.eval.dataset import Question
from quotewise.eval.measures import is_correct, is_valid
from quotewise.eval.opening import counted, silent
from quotewise.eval.retrieval import judged
from quotewise.eval.run import Item, Measured, Measures
from quotewise.eval.summary import pooled
from quotewise.index import Hit, Library
from quotewise.index.ingestion import Progress

Original = Callable[[str], str]

# What each is a share of.
SHARES = {
    "citation_validity": "citations",
    "citation_correctness": "citations",
    "citation_precision": "citations",
    "citation_coverage": "claims",
}


def measure_citations(library: Library, replies: Replies, progress: Progress = silent) -> Measured:
    """Of answers that say something.

    validity: the quote stands at its place. correctness: it lies on a line of the gold evidence or next to one, on
    questions that can be answered. precision: the claim is borne out, which is that the citation is valid, the gate
    passes the claim when asked again or a second reader vouched for it, and, where the question can be answered, that
    it is correct. coverage: claims that carry a citation.
    """
    items, plain = [], []
    for one in counted(replies.each, "citations", progress):
        items.append(item_of(one.question, one.answer, one.hits, library.original))
        plain.append(item_of(one.question, read_out(one.question, one.hits), one.hits, library.original))
    return Measured(pooled(items, SHARES), tuple(items), {"best passage read out": baseline(plain)})


def item_of(question: Question, reply: Answer, hits: Sequence[Hit], original: Original) -> Item:
    """right: every claim is cited validly and passes the gate, and where the question can be answered one citation at
    least is correct; None where nothing is said."""
    verdicts = [check(claim, hits, original) for claim in reply.claims]
    cited = [
        {
            "claim": claim.text,
            "withheld": "" if is_vouched(claim, verdict) else verdict.why,
            "valid": is_valid(citation, original),
            "correct": is_correct(citation, question, original) if question.answerable else None,
            **asdict(citation),
        }
        for claim, verdict in zip(reply.claims, verdicts, strict=True)
        for citation in claim.citations
    ]
    borne_out = [one["valid"] and not one["withheld"] and one["correct"] is not False for one in cited]
    scores: dict[str, float] = {}
    if reply.claims:
        scores["claims"] = float(len(reply.claims))
        scores["citation_coverage"] = sum(bool(claim.citations) for claim in reply.claims) / len(reply.claims)
    if cited:
        scores["citations"] = float(len(cited))
        scores["citation_validity"] = sum(bool(one["valid"]) for one in cited) / len(cited)
        scores["citation_precision"] = sum(map(bool, borne_out)) / len(cited)
        if question.answerable:
            scores["citation_correctness"] = sum(bool(one["correct"]) for one in cited) / len(cited)
    stands = all(one["valid"] and not one["withheld"] for one in cited) and scores.get("citation_coverage") == 1
    right = stands and (not question.answerable or any(one["correct"] for one in cited)) if reply.claims else None
    faults = [fault_of(one) for one, good in zip(cited, borne_out, strict=True) if not good]
    said = [asdict(claim) for claim in reply.claims]
    return judged(question, right, scores, {"said": said, "missed": faults, "refused": reply.refused})


def is_vouched(claim: Claim, verdict: Verdict) -> bool:
    """Whether a second reader vouched for a wording that the rules leave open."""
    return claim.verified not in ("words", "rules", "failed") and verdict.item is not None


def fault_of(cited: Mapping[str, Any]) -> str:
    """What is wrong with a citation, for a person."""
    why = "its quote does not stand there" if not cited["valid"] else cited["withheld"] or "not where the answer stands"
    return f'{cited["source"]} ({cited["start"]}:{cited["end"]}), for "{cited["claim"]}": {why}'


def read_out(question: Question, hits: Sequence[Hit]) -> Answer:
    """What cites the best passage and says it as it is."""
    best = [Claim(hit.text, (Citation(hit.source, hit.start, hit.end, hit.text, hit.basis),)) for hit in hits[:1]]
    return Answer(question.question, tuple(best))


def baseline(items: Sequence[Item]) -> Measures:
    return pooled(items, SHARES)
