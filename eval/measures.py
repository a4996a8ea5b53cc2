"""The measures, as pure functions."""

from collections.abc import Callable, Iterable, Sequence

from quotewise.assistant import Citation
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


def is_valid(cited: Citation, original: Callable[[str], str]) -> bool:
    """Whether the quote is not blank and stands at its place, character for character."""
    return bool(cited.quote.strip()) and original(cited.source)[cited.start : cited.end] == cited.quote


def validity(cited: Sequence[Citation], original: Callable[[str], str]) -> dict[str, float]:
    """How many citations, and the share of them that is valid; nothing where there are none."""
    if not cited:
        return {}
    valid = sum(is_valid(one, original) for one in cited)
    return {"citations": float(len(cited)), "citation_validity": valid / len(cited)}


def is_correct(cited: Citation, question: Question, original: Callable[[str], str]) -> bool:
    """Whether the citation, or another place of its quote, overlaps the line of a gold quote or its neighbours."""
    places = [(cited.source, cited.start, cited.end), *((one.source, one.start, one.end) for one in cited.also)]
    return any(
        source == span.source and start < high and low < end
        for span in {span for quotes in question.evidence for span in quotes}
        for low, high in [lines_around(original(span.source), span)]
        for source, start, end in places
    )


def lines_around(text: str, span: Span) -> tuple[int, int]:
    """The lines of a stretch with one line on either side, blank lines passed over, as offsets."""
    low, high = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    high = len(text) if high < 0 else high
    before, after = text[:low].rstrip(), text[high:]
    skipped = len(after) - len(after.lstrip())
    ends = text.find("\n", high + skipped)
    return before.rfind("\n") + 1, len(text) if ends < 0 else ends
