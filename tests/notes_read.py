"""A text to the note, the blocks and the passages that a library would make of it."""

from collections.abc import Sequence
from pathlib import Path

from quotewise.ingest import Block, Note, Passage, apply_edits, split, with_tree
from quotewise.ingest.text import read_text


def read(text: str, name: str = "note.md") -> Note:
    return with_tree(read_text(text.encode()), Path(name))


def show(text: str, name: str = "note.md") -> str:
    note = read(text, name)
    return apply_edits(note.text, note.tree.edits).text.strip()


def outline(text: str, name: str = "note.md") -> list[str]:
    """Each outermost block as "kind: its words as they are shown"."""
    note = read(text, name)
    shown = apply_edits(note.text, note.tree.edits)
    return [f"{block.kind}: {shown.cut(block.start, block.end)}" for block in note.tree.blocks]


def find(text: str, kind: str, name: str = "note.md") -> list[Block]:
    """The blocks of a kind, wherever they stand."""
    return [each for block in read(text, name).tree.blocks for each in block.walk() if each.kind == kind]


def nest(blocks: Sequence[Block]) -> list[object]:
    """The lists in some blocks: each item as the lists in it."""
    lists = [block for block in blocks if block.kind == "list"]
    return [[nest(item.children) for item in each.children] for each in lists]


def cut(text: str, name: str = "note.md", target: int = 200) -> list[Passage]:
    """The passages of a text, the note known by its name without the suffix."""
    return split(read(text, name), name=name.rpartition(".")[0], target=target)


def only(kind: str, text: str, name: str = "note.txt") -> list[Passage]:
    """The passages of one kind."""
    return [passage for passage in cut(text, name) if passage.kind == kind]


def told(passage: Passage) -> str:
    """What is shown of a passage."""
    return passage.display or passage.text
