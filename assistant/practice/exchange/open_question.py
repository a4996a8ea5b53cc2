"""Cards and questions without options: asked as a gap to fill in, or as true or false."""

import re
from collections.abc import Sequence
from typing import Any

from quotewise.assistant.claim_json import BadEntry, Json
from quotewise.assistant.practice.audit.proposition import say
from quotewise.assistant.practice.audit.stem import GAP
from quotewise.assistant.practice.exchange.fields import is_any
from quotewise.assistant.practice.exchange.item import joined
from quotewise.assistant.practice.exchange.markup import bare, phrase
from quotewise.assistant.practice.exchange.option import Found, parted

TYPED = 60  # characters of an answer that may be typed
WORDS = 6  # of one
BLANK = "____"
ENDS = " .:;?\uff1f\u3002"


def read_open(found: Found, stem: str, answers: Sequence[Any]) -> tuple[Json, list[str]]:
    """What is asked and how; raises BadEntry where there is no answer, or one that nobody would type."""
    meanings = [bare(value) for _, value in found.get("definition", ()) if isinstance(value, str)]
    if meanings and found.get("term"):
        return turned(stem, meanings[0])
    given = answers[0] if answers else meanings[0] if meanings else None
    if isinstance(given, bool) or (isinstance(given, str) and (is_any(given, "true") or is_any(given, "false"))):
        return judged(found, given)
    keys = keys_of(given)
    if not keys:
        raise BadEntry("it has neither options nor an answer")
    reason = joined(bare(value) for _, value in found.get("reason", ()) if isinstance(value, str))
    if len(keys) == 1 and is_term(stem, keys[0]):
        return turned(stem, keys[0])
    if all(map(is_typed, keys)):
        told = {"kind": "cloze", "answer": keys, "rationale": reason or say(stem, keys[0]) or ""}
        if GAP.search(stem):
            return told, []
        return {**told, "question": gapped(stem)}, ["it has no options: its answer is typed"]
    raise too_long(keys[0])


def gapped(stem: str) -> str:
    """The stem and a gap in one sentence: of two the notes would be asked apart, and bear out what nobody said."""
    asked = stem.rstrip(ENDS)
    return f"{asked} ({BLANK}){stem[len(asked) :].strip()}"


def keys_of(given: Any) -> list[str]:
    match given:
        case str():
            return [phrase(part) for part in (parted(given) if " | " in given else [given]) if phrase(part)]
        case int() | float():
            return [str(given)]
        case list():
            return [phrase(str(one)) for one in given if isinstance(one, (str, int, float)) and phrase(str(one))]
    return []


def is_typed(text: str) -> bool:
    return len(text) <= TYPED and len(text.split()) <= WORDS and "\n" not in text


def is_term(stem: str, answer: str) -> bool:
    """Whether a card's front is what its back explains: short, no question, and the back says more."""
    asks = stem.rstrip().endswith(("?", "\uff1f")) or GAP.search(stem)
    return not asks and is_typed(stem) and (len(answer.split()) > len(stem.split()) or not is_typed(answer))


def too_long(answer: str) -> BadEntry:
    count = len(answer.split())
    return BadEntry(f"it has no options, and its answer of {count} words is too long to type: add options")


def judged(found: Found, given: bool | str) -> tuple[Json, list[str]]:
    """A statement that is true or false."""
    true = given if isinstance(given, bool) else is_any(given, "true")
    reason = joined(bare(value) for _, value in found.get("reason", ()) if isinstance(value, str))
    options = {"A": "True", "B": "False"}
    return {"kind": "true_false", "options": options, "answer": ["A" if true else "B"], "rationale": reason}, []


def turned(term: str, meaning: str) -> tuple[Json, list[str]]:
    """A card of a term and its meaning the other way round: the meaning is shown, the term is typed."""
    name, said = phrase(term), joined([meaning])
    if not is_typed(name):
        raise too_long(said)
    within = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.I)
    asked = within.sub(BLANK, said) if within.search(said) else gapped(said)
    told = said if within.search(said) else f"{name}: {said}"
    return {"kind": "cloze", "question": asked, "answer": [name], "rationale": told}, [
        "it has no options: what it means is shown, and the term is typed"
    ]
