"""The answer without a model: the notes' own sentences, chosen and ordered."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.unit import Unit, units
from quotewise.assistant.wording import stems
from quotewise.index import Encoder, Hit, Place

LIST_MARK = re.compile(r"^\s*(?:[-*+\u2022]|\d+[.)])\s+")
EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
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
    """The sentences by how much of the question they hold, how close they are to it, and their passage's score.

    All parts weigh the same: other weights measured no better beyond chance.
    """
    if not candidates:
        return []
    total = sum(weights.values()) or 1.0
    # A sentence is read below its heading and topic: "What it is: ..." alone names nothing.
    about = [f"{unit.hit.context}\n{unit.text}" if unit.hit.context else unit.text for unit in candidates]
    close = closeness(question, about, encoder)
    best_hit = max(unit.hit.score for unit in candidates) or 1.0
    scored = []
    for unit, text, near in zip(candidates, about, close, strict=True):
        held = sum(weights[word] for word in set(stems(text)) & weights.keys()) / total
        told = TOLD_BY_CODE if unit.hit.kind in ("code", "diagram") else 1.0
        score = held + near + unit.hit.score / best_hit
        scored.append(Scored(unit, told * score))
    return sorted(scored, key=lambda item: (-item.score, item.unit.hit.source, item.unit.start))


def closeness(question: str, texts: Sequence[str], encoder: Encoder) -> list[float]:
    """Cosine of the question and each text; with token vectors, also the mean best match of its tokens."""
    if not encoder.gives_tokens:
        asked, *vectors = encoder.encode([question, *texts])
        return [float(vector @ asked) for vector in vectors]
    (asked, *vectors), (tokens, *others) = encoder.encode_with_tokens([question, *texts])
    matches = [float((tokens.vectors @ other.vectors.T).max(axis=1).mean()) for other in others]
    return [float(vector @ asked) + match for vector, match in zip(vectors, matches, strict=True)]


def inverse_frequency(frequency: int, total: int) -> float:
    """BM25's inverse document frequency: ln(1 + (N - n + 0.5) / (n + 0.5))."""
    return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))


def claim_of(unit: Unit) -> Claim:
    citation = cite(unit.hit, unit.start, unit.end)
    return Claim(readable(citation.display or citation.quote), (citation,))


def readable(quote: str) -> str:
    """The words of a quote as a sentence: without its list mark, emphasis and line breaks."""
    said = LIST_MARK.sub("", EMPHASIS.sub(r"\2", quote))
    return " ".join(said.split())


def cite(hit: Hit, start: int, end: int) -> Citation:
    """A citation of a stretch of a hit; the other places of the hit's text are places of the quote as well."""
    quote = hit.text[start - hit.start : end - hit.start]
    return Citation(
        source=hit.source,
        start=start,
        end=end,
        quote=quote,
        basis=hit.basis,
        page=hit.page,
        heading=hit.heading,
        display=repaired(hit, start - hit.start, end - hit.start),
        also=tuple(
            Place(place.source, place.start + start - hit.start, place.start + end - hit.start) for place in hit.also
        ),
    )


def repaired(hit: Hit, start: int, end: int) -> str | None:
    """The repaired form of `hit.text[start:end]`, found by aligning text and display; None where they agree."""
    if hit.display is None:
        return None
    blocks = SequenceMatcher(None, hit.text, hit.display, autojunk=False).get_matching_blocks()
    first = next((block for block in blocks if block.a + block.size > start), blocks[-1])
    last = next((block for block in reversed(blocks[:-1]) if block.a < end), blocks[0])
    display = hit.display[first.b + max(0, start - first.a) : last.b + min(last.size, end - last.a)].strip()
    return display if display and display != hit.text[start:end] else None
