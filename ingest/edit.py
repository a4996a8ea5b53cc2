"""Edits of a text, and the map between every place before them and after."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

Edit = tuple[int, int, str]  # start, end, what takes the place of text[start:end]


@dataclass(frozen=True, slots=True)
class Repaired:
    """Repaired text and its changes: `starts[i]:ends[i]` of the original became `begins[i]:stops[i]`."""

    text: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    stops: tuple[int, ...] = ()

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of `text[start:end]`; where it cuts a change, the whole change."""
        maps = (self.begins, self.stops, self.starts, self.ends)
        return _span(_move(start, *maps), _move(end, *maps, last=True))

    def to_display(self, start: int, end: int) -> tuple[int, int]:
        """The place in `text` of the original's [start:end]; where it cuts a change, the whole change."""
        maps = (self.starts, self.ends, self.begins, self.stops)
        return _span(_move(start, *maps), _move(end, *maps, last=True))

    def cut(self, start: int, end: int) -> str:
        """The repaired text of the original's [start:end]."""
        low, high = self.to_display(start, end)
        return self.text[low:high].strip()


def apply_edits(text: str, edits: Sequence[Edit]) -> Repaired:
    """The text with the edits made, and the map; edits in order and without overlap."""
    parts: list[str] = []
    begins: list[int] = []
    at = length = 0
    for start, end, new in edits:
        parts += [text[at:start], new]
        begins.append(length + start - at)
        length = begins[-1] + len(new)
        at = end
    return Repaired(
        "".join([*parts, text[at:]]),
        tuple(start for start, _, _ in edits),
        tuple(end for _, end, _ in edits),
        tuple(begins),
        tuple(begin + len(new) for begin, (_, _, new) in zip(begins, edits, strict=True)),
    )


def chain_edits(text: str, first: Sequence[Edit], then: Sequence[Edit]) -> list[Edit]:
    """The edits of `text` that do at once what `first` and then, on its outcome, `then` would do."""
    mended = apply_edits(text, first)
    chained: list[Edit] = []
    for start, end, new in then:
        low, high = mended.to_original(start, end)
        begin, stop = mended.to_display(low, high)  # wider where an edit cuts a change: what it left stays
        chained.append((low, high, mended.text[begin:start] + new + mended.text[end:stop]))
    kept = [edit for edit in first if not any(low < edit[1] and edit[0] < high for low, high, _ in chained)]
    return sorted([*kept, *chained])


def _move(
    place: int,
    starts: Sequence[int],
    ends: Sequence[int],
    begins: Sequence[int],
    stops: Sequence[int],
    *,
    last: bool = False,
) -> int:
    """Where a place goes when starts:ends become begins:stops. last: the place is the end of a span."""
    i = (bisect_left if last else bisect_right)(starts, place) - 1
    if i < 0:
        return place
    if place >= ends[i]:
        return place - ends[i] + stops[i]
    return stops[i] if last else begins[i]


def _span(start: int, end: int) -> tuple[int, int]:
    return start, max(start, end)
