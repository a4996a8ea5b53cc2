"""Draws mock exams one after the other, and looks for shares missed, items twice, and what was not said.

`python -m quotewise.eval.study.forms --exams 500`: over pools made up for every packaged blueprint, rich and poor ones;
with `--library DIR` over the questions of a library and its chosen exam.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

from quotewise.assistant.claim import Claim
from quotewise.assistant.exam.blueprint import Blueprint, open_blueprint, packaged
from quotewise.assistant.exam.chosen import chosen_exam
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.question import Kind, Question
from quotewise.assistant.practice.quiz import fresh
from quotewise.assistant.study.form import Form, Size, draw, fitting, form_kind, length
from quotewise.index import Library

IN_A_ROW = 10  # exams of one learner, so that pools are used up


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exams", type=int, default=500)
    parser.add_argument("--library", type=Path, help="a library with questions and an exam (default: made-up pools)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    chance = random.Random(options.seed)
    tables: dict[str, Counter[str]] = {}
    for _ in range(options.exams // IN_A_ROW):
        exam, pool = pool_of(options.library) if options.library else made_up(chance)
        found = tables.setdefault(exam.code, Counter())
        for what, count in sat_in_a_row(pool, exam, chance):
            found[what] = max(found[what], count) if what.startswith("worst") else found[what] + count
    for code, found in sorted(tables.items()):
        print(code, *(f"  {count:4} {what}" for what, count in sorted(found.items())), sep="\n")


def pool_of(folder: Path) -> tuple[Blueprint, list[Question]]:
    with Library.open(folder) as library:
        chosen = chosen_exam(library)
        assert chosen, "choose an exam for the library first"
        return chosen.blueprint, fresh(Bank.of(library), library)


def made_up(chance: random.Random) -> tuple[Blueprint, list[Question]]:
    """A packaged exam and up to 1,500 questions of it, in every second pool some kinds and domains rare."""
    exam = open_blueprint(chance.choice(packaged()))
    kinds, domains = get_args(Kind), [*exam.names, ""]
    uneven = chance.choice([0, 3])
    rare = [chance.random() ** uneven for _ in (*kinds, *domains)]
    return exam, [
        Question(
            f"{at:032x}",
            chance.choices(kinds, rare[: len(kinds)])[0],
            "?",
            Claim("", ()),
            domain=chance.choices(domains, rare[len(kinds) :])[0],
            topic=str(chance.randrange(40)),
            origin=chance.choice(["row", "import:x"]),
        )
        for at in range(chance.choice([30, 150, 500, 1500]))
    ]


def sat_in_a_row(pool: Sequence[Question], exam: Blueprint, chance: random.Random) -> Iterator[tuple[str, int]]:
    used: Counter[str] = Counter()
    for _ in range(IN_A_ROW):
        size: Size = chance.choice(get_args(Size))
        form = draw(pool, exam, size, used, chance.randrange(1000))
        yield from looked_at(form, size, fitting(pool, exam), exam, used)
        used.update(one.id for one in form.questions)


def looked_at(
    form: Form, size: Size, fit: Sequence[Question], exam: Blueprint, used: Counter[str]
) -> Iterator[tuple[str, int]]:
    """What is wrong with a form, and what was said of it. fit: all questions that it could be drawn from."""
    told, asked = " ".join(form.lacks), {one.id for one in form.questions}
    there, domains = Counter(one.domain for one in fit), Counter(one.domain for one in form.questions)
    kinds = Counter(form_kind(one, exam) for one in form.questions)
    left = Counter(one.domain for one in fit if one.id not in asked and not used[one.id])
    yield "exams", 1
    yield "exams that say what lacks", int(bool(told))
    yield "exams with items asked before", int(form.drawn["repeated"] > 0)
    yield "items twice in an exam", len(form.questions) - len(asked)
    early = sum(bool(used[one.id] and left[one.domain]) for one in form.questions)
    yield "items asked again before those of their domain were used up", early
    for name, due in exam.share_out(length(exam, size, len(fit))).items():
        if there.keys() & set(exam.names):
            yield "worst miss of a domain that the bank has items of", abs(min(due, there[name]) - domains[name])
            yield "domains short and not said", int(domains[name] < due and f"domain {name}: " not in told)
    off = {kind: kinds[kind] - due for kind, due in exam.kinds_of(len(form.questions)).items()}
    missed = max(map(abs, off.values()), default=0)
    yield "worst miss of a kind, said", missed if "kind" in told else 0
    yield "worst miss of a kind, not said", 0 if "kind" in told else missed
    yield "kinds short and not said", sum(miss < 0 and f"kind {kind}: " not in told for kind, miss in off.items())


if __name__ == "__main__":
    main()
