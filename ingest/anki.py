"""Anki's text export to a note of cards: a file whose head says what parts its fields, one card a row.

The head is described in Anki's manual, https://docs.ankiweb.net/importing/text-files.html#file-headers
"""

import re
from dataclasses import replace
from typing import NamedTuple

from quotewise.ingest.block import Block, Edit, Tree
from quotewise.ingest.card import find_card_marks, has_words
from quotewise.ingest.delimited import Row, drop_idle, find_separator, read_rows
from quotewise.ingest.note import Note, SkippedNote

_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
_LINE = re.compile(r"\ufeff?(#|tags:)([^\r\n]*)(?:\r\n|\r|\n|\Z)", re.I)
_SETTING = re.compile(r"(separator|html|columns|(?:notetype|deck|tags|guid) column)\s*:(.*)", re.I)


class _Head(NamedTuple):
    """What the head says. apart: the columns that are no field of a card, 1 the first."""

    end: int
    separator: str
    html: bool
    apart: frozenset[int]


def read_cards(note: Note) -> Note | None:
    """The note with its cards as blocks, shown as "front" and "back" on a line each; None if it is no such export.

    A card's first field with words is its front, the others are its back. Note type, deck, tags and id are not shown.
    Raises SkippedNote where there is no card, UnreadableNote as `read_rows` does.
    """
    head = _read_head(note.text)
    if head is None:
        return None
    text = note.text
    blocks = [Block("metadata", 0, len(text[: head.end].rstrip()))]
    edits: list[Edit] = []
    for row in read_rows(text, head.separator, head.end):
        card, shown = _read_card(text, row, head)
        blocks.append(card)
        edits += shown
    if not any(block.kind == "card" for block in blocks):
        raise SkippedNote("empty")
    return replace(note, tree=Tree(tuple(blocks), drop_idle(text, edits)))


def _read_head(text: str) -> _Head | None:
    settings: dict[str, str] = {}
    end = 0
    while (line := _LINE.match(text, end)) and line.end() > end:
        end = line.end()
        if found := _SETTING.fullmatch(line[2]):
            settings[found[1].lower()] = found[2]
    if not settings:
        return None
    told = settings.get("separator", "")
    told = _SEPARATORS.get(told.strip().lower()) or told.strip() or told
    return _Head(
        end,
        told if len(told) == 1 and not told.isalnum() and told not in '"#' else find_separator(text, end),
        settings.get("html", "").strip().lower() != "false",
        frozenset(int(at) for name, at in settings.items() if name.endswith(" column") and _is_number(at)),
    )


def _is_number(told: str) -> bool:
    return re.fullmatch(r"\s*[0-9]{1,4}\s*", told) is not None


def _read_card(text: str, row: Row, head: _Head) -> tuple[Block, list[Edit]]:
    """A row as a card, and what is shown of it; one without words, or a remark, is metadata."""
    sides: list[Block] = []
    edits: list[Edit] = []
    at, before = row.start, 0
    for column, cell in enumerate([] if text[row.start] == "#" else row.cells, start=1):
        if column in head.apart or cell.start == cell.end:
            continue
        marks = find_card_marks(text, cell.start, cell.end, html=head.html, quoted=cell.quoted)
        if not has_words(text, cell.start, cell.end, marks):
            continue
        edits += [(at, cell.start, "\n" if sides else ""), *marks]
        at = cell.end
        if len(sides) > 1 and head.apart.isdisjoint(range(before, column)):
            sides[-1] = replace(sides[-1], end=at)
        else:
            sides.append(Block("back" if sides else "front", cell.start, at))
        before = column
    kind = Block("card", row.start, row.end, children=tuple(sides)) if sides else Block("metadata", row.start, row.end)
    return kind, [*edits, (at, row.end, "")] if sides else []
