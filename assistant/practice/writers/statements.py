"""Sentences with one thing in them that can be left out: a name set as code or in bold, or a limit."""

import re
from collections.abc import Iterator
from functools import cache

from quotewise.assistant.practice.verbs import AUXILIARIES, VERBS
from quotewise.assistant.practice.writers.definitions import sentence_spans, tells_of_another
from quotewise.assistant.practice.writers.page import Page
from quotewise.assistant.practice.writers.siblings import Statement, length
from quotewise.assistant.practice.writers.terms import has_marks, is_priced, is_term, lexis, points

FEWEST, MOST = 6, 30  # words of a sentence
LONGEST = 40  # characters of what is left out

_CODE = re.compile(r"(?<!`)`([^`\n]{2,40})`(?!`)")
_UP_TO = re.compile(r"\b(?:up to|bis zu|hasta|jusqu'à|fino a|até|sav\w+)\b", re.IGNORECASE)
_BOLD = re.compile(r"(?<!\*)\*\*([^*\n]{2,40})\*\*(?!\*)")
_UNIT = (
    r"[a-zA-Z\u00b5]{1,2}\b|\w*(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|Tagen?|Wochen?|Monaten?|Jahren?"
    r"|d\u00edas|meses|a\u00f1os|jours|mois|ans|giorni|mesi|anni|dias|anos)\b"
)
_NUMBER = rf"(?P<number>\d+(?:[.,]\d+)*(?:\s?[%\u2030])?(?:\s(?:{_UNIT}))?)"


def find_statements(page: Page) -> Iterator[Statement]:
    """The sentences of a note that stand by themselves with one such thing in them."""
    for section in page.sections():
        for block in (each for outer in section.blocks for each in outer.walk() if each.kind == "paragraph"):
            for start, end in sentence_spans(page, block):
                if found := read(page, start, end, section.path):
                    yield found


def read(page: Page, start: int, end: int, path: tuple[str, ...]) -> Statement | None:
    raw, said = page.text[start:end], page.read(start, end)
    if (
        not FEWEST <= length(said) <= MOST
        or not said.endswith((".", "\u3002"))
        or (not said[:1].isupper() and said.isascii())
    ):
        return None
    first = said.split()[0].lower()
    if page.language == "en" and (first in VERBS | AUXILIARIES or first.endswith("ing") or not tells_of_another(said)):
        return None  # a step to be taken, or no sentence
    answer = named(raw, page.language) or limited(said, page.language)
    rest = said.replace(answer, "", 1)
    if not answer or answer in rest or has_marks(rest) or is_priced(said) or points(said, page.language):
        return None
    span = page.span(start, end)
    return Statement(said, answer, span, page.language, path) if span else None


def named(raw: str, language: str) -> str:
    """The only thing that is set as code, or else in bold; "" where it is none, or one of several."""
    for mark in (_CODE, _BOLD):
        found = mark.findall(raw)
        if found:
            fit = len(found) == 1 and not re.search(r"[{}<>=]", found[0]) and re.search(r"[^\W\d_]{3}", found[0])
            return found[0] if fit and (mark is _CODE or is_term(found[0], language)) else ""
    return ""


def limited(said: str, language: str) -> str:
    """The only number, where a word for a limit stands before it, with its unit."""
    found = [match["number"] for match in _limit(language).finditer(said)] if lexis(language).limits else []
    worthless = found and "%" in found[0] and _UP_TO.search(said)  # what is saved, not what is allowed
    return found[0] if len(found) == 1 and not worthless and len(re.findall(r"\d+(?:[.,]\d+)*", said)) == 1 else ""


@cache
def _limit(language: str) -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(lexis(language).limits, key=len, reverse=True)))
    return re.compile(rf"\b(?:{words})\b(?:\s+\w+)?\s+{_NUMBER}(?![\w.,]*\d)", re.IGNORECASE)
