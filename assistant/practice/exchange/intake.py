"""Questions from elsewhere into the bank: audited like our own, given the words of the notes they lack, and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from quotewise.assistant.practice.audit.chain import audit
from quotewise.assistant.practice.audit.flaw import Flaw
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.exchange.dissent import Dissent, find_dissent
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.quiz import BATCH, Progress, fresh, say_nothing, tagged
from quotewise.index import Library

STAGE = "checking questions"
HELD = {
    "unsupported",
    "off_notes",
    "wrong_key",
    "two_right",
    "disputed",
}  # flaws that lie between a question and the notes


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of questions from elsewhere. known: how many were there. dropped: refused, each with its flaws.

    dissent: what the notes say instead of the key of one that was refused, by its id.
    """

    kept: tuple[Question, ...]
    known: int
    dropped: tuple[tuple[Question, tuple[Flaw, ...]], ...]
    dissent: Mapping[str, tuple[Dissent, ...]] = field(default_factory=dict)


def take_in(
    questions: Sequence[Question],
    library: Library,
    *,
    bank: Bank | None = None,
    seed: int = 0,
    progress: Progress = say_nothing,
) -> Intake:
    """Audit questions and keep those that pass; one that is in the bank already is left as it is there."""
    bank = bank or Bank.of(library)
    known = {question.id for question in bank.questions()}
    new = [question for question in questions if question.id not in known]
    standing, kept, dropped = fresh(bank, library), list[Question](), list[tuple[Question, tuple[Flaw, ...]]]()
    ready = list(tagged(new, library))
    for start in range(0, len(ready), BATCH):
        progress(STAGE, start, len(ready))
        found = audit(ready[start : start + BATCH], library, seed=seed, bank=[*standing, *kept])
        bank.keep(found.kept)
        kept += found.kept
        dropped += found.dropped
    dissent = {question.id: find_dissent(question, library) for question, flaws in dropped if HELD & names(flaws)}
    return Intake(tuple(kept), len(questions) - len(new), tuple(dropped), dissent)


def names(flaws: Sequence[Flaw]) -> set[str]:
    return {flaw.name for flaw in flaws}
