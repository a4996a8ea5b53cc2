"""Matching questions: things with their definitions, or with their cells in one column of a table."""

import random
from collections.abc import Iterator, Sequence

from quotewise.assistant.claim import Claim
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.grammar import capitalise, sentence
from quotewise.assistant.practice.header import sort_of
from quotewise.assistant.practice.pool import Pool, Thing, names_overlap
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.relation import Fact, Relation, is_value
from quotewise.assistant.practice.row_question import LOOSE, Rows, differ
from quotewise.assistant.practice.sheet import new_id
from quotewise.assistant.practice.term_question import names_itself

PAIRS = 4
LONGEST = 90  # characters of the right side
PLURALS = {
    "service": "service or feature",
    "activity": "technique",
    "phenomenon": "term",
    "": "term",
}


def write_matching(pool: Pool, relations: Sequence[Relation], chance: random.Random) -> Iterator[Question]:
    yield from of_things(pool, chance)
    for relation in relations:
        yield from of_relation(relation, pool, chance)


def of_things(pool: Pool, chance: random.Random) -> Iterator[Question]:
    """Things of one kind that are easily taken for one another, four at a time, each used once."""
    used: set[str] = set()
    for thing in pool.things:
        if thing.key in used or not fits(thing):
            continue
        four = [thing]
        for rival in pool.rivals(thing, chance, near=False):
            alone = rival.key not in used and not any(names_overlap(rival, one) for one in four)
            if alone and fits(rival) and rival.best.group == thing.best.group and len(four) < PAIRS:
                four.append(rival)
        said = [pool.say(one) for one in four]
        if len(four) < PAIRS or not all(said):
            continue
        used |= {one.key for one in four}
        text = " ".join(claim.text for claim in said if claim)
        rationale = pool.voucher.vouch([text], *[one.best.span for one in four])
        if rationale:
            pairs = [(one.name, sentence(one.best.text)) for one in four]
            noun = PLURALS.get(thing.kind, thing.kind)
            yield match(f"Match each {noun} with its description.", pairs, rationale, thing.name, "definition", chance)


def fits(thing: Thing) -> bool:
    return len(thing.best.text) <= LONGEST and not names_itself(thing) and bool(thing.kind or thing.best.listed)


def of_relation(relation: Relation, pool: Pool, chance: random.Random) -> Iterator[Question]:
    """Things of a table and one column of it, where no two of its cells say the same."""
    rows = Rows(relation, pool.voucher, pool.names, chance)
    for attribute, facts in relation.facts:
        sort = "choice" if relation.needs else sort_of(attribute)
        usable = [fact for fact in facts if is_value(fact.value)]
        chance.shuffle(usable)
        four: list[Fact] = []
        for fact in usable:
            if set(stems(fact.entity)) & set(stems(fact.value)) or (sort == "use" and LOOSE.search(fact.value)):
                continue  # the pair gives itself away, or is none
            if len(four) < PAIRS and all(differ(fact.value, one.value) and fact.entity != one.entity for one in four):
                four.append(fact)
        if (
            len(four) < PAIRS
            or not sort
            or sort in ("meaning",)
            or (relation.needs and attribute.lower() in ("not", "avoid"))
        ):
            continue
        if relation.needs and not attribute.lower().startswith(
            ("take", "service", "chart", "do", "lever", "tool", "use")
        ):
            continue
        rationale = say_all(four, rows, relation)
        if rationale is None:
            continue
        pairs = [(capitalise(rows.thing(fact.entity)), capitalise(rows.shown(fact))) for fact in four]
        topic = relation.title or relation.noun
        yield match(stem_of(relation, attribute, sort, rows), pairs, rationale, topic, "row", chance)


def say_all(facts: Sequence[Fact], rows: Rows, relation: Relation) -> Claim | None:
    said = [rows.say(fact) for fact in facts]
    plain = " ".join(sentence(f"{fact.entity}: {fact.value}") for fact in facts)
    wordings = (
        [plain] if relation.needs else [" ".join(one[0] for one in said), " ".join(one[-1] for one in said), plain]
    )
    return rows.voucher.vouch(wordings, *[fact.span for fact in facts])


def stem_of(relation: Relation, attribute: str, sort: str, rows: Rows) -> str:
    if relation.needs:
        return "Match each need with what fits it best."
    if sort in ("use", "when"):
        return f"Match each {relation.noun} with the use it fits best."
    if sort == "remark":
        return f"Match each {relation.noun} with what has to be kept in mind about it."
    return f"Match each {relation.noun} with its {rows.noun(attribute)}."


def match(
    stem: str, pairs: Sequence[tuple[str, str]], rationale: Claim, topic: str, origin: str, chance: random.Random
) -> Question:
    """A matching question, both sides shuffled apart from one another."""
    left, right = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    chance.shuffle(left)
    chance.shuffle(right)
    return Question(
        id=new_id(chance),
        kind="matching",
        stem=stem,
        rationale=rationale,
        left=tuple(left),
        right=tuple(right),
        pairs=tuple(pairs),
        topic=topic,
        thinking="compare",
        origin=origin,
    )
