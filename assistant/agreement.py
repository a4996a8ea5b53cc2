"""Whether a claim says what its evidence says: clause by clause, word by word, and where the two disagree."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from quotewise.assistant.antonyms import negates, opposites
from quotewise.assistant.clause import Clause, Word, clauses
from quotewise.assistant.evidence import Evidence
from quotewise.assistant.quantity import Quantity
from quotewise.assistant.synonyms import is_light, meaning

ALLOWANCE = 0.15  # share of a clause's content words its evidence need not hold; never verbs, names or superlatives

Kind = Literal["number", "unit", "bound", "negation", "antonym", "service", "subject", "quantifier", "order"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Where a claim and its evidence disagree. said: in the claim; held: in the evidence, "" if nothing is there."""

    kind: Kind
    said: str
    held: str = ""

    def __str__(self) -> str:
        return f'{self.kind} "{self.said}"' + (f' against "{self.held}"' if self.held else "")


@dataclass(frozen=True, slots=True)
class Fit:
    """How one clause of a claim lies on one clause of the evidence."""

    evidence: Evidence
    conflicts: tuple[Conflict, ...] = ()
    missing: tuple[Word, ...] = ()
    covered: int = 0
    shared: int = 0  # words held, those included that need not be
    held: int = 0  # words that its clause holds itself, not what names its subject

    @property
    def strict(self) -> tuple[Word, ...]:
        """Missing words that no allowance excuses."""
        return tuple(word for word in self.missing if _is_strict(word))

    @property
    def badness(self) -> tuple[int, int, int]:
        return len(self.conflicts) + len(self.strict), len(self.missing), -self.covered


@dataclass(frozen=True, slots=True)
class Said:
    """A clause of a claim with what it inherits: its words to be found, and the subject it is about."""

    clause: Clause
    words: tuple[Word, ...]
    subject: frozenset[str]

    @property
    def content(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if not word.empty)


def why_not(text: str, evidence: Sequence[Evidence]) -> str:
    """What `evidence` does not bear out of `text`, completing "withheld because "; "" if it bears out everything."""
    said = read_claim(text)
    evidence = bearing(said, evidence)
    if not said or not evidence:
        return "its quotes do not hold what it says"
    for clause in said:
        best = best_fit(clause, evidence)
        if best.conflicts:
            return f"its quotes disagree: {best.conflicts[0]}"
        if best.strict or len(best.missing) > ALLOWANCE * len(clause.content):
            return f'its quotes do not hold "{(best.strict or best.missing)[0].text}"'
    return ""


