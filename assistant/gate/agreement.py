"""Whether a claim says what its evidence says: clause by clause, word by word, and where the two disagree."""

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quotewise.assistant.gate.antonyms import opposites
from quotewise.assistant.gate.clause import Clause, Word, clauses, has_auxiliary, is_finite
from quotewise.assistant.gate.disagreement import Conflict, find_conflicts
from quotewise.assistant.gate.evidence import Evidence
from quotewise.assistant.gate.joining import join
from quotewise.assistant.gate.paraphrase import Said, in_words_of, is_replaced
from quotewise.assistant.gate.synonyms import is_light, meaning

_ADDRESSED = re.compile(r"(?:\w+ )?(?:you|we|I)\b")  # "so you should ...": it has a subject of its own
_HYPERNYM = re.compile(r"\b[a-z-]+,? such as (?:the )?", re.IGNORECASE)  # "parameters such as the rate" are the rate
_ELSE = re.compile(r"\botherwise\b|\bor (?:else\b|the \w+ \w+s\b)|\bhurts?\b", re.IGNORECASE)  # "do it, or it leaks"
ALLOWANCE = 0.15  # share of a clause's content words its evidence need not hold; never verbs, names or superlatives
BESIDE = 3  # of so many words held one more may be added, where the evidence has no other in its place
OWN = (
    0.34  # share of the content words that a clause of the evidence holds itself, not headings or what was said before
)


