"""Short situations from what the notes say to take when: tables of needs, lines of the form "need -> what to take"."""

import random
import re
from collections.abc import Iterator, Sequence

from quotewise.assistant.practice.grammar import Names, capitalise, is_clean, sentence
from quotewise.assistant.practice.header import is_choice
from quotewise.assistant.practice.pool import Pool
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.relation import Fact, Relation
from quotewise.assistant.practice.row_question import differ
from quotewise.assistant.practice.sheet import WRONG, About, Wrong, lay_out
from quotewise.assistant.practice.verbs import is_verb

LONGEST_CHOICE = 60


def write_scenarios(relations: Sequence[Relation], pool: Pool, chance: random.Random) -> Iterator[Question]:
    for relation in relations:
        if relation.needs:
            yield from of_needs(relation, pool, chance)


def of_needs(relation: Relation, pool: Pool, chance: random.Random) -> Iterator[Question]:
    """A need as a situation; the options what the table takes for other needs, and what it says not to take."""
    voucher, names = pool.voucher, pool.names
    column = next((facts for attribute, facts in relation.facts if is_choice(attribute)), ())
    avoided = {
        fact.entity: fact
        for attribute, facts in relation.facts
        for fact in facts
        if re.match(r"(?:not|avoid|don't|instead of|wrong)\b", attribute, re.IGNORECASE)
    }
    usable = [fact for fact in column if is_clean(fact.value) and len(fact.value) <= LONGEST_CHOICE]
    for fact in usable:
        stem = situation(fact, relation, names)
        rationale = voucher.vouch(say_choice(fact, names), fact.span)
        others = [
            other for other in usable if differ(fact.value, other.value) and not pool.tells(other.value, fact.entity)
        ]
        chance.shuffle(others)
        others.sort(key=lambda other: other.group != fact.group)
        wrong: list[Wrong] = []
        if (not_this := avoided.get(fact.entity)) and differ(not_this.value, fact.value):
            why = voucher.vouch([*say_avoided(not_this), *say_choice(fact, names)], fact.span)
            if why and is_clean(not_this.value) and len(not_this.value) <= LONGEST_CHOICE:
                wrong.append(Wrong(not_this.value, why))
        for other in others:
            why = voucher.vouch(say_choice(other, names), other.span)
            if why and all(differ(other.value, one.text) for one in wrong):
                wrong.append(Wrong(other.value, why))
        if stem and rationale and len(wrong) >= WRONG:
            about = About(fact.value, "row", "apply")
            made = lay_out("scenario", stem, [fact.value], wrong[:WRONG], rationale, about, chance)
            if made:
                yield made


def situation(fact: Fact, relation: Relation, names: Names) -> str:
    """The need of a row as a stem, by what its column is called; the table's title says what it is about."""
    need, header = fact.entity.rstrip("."), fact.need.lower()
    asked = choice_noun(fact.attribute)
    what = f"Which {asked} fits best?" if asked else "What should be chosen?"
    if need.endswith("?"):
        return f"A team asks: \u201c{need}\u201d Which {asked or 'choice'} gives the answer?"
    if header.startswith(("i want", "you want")):
        return f"A team wants {header.split('want ', 1)[1]} {names.inside(need)}. {what}"
    if header in ("need", "requirement"):
        need = re.sub(r"^(same|least|most|best|lowest|highest|fewest)\b", r"the \1", names.plain(need))
        need = re.sub(r"^own\b", "its own", need)
        lead = f"{capitalise(fact.group.lower())}: a" if fact.group.lower().endswith(("selection", "choice")) else "A"
        if not re.search(r",|\b(?:is|are)\b|^(?:who|what|which|how|why|when|where)\b", need) and not is_verb(
            need.split()[0]
        ):
            return f"{lead} team needs {names.with_article(need)}. {what}"
        return f"{lead} team states this requirement: \u201c{need}\u201d. {what}"
    place = f"{relation.title}: " if len(relation.title.split()) > 1 and not asked else ""
    faced = f"team faces this {header.removesuffix('s')}: \u201c{need}\u201d. {what}"
    return f"{place}a {faced}" if place else f"A {faced}"


def choice_noun(header: str) -> str:
    said = header.lower().removesuffix("s")
    return said if said in ("service", "tool", "lever", "chart", "method", "technique", "metric", "algorithm") else ""


def say_choice(fact: Fact, names: Names) -> list[str]:
    """Ways to say what to take for a need, the best first."""
    need, column = fact.entity.rstrip("."), fact.attribute.lower()
    noun = choice_noun(fact.attribute)
    if need.endswith("?"):
        first = f"The {noun or 'answer'} for \u201c{need}\u201d is {fact.value}"
    elif noun:
        first = f"The {noun} for \u201c{need}\u201d is {fact.value}"
    else:
        first = (
            f"For \u201c{need}\u201d, {column if column in ('take', 'use', 'choose', 'pick') else 'take'} {fact.value}"
        )
    plainly = names.plain(need.rstrip("?"))
    return [
        sentence(first),
        sentence(f"{fact.value} is for {plainly}"),
        sentence(f"For {plainly}: {fact.value}"),
        sentence(f"{fact.entity} \u2013 {fact.attribute}: {fact.value}"),
    ]


def say_avoided(fact: Fact) -> list[str]:
    return [sentence(f"For {fact.entity}, not {fact.value}"), sentence(f"For {fact.entity}, avoid {fact.value}")]
