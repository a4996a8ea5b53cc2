"""What the audit of practice questions catches of faults planted, and what a bank of questions is like."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quotewise.assistant.practice.audit.audit import audit
from quotewise.assistant.practice.audit.flaw import Flaw
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.exchange import BadQuestions, read_questions
from quotewise.eval.crafted_questions import CraftedQuestion
from quotewise.eval.dataset import BadSet
from quotewise.eval.opening import counted, silent
from quotewise.eval.question_bank import measure_questions
from quotewise.eval.run import Item, Measured
from quotewise.eval.summary import GROUPS, means
from quotewise.index import Library
from quotewise.index.ingestion import Progress

PARTS = {**GROUPS, "part": lambda item: str(item.details["part"])}


@dataclass(frozen=True, slots=True)
class Judged:
    """A crafted question and what the audit did to it. mended: by rule, and kept."""

    crafted: CraftedQuestion
    flaws: tuple[Flaw, ...] = ()
    mended: tuple[str, ...] = ()

    @property
    def caught(self) -> bool:
        return bool(self.flaws or self.mended)

    @property
    def named(self) -> bool:
        """Whether the fault that was planted is among those found."""
        return self.crafted.flaw in {*(flaw.name for flaw in self.flaws), *self.mended}


def measure_bank(library: Library, file: Path) -> Measured:
    """The questions of a bank's file, with their quotes at their places of today; raises BadSet where it holds none."""
    if questions := [kept.question for kept in Bank(file).read(library)]:
        return measure_questions(questions, library)
    try:  # what `quotewise quiz --json` prints, or an export
        return measure_questions(read_questions(file.name, file.read_bytes()).questions, library)
    except BadQuestions as error:
        raise BadSet(f"{file}: {error}") from error


def measure_audit(library: Library, crafted: Sequence[CraftedQuestion], progress: Progress = silent) -> Measured:
    """How many planted faults the audit catches, how many by the right name, and how many good questions it drops."""
    items = tuple(item_of(one) for one in judge(crafted, library, progress))
    return Measured(means(items, "caught", "named", "dropped_of_good", "mended_of_good", groups=PARTS), items)


def item_of(judged: Judged) -> Item:
    crafted, flaws = judged.crafted, judged.flaws
    if crafted.flaw:
        right, scores = judged.caught, {"caught": float(judged.caught), "named": float(judged.named)}
    else:
        right, scores = not flaws, {"dropped_of_good": float(bool(flaws)), "mended_of_good": float(bool(judged.mended))}
    details = {
        "part": crafted.part,
        "expected": crafted.flaw or "kept",
        "why": "; ".join(f"{flaw.name}: {flaw.why}" for flaw in flaws),
        "mended": list(judged.mended),
    }
    question = crafted.question
    kind, difficulty = crafted.flaw or "good", question.difficulty
    return Item(crafted.name, question.stem, kind, question.domain, difficulty, right, scores, details)


def judge(crafted: Sequence[CraftedQuestion], library: Library, progress: Progress = silent) -> list[Judged]:
    """Each question audited by itself, as a bank of one; a repeat is audited beside what it repeats."""
    by_name = {one.name: one.question for one in crafted}
    judged = []
    for one in counted(crafted, "practice questions", progress):
        beside = [by_name[one.beside]] if one.beside else []
        found = audit([*beside, one.question], library, seed=0)
        flaws = tuple(flaw for question, flaws in found.dropped if question.id == one.question.id for flaw in flaws)
        judged.append(Judged(one, flaws, tuple(name for name in found.repaired if name not in ("reason", "cited"))))
    return judged
