"""Flash cards of Anki, as packages and as text: what a card asks may have its options with it, and the key behind."""

import re
from collections.abc import Iterator, Sequence

from quotewise.assistant.claim_json import Json
from quotewise.assistant.practice.exchange.card import ORDER, choose
from quotewise.assistant.practice.exchange.item import Raw, matched
from quotewise.assistant.practice.exchange.option import is_run, split_label
from quotewise.assistant.practice.question import LETTERS
from quotewise.ingest import Note, apply_edits

ASIDES = {ORDER, *map(choose, range(2, len(LETTERS)))}  # lines of our own cards beside what is asked

_BULLET = re.compile(r"^(?:[-*+\u2022]|\d{1,2}[.)])\s+")
_MARKS = re.compile(r"(?:\s*\[\d{1,2}\])+$")  # of quotes, as our own cards have them
_BESIDE = " \u2013 "  # between what belongs together on them


def read_note(note: Note) -> list[Raw]:
    """Each card of a note that Anki's cards were read into, under the name of its deck."""
    shown = apply_edits(note.text, note.tree.edits)
    raws: list[Raw] = []
    decks: list[str] = []
    for block in note.tree.blocks:
        if block.kind == "heading":
            decks = [*decks[: block.level - 1], shown.cut(block.start, block.end).lstrip("# ")]
        elif block.kind == "card":
            front, back = [*(shown.cut(side.start, side.end) for side in block.children), "", ""][:2]
            raws.append((f"card {len(raws) + 1}", {"topic": decks[-1] if decks else "", **read_card(front, back)}))
    return raws


def read_card(front: str, back: str) -> Json:
    """A card as an entry: with options where its front lists them by letters, else as a question to be answered."""
    stem, listed = split_list(front)
    split = [split_label(line) for line in listed]
    marks = [mark.casefold() for mark, _ in split]
    if len(listed) > 1 and all(marks) and is_run(marks):
        return {"question": stem, "options": dict(split), **keyed(back, dict(split))}
    key, rest = split_key(back)
    if listed and sorted(key) == sorted(listed):
        return {"question": stem, "items": listed, "answer": key}
    if listed and key and all(_BESIDE in line for line in key):
        pairs = [line.split(_BESIDE, 1) for line in key]
        left = {side for side, _ in pairs}
        return {"question": stem, **matched([*pairs, *(["", other] for other in listed if other not in left)])}
    if key:
        return {"question": front, "answer": key, "explanation": without_marks(rest)}
    return {"term": front, "answer": back}


def split_list(front: str) -> tuple[str, list[str]]:
    """The lines of a front before its list, and the list's, signs taken off; no list where there are not two."""
    lines = front.splitlines()
    at = len(lines)
    while at > 1 and (_BULLET.match(lines[at - 1]) or split_label(lines[at - 1])[0]):
        at -= 1
    listed = [_BULLET.sub("", line) for line in lines[at:]]
    return ("\n".join(line for line in lines[:at] if line not in ASIDES), listed) if len(listed) > 1 else (front, [])


def split_key(back: str) -> tuple[list[str], Sequence[str]]:
    """The list that a back begins with, signs taken off, and the lines after it."""
    lines = back.splitlines()
    end = next((at for at, line in enumerate(lines) if not _BULLET.match(line)), len(lines))
    return [_BULLET.sub("", line) for line in lines[:end]], lines[end:]


def keyed(back: str, options: dict[str, str]) -> Json:
    """The key on the back of a card with options, the reason behind it, and why the others are wrong."""
    key, rest = split_key(back)
    if not key:
        first, *rest = back.splitlines() or [""]
        key = [first]
    whys = dict(reasons(rest, options))
    told = [line for line in rest if line not in whys.values() and not _BULLET.match(line)]
    why_not = {letter: without_marks([split_label(line.lstrip("-* "))[1]]) for letter, line in whys.items()}
    return {"answer": key if len(key) > 1 else key[0], "explanation": without_marks(told[:1]), "why_not": why_not}


def reasons(lines: Sequence[str], options: dict[str, str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        letter, _ = split_label(_BULLET.sub("", line))
        if letter in options:
            yield letter, line


def without_marks(lines: Sequence[str]) -> str:
    return " ".join(_MARKS.sub("", line) for line in lines)
