"""Whether one statement of the notes says a sentence, or says it with one thing turned round."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from quotewise.assistant.fit import LIMITS, OWN, SUBJECT, Words, holds, is_whole
from quotewise.assistant.gate.quantity import UNITS
from quotewise.assistant.gate.statement import Statement, Token, opposite, word_data

LACKING = 2  # words that a statement may lack: the verb that notes leave out, and the one thing turned round
FEW = 2  # words that tell little: two things may well have them in common

Says = Literal["for", "against", ""]


def says(said: Words, one: Statement, *, known: bool = True) -> Says:
    """What a statement says of some words: them, or the same with one thing turned round.

    known: whether it is known how their language denies; where it is not, only the very words are for them.
    """
    if not known:
        return "for" if is_whole(said, one) else ""
    said, one = _bounded(said), replace(one, tokens=_bounded(one.tokens))
    held = (*one.tokens, *one.about)
    if sum(not any(token.says(other) for other in held) for token in said) > LACKING:
        return ""
    if holds(said, one):
        return "for"
    return "against" if any(_tells(*pair) and holds(*pair) for pair in _turned(said, one)) else ""


def _tells(turned: Words, other: Statement) -> bool:
    """Whether enough is the same for one thing to be turned: beside a number two words, else of two none left out."""
    same = sum(token.kind in SUBJECT for token in turned)
    counted = any(token.number is not None for token in turned)
    return same > FEW or (same == FEW and (counted or is_whole(turned, other)))


def may_say(written: Sequence[Token], said: Words) -> bool:
    """Whether a stretch of the notes, as it is written, holds enough of some words to be worth reading."""
    shared = sum(any(token.says(other) for other in written) for token in said)
    return shared > 0 and shared + 1 >= OWN * (len(said) - 1)


@lru_cache(maxsize=20_000)
def _bounded(words: Words) -> Words:
    """Without the words that bound a number, for the number knows them: "at most 5 GB", "5 GB at most"."""
    kept: list[Token] = []
    for token in words:
        if token.number is not None and token.number.bound:
            while kept and not token.mark and kept[-1].kind in LIMITS:
                token = replace(token, mark=kept.pop().mark)
        elif _bounds(kept, token):
            continue
        kept.append(token)
    return tuple(kept)


def _bounds(before: Sequence[Token], token: Token) -> bool:
    number = before[-1].number if before else None
    return bool(number and number.bound and not token.mark and opposite(token.text))


def _turned(said: Words, one: Statement) -> Iterator[tuple[Words, Statement]]:
    """What would have to be held if one thing were the other way round: a denial, a number, a unit, an opposite."""
    for at, token in enumerate(said):
        if token.kind == "denial":
            yield _without(said, at), one
    for at, token in enumerate(one.tokens):
        if token.kind == "denial":
            body = _without(one.tokens, at)
            if any(token.says(other) for token in (body[at : at + 1] or body[-1:]) for other in said):  # what it denies
                yield said, replace(one, tokens=body)
    names = next((at for at, token in enumerate(one.tokens) if token.mark == ":"), 0)
    for at, token in enumerate(said):
        # A number that a name begins with or ends with tells which it is: "2D trees", "Week 6: ...".
        labels = token.number is not None and at == 0 and not token.number.bound
        held = any(token.says(other) for other in one.tokens)
        for other in one.tokens[names:]:
            if not (labels or held) and _excludes(token, other):
                yield (*said[:at], replace(other, mark=token.mark), *said[at + 1 :]), one


def _without(words: Words, at: int) -> Words:
    behind = words[at + 1 :]
    if behind and words[at].mark and not behind[0].mark:
        behind = (replace(behind[0], mark=words[at].mark), *behind[1:])
    return (*words[:at], *behind)


def _excludes(one: Token, other: Token) -> bool:
    """Whether two words are values of one kind and not the same: 5 GB and 1 GB, hours and days, before and after."""
    if one.number is not None and other.number is not None:
        return one.number.kind == other.number.kind and not one.says(other)
    first, second = UNITS.get(one.text.lower()), UNITS.get(other.text.lower())
    if first and second:
        return first[0] == second[0] and first[1] != second[1]
    return bool(opposite(one.text)) and opposite(one.text) == other.text.lower()


def joins(word: str) -> bool:
    """Whether a word joins two things that are said: "and", "but"."""
    return word.lower() in word_data()["joins"]["every"].split()


def without(words: tuple[Token, ...], function: frozenset[str]) -> tuple[Token, ...]:
    """The words that count without a language's function words; a stop before one stands before the next then."""
    kept: list[Token] = []
    mark = ""
    for token in words:
        mark = token.mark or mark
        if token.kind in ("denial", "limit", "number") or token.text.lower() not in function:
            kept.append(token if token.mark == mark else Token(token.kind, token.text, token.stem, token.number, mark))
            mark = ""
    return tuple(kept)
