""" "How do A and B differ in ...?": two things of a table and one column, the values set apart in every way."""

import random
from collections.abc import Iterator, Sequence

from quotewise.assistant.practice.header import sort_of
from quotewise.assistant.practice.pool import Pool
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.relation import Fact, Relation, is_value
from quotewise.assistant.practice.row_question import LOOSE, Rows, differ, is_counted, same_unit
from quotewise.assistant.practice.sheet import About, Wrong, lay_out

OF_A_COLUMN = 2
LONGEST = 40  # characters of a value


def write_differences(relations: Sequence[Relation], pool: Pool, chance: random.Random) -> Iterator[Question]:
    for relation in relations:
        rows = Rows(relation, pool.voucher, pool.names, chance)
        for attribute, facts in relation.facts:
            if relation.needs or relation.paired or sort_of(attribute) not in ("amount", "sort", "use"):
                continue
            usable = [fact for fact in facts if is_value(fact.value) and len(fact.value) <= LONGEST]
            chance.shuffle(usable)
            trios = [usable[at : at + 3] for at in range(0, len(usable) - 2, 3)]
            made = (compare(trio, rows) for trio in trios[:OF_A_COLUMN])
            yield from filter(None, made)


def compare(trio: Sequence[Fact], rows: Rows) -> Question | None:
    """The first two as they are; wrong: their values exchanged, with and without that of a third thing."""
    one, two, third = trio
    values = [fact.value for fact in trio]
    alike = any(not differ(a, b) or not same_unit(a, b) for a, b in zip(values, [*values[1:], values[0]], strict=True))
    if (
        alike
        or is_counted(one)
        or any(sort_of(one.attribute) == "use" and LOOSE.search(v) for v in values)
        or "\u201c" in rows.thing(one.entity)
    ):
        return None
    said = [rows.say(one)[0], rows.say(two)[0]]
    rationale = rows.voucher.vouch([" ".join(said)], one.span, two.span)
    if rationale is None:
        return None
    first, second, other = map(rows.shown, (one, two, third))
    names = rows.thing(one.entity), rows.thing(two.entity)
    options = [
        f"{names[0]}: {a}; {names[1]}: {b}"
        for a, b in ((first, second), (second, first), (second, other), (other, first))
    ]
    noun = "use" if sort_of(one.attribute) == "use" else rows.noun(one.attribute)
    stem = f"How do {names[0]} and {names[1]} differ in {noun}?"
    wrong = [Wrong(text, rationale) for text in options[1:]]
    return lay_out(
        "single", stem, options[:1], wrong, rationale, About(one.entity, "comparison", "compare"), rows.chance
    )
