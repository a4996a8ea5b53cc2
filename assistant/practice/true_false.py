"""True-or-false questions: myths with their corrections, and what the notes say with or without a part exchanged."""

import random
import re
from collections.abc import Iterable, Iterator, Sequence

from quotewise.assistant.claim import Claim
from quotewise.assistant.extract.title import title_of
from quotewise.assistant.practice.genus import say_is, shape_of
from quotewise.assistant.practice.grammar import Names, capitalise, dangles, is_clean, sentence, tidy
from quotewise.assistant.practice.header import sort_of
from quotewise.assistant.practice.pool import Pool, Thing
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.relation import Fact, Relation, is_value
from quotewise.assistant.practice.row_question import LOOSE, Rows, differ, same_unit
from quotewise.assistant.practice.sheet import About, new_id
from quotewise.assistant.practice.verbs import finite_verbs, is_verb
from quotewise.assistant.practice.vouching import Voucher, whole
from quotewise.index import Hit
from quotewise.ingest.labels import is_myth, is_truth, strip_signs

FIRST_PERSON = re.compile(r"\b(?:I|my|me|we|our|this exam|the exam)\b")
PRONOUN = re.compile(r"^(?:It|They) ")
AUXILIARY = re.compile(r"\b(?:is|are|can|cannot|has|have|must|will|does|do|don't|may|should|needs?)\b")
NUMBERED = re.compile(r"^(?:(?:chapter|domain|part|section) [\w.]+\s*[:\u2013-]\s*)+", re.IGNORECASE)
LONGEST = 160
OF_A_TABLE = 4
TRUE = 0.65  # share of true ones among those not made from myths, which are all false


def write_true_false(
    hits: Iterable[Hit], pool: Pool, relations: Sequence[Relation], chance: random.Random
) -> Iterator[Question]:
    for hit in hits:
        if hit.kind == "trap" and (made := of_trap(hit, pool.voucher, pool.names, chance)):
            yield made
    for thing in pool.things:
        if thing.kind and (made := of_thing(thing, pool, chance)):
            yield made
    for relation in relations:
        yield from of_relation(relation, pool, chance)


def decide(stem: str, *, true: bool, said: Claim, about: About, chance: random.Random) -> Question:
    """A true-or-false question, the right answer first; `said` is what is true."""
    right, wrong = ("True", "False") if true else ("False", "True")
    return Question(
        id=new_id(chance),
        kind="true_false",
        stem=f"True or false: {stem}",
        rationale=said,
        answer=("A",),
        options={"A": right, "B": wrong},
        why_not={"B": said},
        topic=about.topic,
        thinking=about.thinking,
        origin=about.origin,
    )


def of_trap(hit: Hit, voucher: Voucher, names: Names, chance: random.Random) -> Question | None:
    """A myth to be seen through; its correction says why."""
    myth, truth = read_trap(hit)
    vague = re.match(r"(?:everybody|everyone|nobody|somebody|people|one)\b", myth, re.IGNORECASE)
    if not (myth and truth) or vague or dangles(myth) or FIRST_PERSON.search(f"{myth} {truth}") or len(myth) > LONGEST:
        return None
    stem = told(myth, names)
    subject = subject_of(stem)
    wordings = [truth, truth.split(". ")[0].rstrip(".") + "."]
    if subject and PRONOUN.match(truth):
        wordings = [PRONOUN.sub(f"{subject} ", wording) for wording in wordings] + wordings
    said = voucher.vouch([sentence(wording) for wording in wordings], whole(hit))
    if said is None or not stem:
        return None
    return decide(
        sentence(stem),
        true=False,
        said=said,
        about=About(subject or title_of(hit) or chapter_of(hit), "trap"),
        chance=chance,
    )


def chapter_of(hit: Hit) -> str:
    """The nearest heading, its number aside: "Chapter 3 - Domain 3: Deployment" is about deployment."""
    return re.sub(
        r"^(?:(?:chapter|domain|part|section) [\w.]+\s*[:\u2013-]\s*)+", "", hit.heading.split(" > ")[-1], flags=re.I
    )


def read_trap(hit: Hit) -> tuple[str, str]:
    """The myth and its correction, without their labels; "" where one of them cannot be read."""
    lines = [line.strip() for line in (hit.display or hit.text).splitlines() if line.strip()]
    at = next((at for at, line in enumerate(lines) if at and (is_truth(line) or not is_myth(line))), 0)
    if not at or not is_myth(lines[at - 1]):
        return "", ""
    myth, truth = unlabelled(lines[at - 1]), " ".join([unlabelled(lines[at]), *map(tidy, lines[at + 1 :])])
    return (myth, truth) if is_clean(myth) and is_clean(truth) else ("", "")


