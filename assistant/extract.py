"""The answer without a model: the notes' own sentences, chosen and ordered."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.unit import Unit, units
from quotewise.assistant.wording import stems
from quotewise.index import Encoder, Hit, Place

LONGEST_ANSWER = 800  # characters, all claims together
SOURCES = 12  # hits whose sentences are considered
WORTH_SAYING = 0.6  # of the best sentence's score; less does not help the answer
TOLD_BY_CODE = 0.7  # a sentence answers better than code that scores alike
REPEATED = 0.8  # share of a sentence's words already said, from which it adds nothing

Weights = Mapping[str, float]  # stem of a word of the question: how telling it is


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence and how well it answers; higher is better."""

    unit: Unit
    score: float


def compose(question: str, hits: Sequence[Hit], weights: Weights, encoder: Encoder) -> list[Claim]:
    """Claims of verbatim sentences, best first, at most LONGEST_ANSWER characters in all.

    weights: inverse document frequencies of the question's words.
    """
    ranked = rank(question, [unit for hit in hits[:SOURCES] for unit in units(hit)], weights, encoder)
    chosen: list[Unit] = []
    said: set[str] = set()
    left = LONGEST_ANSWER
    for scored in ranked:
        words = set(stems(scored.unit.text))
        if scored.score < WORTH_SAYING * ranked[0].score or len(scored.unit.text) > left:
            continue
        if words and len(words & said) >= REPEATED * len(words):
            continue
        chosen.append(scored.unit)
        said |= words
        left -= len(scored.unit.text)
    return [claim_of(unit) for unit in chosen]


def rank(question: str, candidates: Sequence[Unit], weights: Weights, encoder: Encoder) -> list[Scored]:
    """The sentences by how much of the question they hold, how close they are to it, and their passage's rank."""
    if not candidates:
        return []
    total = sum(weights.values()) or 1.0
    # A sentence is read below its heading and topic: "What it is: ..." alone names nothing.
    about = [f"{unit.hit.context}\n{unit.text}" if unit.hit.context else unit.text for unit in candidates]
    question_vector, *vectors = encoder.encode([question, *about])
    best_hit = max(unit.hit.score for unit in candidates) or 1.0
    scored = []
    for unit, text, vector in zip(candidates, about, vectors, strict=True):
        held = sum(weights[word] for word in set(stems(text)) & weights.keys()) / total
        closeness = max(float(vector @ question_vector), 0.0)
        passage = unit.hit.score / best_hit
        told = TOLD_BY_CODE if unit.hit.kind in ("code", "diagram") else 1.0
        scored.append(Scored(unit, told * (held + closeness + 0.5 * passage)))
    return sorted(scored, key=lambda item: (-item.score, item.unit.hit.source, item.unit.start))


def inverse_frequency(frequency: int, total: int) -> float:
    """BM25's inverse document frequency: ln(1 + (N - n + 0.5) / (n + 0.5))."""
    return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))


def claim_of(unit: Unit) -> Claim:
    citation = cite(unit.hit, unit.start, unit.end)
    return Claim(" ".join((citation.display or citation.quote).split()), (citation,))


def cite(hit: Hit, start: int, end: int) -> Citation:
    """A citation of a stretch of a hit; the other places of the hit's text are places of the quote as well."""
    quote = hit.text[start - hit.start : end - hit.start]
    whole = (start, end) == (hit.start, hit.end)
    return Citation(
        source=hit.source,
        start=start,
        end=end,
        quote=quote,
        basis=hit.basis,
        page=hit.page,
        heading=hit.heading,
        display=hit.display if whole else None,
        also=tuple(
            Place(place.source, place.start + start - hit.start, place.start + end - hit.start) for place in hit.also
        ),
    )