def bearing(said: Sequence[Said], evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence that can bear a claim out: of a question with its answer, a word of the answer is claimed."""
    claimed = {word.meaning for clause in said for word in clause.words}
    return [item for item in evidence if item.clauses and (item.answer is None or item.answer & claimed)]


def best_fit(said: Said, evidence: Sequence[Evidence]) -> Fit:
    return min(every_fit(said, evidence), key=lambda item: item.badness)


def every_fit(said: Said, evidence: Sequence[Evidence]) -> list[Fit]:
    return [fit(said, item, at) for item in evidence for at in _candidates(said, item)]


def _candidates(said: Said, evidence: Evidence) -> list[int]:
    """The clauses to lie on: any of a sentence; of a row the cells with most of the words, for all hold the others."""
    if not evidence.row:
        return list(range(len(evidence.clauses)))
    claimed = {word.meaning for word in said.words}
    numbers = {quantity.value for quantity in said.clause.quantities}
    shared = [
        2 * len((clause.meanings - clause.about) & claimed) + len({one.value for one in clause.quantities} & numbers)
        for clause in evidence.clauses
    ]
    return [at for at, count in enumerate(shared) if count == max(shared)]


def read_claim(text: str) -> list[Said]:
    """The clauses of a claim that say anything; one without a subject is about that of the one before."""
    found: list[Said] = []
    about: tuple[Word, ...] = ()
    for clause in clauses(text):
        own = tuple(word for word in clause.words if word.meaning in clause.subject) or clause.label
        words = (*clause.label, *clause.words) if own else (*about, *clause.words)
        about = own or about
        if clause.words or clause.quantities:
            subject = frozenset(word.meaning for word in (*about, *clause.label))
            found.append(Said(clause, tuple(dict.fromkeys(words)), subject))
    return found


def fit(said: Said, evidence: Evidence, at: int) -> Fit:
    """Lay one clause of a claim on clause `at` of the evidence."""
    clause = evidence.clauses[at]
    here = _here(said, evidence, at)
    placing = _placing(evidence, at)
    missing = tuple(word for word in said.content if not _is_covered(word, said, clause, here, placing))
    missing = tuple(word for word in missing if not _classifies(word, said, missing)) or _unsaid(said, evidence, clause)
    conflicts = (
        *_numbers(said, evidence, clause),
        *_exchanged(said, clause),
        *_scattered(said, evidence, at),
        *_units(said, clause),
        *_opposed(said, evidence, clause, here),
        *_negation(said, clause),
        *_quantifiers(said, evidence, at),
        *_order(said, clause),
        *_rival(said, evidence, clause, here, missing),
    )
    shared = sum(word not in missing for word in said.content) + sum(
        word.empty and word.meaning in here for word in said.words
    )
    held = sum(word.meaning in here for word in said.content)
    return Fit(evidence, conflicts, missing, len(said.content) - len(missing), shared, held)


def _is_strict(word: Word) -> bool:
    return (
        word.verb
        or word.name
        or word.opens
        or word.text.endswith("est")
        or word.text in ("better", "worse", "more", "less")
    )


def _here(said: Said, evidence: Evidence, at: int) -> frozenset[str]:
    """The meanings a clause holds: its own, its label's, and for a row those of the other cells."""
    clause = evidence.clauses[at]
    words = [*clause.label, *clause.words]
    if evidence.row:
        words += [word for other in evidence.clauses for word in other.words]
    words += _inherited(evidence, at)
    if clause.has_pronoun and not at:
        words += [word for word in evidence.before if not (word.verb or word.name or word.negated)]
    if not _finite(clause) and at and evidence.clauses[at - 1].sentence == clause.sentence:
        words += [word for word in _gapped(evidence, at) if not word.negated]
    if clause.has_pronoun and at:
        words += [word for word in evidence.clauses[at - 1].words if not (word.placed or word.verb)]
    return frozenset(word.meaning for word in words) | _abbreviated(said.words, [*words, *evidence.naming])


def _finite(clause: Clause) -> bool:
    """Whether a clause has a verb of its own; participles are none ("appended as Parquet")."""
    return any(word.verb and not word.text.endswith(("ed", "ing")) for word in clause.words)


def _gapped(evidence: Evidence, at: int) -> tuple[Word, ...]:
    """The verb that a clause shares with those before it: "keeps A three days, B four"."""
    sentence = evidence.clauses[at].sentence
    before = [other for other in evidence.clauses[:at] if other.sentence == sentence and _finite(other)]
    return tuple(word for word in before[-1].words if word.verb) if before else ()


def _placing(evidence: Evidence, at: int) -> frozenset[str]:
    """The meanings that may name a subject or a place: subjects of the clauses before, headings, lines above."""
    before = {
        word.meaning
        for clause in evidence.clauses[:at]
        for word in (*clause.label, *clause.words)
        if not word.negated and word.meaning in clause.subject | clause.about
    }
    return frozenset(before) | {word.meaning for word in evidence.naming}


def _abbreviated(said: Sequence[Word], held: Sequence[Word]) -> frozenset[str]:
    """The meanings of `said` that stand in `held` as an abbreviation of their initials, or spelled out for one."""
    return frozenset(_spelled(said, held)) | frozenset(
        word.meaning for word in said if word.name and word.text in _initials(held, len(word.text))
    )


def _spelled(said: Sequence[Word], held: Sequence[Word]) -> Iterable[str]:
    short = {word.text for word in held if word.name and 2 <= len(word.text) <= 5}
    for length in range(2, 6):
        for at in range(len(said) - length + 1):
            run = said[at : at + length]
            if "".join(word.text[0] for word in run) in short:
                yield from (word.meaning for word in run)


def _initials(words: Sequence[Word], length: int) -> set[str]:
    if not 2 <= length <= 5:
        return set()
    return {"".join(word.text[0] for word in words[at : at + length]) for at in range(len(words) - length + 1)}


def _is_covered(word: Word, said: Said, clause: Clause, here: frozenset[str], placing: frozenset[str]) -> bool:
    if word.meaning in here:
        return True
    if word.verb and is_light(word.meaning) and not _finite(clause):
        return True
    if word.meaning == meaning("cost") and any(quantity.kind == "money" for quantity in clause.quantities):
        return True
    names_something = word.meaning in said.subject or word.placed or word.name
    return names_something and not word.verb and word.meaning in placing


def _unsaid(said: Said, evidence: Evidence, clause: Clause) -> tuple[Word, ...]:
    """The predicate, where the clause has no word or number of it and only inherits them."""
    predicate = [word for word in said.clause.words if word.meaning not in said.subject] or list(said.clause.words)
    numbers = any(held.value == given.value for held in clause.quantities for given in said.clause.quantities)
    # A label that asserts nothing is half of the statement: "Recall: the share that was found".
    asserted = any(other.sentence == clause.sentence and not other.label for other in evidence.clauses)
    own = clause.meanings if asserted else clause.meanings | clause.about
    if evidence.row or numbers or any(word.meaning in own for word in predicate):
        return ()
    return tuple(word for word in predicate if not word.empty)


def _classifies(word: Word, said: Said, missing: Sequence[Word]) -> bool:
    """ "L1 regularisation": a noun behind a name that is held says what kind of thing that is, and no more."""
    before = next((other for other in said.words if other.where == word.where - 1), None)
    named = before is not None and (before.name or before.opens) and before not in missing
    return named and word.meaning in said.subject and not (word.name or word.verb)


def _numbers(said: Said, evidence: Evidence, clause: Clause) -> Iterable[Conflict]:
    held = [*clause.quantities, *clause.label_quantities]
    if evidence.row:
        held += evidence.clauses[0].quantities
    for quantity in (*said.clause.quantities, *said.clause.label_quantities):
        written = _written(said.clause, quantity)
        if (quantity.value == 1 and not quantity.kind) or any(
            _backs(other, quantity, held, row=evidence.row) for other in held
        ):
            continue
        same = next((other for other in held if quantity.agrees_in_value(other)), None)
        if same:
            yield Conflict("bound", f"{quantity.bound} {written}", f"{same.bound} {written}")
        elif other := next((other for other in held if other.value == quantity.value), None):
            yield Conflict("unit", written, f"{other.value:g} {other.kind}")
        else:
            rival = next((other for other in held if other.kind == quantity.kind), None)
            yield Conflict("number", written, f"{rival.value:g}" if rival else "")


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
    if clause.imperative:
        held.add("must")
    if any(word.negated for word in said.clause.words) and not re.search(r"\bmust\b", said.clause.text, re.IGNORECASE):
        held.add("must")  # "needs no server" asks for nothing
    for marker in said.clause.markers - held - {"per", "condition"}:
        yield Conflict("quantifier", marker)
    for phrase, opposite in (("at least", "at most"), ("at most", "at least")):
        ours, theirs = said.clause.text.lower(), clause.text.lower()
        if phrase in ours and phrase not in theirs and opposite in theirs and not said.clause.quantities:
            yield Conflict("bound", phrase, opposite)
    if "all" in held and re.search(r"\bnone\b", said.clause.text, re.IGNORECASE):
        yield Conflict("negation", "none", "all")
    absolute = "always" in said.clause.markers or "never" in said.clause.text.lower().split()
    following = evidence.clauses[at + 1 : at + 2]
    conditions = clause.markers | {marker for other in following for marker in other.markers}
    if absolute and "condition" in conditions and "condition" not in said.clause.markers:
        yield Conflict("quantifier", "always or never", "until or unless")


def _exchanged(said: Said, clause: Clause) -> Iterable[Conflict]:
    """Opposites that both stand in the evidence, given to one another's nouns: "longer in, shorter out" turned round."""
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
    runs = ([*clause.label, *clause.words], _inherited(evidence, at), evidence.naming)
    together = {(one.meaning, other.meaning) for run in runs for one, other in itertools.pairwise(run)}
    held = {word.meaning for run in runs for word in run}
    for one, other in zip(said.words, said.words[1:], strict=False):
        if not (one.name and other.name and one.where + 1 == other.where) or one.text in ("amazon", "aws"):
            continue
        known = one.meaning in held and other.meaning in held
        apart = (one.meaning, other.meaning) not in together
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
    strayed = [word for word in missing if word.meaning in said.subject and word.meaning in elsewhere]
    if strayed:
        yield Conflict("subject", strayed[0].text, " ".join(sorted(own)))
    elif (names := [word for word in missing if word.name]) and any(
        word.name for word in (*clause.label, *clause.words)
    ):
        rivals = [word.text for word in (*clause.label, *clause.words) if word.name and word.meaning not in content]
        if rivals:
            yield Conflict("service", names[0].text, rivals[0])


def _inherited(evidence: Evidence, at: int) -> tuple[Word, ...]:
    """The subject of the clause before, where this one has none of its own."""
    if evidence.clauses[at].subject:
        return ()
    before = [other for other in evidence.clauses[:at] if other.subject]
    return tuple(word for word in before[-1].words if word.meaning in before[-1].subject) if before else ()
