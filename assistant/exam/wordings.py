"""How a stem says how many options it asks for, and whether for those that do not hold: words by language, as data."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

_APOSTROPHES = str.maketrans("\u2019", "'")


def read_choose(question: str) -> int | None:
    """How many options a stem asks for: 1 if it does not say, None for all that apply."""
    said = question.translate(_APOSTROPHES)
    for counted, every, numbers in _counting():
        if match := counted.search(said):
            number = next(group for group in match.groups() if group).lower()
            return int(number) if number.isdecimal() else numbers.index(number) + 1
        if every.search(said):
            return None
    return 1


def without_count(question: str) -> str:
    """A question without what it says in brackets of how to answer ("(Choose two.)")."""
    return _brackets().sub("", question).strip() or question


def asks_for_the_odd_one(ask: str) -> bool:
    """Whether a sentence asks for what does not hold (NOT, EXCEPT, the least suitable)."""
    return any(pattern.search(ask.translate(_APOSTROPHES)) for pattern in _turning())


@cache
def _counting() -> list[tuple[re.Pattern[str], re.Pattern[str], list[str]]]:
    """By language what tells how many, what tells that all apply, and the words for one to six."""
    return [
        (
            re.compile(
                rf"\b{_any(given['choose'])}\s+(?:{_any(given['filler'])}\s+)?({number}|[1-6])\b"
                rf"|\b{_any(given['which'])}\s+({number}|[1-6])\b(?!\s+(?:of|der|de|des)\b)"
                rf"|\(({number}|[1-6])\s+(?:\w+\s+){{0,3}}{_any(given['nouns'])}\b",
                re.IGNORECASE,
            ),
            re.compile(rf"\b{_any(given['choose'])}\s+(?:{_any(given['filler'])}\s+)?{_any(given['every'])}\b", re.I),
            given["numbers"].split(),
        )
        for given in _read()
        if (number := _any(given["numbers"]))
    ]


@cache
def _brackets() -> re.Pattern[str]:
    verbs = "|".join(_any(given["choose"]) for given in _read())
    return re.compile(rf"\s*\([^()]*\b(?:{verbs})\b[^()]*\)", re.IGNORECASE)


@cache
def _turning() -> list[re.Pattern[str]]:
    return [pattern for given in _read() for pattern in _turns(given)]


def _turns(given: dict[str, str]) -> Iterator[re.Pattern[str]]:
    yield re.compile(rf"\b{_any(given['loud'])}\b")
    yield re.compile(rf"\b{_any(given['closing'])}\s*[:?.]?$", re.IGNORECASE)
    between = rf"(?:(?!\b{_any(given['clauses'])}\b)[^.?,])*?"
    yield re.compile(rf"\b{_any(given['which'])}\b{between}\b{_any(given['denials'])}\b", re.IGNORECASE)
    yield re.compile(rf"\b{_any(given['wrong'])}\b", re.IGNORECASE)
    yield re.compile(rf"\b{_any(given['least'])}\s+{_any(given['fit'])}\b", re.IGNORECASE)


def _any(given: str) -> str:
    """A pattern of any of these words, or of phrases where semicolons part them; longer ones are tried first."""
    return f"(?:{'|'.join(map(re.escape, _longest_first(given.split('; ') if ';' in given else given.split())))})"


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


@cache
def _read() -> list[dict[str, str]]:
    return list(tomllib.loads(resources.files(__package__).joinpath("wordings.toml").read_text("utf-8")).values())
