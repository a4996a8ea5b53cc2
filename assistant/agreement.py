"""Whether one statement of the notes says a sentence, or says it with one thing turned round."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

from quotewise.assistant.gate.quantity import UNITS
from quotewise.assistant.gate.rules import BARRIERS, EVERY, LIMITS, is_whole
from quotewise.assistant.gate.statement import Kind, Statement, Token, opposite

OWN = 0.5  # share of a sentence's words that the statement holds itself, not what it stands under
LACKING = 2  # words that a statement may lack: the verb that notes leave out, and the one thing turned round
SUBJECT = ("word", "name")  # what may stand above a statement instead of in it

Words = tuple[Token, ...]
Says = Literal["for", "against", ""]
Seam = Literal["closed", "open", "crossed"]


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
    return "against" if any(holds(turned, other) for turned, other in _turned(said, one)) else ""


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
            yield said, replace(one, tokens=_without(one.tokens, at))
    for at, token in enumerate(said):
        for other in one.tokens:
            if _excludes(token, other):
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


def holds(said: Words, one: Statement) -> bool:
    """Whether a statement holds all of some words in its order, and what it leaves out does not change them."""
    own = sum(any(token.says(other) for other in one.tokens) for token in said)
    if not own or own < OWN * (len(said) - 1):
        return False
    above = [token for token in one.about if token.kind in SUBJECT]
    borrowed = tuple(any(token.says(other) for other in above) for token in said)
    return any(_Fit(said, one.tokens, borrowed, strict).fits() for strict in (False, True))


@dataclass(frozen=True)
class _Fit:
    """Words beside a statement's body, which falls into pieces at its stops.

    borrowed: which of the words stand above the statement. strict: whether those count; then nothing of a piece is
    left out but its end, for they could take the place of others.
    """

    said: Words
    body: Words
    borrowed: tuple[bool, ...]
    strict: bool

    @cached_property
    def firsts(self) -> list[int]:
        """Where each piece begins, and where the last one ends."""
        return [0, *(at for at, token in enumerate(self.body) if at and token.mark), len(self.body)]

    @cached_property
    def again(self) -> list[bool]:
        """Which words were said before: the notes may have a pronoun there."""
        return [any(token.says(other) for other in self.said[:at]) for at, token in enumerate(self.said)]

    @cached_property
    def failed(self) -> set[tuple[int, int, Seam]]:
        return set()

    def fits(self, at: int = 0, after: int = -1, seam: Seam = "closed") -> bool:
        """Whether said[at:] follows body[after].

        seam: where the notes leave out the verb between a thing and what is said of it, one word of ours may stand.
        """
        if (at, after, seam) in self.failed:
            return False
        found = self._fits(at, after, seam)
        if not found:
            self.failed.add((at, after, seam))
        return found

    def _fits(self, at: int, after: int, seam: Seam) -> bool:
        if at == len(self.said):
            return after >= 0 and seam != "open" and self._ends(after) and self._apart(self._end(after), len(self.body))
        if (self.again[at] or (self.strict and self.borrowed[at])) and self.fits(at + 1, after, seam):
            return True
        if seam == "closed" and self._joins(at, after) and self.fits(at + 1, after, "open"):
            return True
        return any(
            self.said[at].says(self.body[to])
            and self._follows(after, to)
            and (seam != "open" or self._crosses(after, to))
            and self.fits(at + 1, to, "closed" if seam == "closed" else "crossed")
            for to in range(after + 1, len(self.body))
        )

    def _follows(self, after: int, to: int) -> bool:
        """Whether body[to] may be the next word that counts behind body[after]."""
        if after < 0:
            begun = max(first for first in self.firsts if first <= to)
            return to == 0 if self.strict else self._apart(0, begun) and not _any(LIMITS, self.body[begun:to])
        if to >= self._end(after):
            return to in self.firsts and self._ends(after) and self._apart(self._end(after), to)
        left = self.body[after + 1 : to]
        while left and left[-1].kind == self.body[to].kind == "name":  # "Amazon" of "Amazon Redshift"
            left = left[:-1]
        return not _any(EVERY if self.strict else BARRIERS, left)

    def _end(self, after: int) -> int:
        return next(first for first in self.firsts if first > after)

    def _ends(self, after: int) -> bool:
        """Whether a piece may end behind body[after]: a part of a name before a colon is not the name."""
        end = self._end(after)
        named = end < len(self.body) and self.body[end].mark == ":"
        return not _any(EVERY if named else LIMITS, self.body[after + 1 : end])

    def _apart(self, first: int, end: int) -> bool:
        """Whether whole pieces may be left out: none of them limits or denies what the others say."""
        begun = [self.body[at] for at in self.firsts if first <= at < end]
        return not any(token.kind in LIMITS and token.mark != ";" for token in begun)

    def _joins(self, at: int, after: int) -> bool:
        """Whether a word stands as a verb does, between a thing and what is said of it, with no stop beside it."""
        between = self._is_term(after) if after >= 0 else self.strict and at > 0
        alone = self.said[at].kind == "word" and not self.borrowed[at] and at + 1 < len(self.said)
        return between and alone and not any(token.mark for token in self.said[at : at + 2])

    def _is_term(self, at: int) -> bool:
        """Whether a word is of what stands before the first colon, and so names what stands behind it."""
        end = self.firsts[1]
        return at < end < len(self.body) and self.body[end].mark == ":"

    def _crosses(self, after: int, to: int) -> bool:
        return to in self.firsts and (after < 0 or to >= self.firsts[1])


def _any(kinds: frozenset[Kind], words: Sequence[Token]) -> bool:
    return any(token.kind in kinds for token in words)
