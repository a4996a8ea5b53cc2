""" "Which TWO of these statements are correct?": what things are, and what others of their kind are said to be."""

import random
from collections.abc import Iterator

from quotewise.assistant.practice.genus import say_is, shape_of
from quotewise.assistant.practice.pool import Pool, Thing, names_overlap
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import About, Wrong, lay_out

RIGHT, FALSE = 2, 3
NAMED = {
    "service": "services, features and tools",
    "metric": "metrics",
    "activity": "techniques",
    "technique": "techniques",
    "algorithm": "algorithms",
}


def write_statement_choices(pool: Pool, chance: random.Random) -> Iterator[Question]:
    used: set[str] = set()
    for thing in pool.things:
        if thing.key in used or thing.kind not in NAMED or not is_said(thing, pool):
            continue
        five = [thing]
        for rival in pool.rivals(thing, chance):
            alone = rival.key not in used and rival.kind == thing.kind and is_said(rival, pool)
            alone = alone and shape_of(rival.best.text, pool.names) == shape_of(thing.best.text, pool.names)
            if alone and not any(names_overlap(rival, one) for one in five) and len(five) < RIGHT + FALSE:
                five.append(rival)
        if len(five) == RIGHT + FALSE and (made := choose(five, pool, chance)):
            used |= {one.key for one in five}
            yield made


def is_said(thing: Thing, pool: Pool) -> bool:
    claim = pool.say(thing)
    return claim is not None and not claim.text.startswith(f"{thing.best.term}:")


def choose(five: list[Thing], pool: Pool, chance: random.Random) -> Question | None:
    """Two things as they are, three each with what the next of them is."""
    keys, others = five[:RIGHT], five[RIGHT:]
    said = [claim.text for one in keys if (claim := pool.say(one))]
    rationale = pool.voucher.vouch([" ".join(said)], *[one.best.span for one in keys])
    wrong: list[Wrong] = []
    for one, borrowed in zip(others, [*others[1:], others[0]], strict=True):
        text, why = say_is(one.name, borrowed.best.text, pool.names)[0], pool.say(one)
        if why and ":" not in text and not pool.voucher.says(text, one.best.span):
            wrong.append(Wrong(text, why))
    if rationale is None or len(wrong) < FALSE:
        return None
    stem = f"Which TWO of these statements about {NAMED[five[0].kind]} are correct?"
    about = About(five[0].name, "definition", "compare")
    return lay_out("multiple", stem, said, wrong, rationale, about, chance)
