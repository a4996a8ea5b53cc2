"""The measures, as pure functions."""

import math
from collections.abc import Iterable, Sequence

from quotewise.eval.dataset import Question, Span

COVERED = 0.9  # share of a quote that must be retrieved

Ranked = Sequence[Sequence[Span]]  # per passage: its place, then its other places


def finds_evidence(question: Question, ranked: Ranked, budget: int) -> bool:
    """Whether some evidence set is retrieved, every quote at least 90 %, within `budget` characters.

    Passages count in order until the budget is used, the last one cut; other places of the same passage
    are covered as well, at no cost.
    """
    retrieved = within(ranked, budget)
    return any(all(is_covered(span, retrieved) for span in quotes) for quotes in question.evidence)


def within(ranked: Ranked, budget: int) -> dict[str, list[tuple[int, int]]]:
    """Per source the stretches retrieved, merged and in order."""
    stretches: dict[str, list[tuple[int, int]]] = {}
    for places in ranked:
        length = min(places[0].end - places[0].start, budget)
        if length <= 0:
            break
        budget -= length
        for place in places:
            stretches.setdefault(place.source, []).append((place.start, place.start + length))
    return {source: merge(spans) for source, spans in stretches.items()}


def merge(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def is_covered(span: Span, retrieved: dict[str, list[tuple[int, int]]]) -> bool:
    covered = sum(max(0, min(span.end, end) - max(span.start, start)) for start, end in retrieved.get(span.source, ()))
    return covered >= COVERED * (span.end - span.start)


def wilson(successes: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927, score interval without continuity correction)."""
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)
