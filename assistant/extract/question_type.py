"""What kind of answer a question asks for: a number and of what, a date, yes or no."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from quotewise.assistant.gate.quantity import UNITS, quantities, units_alone
from quotewise.assistant.gate.wording import numbers, stems
from quotewise.assistant.unit import sentence_texts

Kind = Literal["", "number", "date", "polar"]

SHORT = 2  # letters of a word that is no thing to count ("días de")
_BETWEEN = r"(?:[\w-]+\s+){0,2}?"  # words that describe a noun
_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\d(?!\d)|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_WORD = re.compile(r"\w+")
_CLAUSE = re.compile(r"[.,:;!?]\s+")
_BEHIND = re.compile(r"\W*(\w[\w.-]*)(?:\s+(\w[\w.-]*))?")


@dataclass(frozen=True, slots=True)
class Sought:
    """What an answer must hold. unit: what a number measures, "" if that is open (see `quantity.UNITS`). counted: stems
    of what is counted ("how many shards")."""

    kind: Kind = ""
    unit: str = ""
    counted: frozenset[str] = frozenset()

    @property
    def is_told(self) -> bool:
        """Whether a text shows that it holds what is sought."""
        return self.kind in ("number", "date")


def seek(question: str) -> Sought:
    """What a question asks for, read from how its last sentence is put; nothing in particular where that does not tell.

    What stands behind another word that asks is no question of its own: "what shows how far it drifted?".
    """
    asking = (sentence_texts(question) or [question])[-1]
    first = _first_asking().search(asking)
    for kind, unit, pattern in _patterns():
        match = pattern.search(asking)
        if match and not (first and first.start() < match.start()):
            behind = _BEHIND.match(asking, match.end()) if match.lastgroup == "counts" else None
            words = [word for word in behind.groups() if word and len(word) > SHORT] if behind else []
            measured = next((UNITS[word.lower()][0] for word in words[:1] if word.lower() in UNITS), "")
            counted = frozenset() if measured else frozenset(stems(" ".join(words)))
            return Sought(kind, unit or measured, counted)
    return Sought("polar") if _asks_yes_or_no(asking) else Sought()


def _asks_yes_or_no(asking: str) -> bool:
    """Whether the last clause begins as a question for yes or no does, and offers nothing to choose from."""
    first = _WORD.search(_CLAUSE.split(asking.rstrip(" ?"))[-1])
    every = {word.lower() for word in _WORD.findall(asking)}
    return any(
        bool(first) and first[0].lower() in given["yes_no"].split() and not every & set(given["either"].split())
        for given in _data().values()
        if "yes_no" in given and first
    )


def holds(text: str, sought: Sought, question: str) -> bool:
    """Whether a text holds what is sought, other than what the question gives itself.

    Numbers in words count only where something is counted: "two types of it" is no limit.
    """
    match sought.kind:
        case "date":
            return bool(set(_YEAR.findall(text)) - set(_YEAR.findall(question)))
        case "number":
            return _holds_number(text, sought, numbers(question))
    return True


def _holds_number(text: str, sought: Sought, given: set[str]) -> bool:
    for quantity in quantities(text):
        written = numbers(text[quantity.start : quantity.end])
        fits = not sought.unit or quantity.kind in (sought.unit, "")
        if fits and ((written - given) or (not written and sought.counted)):
            return True
    return sought.unit == "time" and any(kind == "time" for _, _, kind, _ in units_alone(text))


@cache
def _data() -> dict[str, dict[str, Any]]:
    return tomllib.loads((resources.files(__package__) / "question_types.toml").read_text(encoding="utf-8"))


@cache
def _first_asking() -> re.Pattern[str]:
    asks = sorted({word for given in _data().values() for word in given.get("asks", "").split()})
    return re.compile(rf"\b(?:{'|'.join(asks)})\b", re.IGNORECASE)


@cache
def _patterns() -> tuple[tuple[Kind, str, re.Pattern[str]], ...]:
    """What to look for, the surest first: what it asks for, what a number measures, how that is put."""
    data = _data()
    phrases: list[tuple[Kind, str, str]] = [
        ("number", "time", "time"),
        ("number", "money", "money"),
        ("date", "", "date"),
        ("number", "", "counts"),
        ("number", "", "number"),
    ]
    found = [(kind, unit, _any_phrase(data, name)) for kind, unit, name in phrases]
    for unit in ("time", "money", "share", "size", ""):
        if nouns := "|".join(_noun_questions(data, unit)):
            found.append(("number", unit, re.compile(nouns, re.IGNORECASE)))
    return tuple(found)


def _any_phrase(data: Mapping[str, Any], name: str) -> re.Pattern[str]:
    """Any of the phrases of all languages; words of scripts with spaces stand alone."""
    listed = [" ".join(phrase.split()) for given in data.values() for phrase in given.get(name, "").split(";")]
    spaced = [re.escape(phrase).replace(r"\*", r"[^?.]*?\b").replace(r"\ ", r"\s+") for phrase in listed if phrase]
    bounded = [
        rf"\b{one}\b" if phrase.isascii() or " " in phrase or _is_spaced(phrase) else one
        for one, phrase in zip(spaced, filter(None, listed), strict=True)
    ]
    return re.compile(rf"(?P<{name}>{'|'.join(sorted(bounded, key=len, reverse=True))})", re.IGNORECASE)


def _is_spaced(phrase: str) -> bool:
    return all(ord(sign) < 0x2E80 for sign in phrase)


def _noun_questions(data: Mapping[str, Any], unit: str) -> Iterator[str]:
    for given in data.values():
        if nouns := given.get("nouns", {}).get(unit, "").split():
            yield rf"\b(?:{'|'.join(given['asks'].split())})(?:'s)?\s+{_BETWEEN}(?:{'|'.join(nouns)})s?\b"
