"""Questions from elsewhere into the bank: audited like our own, given the words of the notes they lack, and kept.

Where the notes disagree with the key of one that is refused, what they answered_by instead stands beside the refusal.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from quotewise.assistant.claim import Citation
from quotewise.assistant.claim_json import Json, citation_json
from quotewise.assistant.lookup import Stance, look_up
from quotewise.assistant.practice.audit.audit import audit
from quotewise.assistant.practice.audit.flaw import FLAWS, Flaw
from quotewise.assistant.practice.audit.propositions import answered_by
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.exchange.item import Imported, Item
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.quiz import BATCH, Progress, fresh, say_nothing, tagged
from quotewise.index import Library

STAGE = "checking questions"
HELD = {"unsupported", "off_notes", "wrong_key", "two_right", "disputed"}  # flaws between a question and the notes
SHOWN = 3  # quotes of one question


@dataclass(frozen=True, slots=True)
class Dissent:
    """A quote that speaks for another option, whose letter it has, or against the key, with no letter then."""

    citation: Citation
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of questions from elsewhere. known: how many were there. dropped: refused, each with its flaws.

    dissent: what the notes answered_by instead of the key of one that was refused, by its id.
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
    ready = tagged(new, library)
    for start in range(0, len(new), BATCH):
        progress(STAGE, start, len(new))
        found = audit(list(islice(ready, BATCH)), library, seed=seed, bank=[*standing, *kept])
        bank.keep(found.kept)
        kept += found.kept
        dropped += found.dropped
    held = (question for question, flaws in dropped if any(flaw.name in HELD for flaw in flaws))
    dissent = {question.id: find_dissent(question, library) for question in held}
    return Intake(tuple(kept), len(questions) - len(new), tuple(dropped), dissent)


def find_dissent(question: Question, library: Library) -> tuple[Dissent, ...]:
    """The quotes that speak against the key or for another option, the best first; none where the notes are silent."""
    found: dict[str, Dissent] = {}
    for said, stance, letter in disputable(question):
        for one in look_up(library, said).citations if said else ():
            if one.stance == stance:
                found.setdefault(one.citation.quote, Dissent(one.citation, letter))
    return tuple(found.values())[:SHOWN]


def disputable(question: Question) -> Iterator[tuple[str | None, Stance, str]]:
    """What a question holds to be so or not, which stance to it would be dissent, and whose option that speaks for."""
    if question.kind == "true_false":
        true = question.options[question.answer[0]].casefold() == "true"
        yield question.stem, "against" if true else "for", ""
    elif not question.options and question.answer:
        yield answered_by(question.stem, question.answer[0]), "against", ""
    else:
        for letter, text in question.options.items():
            right = letter in question.answer
            yield answered_by(question.stem, text), "against" if right else "for", "" if right else letter


@dataclass(frozen=True, slots=True)
class Outcome:
    """mended: what was put right, in reading it or in the audit. why: the reasons of a refusal, or which it repeats."""

    item: Item
    status: Literal["kept", "mended", "known", "refused"]
    mended: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    flaws: tuple[str, ...] = ()
    dissent: tuple[Dissent, ...] = ()


def outcomes(found: Imported, done: Intake) -> Iterator[Outcome]:
    """One for each item, in the order of the file."""
    kept, dropped = {question.id: question for question in done.kept}, {one.id: flaws for one, flaws in done.dropped}
    first: dict[str, Item] = {}
    for item in found.items:
        question = item.question
        if question is None:
            yield Outcome(item, "refused", why=(item.why,))
        elif first.setdefault(question.id, item) is not item:
            yield Outcome(item, "known", why=(f"it repeats {first[question.id].place}",))
        elif question.id in kept:
            mended = (*item.mended, *changes(question, kept[question.id]))
            yield Outcome(item, "mended" if mended else "kept", mended)
        elif flaws := dropped.get(question.id):
            why = tuple(f"{FLAWS[flaw.name]}: {flaw.why}" if flaw.why else FLAWS[flaw.name] for flaw in flaws)
            names = tuple(flaw.name for flaw in flaws)
            yield Outcome(item, "refused", item.mended, why, names, done.dissent.get(question.id, ()))
        else:
            yield Outcome(item, "known", why=("it is among the questions kept",))


def changes(given: Question, kept: Question) -> Iterator[str]:
    """What the audit did to a question, as far as one sees it."""
    gone = [text for text in given.options.values() if text not in kept.options.values()]
    if kept.kind != given.kind:
        yield f"it is asked as {kept.kind}"
    elif gone:
        yield f"without the option {', '.join(gone)}"
    if kept.stem != given.stem:
        yield f"it asks: {kept.stem}"


def outcome_json(outcome: Outcome) -> Json:
    return {
        "place": outcome.item.place,
        "question": outcome.item.stem,
        **{name: getattr(outcome, name) for name in ("status", "mended", "why", "flaws")},
        "notes_say": [{"option": one.letter, "citation": citation_json(one.citation)} for one in outcome.dissent],
    }
