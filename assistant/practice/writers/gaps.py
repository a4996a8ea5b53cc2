"""Gaps: a name, a limit or a term left out of what the notes say, in any language."""

import re
from collections.abc import Iterator
from functools import cache

from quotewise.assistant.phrasing import phrase
from quotewise.assistant.practice.build import id_for
from quotewise.assistant.practice.grammar import capitalise
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.verbs import AUXILIARIES, VERBS
from quotewise.assistant.practice.writers.context import WriterContext
from quotewise.assistant.practice.writers.definitions import sentence_spans, tells_of_another
from quotewise.assistant.practice.writers.facts import Statement, length
from quotewise.assistant.practice.writers.frames import has_frame, put
from quotewise.assistant.practice.writers.page import Page
from quotewise.assistant.practice.writers.term_questions import with_topic
from quotewise.assistant.practice.writers.terms import has_marks, is_priced, is_term, lexis, points, without_brackets

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


GAP = "____"
FEWEST_WORDS = 5  # of what is said around a gap


def fill_gaps(context: WriterContext) -> Iterator[Question]:
    """The term of a fact left out before what is said of it, where a language has no words to ask for it."""
    for group, fact in context.facts("meaning"):
        if has_frame("term_thing", group.language):
            continue
        term = without_brackets(fact.term)
        claim = context.say(fact)
        if (
            claim is None
            or context.tells(fact.term, fact.meaning)
            or length(fact.meaning) < FEWEST_WORDS
            or (length(term) > 3 and term.isascii())
        ):
            continue
        stem = with_topic(context, group, f"{capitalise(fact.meaning)}: {GAP}.", [fact.term])
        answer = (term, fact.term) if term != fact.term else (term,)
        context.use(fact)
        yield Question(
            id_for("cloze", stem, answer), "cloze", stem, claim, answer=answer, topic=fact.term, origin="definition"
        )


def fill_sentences(context: WriterContext) -> Iterator[Question]:
    """A name or a limit left out of a sentence."""
    for one in context.shuffled(context.view.statements):
        claim = context.voucher.vouch([phrase(one.span.hit, one.span.start, one.span.end)], one.span)
        around = one.text.replace(one.answer, " ", 1)
        if claim is None or context.tells(one.answer, around):
            continue
        stem = one.text.replace(one.answer, GAP, 1)
        if topic := context.topic(one.path, "", one.language, one.path, one.answer, one.text):
            stem = put("on", one.language, topic=topic, stem=stem)
        name = id_for("cloze", stem, [one.answer])
        yield Question(
            name,
            "cloze",
            stem,
            claim,
            answer=(one.answer,),
            topic=one.answer,
            origin="number" if one.answer[:1].isdigit() else "definition",
        )
