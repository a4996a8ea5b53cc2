"""The JSON that the command line prints: other tools rely on these shapes."""

from datetime import date
from typing import TYPE_CHECKING

from quotewise.assistant import Answer, Claim
from quotewise.assistant.claim_json import Json, citation_json, claim_json, place_json
from quotewise.assistant.claim_json import line_of as line_of
from quotewise.assistant.claim_json import services_json as services_json
from quotewise.index import Hit, Ingested, Status

if TYPE_CHECKING:
    from quotewise.assistant import Lookup
    from quotewise.assistant.chat.reachable import Reach
    from quotewise.assistant.exam.blueprint import Blueprint
    from quotewise.assistant.exam.chosen import Chosen
    from quotewise.assistant.exam.service import Services
    from quotewise.assistant.exam.solver import Solution
    from quotewise.eval.readers import ReaderCheck

Id = str | int | None


def passage_json(hit: Hit) -> Json:
    return {
        "id": hit.id,
        "source": hit.source,
        "title": hit.title,
        "start": hit.start,
        "end": hit.end,
        "text": hit.text,
        "display": hit.display,
        "heading": hit.heading,
        "page": hit.page,
        "kind": hit.kind,
        "score": round(hit.score, 6),
        "also": [place_json(place) for place in hit.also],
    }


def search_json(id: Id, question: str, hits: list[Hit], services: "Services") -> Json:
    """services: those to flag in what was found."""
    passages = [{**passage_json(hit), "services": services_json(services.named_in(shown(hit)))} for hit in hits]
    return {"id": id, "question": question, "passages": passages}


def shown(hit: Hit) -> list[str]:
    """Every text that a passage shows."""
    return [hit.text, hit.heading]


def answer_json(id: Id, answer: Answer, services: "Services | None" = None) -> Json:
    """services: those to flag in what is said."""
    return {
        "id": id,
        "question": answer.question,
        "refused": answer.refused,
        "reason": answer.reason,
        "leans_on": answer.leans_on,
        "conflict": answer.conflict,
        "claims": [
            {
                **claim_json(claim),
                "words": claim.words,
                "verified": claim.verified,
                "services": services_json(services.named_in(words_of(claim)) if services else ()),
            }
            for claim in answer.claims
        ],
        "more": answer.more,
        "quoted": answer.quoted,
        "nearest": [passage_json(hit) for hit in answer.nearest],
        "withheld": answer.withheld,
        "model": answer.model,
        "usage": {
            "input_tokens": answer.usage.input_tokens,
            "output_tokens": answer.usage.output_tokens,
            "cost": answer.usage.cost,
            "seconds": answer.usage.seconds,
        },
        "library": {"indexed_at": answer.indexed_at, "stale": list(answer.stale)},
    }


def words_of(claim: Claim) -> list[str]:
    """Every text that a claim shows."""
    return [claim.text, *(text for cited in claim.citations for text in (cited.quote, cited.heading))]


def exam_json(exam: "Blueprint", day: date) -> Json:
    return {
        "code": exam.code,
        "title": exam.title or exam.code,
        "stage": exam.stage(day),
        "minutes": exam.minutes,
        "items": exam.items,
        "scored": exam.scored,
        "scale": list(exam.scale) if exam.scale else None,
        "pass_mark": exam.pass_mark,
        "kinds": dict(exam.kinds),
        "pauses": exam.pauses,
        "offered": [
            {
                "stage": offer.stage,
                "languages": list(offer.languages),
                "begins": offer.begins and offer.begins.isoformat(),
                "ends": offer.ends and offer.ends.isoformat(),
            }
            for offer in exam.offered
        ],
        "successor": exam.successor or None,
        "domains": [{"name": domain.name, "weight": domain.weight} for domain in exam.domains],
    }


def chosen_json(chosen: "Chosen | None") -> Json | None:
    """The exam of a library, the day it is to be taken, and what is to be known of it."""
    if chosen is None:
        return None
    planned = chosen.planned and chosen.planned.isoformat()
    return {**exam_json(chosen.blueprint, date.today()), "date": planned, "remark": chosen.remark or None}


def exam_line(exam: "Blueprint", day: date) -> str:
    """An exam in a line: how it stands on a day, and until when."""
    stage, last = exam.stage(day), next(iter(exam.last_days().values()), None)
    begins = next((offer.begins for offer in exam.offered if offer.begins and offer.begins > day), None)
    then = f", general from {begins}" if stage == "beta" and begins else f", from {begins}" if stage == "coming" else ""
    ended = f" on {last}" if stage == "ended" else f" until {last}" if last else then
    return f"{exam.code:<15} {stage + ended:<35} {exam.title or exam.code}"


def ingested_json(ingested: Ingested) -> Json:
    return {
        "added": ingested.added,
        "changed": ingested.changed,
        "removed": ingested.removed,
        "unchanged": ingested.unchanged,
        "renamed": ingested.renamed,
        "repaired": ingested.repaired,
        "duplicates": ingested.duplicates,
        "skipped": [{"source": source, "why": why} for source, why in ingested.skipped],
        "failed": [{"source": source, "why": why} for source, why in ingested.failed],
        "passages": ingested.passages,
        "embedded": ingested.embedded,
    }


def status_json(status: Status, chosen: "Chosen | None") -> Json:
    return {
        "library": status.home,
        "notes": status.notes,
        "passages": status.passages,
        "texts": status.texts,
        "indexed_at": status.indexed_at,
        "encoder": status.encoder,
        "exam": chosen_json(chosen),
        "roots": [{"path": path, "notes": notes} for path, notes in status.roots],
        "sources": list(status.sources),
        "stale": list(status.stale),
    }


def lookup_json(id: Id, lookup: "Lookup") -> Json:
    return {
        "id": id,
        "text": lookup.text,
        "verdict": lookup.verdict,
        "citations": [{**citation_json(finding.citation), "stance": finding.stance} for finding in lookup.citations],
        "nearest": [passage_json(hit) for hit in lookup.nearest],
    }


def solution_json(id: Id, solution: "Solution") -> Json:
    return {
        "id": id,
        "answer": list(solution.answer),
        "scores": {letter: round(score, 6) for letter, score in solution.scores.items()},
        "citations": [citation_json(citation) for citation in solution.citations],
    }


def models_json(reaches: list["Reach"]) -> Json:
    return {
        "models": [
            {"name": reach.name, "reachable": reach.reachable, "where": reach.where, "why": reach.why}
            for reach in reaches
        ]
    }


def check_json(name: str, check: "ReaderCheck") -> Json:
    found = check.checked
    return {
        "name": name,
        "trusted": found.trusted,
        "false_passed": found.false_passed,
        "of_false": found.of_false,
        "true_passed": found.true_passed,
        "of_true": found.of_true,
        "untold": found.untold,
        "by_kind": {kind: {"passed": passed, "of": of} for kind, (passed, of) in check.by_kind.items()},
        "wrong": [{"kind": one.kind, "statement": one.statement, "quote": one.quote} for one in check.wrong],
    }
