"""Citation look-up: what the notes say for a sentence from anywhere, and what against it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.gate.agreement import ALLOWANCE, Fit, bearing, every_fit, read_claim
from quotewise.assistant.gate.disagreement import Said
from quotewise.assistant.gate.evidence import read_evidence
from quotewise.assistant.gate.verdict import check
from quotewise.assistant.unit import WHOLE, Unit, says_something, units
from quotewise.index import Hit, Library, words

BUDGET = 6000  # characters of passages that are looked through
RANKED = 100_000  # characters of passages among which repeats of those are looked for
REPEATS = 0.5  # share of words two passages have in common, from which the one may give the other's fact differently
SHOWN = 3  # citations for, and as many against
MISSING = 0.25  # share of a clause's words that a sentence against it need not hold
HELD = 0.5  # share of a clause's words that a sentence with another number holds itself, headings aside
OWN_FOR = 0.5  # share of a clause's own words, more than which a sentence for it holds itself
FEWEST_SHARED = 2  # words that a sentence against a clause shares with it
FEWEST_HELD = 2  # words that a sentence with another number holds itself, where the text says more than one thing
FEWEST_SHARED_ELSE = 3  # the same where it says it of something else, for two things may have much in common

Verdict = Literal["supported", "contradicted", "mixed", "not_found"]
Stance = Literal["for", "against"]
Says = Literal["for", "against", "elsewhere", ""]  # elsewhere: the same, of something else

_SUPPORT: tuple[Says, ...] = ("for",)
_STRENGTH: tuple[Says, ...] = ("for", "against", "elsewhere")


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
    """A sentence of the notes, what it says of each thing the text says, and how many words of it it holds."""

    unit: Unit
    says: tuple[Says, ...]  # () for nothing of any
    covered: int


def look_up(library: Library, text: str, source: str | None = None) -> Lookup:
    """Find what the notes say for a sentence and against it. source: a GLOB over sources to look in."""
    with library.reading():
        things = _things(read_claim(text))
        if library.is_empty() or not things:
            return Lookup(text, "not_found")
        hits = _candidates(library, text, source)
        judged = [_judge(text, things, unit, hits, library) for hit in hits for unit in map(_with_tail, units(hit))]
    return _conclude(text, things, judged)


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


def _things(clauses: Sequence[Said]) -> list[tuple[Said, ...]]:
    """What a text says, one thing after the other; "when", "if" and the like belong to what they are said of."""
    things: list[tuple[Said, ...]] = []
    for clause in clauses:
        waits = len(things) == 1 and len(things[0]) == 1 and things[0][0].clause.subordinate
        if things and (waits or clause.clause.subordinate):
            things[-1] = (*things[-1], clause)
        else:
            things.append((clause,))
    return things


def _judge(text: str, things: Sequence[tuple[Said, ...]], unit: Unit, hits: Sequence[Hit], library: Library) -> _Judged:
    hit = unit.hit
    citation = cite(hit, unit.start, unit.end)
    every = [clause for thing in things for clause in thing]
    if check(Claim(text, (citation,)), hits, library.original).passed:
        return _Judged(unit, _SUPPORT * len(things), sum(len(clause.content) for clause in every) + 1)
    evidence = bearing(every, read_evidence(hit, unit.start, unit.end, library.original(hit.source)))
    if not evidence or hit.kind in ("code", "diagram"):
        return _Judged(unit, (), 0)
    fits = {clause: _strongest(clause, every_fit(clause, evidence), alone=len(every) == 1) for clause in every}
    says = tuple(_together([fits[clause][0] for clause in thing]) for thing in things)
    return _Judged(unit, says, sum(fit.covered for stance, fit in fits.values() if stance))


def _together(stances: Sequence[Says]) -> Says:
    """What is said of a thing, from what is said of its clauses: a denial counts where the rest is borne out."""
    if "" in stances:
        return ""
    return next((stance for stance in _STRENGTH[1:] if stance in stances), "for")


def _strongest(said: Said, fits: Sequence[Fit], *, alone: bool) -> tuple[Says, Fit]:
    """What a sentence says of a clause: that of its own clauses which says most."""
    ranked = [(_stance(said, fit, alone=alone), fit) for fit in fits]
    return min(ranked, key=lambda item: ((*_STRENGTH, "").index(item[0]), item[1].badness))


def _stance(said: Said, fit: Fit, *, alone: bool) -> Says:
    kinds = {conflict.kind for conflict in fit.conflicts}
    if not kinds and not fit.strict and fit.covered and len(fit.missing) <= ALLOWANCE * len(said.content):
        return "for" if fit.own > OWN_FOR * fit.own_covered else ""
    if kinds <= {"service", "subject"}:
        about = all(word.name or word.meaning in said.subject for word in fit.missing)
        return "elsewhere" if about and fit.held and fit.shared >= FEWEST_SHARED_ELSE else ""
    excused = [word for word in fit.missing if word.text not in {conflict.said for conflict in fit.conflicts}]
    if len(fit.conflicts) != 1 or not _is_denial(fit) or any(word in excused for word in fit.strict):
        return ""
    # Numbers abound: one denies another only where both are given of the same words.
    number = kinds <= {"number", "unit", "bound"}
    held = max(HELD * len(said.content), 0 if alone else min(FEWEST_HELD, len(said.content))) if number else 0
    enough = 1 if alone and len(said.content) <= FEWEST_SHARED else FEWEST_SHARED
    alike = fit.shared >= enough and fit.held >= held and len(excused) <= MISSING * len(said.content)
    return "against" if alike else ""


def _is_denial(fit: Fit) -> bool:
    """Whether the one conflict says otherwise, and does not merely say nothing."""
    conflict = fit.conflicts[0]
    return conflict.kind in ("number", "unit", "bound", "negation", "antonym", "order") and bool(conflict.held)


def _conclude(text: str, things: Sequence[tuple[Said, ...]], judged: Sequence[_Judged]) -> Lookup:
    judged = _weightiest(things, [one for one in judged if one.says])
    said = [{one.says[at] for one in judged} for at in range(len(things))]
    # What is said of something else speaks against a thing only if nothing speaks for it or denies it.
    counts: list[frozenset[Says]] = [
        frozenset({"against"}) if says & {"for", "against"} else frozenset({"elsewhere"}) for says in said
    ]
    borne = ["for" in says for says in said]
    denied = [bool(says & against) for says, against in zip(said, counts, strict=True)]
    if not any(denied) and not all(borne):
        return Lookup(text, "not_found")
    findings = (
        *_findings(judged, "for", [frozenset({"for"})] * len(things)),
        *_findings(judged, "against", counts),
    )
    if any(denied):
        return Lookup(text, "mixed" if any(borne) else "contradicted", findings)
    return Lookup(text, "supported", findings)


def _weightiest(things: Sequence[tuple[Said, ...]], judged: list[_Judged]) -> list[_Judged]:
    """Where a sentence says all of it of something else, those that bear out a part of it alone count for nothing."""
    one_subject = len(things) > 1 and len({thing[0].subject for thing in things}) == 1
    if not (one_subject and any(set(one.says) == {"elsewhere"} for one in judged)):
        return judged
    return [one for one in judged if "for" not in one.says or set(one.says) == {"for"}]


def _findings(judged: Sequence[_Judged], stance: Stance, wanted: Sequence[frozenset[Says]]) -> list[Finding]:
    """The sentences that take the stance, those that hold most first; one that stands in several notes once."""
    chosen = [one for one in judged if any(said in says for said, says in zip(one.says, wanted, strict=True))]
    chosen.sort(key=lambda one: -one.covered)
    distinct: dict[str, Unit] = {}
    for one in chosen:
        distinct.setdefault(" ".join(one.unit.text.split()), one.unit)
    kept = list(distinct.values())[:SHOWN]
    return [Finding(cite(unit.hit, unit.start, unit.end), stance) for unit in kept]
