"""Faults of rivals: another option that the quotes name in the key's place, or that the notes bear out as well."""

import re
from collections.abc import Iterator, Sequence

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.gate.verdict import Verdict, check
from quotewise.assistant.gate.wording import numbers, parts, stem, stems
from quotewise.assistant.practice.audit.evidence import Evidence
from quotewise.assistant.practice.audit.flaw import Flaw
from quotewise.assistant.practice.audit.option_words import names, word_weights
from quotewise.assistant.practice.audit.propositions import answered_by, swapped
from quotewise.assistant.practice.audit.stem import EMPTY_ASK
from quotewise.assistant.practice.question import Question
from quotewise.assistant.unit import sentence_texts, units
from quotewise.index import Hit, Library
from quotewise.index.lookup import hits_holding

EXCUSED = 0.15  # share of a statement's words that a sentence need not hold to speak for another option
LOOKED_AT = 12  # passages in which another option is looked for

_SPLIT = re.compile(
    r"[.;:](?=\s)|\s[\u2013\u2014]\s|\u2192|\n|,\s(?=[^,]*\b(?:is|are|was|does|sets|means|at|for|by)\b)"
)
_PIECE = re.compile(r"[;|()\n]|[.](?=\s)|\u2192")
_TURNED = re.compile(r"\b(?:not|no|never|instead|rather|unlike|than|without|cannot)\b|n't\b", re.IGNORECASE)


def other_named(question: Question, library: Library) -> Iterator[Flaw]:
    """The stretch of the quotes that is nearest to the stem names another option and not the key."""
    asked = set(stems(question.stem))
    key = question.options[question.answer[0]]
    stretches = [
        piece for citation in question.rationale.citations for piece in _SPLIT.split(citation.quote) if piece.strip()
    ]
    if len(question.answer) > 1 or not stretches:
        return
    weights = word_weights(question.stem, library)
    nearest = max(stretches, key=lambda piece: sum(weights.get(word, 0.0) for word in set(stems(piece))))
    if not asked & set(stems(nearest)) or _TURNED.search(nearest) or _names_option(nearest, key, asked):
        return
    for letter in question.wrong:
        own = set(stems(question.options[letter])) - set(stems(key))  # what it shares with the key tells nothing
        if own and _names_option(nearest, question.options[letter], asked):
            yield Flaw("wrong_key", f"{question.options[letter]}: {nearest.strip()}")
            return


def _names_option(piece: str, option: str, asked: set[str]) -> bool:
    own = [word for word in stems(option) if word not in asked] or stems(option)
    return bool(own) and set(own) <= set(stems(piece)) and numbers(option) <= numbers(piece)


def other_right(question: Question, evidence: Evidence) -> Iterator[Flaw]:
    """Another option for which the notes say the same as for the key."""
    key = question.options[question.answer[0]]
    right = [
        letter
        for letter in question.wrong
        for text in [question.options[letter]]
        if _is_right(question, text, key, evidence)
    ]
    if right:
        yield Flaw("two_right", f"{question.options[right[0]]}", tuple(right))


def _is_right(question: Question, text: str, key: str, evidence: Evidence) -> bool:
    """Whether the notes say of an option what the question says of the key: in the rationale's words, or the stem's.

    A stem that needs the sentences before it cannot be put as a statement.
    """
    quotes = [citation.quote for citation in question.rationale.citations]
    if any(backed(said, text, key, evidence, own=quotes) for said in swapped(question, text)):
        return True
    told = answered_by(question.stem, text) if len(sentence_texts(question.stem)) == 1 else None
    return bool(told) and backed(str(told), text, key, evidence)


def backed(said: str, option: str, key: str, evidence: Evidence, *, own: Sequence[str] = ()) -> bool:
    """Whether some sentence of the notes that holds the option bears out a statement.

    One that names the key too tells them apart unless it names both in one breath. own: the question's quotes, which
    may leave out what they are about.
    """
    words = _own_words(option)
    hits = hits_holding(evidence.library, words, parts(said), LOOKED_AT)
    return any(
        _is_open(check(Claim(said, (citation,)), [hit], evidence.original))
        for hit, citation in _sentences(hits, words)
        if _in_one_breath(citation.quote, option, key)
        and (_is_within(citation.quote, own) or _all_there(said, hit, citation))
    )


def _is_open(verdict: Verdict) -> bool:
    """Whether the gate passes a wording, or finds nothing in it that differs from its quote."""
    return verdict.passed or verdict.item is not None


def _is_within(quote: str, quotes: Sequence[str]) -> bool:
    return any(quote in other for other in quotes)


def _all_there(said: str, hit: Hit, citation: Citation) -> bool:
    """Whether a sentence or what it stands under holds nearly every word of a statement; the gate excuses more."""
    wanted = set(stems(said)) - EMPTY_ASK
    missing = wanted - set(stems(f"{citation.quote} {hit.heading} {hit.context}"))
    return len(missing) <= EXCUSED * len(wanted)


def _in_one_breath(quote: str, option: str, key: str) -> bool:
    wanted, other = set(stems(option)), set(stems(key))
    if not names(option, quote, key):
        return False
    if not other <= set(stems(quote)):
        return True
    if wanted <= other:
        return False
    return any(wanted <= held and other <= held for held in (set(stems(piece)) for piece in _PIECE.split(quote)))


def _own_words(option: str) -> list[str]:
    return [part for part in parts(option) if not re.search(r"[.'/_-]", part)] or parts(option)


def _sentences(hits: Sequence[Hit], words: Sequence[str]) -> Iterator[tuple[Hit, Citation]]:
    wanted = set(map(stem, words))
    for hit in hits:
        for unit in units(hit):
            if wanted <= set(stems(unit.text)) and hit.kind not in ("code", "diagram"):
                yield hit, cite(hit, unit.start, unit.end)
