"""Citation look-up: what the notes say for a sentence from anywhere, and what against it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.gate.pairs import myth
from quotewise.assistant.gate.rules import is_shortened
from quotewise.assistant.gate.statement import Statement, Token, opposite, statements, tokens
from quotewise.assistant.gate.verdict import check
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
        judged = [_judge(things, unit, hits, library) for hit in hits for unit in map(_with_tail, units(hit))]
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


def _judge(things: Sequence[str], unit: Unit, hits: Sequence[Hit], library: Library) -> _Judged:
    """What a sentence of the notes says of each thing."""
    original = library.original
    stated = statements(unit.hit, unit.start, unit.end, original(unit.hit.source))
    citation = cite(unit.hit, unit.start, unit.end)
    says: list[Says] = []
    for thing in things:
        if check(Claim(thing, (citation,)), hits, original).passed:
            says.append("for")
        elif unit.hit.kind in ("code", "diagram"):
            says.append("")
        else:
            says.append(stance(thing, stated, myth(unit.text) if unit.hit.kind == "trap" else ""))
    return _Judged(unit, tuple(says))


def stance(thing: str, stated: Sequence[Statement], denied: str = "") -> Says:
    """What statements say of a thing: the thing itself, or the same but for what excludes it.

    A number of the same unit, a denial, an opposite speak against it; another name in its place says it of something
    else. denied: what the notes call false.
    """
    said = tokens(thing)
    found = {_says(said, one) for one in stated}
    if denied and "for" not in found and _says(said, Statement(tokens(denied))) == "for":
        return "against"
    return next((says for says in _STRENGTH if says in found), "")


def _says(said: tuple[Token, ...], one: Statement) -> Says:
    """What one statement says of some words."""
    body, every = one.tokens, (*one.tokens, *(token for token in one.about if token.kind in SUBJECT))
    words_said = [token for token in said if token.kind in SUBJECT]
    own = sum(any(token.says(other) for other in body) for token in words_said)
    missing = [token for token in words_said if not any(token.says(other) for other in every)]
    names = [token for token in missing if token.kind == "name"]
    if own < max(1, OWN * len(words_said)) or len(missing) > MISSING * len(words_said):
        return ""
    turned = _denials(said) != _denials(body) or any(_is_opposed(token, body) for token in said)
    other_number = _other_number(said, body)
    if names:
        alone = len(names) == len(missing) == 1 and len(words_said) > FEWEST and not (turned or other_number)
        return "elsewhere" if alone and any(token.kind == "name" for token in every) else ""
    if other_number is None or _changes_places(said, body):
        return ""
    if turned or other_number:
        return "" if turned and other_number else "against"
    # Beside another name or number of the statement the same words in another order may be said of that.
    alone = all(any(token.says(other) for other in said) for token in body if token.kind in ("name", "number"))
    return "for" if (alone and not missing) or is_shortened(said, one) else ""


def _denials(words: Sequence[Token]) -> bool:
    return sum(token.kind == "denial" for token in words) % 2 == 1


def _is_opposed(token: Token, body: Sequence[Token]) -> bool:
    against = opposite(token.text) if token.kind == "limit" else ""
    return bool(against) and any(other.text.lower() == against for other in body)


def _other_number(said: Sequence[Token], body: Sequence[Token]) -> bool | None:
    """Whether a number that is said stands there as another of its unit; None where it stands there not at all."""
    ours = [token for token in said if token.number is not None]
    theirs = [token for token in body if token.number is not None]
    lacking = [token for token in ours if not any(token.says(other) for other in theirs)]
    spare = [token for token in theirs if not any(token.says(other) for other in ours)]
    if not lacking:
        return False
    if len(lacking) > 1 or not any(_same_unit(lacking[0], other) for other in spare):
        return None
    return True


def _same_unit(one: Token, other: Token) -> bool:
    return one.number is not None and other.number is not None and one.number.kind == other.number.kind


def _changes_places(said: Sequence[Token], body: Sequence[Token]) -> bool:
    """Whether names and numbers that both hold stand in another order: then they may be said of one another."""
    hard = [token for token in said if token.kind in ("name", "number") and any(token.says(one) for one in body)]
    places = [next(at for at, one in enumerate(body) if token.says(one)) for token in hard]
    return places != sorted(places)


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
