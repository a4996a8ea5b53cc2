"""Where a claim and its evidence disagree: numbers, units, negations, opposites, names, quantifiers, order."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from quotewise.assistant.gate.antonyms import negates, opposites
from quotewise.assistant.gate.clause import Clause, Word
from quotewise.assistant.gate.evidence import Evidence
from quotewise.assistant.gate.paraphrase import Said as Said
from quotewise.assistant.gate.quantity import Quantity

Kind = Literal["number", "unit", "bound", "negation", "antonym", "service", "subject", "quantifier", "order"]

_CHOICE = re.compile(r"\b(?:can|could|may|might|optional\w*|should|advised|recommended|some\w*)\b", re.IGNORECASE)
_TOO = re.compile(r"\b(?:is|are|comes?) too (\w+)", re.IGNORECASE)  # what is too late is no choice


@dataclass(frozen=True, slots=True)
class Conflict:
    """Where a claim and its evidence disagree. said: in the claim; held: in the evidence, "" if nothing is there."""

    kind: Kind
    said: str
    held: str = ""

    def __str__(self) -> str:
        return f'{self.kind} "{self.said}"' + (f' against "{self.held}"' if self.held else "")


def find_conflicts(
    said: Said, evidence: Evidence, at: int, here: frozenset[str], missing: Sequence[Word]
) -> Iterator[Conflict]:
    """The disagreements of a clause of a claim with clause `at` of the evidence.

    here: the meanings that clause holds. missing: the claim's words that the evidence does not hold.
    """
    clause = evidence.clauses[at]
    yield from _numbers(said, evidence, clause)
    yield from _exchanged(said, clause)
    yield from _scattered(said, evidence, at)
    yield from _units(said, clause)
    yield from _opposed(said, evidence, clause, here)
    yield from _negation(said, clause)
    yield from _quantifiers(said, evidence, at)
    yield from _order(said, clause)
    yield from _rival(said, evidence, clause, here, missing)


def _numbers(said: Said, evidence: Evidence, clause: Clause) -> Iterable[Conflict]:
    held = [*clause.quantities, *clause.label_quantities]
    if evidence.row:
        held += evidence.clauses[0].quantities
    for quantity in (*said.clause.quantities, *said.clause.label_quantities):
        written = _written(said.clause, quantity)
        # "one shard" is a shard; "a single object" is not 1,250 of them
        article = quantity.value == 1 and not quantity.kind and (written == "one" or (written == "single" and not held))
        row = evidence.row and not _counts(clause, quantity)
        if article or any(_backs(other, quantity, held, row=row) for other in held):
            continue
        same = next((other for other in held if quantity.agrees_in_value(other)), None)
        if same:
            yield Conflict("bound", f"{quantity.bound} {written}", f"{same.bound} {written}")
        elif other := next((other for other in held if other.value == quantity.value), None):
            yield Conflict("unit", written, f"{other.value:g} {other.kind}")
        else:
            counted = [other for other in held if _written(clause, other).lower() != "one"]  # "of one framework"
            rival = next((other for other in counted if other.kind == quantity.kind), None)
            yield Conflict("number", written, f"{rival.value:g}" if rival else "")


def _counts(clause: Clause, quantity: Quantity) -> bool:
    """Whether the evidence has the number before a noun: "300 observations" are no 300 GB."""
    same = (other for other in clause.quantities if other.value == quantity.value and not other.kind)
    return any(re.match(r"\+?\s*[a-z]{3,}", clause.text[other.end :]) for other in same)


def _backs(other: Quantity, quantity: Quantity, held: Sequence[Quantity], *, row: bool) -> bool:
    """Whether a number bears another out; a cell may leave its unit to the header, if no other number has another."""
    if not quantity.says(other) or (quantity.kind and not other.kind and not row):
        return False
    clash = any(rival.value == quantity.value and rival.kind and not quantity.says(rival) for rival in held)
    return bool(other.kind) == bool(quantity.kind) or not clash


def _written(clause: Clause, quantity: Quantity) -> str:
    found = clause.text[quantity.start : quantity.end]
    return found if quantity in clause.quantities else f"{quantity.value:g}"


def _units(said: Said, clause: Clause) -> Iterable[Conflict]:
    """Units without a number, as in "per hour", against others that measure the same."""
    held = {(kind, size) for kind, size, _ in clause.units}
    held |= {(quantity.kind, quantity.size / quantity.value) for quantity in clause.quantities if quantity.value}
    held |= {("time", quantity.per) for quantity in clause.quantities if quantity.per}
    for kind, size, written in said.clause.units:
        if (kind, size) not in held and (rival := next((other for name, other in held if name == kind), None)):
            yield Conflict(
                "unit", written.lower(), next((text for _, one, text in clause.units if one == rival), f"{rival:g}")
            )


def _opposed(said: Said, evidence: Evidence, clause: Clause, here: frozenset[str]) -> Iterable[Conflict]:
    """Words of the claim whose opposite stands in the evidence, and not they themselves."""
    every = [*clause.label, *clause.words]
    if evidence.row:
        every += [word for other in evidence.clauses for word in other.words]
    for word in said.words:
        if word.meaning in here:
            continue
        against = opposites(word.meaning)
        for other in every:
            opposed = other.meaning in against or negates(word.text, other.text)
            if opposed and word.negated == other.negated:
                yield Conflict("antonym", word.text, other.text)
                break


def _negation(said: Said, clause: Clause) -> Iterable[Conflict]:
    """A predicate that is negated on one side alone. Nothing is `held` where a verb meets a noun ("retraining")."""
    held: dict[str, set[bool]] = {}
    for word in (*clause.label, *clause.words):
        held.setdefault(word.meaning, set()).add(word.negated)
    verbs = {word.meaning for word in clause.words if word.verb}
    shared = [word for word in said.words if word.meaning in held]
    predicates = [word for word in shared if word.meaning not in said.subject] or shared
    agreeing = [word for word in shared if word.negated and True in held[word.meaning]]
    if agreeing and said.clause.denials == clause.denials:
        return
    for word in predicates:
        if word.negated not in held[word.meaning] and not (word.negated and agreeing):
            meets = not word.verb or word.meaning in verbs
            yield Conflict("negation", _denied(word, said=True), _denied(word, said=False) if meets else "")
            return
    if 0 < clause.denials < said.clause.denials and (said.clause.denials - clause.denials) % 2:
        yield Conflict("negation", said.clause.text, clause.text)
        return
    denies = any(word.negated for word in said.clause.words)
    if denies and shared and not any(True in polarity for polarity in held.values()):
        yield Conflict("negation", said.clause.text, clause.text)


def _denied(word: Word, *, said: bool) -> str:
    return f"not {word.text}" if word.negated == said else word.text


def _quantifiers(said: Said, evidence: Evidence, at: int) -> Iterable[Conflict]:
    clause = evidence.clauses[at]
    held = set(clause.markers)
    if evidence.row:
        held |= {marker for other in evidence.clauses for marker in other.markers}
    if held & {"per", "all"}:
        held.add("each")
    if "each" in held and "per" not in held:
        held.add("all")
    if re.match(r"\W*(?:an?|one)\b", clause.text, re.IGNORECASE):
        held.add("each")  # "a rule" is any rule
    if clause.imperative:
        held.add("must")
    if not re.search(r"\bmust\b", said.clause.text, re.IGNORECASE) and any(word.negated for word in said.clause.words):
        held.add("must")  # "needs no server" asks for nothing
    if clause.words and not _CHOICE.search(clause.text):
        held.add("must")  # what is so without a choice must be so
    for marker in said.clause.markers - held - {"per", "condition"}:
        yield Conflict("quantifier", marker)
    for phrase, opposite in (("at least", "at most"), ("at most", "at least")):
        ours, theirs = said.clause.text.lower(), clause.text.lower()
        if phrase in ours and phrase not in theirs and opposite in theirs and not said.clause.quantities:
            yield Conflict("bound", phrase, opposite)
    if (bad := _TOO.search(clause.text)) and not re.search(rf"\btoo\b|\b{bad[1]}", said.clause.text, re.IGNORECASE):
        yield Conflict("negation", said.clause.text, bad.group())
    if "all" in held and re.search(r"\bnone\b", said.clause.text, re.IGNORECASE):
        yield Conflict("negation", "none", "all")
    absolute = "always" in said.clause.markers or "never" in said.clause.text.lower().split()
    following = evidence.clauses[at + 1 : at + 2]
    conditions = clause.markers | {marker for other in following for marker in other.markers}
    if absolute and "condition" in conditions and "condition" not in said.clause.markers:
        yield Conflict("quantifier", "always or never", "until or unless")


def _exchanged(said: Said, clause: Clause) -> Iterable[Conflict]:
    """Opposites that the evidence gives to two nouns, given to one another's: "longer in, shorter out" turned round."""
    held = clause.words
    behind = {at: {word.meaning for word in held[at + 1 : at + 3]} for at in range(len(held))}
    for at, word in enumerate(said.clause.words):
        rivals = opposites(word.meaning)
        of_rivals = set[str]().union(*(behind[i] for i, other in enumerate(held) if other.meaning in rivals))
        of_itself = set[str]().union(*(behind[i] for i, other in enumerate(held) if other.meaning == word.meaning))
        for following in said.clause.words[at + 1 : at + 3]:
            if of_itself and following.meaning in of_rivals - of_itself:
                yield Conflict("antonym", f"{word.text} {following.text}")
                return


