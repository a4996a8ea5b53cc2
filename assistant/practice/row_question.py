"""Questions from tables: the value of a property, the thing that has it, the several that share it."""

import random
import re
from collections.abc import Iterator, Sequence

from quotewise.assistant.claim import Claim
from quotewise.assistant.gate.quantity import quantities
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.grammar import Names, article, sentence, singular, without_brackets
from quotewise.assistant.practice.header import sort_of
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.relation import NO, VAGUE, YES, Fact, Relation, is_value, many
from quotewise.assistant.practice.sheet import WRONG, About, Wrong, is_balanced, lay_out
from quotewise.assistant.practice.verbs import is_verb
from quotewise.assistant.practice.vouching import Voucher

ORIGIN = "row"
LOOSE = re.compile(r"(?:-like|sensitive|able|offline)(?:,|$)|^\S+$", re.IGNORECASE)  # no use, a property
OF_A_COLUMN = 3  # questions from one column


class Rows:
    """One table turned into questions."""

    def __init__(self, relation: Relation, voucher: Voucher, names: Names, chance: random.Random) -> None:
        self.relation, self.voucher, self.names, self.chance = relation, voucher, names, chance

    def write(self) -> Iterator[Question]:
        if self.relation.needs:
            return
        for attribute, facts in self.relation.facts:
            usable = [fact for fact in facts if is_value(fact.value)]
            made = [question for fact in usable if (question := self.ask(fact, usable))]
            yield from self.chance.sample(made, min(OF_A_COLUMN, len(made)))
            if several := self.ask_several(attribute, facts):
                yield several

    def ask(self, fact: Fact, facts: Sequence[Fact]) -> Question | None:
        sort = sort_of(fact.attribute)
        if fact.attribute.lower() == self.relation.noun or (sort == "remark" and re.search("[:;=]", fact.value)):
            return None
        if sort in ("use", "when"):
            return self.ask_thing(fact, facts)
        if sort == "amount" and quantities(fact.value) and not self.relation.paired and self.chance.random() < 0.4:
            return self.ask_thing(fact, facts) or self.ask_value(fact, facts)
        return self.ask_value(fact, facts) if sort in ("amount", "sort", "remark") else None

    def ask_value(self, fact: Fact, facts: Sequence[Fact]) -> Question | None:
        """ "What is the timeout for asynchronous inference?" """
        others = [other for other in facts if differ(fact.value, other.value) and same_unit(fact.value, other.value)]
        noun, thing = self.noun(fact.attribute), self.thing(fact.entity)
        if sort_of(fact.attribute) == "remark":
            stem = f"What has to be kept in mind about {thing}?"
        elif is_counted(fact):
            stem = f"How many {noun} does {thing} have?"
        elif noun == "type":
            stem = f"What type of {self.relation.noun} is {thing}?"
        else:
            be = "are" if singular(noun) != noun and noun != "savings" else "is"
            stem = f"What {be} the {noun} {of(noun)} {thing}?"
        stem = self.placed(stem)
        return self._lay_out(stem, fact, [(self.shown(other), other) for other in others], self.shown(fact))

    def ask_thing(self, fact: Fact, facts: Sequence[Fact]) -> Question | None:
        """ "Which service is the best fit for ...?", the options other things of the table."""
        others = [other for other in facts if differ(fact.value, other.value) and other.entity != fact.entity]
        if len(others) < len(facts) - 1:
            return None  # another thing has something of the same
        noun, value = self.relation.noun, self.listed(fact.value)
        if (noun in VAGUE and not self.placed("?")) or LOOSE.search(fact.value):
            return None
        match sort_of(fact.attribute):
            case "use":
                joint = "to" if is_told(value) else "for"
                stem = f"Which {noun} is the best fit {joint} {value}?"
            case "when":
                joint = "when" if says(value) else "for"
                stem = f"Which {noun} is the right choice {joint} {value}?"
            case _ if is_counted(fact):
                stem = f"Which {noun} has {value} {self.noun(fact.attribute)}?"
            case _:
                name = self.noun(fact.attribute)
                stem = f"Which {noun} has {article(name)} {name} of {value}?"
        return self._lay_out(self.placed(stem), fact, [(other.entity, other) for other in others], fact.entity)

    def ask_several(self, attribute: str, facts: Sequence[Fact]) -> Question | None:
        """ "For which TWO of these formats is the type columnar?" """
        groups: dict[str, list[Fact]] = {}
        for fact in facts:
            groups.setdefault(fact.value.lower(), []).append(fact)
        keys = next((some for some in groups.values() if len(some) == 2 and len(facts) - 2 >= WRONG), [])
        others = [fact for fact in facts if fact not in keys and differ(fact.value, keys[0].value)] if keys else []
        if not keys or sort_of(attribute) in ("use", "when", "remark", "meaning"):
            return None
        stem, noun = "", self.noun(attribute)
        if YES.match(keys[0].value) and self.relation.turned and not noun.endswith(("able", "ible")):
            stem = f"Which TWO of these {many(self.relation.noun)} support {noun}?"
        elif is_value(keys[0].value) and sort_of(attribute) and noun != self.relation.noun:
            value = self.shown(keys[0])
            stem = f"For which TWO of these {many(self.relation.noun)} is the {noun} {value}?"
            if noun == "type":
                stem = f"Which TWO of these {many(self.relation.noun)} are of the type \u201c{value}\u201d?"
            if is_counted(keys[0]):
                stem = f"Which TWO of these {many(self.relation.noun)} have {value} {noun}?"
        said = [self.say(fact)[0] for fact in keys]
        rationale = self.voucher.vouch([" ".join(said)], *[fact.span for fact in keys]) if stem else None
        self.chance.shuffle(others)
        wrong = [Wrong(fact.entity, why) for fact in others if (why := self.claim(fact))][:WRONG]
        if rationale is None or len(wrong) < WRONG:
            return None
        about = About(self.relation.title, ORIGIN, "compare")
        return lay_out("multiple", stem, [fact.entity for fact in keys], wrong, rationale, about, self.chance)

    def _lay_out(self, stem: str, fact: Fact, others: Sequence[tuple[str, Fact]], key: str) -> Question | None:
        rationale = self.claim(fact)
        candidates = list({text.lower(): (text, other) for text, other in others}.values())
        self.chance.shuffle(candidates)
        candidates.sort(key=lambda pair: not is_balanced(key, [pair[0]]))
        wrong: list[Wrong] = []
        for text, other in candidates:
            if all(differ(text, one.text) for one in wrong) and (why := self.claim(other)):
                wrong.append(Wrong(text, why))
        if not stem or rationale is None or len(wrong) < WRONG:
            return None
        about = About(fact.entity, ORIGIN, "apply" if sort_of(fact.attribute) in ("use", "when") else "recall")
        return lay_out("single", stem, [key], wrong[:WRONG], rationale, about, self.chance)

    def claim(self, fact: Fact) -> Claim | None:
        return self.voucher.vouch(self.say(fact), fact.span)

    def say(self, fact: Fact) -> list[str]:
        """Ways to say a cell in a sentence, the best first."""
        thing, value, noun = self.thing(fact.entity), self.shown(fact), self.noun(fact.attribute)
        plain = sentence(f"{fact.entity}: {fact.attribute}: {fact.value}")
        named = self.relation.noun in (
            "algorithm",
            "format",
            "service",
            "tool",
        )  # "IP Insights is", "Spot Instances are"
        be = "are" if ", " in fact.entity or (self.names.is_plural(fact.entity) and not named) else "is"
        if NO.match(fact.value):
            return [sentence(f"{thing} does not support {noun}"), sentence(f"{thing} has no {noun}"), plain]
        if YES.match(fact.value):
            return [sentence(f"{thing} supports {noun}"), plain]
        match sort_of(fact.attribute):
            case "use" if LOOSE.search(fact.value):
                return [sentence(f"{thing} {be} for {value}"), plain]
            case "use":
                joint = "to" if is_told(value) else "for"
                return [sentence(f"{thing} {be} used {joint} {self.listed(fact.value)}"), plain]
            case "when":
                joint = "for use when" if says(value) else "for"
                return [sentence(f"{thing} {be} {joint} {self.listed(fact.value)}"), plain]
            case "remark":
                return [sentence(f"{thing}: {value}"), plain]
            case _ if is_counted(fact):
                return [sentence(f"{thing} has {value} {noun}"), plain]
        verb = "are" if singular(noun) != noun and noun != "savings" else "is"
        return [
            sentence(f"The {noun} {of(noun)} {thing} {verb} {value}"),
            sentence(f"{thing} has {noun} {value}"),
            plain,
        ]

    def noun(self, attribute: str) -> str:
        """A header as it stands in a sentence."""
        kept = re.sub(r"^(\w+ \w+) \(([a-z]+ive)\)$", r"\2 \1", attribute.lower())  # "File Size (relative)"
        said = self.names.plain(without_brackets(attribute if kept == attribute.lower() else kept))
        words = [{"max": "maximum", "min": "minimum"}.get(word, word) for word in said.split()]
        return " ".join(words)

    def thing(self, entity: str) -> str:
        """A thing in the middle of a sentence; "the option “Serverless”" where its name alone is no noun."""
        vague = self.relation.noun in ("option", "type", "kind", "choice") and not self.relation.turned
        return f"the {self.relation.noun} \u201c{entity}\u201d" if vague else self.names.subject(entity)

    def placed(self, stem: str) -> str:
        """A stem under the table's title, where its noun alone does not tell what it is about; "" without a title."""
        if self.relation.noun not in VAGUE or self.relation.turned or self.relation.noun == "service":
            return stem
        title = self.relation.title
        return f"{title}: {self.names.inside(stem)}" if len(title.split()) > 1 else ""

    def shown(self, fact: Fact) -> str:
        return self.names.plain(fact.value)

    def listed(self, value: str) -> str:
        """An enumeration as it stands in a sentence: "a, b and c"."""
        parts = self.names.with_article(self.names.plain(value)).split(", ")
        if any(" and " in part for part in parts):
            return ", ".join(parts)
        return value if len(parts) > 4 else " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def of(noun: str) -> str:
    """The preposition behind a header's noun: "the limit for", "the price of"."""
    return "for" if re.search(r"limit|quota|maximum|minimum|implementation|default", noun) else "of"


