"""Where every character of a note went: into one passage, into an aside, or into the white space between."""

from bisect import bisect_right
from collections.abc import Sequence

from quotewise.ingest.passage import Passage


class LostText(Exception):
    """Passages that do not hold a note whole: a fault of the splitter, which must not become an index with holes."""


def account_for(text: str, passages: Sequence[Passage], asides: Sequence[tuple[int, int]] = ()) -> int:
    """How many characters of a note are in passages; all others are white space between them, or in asides.

    asides: stretches, in order of their beginnings, that say nothing and need not be in a passage. Raises LostText
    where a visible character is in no passage or in two, or a passage says what its place does not.
    """
    ends = _reach(asides)
    at = held = 0
    for passage in passages:
        _check_left_out(text, at, passage.start, asides, ends)
        if passage.start < at or text[passage.start : passage.end] != passage.text or not passage.text:
            raise LostText(f"the passage at {passage.start}:{passage.end} is not what stands there, or overlaps")
        at, held = passage.end, held + len(passage.text)
    _check_left_out(text, at, len(text), asides, ends)
    return held


def _reach(asides: Sequence[tuple[int, int]]) -> list[int]:
    """How far each aside and those before it reach."""
    ends: list[int] = []
    for _, end in asides:
        ends.append(max(end, ends[-1] if ends else 0))
    return ends


def _check_left_out(text: str, start: int, end: int, asides: Sequence[tuple[int, int]], ends: Sequence[int]) -> None:
    while start < end:
        if text[start].isspace():
            start += 1
            continue
        last = bisect_right(asides, (start, len(text))) - 1
        if last < 0 or ends[last] <= start:
            raise LostText(f"the characters {start}:{end} are in no passage; report it as a fault of the splitter")
        start = ends[last]