def _scattered(said: Said, evidence: Evidence, at: int) -> Iterable[Conflict]:
    """A name of several words whose words stand apart in the evidence: two names that share a word."""
    clause = evidence.clauses[at]
    runs = ([*clause.label, *clause.words], evidence.subject_before(at), evidence.naming)
    together = {(one.meaning, other.meaning) for run in runs for one, other in pairwise(run)}
    held = {word.meaning for run in runs for word in run}
    above_only = {word.meaning for word in evidence.naming} - clause.meanings - clause.about
    for one, other in pairwise(said.words):
        if not (one.name and other.name and one.where + 1 == other.where) or one.text in ("amazon", "aws"):
            continue
        known = one.meaning in held and other.meaning in held
        # "Kinesis shard": a heading names what the words of the clause belong to.
        above = one.meaning in above_only and other.meaning in clause.meanings | clause.about
        apart = (one.meaning, other.meaning) not in together and not above
        if known and apart and not ({one.meaning, other.meaning} <= clause.meanings | clause.about):
            yield Conflict("service", f"{one.text} {other.text}")
            return


def _order(said: Said, clause: Clause) -> Iterable[Conflict]:
    """ "A is cheaper than B" against "B is cheaper than A"."""
    ours, theirs = said.clause.objects_of_than, clause.objects_of_than
    if ours and theirs and not ours & theirs:
        yield Conflict("order", " ".join(sorted(ours)), " ".join(sorted(theirs)))


