"""The tree a note is read into: blocks with their places in the original, and what is shown in place of its marks."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from quotewise.ingest.edit import Edit

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
