"""Flash cards of Anki, as packages and as text: what a card asks may have its options with it, and the key behind."""

import base64
import json
import re
from collections.abc import Iterator
from itertools import takewhile

from quotewise.assistant.claim_json import Json
from quotewise.assistant.practice.exchange.item import Raw
from quotewise.assistant.practice.exchange.option import is_run, split_label
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.question_json import question_json
from quotewise.ingest import Note, apply_edits
from quotewise.ingest.anki_package import FIELD, read_package, show_field

_BULLET = re.compile(r"^(?:[-*+\u2022]|\d{1,2}[.)])\s+")
_OURS = re.compile(r"<!--quotewise:([\w+/=]{1,200000})-->")  # beside what a card shows: the question whole


def ours(question: Question) -> str:
    """A question as a remark in HTML, which Anki keeps and does not show."""
    return f"<!--quotewise:{base64.b64encode(json.dumps(question_json(question)).encode()).decode()}-->"


def read_apkg_cards(data: bytes) -> Iterator[Raw]:
    """Each card of a package under the name of its deck; raises UnreadableNote."""
    number = 0
    for deck, written in read_package(data):
        front, *backs = [*filter(None, map(show_field, written.split(FIELD))), ""]
        if front:
            number += 1
            yield f"card {number}", {"topic": (deck or ("",))[-1], **read_card(front, "\n".join(backs), written)}


def read_text_cards(note: Note) -> Iterator[Raw]:
    """Each card of a note that Anki's text export was read into."""
    shown = apply_edits(note.text, note.tree.edits)
    for number, block in enumerate((block for block in note.tree.blocks if block.kind == "card"), start=1):
        front, *backs = (shown.cut(side.start, side.end) for side in block.children)
        yield f"card {number}", read_card(front, "\n".join(backs), note.text[block.start : block.end])


def read_card(front: str, back: str, written: str) -> Json:
    """A card as an entry: our own as it was, one whose front lists options by letters with these, else a term."""
    if (own := _OURS.search(written)) and (entry := opened(own[1])):
        return entry
    lines = front.splitlines()
    split = [split_label(_BULLET.sub("", line)) for line in lines]
    at = next((at for at in range(1, len(lines) - 1) if is_run([mark.casefold() for mark, _ in split[at:]])), 0)
    if not at:
        return {"term": front, "answer": back}
    behind = back.splitlines()
    listed = list(takewhile(_BULLET.match, behind))
    key, rest = [_BULLET.sub("", line) for line in listed] or behind[:1], behind[max(1, len(listed)) :]
    return {
        "question": "\n".join(lines[:at]),
        "options": dict(split[at:]),
        "answer": key,
        "explanation": " ".join(rest),
    }


def opened(told: str) -> Json | None:
    try:
        entry = json.loads(base64.b64decode(told))
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None