def is_told(value: str) -> bool:
    """Whether a cell begins with what is done ("minimise false alarms") and no noun."""
    first, second = (*value.split(), "")[:2]
    ending = first.endswith(("ize", "ise", "uce", "lance", "ect", "ict", "prove", "solve", "move"))
    return second in ("a", "an", "the", "your", "all") or (is_verb(first) and bool(second) and ending)


def says(value: str) -> bool:
    """Whether a cell is a clause with a verb of its own ("many instances share files")."""
    found = re.search(r"\b[a-z]+s (?!and\b|or\b|of\b|for\b|in\b)([a-z]+)\b", value)
    return bool(found and is_verb(found[1]) and not found[1].endswith(("s", "ed", "ing")))


def is_counted(fact: Fact) -> bool:
    """Whether a cell gives how many of what its header names a thing has: "vCPUs", "8"."""
    return fact.value.isdigit() and singular(fact.attribute) != fact.attribute


def differ(value: str, other: str) -> bool:
    """Whether two cells say different things: no word of the one in the other, or other numbers."""
    numbers = [{(one.kind, one.size) for one in quantities(text)} for text in (value, other)]
    if numbers[0] or numbers[1]:
        return numbers[0] != numbers[1]
    return not set(stems(value)) & set(stems(other))


def same_unit(value: str, other: str) -> bool:
    """Whether two values are measured in the same kind of unit, or neither is."""
    alone = value.replace(",", "").isdigit() == other.replace(",", "").isdigit()
    return alone and {one.kind for one in quantities(value)} == {one.kind for one in quantities(other)}


def write_row_questions(
    relations: Sequence[Relation], voucher: Voucher, names: Names, chance: random.Random
) -> Iterator[Question]:
    for relation in relations:
        yield from Rows(relation, voucher, names, chance).write()
