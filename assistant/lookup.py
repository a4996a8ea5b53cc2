"""Citation look-up: what the notes say for a sentence from anywhere, and what against it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Citation
from quotewise.assistant.gate.pairs import myth
from quotewise.assistant.gate.rules import BARRIERS, EVERY, LIMITS
from quotewise.assistant.gate.statement import Kind, Statement, Token, opposite, statements, tokens
from quotewise.assistant.unit import WHOLE, Unit, says_something, sentences, units
from quotewise.index import Hit, Library, words

BUDGET = 6000  # characters of passages that are looked through
RANKED = 100_000  # characters of passages among which repeats of those are looked for
REPEATS = 0.5  # share of words two passages have in common, from which the one may give the other's fact differently
SHOWN = 3  # citations for, and as many against
FEWEST = 2  # words of a thing, more than which tell that another name stands in a place of it
OWN = 0.5  # share of a thing's words that a statement holds itself, not what it stands under
MISSING = 0.25  # share of a thing's words that a statement need not hold; never a name
SUBJECT = ("word", "name")  # what may stand above a statement instead of in it

Verdict = Literal["supported", "contradicted", "mixed", "not_found"]
Stance = Literal["for", "against"]
Says = Literal["for", "against", "elsewhere", ""]  # elsewhere: the same, of something else
_STRENGTH: tuple[Says, ...] = ("for", "against", "elsewhere")

# Where one sentence says two things, each is looked up.
_PART = re.compile(r";\s+|,?\s+(?:and|but|while|whereas|und|aber|et|mais|y|pero)\s+(?=.*\w+\s+\w+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence of the notes that speaks for or against."""

    citation: Citation
    stance: Stance


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the notes say of `text`.

    supported: every part of it is said; contradicted: a part is denied and none is said; mixed: the notes speak
    for it and against it, be it that they disagree or that one part is said and another denied; not_found: all
    else, also where a part is said and another stands nowhere. Citations: none for not_found, best first, those
    for it before those against it.
    """

    text: str
    verdict: Verdict
    citations: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Judged:
    """A sentence of the notes, and what it says of each thing the text says."""

    unit: Unit
    says: tuple[Says, ...]


def look_up(library: Library, text: str, source: str | None = None) -> Lookup:
    """Find what the notes say for a sentence and against it. source: a GLOB over sources to look in."""
    with library.reading():
        things = list(things_in(text))
        if library.is_empty() or not things:
            return Lookup(text, "not_found")
        hits = _candidates(library, text, source)
        notes = {hit.source: library.original(hit.source) for hit in hits}
        judged = [_judge(things, unit, notes[hit.source]) for hit in hits for unit in map(_with_tail, units(hit))]
    return _conclude(text, judged, len(things))


def things_in(text: str) -> Iterator[str]:
    """The sentences of a text; of one that says things of two names or gives two numbers, its parts."""
    for start, end in sentences(text, 0, len(text)):
        parts = [part for part in _PART.split(text[start:end]) if part and tokens(part)]
        alike = all(tokens(part)[0].kind == "name" for part in parts) or all(map(_counts, parts))
        yield from parts if len(parts) > 1 and alike else [text[start:end]] if parts else []


def _counts(part: str) -> bool:
    return len(tokens(part)) > FEWEST and any(token.kind == "number" for token in tokens(part))


def _candidates(library: Library, text: str, source: str | None) -> list[Hit]:
    """The best passages, and those that nearly repeat one: a search puts these last, but there notes disagree."""
    ranked = library.search(text, budget=RANKED, source=source)
    best: list[Hit] = []
    for hit in ranked:
        if sum(len(other.text) for other in best) + len(hit.text) > BUDGET and best:
            break
        best.append(hit)
    held = [set(words(hit.text)) for hit in best]
    return best + [hit for hit in ranked[len(best) :] if _repeats(set(words(hit.text)), held)]


def _with_tail(unit: Unit) -> Unit:
    """A sentence with what follows it on its line, where that is too short to say anything alone: "Two steps."."""
    behind = unit.hit.text[unit.end - unit.hit.start :].split("\n", 1)[0].rstrip()
    if unit.hit.kind in WHOLE or not behind.strip() or says_something(behind):
        return unit
    return replace(unit, end=unit.end + len(behind), text=unit.text + behind)


def _repeats(found: set[str], held: Sequence[set[str]]) -> bool:
    return any(len(found & other) >= REPEATS * len(found | other) for other in held)


def _judge(things: Sequence[str], unit: Unit, note: str) -> _Judged:
    """What a sentence of the notes says of each thing."""
    stated = statements(unit.hit, unit.start, unit.end, note)
    denied = myth(unit.text) if unit.hit.kind == "trap" else ""
    return _Judged(unit, tuple(stance(thing, stated, denied) for thing in things))


def stance(thing: str, stated: Sequence[Statement], denied: str = "") -> Says:
    said = _bounded(tokens(thing))
    found = {_says(said, replace(one, tokens=_bounded(one.tokens))) for one in stated}
    if denied and "for" not in found and _says(said, Statement(tokens(denied))) == "for":
        return "against"
    return next((says for says in _STRENGTH if says in found), "")


def _bounded(words: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words without those that bound a number, which its quantity knows: "at most 5 GB", "5 GB at most"."""
    kept: list[Token] = []
    for token in words:
        if token.number is not None and token.number.bound:
            while kept and not token.mark and kept[-1].kind in LIMITS:
                token = replace(token, mark=kept.pop().mark)
        elif kept and kept[-1].number and kept[-1].number.bound and not token.mark and opposite(token.text):
            continue
        kept.append(token)
    return tuple(kept)


