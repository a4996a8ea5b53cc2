"""Whether a statement of the notes holds some words: in its order, and nothing left out that changes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from quotewise.assistant.gate.statement import Kind, Statement, Token

OWN = 0.5  # share of a sentence's words that the statement holds itself, not what it stands under
SUBJECT = ("word", "name")  # what may stand above a statement instead of in it

LIMITS: frozenset[Kind] = frozenset(("limit", "denial"))  # what a shortened statement never leaves out
BARRIERS: frozenset[Kind] = LIMITS | {"number", "name"}  # nor these in its middle
EVERY: frozenset[Kind] = BARRIERS | {"word"}

Words = tuple[Token, ...]
Seam = Literal["closed", "open", "crossed"]


def is_whole(said: tuple[Token, ...], one: Statement) -> bool:
    """Whether some words are a statement's, every one in its place."""
    return len(said) == len(one.tokens) and all(map(Token.says, said, one.tokens))


def holds(said: Words, one: Statement, *, gaps: bool = True) -> bool:
    """Whether a statement holds all of some words in its order, and what it leaves out does not change them.

    gaps: one word more may stand where the notes leave out the verb.
    """
    own = sum(any(token.says(other) for other in one.tokens) for token in said)
    if not own or own < OWN * (len(said) - 1):
        return False
    above = [token for token in one.about if token.kind in SUBJECT]
    borrowed = tuple(any(token.says(other) for other in above) for token in said)
    return any(_Fit(said, one.tokens, borrowed, strict, gaps).fits() for strict in (False, True))


@dataclass(frozen=True)
class _Fit:
    """Words beside a statement's body, which falls into pieces at its stops.

    borrowed: which of the words stand above the statement. strict: whether those count; then nothing of a piece is
    left out but its end, for they could take the place of others. gaps: see `holds`.
    """

    said: Words
    body: Words
    borrowed: tuple[bool, ...]
    strict: bool
    gaps: bool

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
            return (
                after >= 0 and seam != "open" and self._ends(after) and self._apart(self._end(after), self._stop(after))
            )
        if (self.again[at] or (self.strict and self.borrowed[at])) and self.fits(at + 1, after, seam):
            return True
        if self.gaps and seam == "closed" and self._joins(at, after) and self.fits(at + 1, after, "open"):
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

    def _stop(self, after: int) -> int:
        """Where something else begins to be said behind body[after]."""
        behind = range(after + 1, len(self.body))
        return next((at for at in behind if self.body[at].mark == ";"), len(self.body))

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