def unlabelled(line: str) -> str:
    """A line without sign, label and the quotation marks around it."""
    said = re.sub(r"^[A-Z][a-z]+:\s+", "", tidy(strip_signs(line)))
    return re.sub(r'^["\u201c](.*?)["\u201d]\.?$', r"\1", said).strip()


def told(myth: str, names: Names) -> str:
    """A myth as a statement: what it tells to do becomes "you should ..."; "" for what is no statement."""
    words = myth.rstrip(".").split()
    if verb_in(" ".join(words)):
        return names.inside(" ".join(words))
    at = 1 if words[0].lower() in ("always", "never", "just") else 0
    first = words[at].lower() if len(words) > at else ""
    bids = is_verb(first) and not first.endswith(("s", "ed", "ing")) and not names.is_name(words[at])
    return f"you should {names.inside(' '.join(words))}" if bids else ""


def verb_in(statement: str) -> str:
    """The verb that a statement's subject stands before; "" where none is to be seen."""
    if found := AUXILIARY.search(statement):
        return found.group()
    begun = re.split(r"[.,;:](?=\s)", statement, maxsplit=1)[0]
    return next((verb.group() for verb in finite_verbs(begun) if verb.start() and verb.group().endswith("s")), "")


def subject_of(statement: str) -> str:
    """The words before the verb of a statement; "" where they cannot be told."""
    verb = verb_in(statement)
    subject = re.split(rf"\s\b{verb}\b", statement, maxsplit=1)[0] if verb else ""
    short = len(subject.split()) <= 6 and not re.search(r"\b(?:you|that|which)\b", subject)
    return capitalise(subject) if subject and short else ""


def of_thing(thing: Thing, pool: Pool, chance: random.Random) -> Question | None:
    """What a thing is, or what another of its kind is said to be."""
    truth = pool.say(thing)
    if truth is None or truth.text.startswith(f"{thing.best.term}:"):
        return None
    about = About(thing.name, "definition")
    true = chance.random() < TRUE
    for rival in pool.rivals(thing, chance)[:3]:
        if true and (other := pool.say(rival)):
            both = pool.voucher.vouch([f"{truth.text} {other.text}"], thing.best.span, rival.best.span)
            return decide(truth.text, true=True, said=both or truth, about=about, chance=chance)
        if shape_of(rival.best.text, pool.names) != shape_of(thing.best.text, pool.names):
            continue
        stem = say_is(thing.name, rival.best.text, pool.names)[0]
        if not pool.voucher.says(stem, thing.best.span) and ":" not in stem:
            return decide(stem, true=False, said=truth, about=about, chance=chance)
    return None


def of_relation(relation: Relation, pool: Pool, chance: random.Random) -> Iterator[Question]:
    """A cell as it is, or with the value of another thing of its column."""
    rows = Rows(relation, pool.voucher, pool.names, chance)
    made: list[Question] = []
    for attribute, facts in relation.facts:
        if relation.needs or relation.paired or sort_of(attribute) not in ("amount", "use"):
            continue
        usable = [fact for fact in facts if is_value(fact.value)]
        made += [question for fact in usable if (question := of_fact(fact, usable, rows, chance))]
    yield from chance.sample(made, min(OF_A_TABLE, len(made)))


def of_fact(fact: Fact, facts: Sequence[Fact], rows: Rows, chance: random.Random) -> Question | None:
    truth = rows.claim(fact)
    others = [other for other in facts if differ(fact.value, other.value) and same_unit(fact.value, other.value)]
    if sort_of(fact.attribute) == "use" and LOOSE.search(fact.value):
        return None
    if sort_of(fact.attribute) == "amount" and not re.search(r"\d", fact.value) and fact.value.endswith("s"):
        return None  # "parallel jobs" is no amount
    if truth is None or truth.text != rows.say(fact)[0] or not others or "\u201c" in truth.text:
        return None
    about = About(fact.entity, "row")
    other = chance.choice(others)
    if chance.random() < TRUE:
        both = rows.voucher.vouch([f"{truth.text} {rows.say(other)[0]}"], fact.span, other.span)
        return decide(truth.text, true=True, said=both or truth, about=about, chance=chance)
    stem = rows.say(Fact(fact.entity, fact.attribute, other.value, fact.span))[0]
    return decide(stem, true=False, said=truth, about=about, chance=chance)
