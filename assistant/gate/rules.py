"""What can be told of a wording without a reader: where it differs from its quotes, where it only shortens them."""

import re
from collections.abc import Sequence
from functools import cache

from quotewise.assistant.gate.statement import Kind, Statement, Token, is_coined, tokens
from quotewise.assistant.gate.wording import fold
from quotewise.assistant.unit import sentences
from quotewise.index.lexical import STOP_WORDS

OWN = 0.5  # share of a sentence's words that the statement itself holds, not what it stands under
FAMILIAR = 0.15  # share of function words we know, below which a text's language is not one whose limits we know
LIMITS: frozenset[Kind] = frozenset(("limit", "denial"))  # what a shortened statement never leaves out
BARRIERS: frozenset[Kind] = LIMITS | {"number", "name"}  # nor these in its middle
EVERY: frozenset[Kind] = BARRIERS | {"word"}

_CLAUSES = re.compile(r"[.;:,()|\n\u2013\u2014]")


def differs(claim: str, held: Sequence[Statement], quoted: str, around: str, *, familiar: bool) -> str:
    """Where a claim's numbers, names, code words or denials are not those of its quotes; "" where they are.

    held: what its quotes state. quoted: their words. around: these with headings and lead-ins, for names that are
    spelled apart or shortened. familiar: a capital tells a name; elsewhere, as in German, any noun may have one.
    Completes "withheld because ...".
    """
    said = tokens(claim)
    there = [token for one in held for token in (*one.tokens, *one.about)]
    for token in said:
        if token.kind == "number" and not any(token.says(other) for other in there):
            return f'its quotes do not hold the number "{token.text}"'
        named = token.kind == "name" and (familiar or is_coined(token.text))
        if named and not _holds_name(token.text, around):
            return f'its quotes do not hold the name "{token.text}"'
    denied = any(token.kind == "denial" for token in there)
    if any(token.kind == "denial" for token in said):
        return "" if denied else "it denies what its quotes do not deny"
    # Of several clauses the claim may tell one that denies nothing.
    return "its quote denies what it does not deny" if denied and not _CLAUSES.search(quoted.strip(" .")) else ""


def _holds_name(name: str, around: str) -> bool:
    """Whether a name stands in a text, in its plural or singular, spelled apart, or as initials."""
    bare, held = _letters(name), _letters(around)
    if bare in held or bare.removesuffix("s") in held:
        return True
    return len(bare) > 1 and bare in _initials(around)


def _letters(text: str) -> str:
    return re.sub(r"\W+|_", "", fold(text))


@cache
def _initials(text: str) -> frozenset[str]:
    """The initials of each run of two to five words."""
    words = re.findall(r"[^\W_]+", fold(text))
    return frozenset(
        "".join(word[0] for word in words[at : at + size])
        for size in range(2, 6)
        for at in range(len(words) - size + 1)
    )


def bears_out(claim: str, held: Sequence[Statement], *, familiar: bool) -> bool:
    """Whether each sentence of a claim is one statement of the notes, shortened: its words in their order, nothing
    added, and nothing left out that denies, limits or counts; where the language is not familiar, nothing at all."""
    parts = [claim[start:end] for start, end in sentences(claim, 0, len(claim))]
    fits = is_shortened if familiar else is_whole
    return bool(parts) and all(any(fits(tokens(part), one) for one in held) for part in parts)


def is_whole(said: tuple[Token, ...], one: Statement) -> bool:
    """Whether some words are a statement's, every one in its place."""
    return len(said) == len(one.tokens) and all(map(Token.says, said, one.tokens))


def is_shortened(said: tuple[Token, ...], one: Statement) -> bool:
    """Whether some words are a statement's own in its order; those that name its subject may stand above it instead.

    What is left out may not deny or limit, wherever it stands; nor be a number or name where it stands between. Where
    words come from above, nothing is left out but at the end: else they could take the place of others.
    """
    body, above = one.tokens, [token for token in one.about if token.kind in ("word", "name")]
    borrows = [any(token.says(other) for other in above) for token in said]

    @cache
    def fits(at: int, after: int, own: int, borrowing: bool) -> bool:
        """Whether said[at:] follows body[after], with at least so many words of its own. borrowing: words from above
        count, and none of the body's is missed."""
        if at == len(said):
            return own >= max(1, OWN * len(said)) and not _holds(LIMITS, body[after + 1 :])
        missed = EVERY if borrowing else LIMITS if after < 0 else BARRIERS
        if borrowing and borrows[at] and fits(at + 1, after, own, borrowing):
            return True
        return any(
            said[at].says(body[to])
            and not _holds(missed, body[after + 1 : to])
            and fits(at + 1, to, own + 1, borrowing)
            for to in range(after + 1, len(body))
        )

    return fits(0, -1, 0, False) or fits(0, -1, 0, True)


def _holds(kinds: frozenset[Kind], words: Sequence[Token]) -> bool:
    return any(token.kind in kinds for token in words)


def is_familiar(text: str) -> bool:
    """Whether the function words of a text are ones we know; where they are not, a word left out may deny."""
    words = re.findall(r"\w+", text.lower())
    return sum(word in STOP_WORDS for word in words) >= FAMILIAR * len(words)
