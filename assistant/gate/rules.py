"""What can be told of a wording without a reader: where it differs from its quotes, where it only shortens them."""

import re
from collections.abc import Sequence
from functools import cache, partial

from quotewise.assistant.gate.fit import holds, is_whole
from quotewise.assistant.gate.statement import Statement, is_coined, tokens
from quotewise.assistant.gate.wording import fold
from quotewise.assistant.unit import sentences

_WORD = re.compile(r"[^\W_]+")
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
    """Whether a name stands in a text, in its plural or singular, spelled apart, or as initials; part of another name
    is not it."""
    bare = "".join(_WORD.findall(fold(name)))
    return bool({bare, bare.removesuffix("s"), f"{bare}s"} & _names(around)) or (
        len(bare) > 1 and bare in _initials(around)
    )


@cache
def _names(text: str) -> frozenset[str]:
    """Each run of one to four words, put together."""
    words = _WORD.findall(fold(text))
    return frozenset("".join(words[at : at + size]) for size in range(1, 5) for at in range(len(words) - size + 1))


@cache
def _initials(text: str) -> frozenset[str]:
    """The initials of each run of two to five words."""
    words = _WORD.findall(fold(text))
    return frozenset(
        "".join(word[0] for word in words[at : at + size])
        for size in range(2, 6)
        for at in range(len(words) - size + 1)
    )


def bears_out(claim: str, held: Sequence[Statement], *, familiar: bool) -> bool:
    """Whether each sentence of a claim is one statement of the notes, shortened: its words in their order, nothing
    added, and nothing left out that denies, limits or counts; where the language is not familiar, nothing at all."""
    parts = [claim[start:end] for start, end in sentences(claim, 0, len(claim))]
    fits = partial(holds, gaps=False) if familiar else is_whole
    return bool(parts) and all(any(fits(tokens(part), one) for one in held) for part in parts)
