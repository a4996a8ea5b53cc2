"""The tree a note is read into: blocks with their places in the original, and what is shown in place of its marks."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Edit = tuple[int, int, str]  # start, end, what takes the place of text[start:end]
BlockKind = Literal[
    "heading",
    "paragraph",
    "list",
    "item",
    "table",
    "row",
    "cell",
    "code",
    "quote",
    "math",
    "card",
    "front",
    "back",
    "definition",
    "term",
    "meaning",
    "image",
    "metadata",
    "navigation",
    "rule",
    "html",
]

ASIDE = ("metadata", "navigation", "image", "rule")  # kinds that say nothing: in no passage, and not shown in one

# [kind, start, end, level, label, children], the last three left out from the end where they say nothing
Packed = list[object]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a note that is one thing: `text[start:end]` is its source, marks and children included.

    Siblings stand in order and do not overlap; a note's outermost blocks hold every visible character of it.
    level: of a heading, 1 to 6 where it is marked as one, 7 and more below all of those where it is only implied.
    label: a code block's language, a callout's kind, an item's marker ("-", "2.", "[x]"), "header" for a
    table's first row where it names the columns, an image's address.
    children: of a list its items; of an item, a quote or a list's item the blocks in it; of a table its rows and of
    a row its cells, empty ones too; of a card its front and back; of a definition its term and meanings.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    label: str = ""
    children: tuple["Block", ...] = ()

    def walk(self) -> Iterator["Block"]:
        """The block and all below it, each before its children."""
        waiting = [self]
        while waiting:
            block = waiting.pop()
            yield block
            waiting += reversed(block.children)


@dataclass(frozen=True, slots=True)
class Tree:
    """A note's blocks, the edits that show it without its marks, and what it calls itself."""

    blocks: tuple[Block, ...] = ()
    edits: tuple[Edit, ...] = ()
    title: str = ""
    aliases: tuple[str, ...] = ()


def pack_tree(tree: Tree) -> str:
    """A tree as JSON; readers bound how deep it nests."""
    packed = {
        "blocks": list(map(_pack, tree.blocks)),
        "edits": tree.edits,
        "title": tree.title,
        "aliases": tree.aliases,
    }
    return json.dumps({name: value for name, value in packed.items() if value}, ensure_ascii=False)


def _pack(block: Block) -> Packed:
    children = list(map(_pack, block.children))
    packed: Packed = [block.kind, block.start, block.end, block.level, block.label, children]
    while not packed[-1]:
        packed.pop()
    return packed


def unpack_tree(packed: str) -> Tree:
    """The tree that `pack_tree` packed."""
    held = json.loads(packed)
    return Tree(
        tuple(_unpack(*block) for block in held.get("blocks", ())),
        tuple((start, end, new) for start, end, new in held.get("edits", ())),
        held.get("title", ""),
        tuple(held.get("aliases", ())),
    )


def _unpack(
    kind: BlockKind, start: int = 0, end: int = 0, level: int = 0, label: str = "", children: Iterable[Any] = ()
) -> Block:
    return Block(kind, start, end, level, label, tuple(_unpack(*child) for child in children))


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
