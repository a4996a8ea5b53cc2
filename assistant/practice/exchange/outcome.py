"""What became of each item of a file: kept, mended and kept, known before, or refused, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from quotewise.assistant.claim_json import Json, citation_json
from quotewise.assistant.practice.audit.flaw import FLAWS
from quotewise.assistant.practice.exchange.intake import Dissent, Intake
from quotewise.assistant.practice.exchange.item import Imported, Item
from quotewise.assistant.practice.question import Question


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