def _says(said: tuple[Token, ...], one: Statement) -> Says:
    if holds(said, one):
        return "for"
    for other, body in _others(said, one):
        if holds(other, body):
            return "against"
    return ""


def holds(said: tuple[Token, ...], one: Statement) -> bool:
    body, above = one.tokens, [token for token in one.about if token.kind in SUBJECT]
    own = sum(any(token.says(other) for other in body) for token in said)
    if not own or own < OWN * (len(said) - 1):
        return False
    borrows = [any(token.says(other) for other in above) for token in said]
    piece: list[int] = []
    for at, token in enumerate(body):
        piece.append(piece[-1] + bool(token.mark) if at else 0)
    firsts = [at for at in range(len(body)) if at == 0 or body[at].mark]
    term = len(firsts) > 1 and body[firsts[1]].mark == ":"

    def rest(after: int) -> int:
        """Where the piece of body[after] ends."""
        return next((first for first in firsts if first > after), len(body))

    def whole(first: int, end: int) -> bool:
        """Whether the pieces in body[first:end] may be left out: none denies, limits or conditions the others."""
        return not any(body[at].kind in LIMITS for at in range(first, end) if at in firsts)

    def tail(after: int) -> bool:
        end = rest(after)
        # What stands before a colon names what stands behind it, and a part of a name is not the name.
        left = EVERY if end < len(body) and body[end].mark == ":" else LIMITS
        return not _any(left, body[after + 1 : end])

    def skips(after: int, to: int, strict: bool) -> bool:
        if after < 0 and strict:
            return to == 0
        if after < 0:
            first = firsts[piece[to]]
            return whole(0, first) and not _any(LIMITS, body[first:to])
        if piece[after] == piece[to]:
            return not _any(EVERY if strict else BARRIERS, body[after + 1 : to])
        return to in firsts and tail(after) and whole(rest(after), to)

    @cache
    def fits(at: int, after: int, strict: bool, seam: int) -> bool:
        """seam: 0 before, 1 a word of ours stands there and the next begins a piece, 2 behind."""
        if at == len(said):
            return seam != 1 and after >= 0 and tail(after) and whole(rest(after), len(body))
        if strict and borrows[at] and seam != 1 and fits(at + 1, after, strict, seam):
            return True
        crosses = (term and after >= 0 and piece[after] == 0) or (strict and after < 0 and at > 0)
        joins = at + 1 < len(said) and not said[at].mark and not said[at + 1].mark and said[at].kind == "word"
        if seam == 0 and crosses and joins and not borrows[at] and fits(at + 1, after, strict, 1):
            return True
        for to in range(after + 1, len(body)):
            if said[at].says(body[to]) and skips(after, to, strict):
                if seam == 1 and not (to in firsts and (after < 0 or piece[to] > 0)):
                    continue
                if fits(at + 1, to, strict, 2 if seam else 0):
                    return True
        return False

    return fits(0, -1, False, 0) or fits(0, -1, True, 0)


def _any(kinds: frozenset[Kind], words: Sequence[Token]) -> bool:
    return any(token.kind in kinds for token in words)


def _others(said: tuple[Token, ...], one: Statement) -> Iterator[tuple[tuple[Token, ...], Statement]]:
    body = one.tokens
    denials = [token for token in said if token.kind == "denial"]
    if len(denials) == 1:
        yield tuple(token for token in said if token.kind != "denial"), one
    denials = [token for token in body if token.kind == "denial"]
    if len(denials) == 1:
        yield said, replace(one, tokens=tuple(token for token in body if token.kind != "denial"))
    for at, token in enumerate(said):
        for other in body:
            if token.number and other.number and _same_unit(token, other) and not token.says(other):
                yield (*said[:at], replace(other, mark=token.mark), *said[at + 1 :]), one
            if token.kind == "limit" and opposite(token.text) and opposite(token.text) == other.text.lower():
                yield (*said[:at], replace(other, mark=token.mark), *said[at + 1 :]), one


def _same_unit(one: Token, other: Token) -> bool:
    return one.number is not None and other.number is not None and one.number.kind == other.number.kind


def _conclude(text: str, judged: Sequence[_Judged], things: int) -> Lookup:
    said = [{one.says[at] for one in judged} for at in range(things)]
    # What is said of something else speaks against a thing only if nothing speaks for it or denies it.
    counts: list[frozenset[Says]] = [
        frozenset({"against"}) if says & {"for", "against"} else frozenset({"elsewhere"}) for says in said
    ]
    borne = ["for" in says for says in said]
    denied = [bool(says & against) for says, against in zip(said, counts, strict=True)]
    if not any(denied) and not all(borne):
        return Lookup(text, "not_found")
    findings = (
        *_findings(judged, "for", [frozenset({"for"})] * things),
        *_findings(judged, "against", counts),
    )
    if any(denied):
        return Lookup(text, "mixed" if any(borne) else "contradicted", findings)
    return Lookup(text, "supported", findings)


def _findings(judged: Sequence[_Judged], stance: Stance, wanted: Sequence[frozenset[Says]]) -> list[Finding]:
    """The sentences that take the stance, in the order found; one that stands in several notes once."""
    chosen = [one for one in judged if any(said in says for said, says in zip(one.says, wanted, strict=True))]
    distinct: dict[str, Unit] = {}
    for one in chosen:
        distinct.setdefault(" ".join(one.unit.text.split()), one.unit)
    kept = list(distinct.values())[:SHOWN]
    return [Finding(cite(unit.hit, unit.start, unit.end), stance) for unit in kept]
