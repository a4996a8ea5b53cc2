"""The form of a mock exam: which questions of a bank make it up, by the exam's blueprint."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from random import Random
from typing import Literal

import numpy as np

from quotewise.assistant.exam.blueprint import Blueprint
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.selection import choose

Size = Literal["full", "half", "ten"]
MOST, TEN = 50, 10  # items of an exam whose blueprint says no number; of the short form
SCENARIO = "scenario"
REMEDY = 'More notes, "quotewise ingest NOTES --questions N" or "quotewise import FILE" would fill the bank.'

Cell = tuple[str, str, bool]  # domain, kind, whether it was imported


@dataclass(frozen=True, slots=True)
class Form:
    """Questions in the order they are asked. minutes: None where there is no limit. drawn: how many were "imported",
    "generated" and "repeated" (used before). lacks: what the bank was too small for, in sentences.
    """

    questions: tuple[Question, ...]
    minutes: int | None
    drawn: Mapping[str, int]
    lacks: tuple[str, ...]


def draw(pool: Sequence[Question], blueprint: Blueprint, size: Size, used: Mapping[str, int], seed: int) -> Form:
    """Items by the blueprint's shares: of domains before all, then those used least, then of kinds; imported ones
    before generated ones. Where a domain has too few the exam is shorter.

    used: how often each question was asked before, by id. The same arguments give the same form.
    """
    fit = sorted(fitting(pool, blueprint), key=lambda question: question.id)
    count = length(blueprint, size, len(fit))
    due = domains_due(fit, blueprint, count)
    taken, rest, quotas, turns = list[Question](), list[Question](), dict[str, int](), told_apart(fit, used)
    for name, wanted in due.items():
        of_domain = [question for question in fit if domain_of(question, due) == name]
        whole, part = least_used(of_domain, wanted, turns)
        taken, rest = taken + whole, rest + part
        quotas[name] = min(wanted - len(whole), len(part))
    total = len(taken) + sum(quotas.values())
    kinds = blueprint.kinds_of(total)
    missing = Counter(kinds)
    missing.subtract(form_kind(question, blueprint) for question in taken)
    cells: dict[Cell, list[Question]] = {}
    for question in rest:
        place = domain_of(question, due), form_kind(question, blueprint), is_imported(question)
        cells.setdefault(place, []).append(question)
    counts = fill({cell: len(held) for cell, held in cells.items()}, quotas, {kind: missing[kind] for kind in kinds})
    for cell, number in counts.items():
        taken += choose(cells[cell], number, seed, {}, {})
    questions = sorted(taken, key=lambda question: question.id)
    Random(seed).shuffle(questions)
    lacks = lacking(questions, blueprint, due, used)
    return Form(tuple(questions), minutes_of(blueprint, size, len(fit), total), drawn_of(questions, used), lacks)


def form_kind(question: Question, blueprint: Blueprint) -> str:
    """Its kind as the blueprint counts it: a scenario is a choice of one or several where it names no scenarios."""
    if question.kind == SCENARIO and blueprint.kinds and SCENARIO not in blueprint.kinds:
        return "multiple" if len(question.answer) > 1 else "single"
    return question.kind


def kinds_asked(blueprint: Blueprint, kind: str = "") -> tuple[str, ...]:
    """The kinds of questions that count as one of its kinds, or as any; () where it takes all."""
    named = tuple(blueprint.kinds) if not kind else (kind,)
    choice = SCENARIO not in blueprint.kinds and {"single", "multiple"} & set(named)
    return (*named, SCENARIO) if choice else named


def fitting(pool: Iterable[Question], blueprint: Blueprint) -> list[Question]:
    """Those of a kind the exam has; where any of them has a domain of it, those with one."""
    of_kind = [one for one in pool if not blueprint.kinds or form_kind(one, blueprint) in blueprint.kinds]
    return [one for one in of_kind if one.domain in blueprint.names] or of_kind


def length(blueprint: Blueprint, size: Size, fit: int) -> int:
    """How many items a form has. fit: how many there are."""
    whole = blueprint.items or min(MOST, fit)
    return {"full": whole, "half": ceil(whole / 2), "ten": min(TEN, whole)}[size]


def minutes_of(blueprint: Blueprint, size: Size, fit: int, total: int) -> int | None:
    """The minutes of a form, fewer in proportion where there are only `total` items."""
    count, whole = length(blueprint, size, fit), length(blueprint, "full", fit)
    if blueprint.minutes is None or not count:
        return None
    minutes = blueprint.minutes / 2 if size == "half" else blueprint.minutes * count / whole
    return ceil(ceil(minutes) * total / count)


def domains_due(fit: Sequence[Question], blueprint: Blueprint, count: int) -> dict[str, int]:
    """How many items of each domain; all of "" where no question has a domain."""
    told = any(question.domain in blueprint.names for question in fit)
    return blueprint.share_out(count) if told else {"": count}


def domain_of(question: Question, due: Mapping[str, int]) -> str:
    return question.domain if question.domain in due else ""


def is_imported(question: Question) -> bool:
    return question.origin.startswith("import:")


def told_apart(questions: Iterable[Question], used: Mapping[str, int]) -> dict[str, float]:
    """How often each was asked; of those with the same options each a little more than the one before, for two of them
    in one exam give each other's keys away.
    """
    turns: dict[str, float] = {}
    alike: Counter[frozenset[str]] = Counter()
    for question in sorted(questions, key=lambda question: used.get(question.id, 0)):
        options = frozenset(question.options.values())
        turns[question.id] = used.get(question.id, 0) + min(0.9, alike[options] / 1000)
        alike[options] += question.kind != "true_false" and bool(options)
    return turns


def least_used(
    questions: Iterable[Question], wanted: int, used: Mapping[str, float]
) -> tuple[list[Question], list[Question]]:
    """Those that are in for being used least, and the next ones, of which some make up what is wanted."""

    def times(question: Question) -> float:
        return used.get(question.id, 0)

    whole: list[Question] = []
    for _, level in groupby(sorted(questions, key=times), key=times):
        alike = list(level)
        if len(whole) + len(alike) > wanted:
            return whole, alike
        whole += alike
    return whole, []


def fill(held: Mapping[Cell, int], quotas: Mapping[str, int], kinds: Mapping[str, int]) -> dict[Cell, int]:
    """How many to take of each cell, by an integer program: each domain's quota to the item, kinds as near to what they
    lack as can be (a second item off costs more than any first one), imported ones before others, and kinds spread
    over the domains.

    kinds: what each still lacks; one that is not there is as good as any other.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    total = sum(quotas.values())
    if not total:
        return {}
    near, slight = total + 1.0, 0.1 / (total + 1)  # prices of an item off, where one that was not imported costs 1
    far = near * 2 * (len(kinds) + 1)
    wants = [("", kind, float(lacks), near, far) for kind, lacks in kinds.items()]
    for domain, quota in quotas.items():
        wants += [(domain, kind, max(0, lacks) * quota / total, slight, slight) for kind, lacks in kinds.items()]
    # Behind the cells stand, for each want, the first item too few, the others, the first too many, the others.
    cells, slack = list(held), 4 * len(wants)
    prices = [float(not imported) for _, _, imported in cells] + [price for *_, a, b in wants for price in (a, b, a, b)]
    most = [float(held[cell]) for cell in cells] + [1, np.inf] * (slack // 2)
    rows = [[float(cell[0] == domain) for cell in cells] + [0.0] * slack for domain in quotas]
    for at, (domain, kind, *_) in enumerate(wants):
        off = [0.0] * slack
        off[4 * at : 4 * at + 4] = [1, 1, -1, -1]
        rows.append([float(cell[1] == kind and domain in ("", cell[0])) for cell in cells] + off)
    sums = [*quotas.values(), *(wanted for _, _, wanted, *_ in wants)]
    found = milp(
        prices,
        integrality=[1] * len(cells) + [0] * slack,
        bounds=Bounds(0, most),
        constraints=LinearConstraint(np.array(rows), sums, sums),
        options={"mip_rel_gap": 0},
    )
    return {cell: round(value) for cell, value in zip(cells, found.x, strict=False)}


def drawn_of(questions: Sequence[Question], used: Mapping[str, int]) -> dict[str, int]:
    imported = sum(map(is_imported, questions))
    repeated = sum(bool(used.get(question.id)) for question in questions)
    return {"imported": imported, "generated": len(questions) - imported, "repeated": repeated}


def lacking(
    questions: Sequence[Question], blueprint: Blueprint, due: Mapping[str, int], used: Mapping[str, int]
) -> tuple[str, ...]:
    """What the bank was too small for, in sentences, the remedy last."""
    said = []
    count, total = sum(due.values()), len(questions)
    if total < count or not total:
        said.append(f"The bank gives {total} of {count} items that fit {blueprint.code}; the time is shortened alike.")
    if "" in due and total:
        said.append(f"No question has a domain of {blueprint.code}, so they are not shared out by domain.")
    domains = Counter(question.domain for question in questions)
    short = {name: f"{domains[name]} of {wanted}" for name, wanted in due.items() if name and domains[name] < wanted}
    said += [f"Items of the domain {name}: {number}, for the bank holds no more." for name, number in short.items()]
    kinds = Counter(form_kind(question, blueprint) for question in questions)
    for kind, wanted in blueprint.kinds_of(total).items():
        if kinds[kind] < wanted:
            said.append(f"Items of the kind {kind}: {kinds[kind]} of {wanted}, for no more fit its domains.")
    if repeated := drawn_of(questions, used)["repeated"]:
        said.append(f"{repeated} items were asked before: what was not is used up.")
    return (*said, REMEDY) if said else ()
