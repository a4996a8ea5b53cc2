"""Cards and questions without options: asked as a gap to fill in, or as true or false."""

import re
from collections.abc import Sequence
from typing import Any

from quotewise.assistant.claim_json import BadEntry, Json
from quotewise.assistant.practice.audit.proposition import say
from quotewise.assistant.practice.audit.stem import GAP
from quotewise.assistant.practice.exchange.fields import Found, is_any, texts
from quotewise.assistant.practice.exchange.key import as_list
from quotewise.assistant.practice.exchange.markup import bare, joined, phrase
from quotewise.assistant.practice.exchange.option import parted

TYPED, WORDS = 60, 6  # characters and words of an answer that may be typed
BLANK = "____"
ENDS = " .:;?\uff1f\u3002"


def read_open(found: Found, stem: str, answers: Sequence[Any]) -> tuple[Json, list[str]]:
    """What is asked and how; raises BadEntry where there is no answer, or one that nobody would type."""
    meanings = texts(found, "definition")
    reason = joined(map(bare, texts(found, "reason")))
    given = next(iter([*(meanings if "term" in found else []), *answers, *meanings]), None)
    if is_any(str(given), "true") or is_any(str(given), "false"):
        key = "A" if is_any(str(given), "true") else "B"
        return {"kind": "true_false", "options": {"A": "True", "B": "False"}, "answer": [key], "rationale": reason}, []
    keys = keys_of(given)
    if not keys:
        raise BadEntry("it has neither options nor an answer")
    if len(keys) == 1 and is_term(stem, keys[0], sure=bool(meanings) and "term" in found):
        return turned(phrase(stem), joined([bare(str(given))]))
    if not all(map(is_typed, keys)):
        count = len(keys[0].split())
        raise BadEntry(f"it has no options, and its answer of {count} words is too long to type: add options")
    told = {"kind": "cloze", "answer": keys, "rationale": reason or say(stem, keys[0]) or ""}
    if GAP.search(stem):
        return told, []
    return {**told, "question": gapped(stem)}, ["it has no options: its answer is typed"]


def gapped(stem: str) -> str:
    """The stem and a gap in one sentence: of two the notes would be asked apart, and bear out what nobody said."""
    asked = stem.rstrip(ENDS)
    return f"{asked} ({BLANK}){stem[len(asked) :].strip()}"


def keys_of(given: Any) -> list[str]:
    several = parted(given) if isinstance(given, str) and " | " in given else as_list(given)
    return [key for one in several if isinstance(one, (str, int, float)) and (key := phrase(str(one)))]


def is_typed(text: str) -> bool:
    return len(text) <= TYPED and len(text.split()) <= WORDS and "\n" not in text


def is_term(stem: str, answer: str, *, sure: bool) -> bool:
    """Whether a card's front is what its back explains: short, no question, and the back says more."""
    if not is_typed(stem) or stem.rstrip().endswith(("?", "\uff1f")) or GAP.search(stem):
        return False
    return sure or len(answer.split()) > len(stem.split()) or not is_typed(answer)


def turned(term: str, meaning: str) -> tuple[Json, list[str]]:
    """A card of a term and its meaning the other way round: the meaning is shown, the term is typed."""
    within = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.I)
    named = bool(within.search(meaning))
    asked = within.sub(BLANK, meaning) if named else gapped(meaning)
    told = {"kind": "cloze", "question": asked, "answer": [term]}
    told["rationale"] = meaning if named else f"{term}: {meaning}"
    return told, ["it has no options: what it means is shown, and the term is typed"]
