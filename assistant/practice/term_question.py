"""Questions from definitions: which thing it is, and what a thing is."""

import random
from collections.abc import Iterator

from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.genus import kind_asked
from quotewise.assistant.practice.grammar import sentence
from quotewise.assistant.practice.pool import Pool, Thing, names_overlap
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import WRONG, About, Wrong, is_balanced, lay_out

ORIGIN = "definition"
OF_A_THING = 2  # questions from different definitions of one thing
LOOKED_AT = 14  # rivals tried


def write_term_questions(pool: Pool, chance: random.Random) -> Iterator[Question]:
    for thing in pool.things:
        made = (
            ask_for_thing(variant, pool, chance) or ask_for_meaning(variant, pool, chance)
            for variant in pool.variants(thing)[:OF_A_THING]
        )
        yield from filter(None, made)


def ask_for_thing(thing: Thing, pool: Pool, chance: random.Random) -> Question | None:
    """ "Which AWS service ...?", the options other things of that kind."""
    stem, rationale = kind_asked(thing.best.text, pool.names), pool.say(thing)
    wrong = [Wrong(rival.name, why) for rival in pick_rivals(thing, pool, chance) if (why := pool.say(rival))]
    loose = not thing.kind and thing.best.span.hit.kind != "glossary"  # a remark on a thing rather than what it is
    if not stem or loose or rationale is None or len(wrong) < WRONG:
        return None
    return lay_out("single", stem, [thing.name], wrong[:WRONG], rationale, About(thing.name, ORIGIN), chance)


def ask_for_meaning(thing: Thing, pool: Pool, chance: random.Random) -> Question | None:
    """ "Which of these describes X?", the options what the notes say of other things of its kind."""
    rationale, text = pool.say(thing), thing.best.text
    if rationale is None or names_itself(thing):
        return None
    alike = [rival for rival in pick_rivals(thing, pool, chance) if not names_itself(rival)]
    wrong = [
        Wrong(sentence(rival.best.text), why)
        for rival in alike
        if is_balanced(text, [rival.best.text]) and (why := pool.say(rival))
    ]
    if len(wrong) < WRONG:
        return None
    stem = f"Which of these describes {pool.names.subject(thing.name)}?"
    return lay_out("single", stem, [sentence(text)], wrong[:WRONG], rationale, About(thing.name, ORIGIN), chance)


def names_itself(thing: Thing) -> bool:
    return bool(set(stems(thing.name)) & set(stems(thing.best.text)))


def pick_rivals(thing: Thing, pool: Pool, chance: random.Random) -> list[Thing]:
    """Rivals none of which is another word for another, and of which the notes do not say the same."""
    picked: list[Thing] = []
    for rival in pool.rivals(thing, chance)[:LOOKED_AT]:
        if any(names_overlap(rival, other) for other in picked):
            continue
        if not pool.voucher.says(f"{rival.name} is {thing.best.text}", rival.best.span):
            picked.append(rival)
    return picked