@dataclass(frozen=True, slots=True)
class Fit:
    """How one clause of a claim lies on one clause of the evidence."""

    evidence: Evidence
    conflicts: tuple[Conflict, ...] = ()
    missing: tuple[Word, ...] = ()
    covered: int = 0
    shared: int = 0  # words held, those included that need not be
    held: int = 0  # words that its clause holds itself, not what names its subject
    own: int = 0  # words that the claim's clause itself has and its clause holds itself
    own_covered: int = 0
    literal: int = 0  # words that stand there, unlike verbs that need not be said
    replaced: frozenset[Word] = frozenset()  # missing words in whose place the evidence has another

    @property
    def strict(self) -> tuple[Word, ...]:
        """Missing words that no allowance excuses."""
        return tuple(word for word in self.missing if _is_strict(word, replaced=word in self.replaced))

    def allowed(self, elsewhere: frozenset[str]) -> float:
        """How many words may be missing; those that the quotes hold elsewhere, or deny, are to be found there."""
        told = any(word.meaning in elsewhere or opposites(word.meaning) & elsewhere for word in self.missing)
        added = not self.replaced and not told
        allowance = 0.0 if self.replaced else ALLOWANCE * (self.covered + len(self.missing))
        return max(allowance, float(added * (self.literal // BESIDE)))

    @property
    def badness(self) -> tuple[int, int, int]:
        return len(self.conflicts) + len(self.strict), len(self.missing), -self.covered


def why_not(text: str, evidence: Sequence[Evidence]) -> str:
    """What `evidence` does not bear out of `text`, completing "withheld because "; "" if it bears out everything."""
    said = read_claim(text)
    evidence = bearing(said, evidence)
    if not said or not evidence:
        return "its quotes do not hold what it says"
    joined = join(evidence)
    held = frozenset(word.meaning for item in evidence for clause in item.clauses for word in clause.words)
    for clause in said:
        if _is_denied(clause, evidence):
            return "its quotes deny it"
        why = _why_not_fit(best_fit(clause, evidence), held)
        if why and all(_why_not_fit(other, held) for item in joined for other in _fits_joined(clause, item)):
            return why
    return ""


def _fits_joined(said: Said, evidence: Evidence) -> list[Fit]:
    """The fits on clauses read together, unless what the claim is about is none of what they are about."""
    clause = evidence.clauses[0]
    about = clause.subject | clause.about | {word.meaning for word in evidence.naming}
    strays = said.subject & clause.meanings - about
    return [] if strays else every_fit(said, [evidence])


def _why_not_fit(best: Fit, held: frozenset[str]) -> str:
    if best.conflicts:
        return f"its quotes disagree: {best.conflicts[0]}"
    if best.own < OWN * best.own_covered:
        return "its quotes do not hold what it says"
    if best.strict or len(best.missing) > best.allowed(held):
        return f'its quotes do not hold "{(best.strict or best.missing)[0].text}"'
    return ""


def _is_denied(said: Said, evidence: Sequence[Evidence]) -> bool:
    """Whether a clause says what a myth says."""
    fits = every_fit(said, [item for item in evidence if item.denied])
    return any({found.kind for found in item.conflicts} == {"negation"} and not item.missing for item in fits)


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
        2 * len((clause.meanings - clause.about) & claimed)
        + 3 * len({one.value for one in clause.quantities} & numbers)
        for clause in evidence.clauses
    ]
    return [at for at, count in enumerate(shared) if count == max(shared)]


def read_claim(text: str) -> list[Said]:
    """The clauses of a claim that say anything; one without a subject is about that of the one before."""
    found: list[Said] = []
    about: tuple[Word, ...] = ()
    for clause in clauses(_HYPERNYM.sub("", text)):
        own = tuple(word for word in clause.words if word.meaning in clause.subject) or clause.label
        if found and all(word.empty for word in own):
            own = ()  # "values above 0.25": what they are values of was said before
        # "If it is late, stop": who is told to do something is not what the condition is about.
        told = bool(found and found[-1].clause.subordinate and clause.words and clause.words[0].verb)
        told = told or bool(_ADDRESSED.match(clause.text))
        words = (*clause.label, *clause.words) if own or told else (*about, *clause.words)
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
    said = in_words_of(said, _own_words(evidence, at), here)
    literal = sum(word.meaning in here | placing for word in said.content)
    missing = tuple(word for word in said.content if not _is_covered(word, said, clause, here, placing))
    missing = tuple(word for word in missing if not _classifies(word, said, clause)) or _unsaid(said, evidence, clause)
    conflicts = tuple(find_conflicts(said, evidence, at, here, missing))
    shared = sum(word not in missing for word in said.content) + sum(
        word.empty and word.meaning in here for word in said.words
    )
    held = sum(word.meaning in here for word in said.content)
    around = [*evidence.subject_before(at), *_own_words(evidence, at)]
    replaced = frozenset(word for word in missing if is_replaced(word, said, around, placing))
    if not _says(said.clause):
        replaced |= frozenset(missing)  # its verb is one we do not know
    own = [word for word in said.clause.words if word not in missing and (not word.empty or word.meaning in here)]
    # A correction speaks of what its myth named.
    itself = sum(word.meaning in here or evidence.corrects for word in own)
    covered = len(said.content) - len(missing)
    return Fit(evidence, conflicts, missing, covered, shared, held, itself, len(own), literal, replaced)


def _is_strict(word: Word, *, replaced: bool) -> bool:
    return (
        (word.verb and (replaced or not is_light(word.meaning)))
        or word.name
        or word.opens
        or word.text.endswith("est")
        or word.text in ("better", "worse", "more", "less", "least", "most", "worst")
    )


def _here(said: Said, evidence: Evidence, at: int) -> frozenset[str]:
    """The meanings a clause holds: its own, its label's, and for a row those of the other cells."""
    clause = evidence.clauses[at]
    words = [*_own_words(evidence, at), *evidence.subject_before(at)]
    if clause.has_pronoun and not at:
        words += [word for word in evidence.before if not (word.verb or word.name or word.negated)]
    if not _finite(clause) and at and evidence.clauses[at - 1].sentence == clause.sentence:
        words += [word for word in _gapped(evidence, at) if not word.negated]
    if clause.has_pronoun and at:
        words += [word for word in evidence.clauses[at - 1].words if not (word.placed or word.verb)]
    return frozenset(word.meaning for word in words) | _abbreviated(said.words, [*words, *evidence.naming])


def _own_words(evidence: Evidence, at: int) -> list[Word]:
    """The words of clause `at` and of its label; of a row all but what another cell denies: they are of one thing."""
    clause = evidence.clauses[at]
    others = [other for other in evidence.clauses if evidence.row and other is not clause]
    return [*clause.label, *clause.words, *(word for other in others for word in other.words if not word.negated)]


def _says(clause: Clause) -> bool:
    """Whether a clause has a verb that we know to be one, or needs none."""
    return any(word.verb for word in clause.words) or has_auxiliary(clause.text) or bool(clause.label)


def _finite(clause: Clause) -> bool:
    """Whether a clause has a verb of its own; participles are none ("appended as Parquet")."""
    return any(is_finite(word) for word in clause.words)


def _gapped(evidence: Evidence, at: int) -> tuple[Word, ...]:
    """The verb that a clause shares with those before it: "keeps A three days, B four"."""
    sentence = evidence.clauses[at].sentence
    before = [other for other in evidence.clauses[:at] if other.sentence == sentence and _finite(other)]
    return tuple(word for word in before[-1].words if word.verb) if before else ()


def _placing(evidence: Evidence, at: int) -> frozenset[str]:
    """The meanings that may name a subject or a place: subjects of the clauses before, headings, lines above."""
    before = {
        word.meaning
        for clause in _sharing_subject(evidence, at)
        for word in (*clause.label, *clause.words)
        if not word.negated and (word.meaning in clause.subject | clause.about or _orders(clause, evidence, at))
    }
    return frozenset(before) | {word.meaning for word in evidence.naming}


def _orders(clause: Clause, evidence: Evidence, at: int) -> bool:
    """Whether a clause tells to do what clause `at` of its sentence speaks about: "Move it last; no work needed"."""
    return clause.imperative and clause.sentence == evidence.clauses[at].sentence


def _sharing_subject(evidence: Evidence, at: int) -> Sequence[Clause]:
    """The clauses before `at`, from the last that has a subject on: those before it are about another thing."""
    before = evidence.clauses[:at]
    last = max((number for number, clause in enumerate(before) if clause.subject), default=0)
    return before[last:]


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
    if word.meaning in _averting() and _ELSE.search(clause.text):
        return True
    names_something = word.meaning in said.subject or word.placed or word.name
    return names_something and not word.verb and word.meaning in placing


@functools.cache
def _averting() -> frozenset[str]:
    return frozenset(map(meaning, ("avoid", "prevent")))


def _unsaid(said: Said, evidence: Evidence, clause: Clause) -> tuple[Word, ...]:
    """The predicate, where the clause has no word or number of it and only inherits them."""
    predicate = [word for word in said.clause.words if word.meaning not in said.subject] or list(said.clause.words)
    numbers = any(held.value == given.value for held in clause.quantities for given in said.clause.quantities)
    # A label that asserts nothing is half of the statement: "Recall: the share that was found".
    asserted = any(other.sentence == clause.sentence and not other.label for other in evidence.clauses)
    own = clause.meanings if asserted else clause.meanings | clause.about
    named = any(word.meaning in clause.meanings - clause.about for word in said.content if word not in predicate)
    if evidence.row or numbers or named or any(word.meaning in own for word in predicate):
        return ()
    return tuple(word for word in predicate if not word.empty)


def _classifies(word: Word, said: Said, clause: Clause) -> bool:
    """ "Grid search" of a row or line that is about "Grid": the noun says what kind of thing that is, and no more."""
    before = next((other for other in said.words if other.where == word.where - 1), None)
    if before is None or before.meaning not in clause.about or not (before.name or before.opens):
        return False
    apart = re.search(rf"{re.escape(before.text)}\W{{2,}}.*{re.escape(word.text)}", said.clause.text, re.IGNORECASE)
    return not apart and word.meaning in said.subject and not (word.name or word.verb) and _says(said.clause)
