"""The tree a note is read into: blocks with their places in the original, and what is shown in place of its marks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

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
]

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


def pack_blocks(blocks: Iterable[Block]) -> list[Packed]:
    """Blocks as what JSON can hold. Nests as deep as the blocks do; `read_markdown` bounds that."""
    return [_pack(block) for block in blocks]


def _pack(block: Block) -> Packed:
    packed: Packed = [block.kind, block.start, block.end, block.level, block.label, pack_blocks(block.children)]
    while not packed[-1]:
        packed.pop()
    return packed


def unpack_blocks(packed: Iterable[Packed]) -> tuple[Block, ...]:
    """The blocks that `pack_blocks` packed."""
    return tuple(_unpack(*each) for each in packed)


def _unpack(
    kind: BlockKind, start: int, end: int = 0, level: int = 0, label: str = "", children: Iterable[Packed] = ()
) -> Block:
    return Block(kind, start, end, level, label, unpack_blocks(children))
