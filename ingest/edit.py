"""Edits of a text, and the map between every place before them and after."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
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


def merge_edits(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits in order and without overlap: of two that meet, the one that begins first, or else reaches farther."""
    merged: list[Edit] = []
    for start, end, new in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if (not merged or start >= merged[-1][1]) and (end > start or new):
            merged.append((start, end, new))
    return tuple(merged)


def cut_edits(edits: Sequence[Edit], start: int, end: int) -> tuple[Edit, ...]:
    """Those of a text's edits that lie within [start, end), as edits of `text[start:end]`."""
    first = bisect_left(edits, (start,))
    last = bisect_left(edits, (end,))
    return tuple((low - start, high - start, new) for low, high, new in edits[first:last] if high <= end)


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
