"""Questions from elsewhere into the bank: given the words of the notes they lack, audited like our own, and kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.gate.verdict import check
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.quiz import auditor
from quotewise.index import Hit, Library

BUDGET = 1500  # characters of passages looked at for a claim without a quote
MOST_QUOTES = 2


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of questions from elsewhere. dropped: those the audit refused, each with its flaws."""

    kept: tuple[Question, ...]
    known: int
    dropped: tuple[tuple[Question, tuple[str, ...]], ...]


def take_in(
    questions: Sequence[Question],
    library: Library,
    *,
    bank: Bank | None = None,
    seed: int = 0,
) -> Intake:
    """Audit questions and keep those that pass; one that is in the bank already is left as it is there."""
    bank = bank or Bank.of(library)
    held = [kept.question for kept in bank.read(library) if not kept.stale]
    ids = {question.id for question in bank.questions()}
    new = [grounded(question, library) for question in questions if question.id not in ids]
    found = auditor()([*held, *new], library, seed=seed)
    given = {question.id for question in new}
    kept = tuple(question for question in found.kept if question.id in given)
    bank.keep(kept)
    dropped = tuple((question, tuple(map(str, flaws))) for question, flaws in found.dropped if question.id in given)
    return Intake(kept, len(questions) - len(new), dropped)


def grounded(question: Question, library: Library) -> Question:
    """The question with quotes for its rationale and its reasons, where the notes have any that bear them out."""
    key = " ".join(question.options.get(letter, letter) for letter in question.answer)
    rationale = backed(question.rationale, f"{question.stem} {key}", library)
    reasons = {
        letter: backed(claim, f"{question.options.get(letter, '')} {claim.text}", library)
        for letter, claim in question.why_not.items()
    }
    return replace(question, rationale=rationale, why_not=MappingProxyType(reasons))


def backed(claim: Claim, about: str, library: Library) -> Claim:
    """The claim with quotes that pass the gate; as it is where it has quotes, or where none is found."""
    if claim.citations or not claim.text.strip():
        return claim
    hits = library.search(f"{about} {claim.text}"[:1000], budget=BUDGET)
    for hit in hits:
        verdict = check(replace(claim, citations=(whole(hit),)), hits, library.original)
        if verdict.claim is not None:
            return verdict.claim
    both = replace(claim, citations=tuple(whole(hit) for hit in hits[:MOST_QUOTES]))
    return check(both, hits, library.original).claim or claim


def whole(hit: Hit) -> Citation:
    return Citation(hit.source, hit.start, hit.end, hit.text, hit.basis, hit.page, hit.heading, hit.display, hit.also)