def _rival(
    said: Said, evidence: Evidence, clause: Clause, here: frozenset[str], missing: Sequence[Word]
) -> Iterable[Conflict]:
    """The evidence says it of something else: its clause has a subject of its own and the claim's is not in it."""
    content = {word.meaning for word in said.content if not word.verb}
    own = {word.meaning for word in (*clause.label, *clause.words) if not word.empty}
    own &= clause.subject | clause.about
    subject = said.subject & {word.meaning for word in said.words if not word.empty} or said.subject
    if not evidence.row and subject and own and not subject & here and not own & content:
        yield Conflict("subject", " ".join(sorted(subject)), " ".join(sorted(own)))
        return
    elsewhere = {word.meaning for other in evidence.clauses for word in other.words}
    # "Task nodes may be X; core nodes do Y": what the core ones do, the task ones do not.
    others = {one for other in evidence.clauses if other is not clause for one in other.subject}
    taken = [word for word in said.words if word.meaning in (said.subject & others) - here and not word.empty]
    if taken and not evidence.row and own - content and own & content:
        yield Conflict("subject", taken[0].text, " ".join(sorted(own - content)))
        return
    strayed = [word for word in missing if word.meaning in said.subject and word.meaning in elsewhere]
    if strayed:
        yield Conflict("subject", strayed[0].text, " ".join(sorted(own)))
    elif (names := [word for word in missing if word.name]) and any(
        word.name for word in (*clause.label, *clause.words)
    ):
        rivals = [word.text for word in (*clause.label, *clause.words) if word.name and word.meaning not in content]
        if rivals:
            yield Conflict("service", names[0].text, rivals[0])
