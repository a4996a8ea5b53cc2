"""What can be told of a wording without a reader: where its numbers, names and denials differ from its quotes'."""

import re
from collections.abc import Sequence
from functools import cache

from quotewise.assistant.gate.statement import Statement, Token, is_coined, tokens
from quotewise.assistant.gate.wording import fold
from quotewise.assistant.unit import sentences

_WORD = re.compile(r"[^\W_]+")
_SIGNS = re.compile(r"[-\u2212+<>=\u2264\u2265^#\u2190-\u22ff\u00b1\u00d7\u00f7~\\\\](?=[\w\s(])|\w[#+^]")
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


def bears_out(claim: str, held: Sequence[Statement], quoted: str) -> bool:
    """Whether each sentence of a claim is a statement of the notes with no more than its end left out, from a stop on:
    its words in their order from the first, those that give a direction included, and nothing that denies or limits
    dropped. Of a quote with signs, which may turn what they stand before, nothing is told."""
    parts = [claim[start:end] for start, end in sentences(claim, 0, len(claim))]
    return (
        bool(parts) and not _SIGNS.search(quoted) and all(any(_begins(tokens(p), one) for one in held) for p in parts)
    )


def _begins(said: tuple[Token, ...], one: Statement) -> bool:
    body, rest = one.tokens[: len(said)], one.tokens[len(said) :]
    whole = bool(said) and len(body) == len(said) and all(map(Token.says, said, body))
    return whole and (not rest or bool(rest[0].mark)) and not any(token.kind in ("limit", "denial") for token in rest)
