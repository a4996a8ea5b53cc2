"""How well a claim answers, beside the likeliest of the notes' own statements."""

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.extract.gathering import Evidence
from quotewise.assistant.extract.ranking import judge, read, titled
from quotewise.assistant.unit import Unit
from quotewise.index import Encoder, Hit, Place

ENOUGH = 0.3  # of the likeliest statement's chance, from which a claim answers about as well; see eval/README.md


def answers(claim: Claim, evidence: Evidence, encoder: Encoder) -> bool:
    """Whether a claim answers about as well as the notes' own likeliest statement; true where they have none."""
    if evidence.asked is None or not evidence.ranked:
        return True
    return chance_of(claim, evidence, encoder) >= ENOUGH * evidence.ranked[0].chance


def chance_of(claim: Claim, evidence: Evidence, encoder: Encoder) -> float:
    """The chance that a claim holds a fact that answers, judged by its own words as a statement's is, from 0 to 1."""
    if evidence.asked is None:
        return 0.0
    told = [
        Unit(hit, cited.start, cited.end, claim.text) for cited in claim.citations if (hit := _hit(cited, evidence))
    ]
    if not told:
        return 0.0
    best = max(hit.score for hit in evidence.hits) or 1.0
    readings = read(evidence.asked, [titled(unit) for unit in told], encoder)
    places = {hit.id: 1 / at for at, hit in enumerate(evidence.hits, start=1)}
    return max(
        judge(evidence.asked, unit, reading, best, places[unit.hit.id]).chance
        for unit, reading in zip(told, readings, strict=True)
    )


def _hit(cited: Citation, evidence: Evidence) -> Hit | None:
    """The passage that a citation stands in."""
    for hit in evidence.hits:
        stands: tuple[Hit | Place, ...] = (hit, *hit.also)
        for place in stands:
            if place.source == cited.source and place.start <= cited.start and cited.end <= place.end:
                return hit
    return None
