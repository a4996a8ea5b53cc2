"""What the audit of practice questions catches, and what a bank is like: `python -m quotewise.eval.questions`.

Without --bank: the crafted questions, each audited by itself (a repeat beside what it repeats), and shares caught by
kind of fault. With --bank FILE: a file of questions, held against the notes they cite.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quotewise.assistant.practice.audit import audit
from quotewise.assistant.practice.flaws.flaw import Flaw
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.question_json import read_question
from quotewise.eval.crafted_questions import CraftedQuestion, load_crafted
from quotewise.eval.dataset import SAMPLE
from quotewise.eval.question_bank import measure_questions, print_bank, share_of
from quotewise.index import Library


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


def judge(crafted: Sequence[CraftedQuestion], library: Library) -> list[Judged]:
    """Each question audited by itself, as a bank of one; a repeat is audited beside what it repeats."""
    by_name = {one.name: one.question for one in crafted}
    judged = []
    for one in crafted:
        beside = [by_name[one.beside]] if one.beside else []
        found = audit([*beside, one.question], library, seed=0)
        flaws = tuple(flaw for question, flaws in found.dropped if question.id == one.question.id for flaw in flaws)
        judged.append(Judged(one, flaws, tuple(name for name in found.repaired if name not in ("reason", "cited"))))
    return judged


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--library", type=Path, help="a library of the notes; made for the run if left out")
    parser.add_argument("--crafted", type=Path, default=SAMPLE / "flawed.jsonl")
    parser.add_argument("--part", choices=("tuned", "held_out"), help="only this part of the crafted questions")
    parser.add_argument("--bank", type=Path, help="measure this file of questions instead")
    parser.add_argument("--wrong", action="store_true", help="list the tuned questions judged wrongly")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as made, Library.open(options.library or Path(made), create=True) as library:
        if options.library is None:
            library.ingest([options.notes])
        if options.bank:
            print_bank(measure_questions(read_questions(options.bank), library))
            return
        judged = judge(load_crafted(options.crafted), library)
    for part in (options.part,) if options.part else ("tuned", "held_out"):
        print_caught(part, [one for one in judged if one.crafted.part == part])
    if options.wrong:
        print_wrong([one for one in judged if one.crafted.part == "tuned"])


def read_questions(file: Path) -> list[Question]:
    return [read_question(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def print_caught(part: str, judged: Sequence[Judged]) -> None:
    good = [one for one in judged if not one.crafted.flaw]
    flawed = [one for one in judged if one.crafted.flaw]
    print(f"{part}: {len(flawed)} flawed questions, {len(good)} good ones; shares with 95 % intervals (Wilson)")
    print(f"  caught                {_share([one.caught for one in flawed])}")
    print(f"  and by the right name {_share([one.named for one in flawed])}")
    print(f"  good ones dropped     {_share([bool(one.flaws) for one in good])}")
    print(f"  good ones mended      {sum(bool(one.mended) for one in good)}")
    for kind in sorted({one.crafted.flaw for one in flawed}):
        some = [one for one in flawed if one.crafted.flaw == kind]
        print(f"    {kind:22}{sum(one.caught for one in some)} of {len(some)}")


def print_wrong(judged: Sequence[Judged]) -> None:
    for one in judged:
        if one.caught != bool(one.crafted.flaw):
            found = "; ".join(f"{flaw.name}: {flaw.why}" for flaw in one.flaws)
            print(f"{one.crafted.name} ({one.crafted.flaw or 'good'}): {one.crafted.question.stem}")
            print(f"    {found or one.mended}")


def _share(right: Sequence[bool]) -> str:
    found = share_of(right)
    return f"{found.value:.2f} [{found.low:.2f}, {found.high:.2f}] ({sum(right)} of {len(right)})"


if __name__ == "__main__":
    main()
