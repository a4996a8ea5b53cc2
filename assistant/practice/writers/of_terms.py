"""Questions on what things are: the term for a description, the description of a term, what sets two apart."""

import re
from collections.abc import Iterator, Sequence

from quotewise.assistant.practice.grammar import capitalise
from quotewise.assistant.practice.question import Question, Thinking
from quotewise.assistant.practice.sheet import FEWEST_WRONG, WRONG, About, Wrong, is_balanced, lay_out
from quotewise.assistant.practice.verbs import is_verb
from quotewise.assistant.practice.writers.definitions import tells_of_another
from quotewise.assistant.practice.writers.desk import Desk
from quotewise.assistant.practice.writers.frames import has_frame, put
from quotewise.assistant.practice.writers.siblings import Fact, Siblings, length
from quotewise.assistant.practice.writers.terms import FEWEST_WORDS

ORIGIN = "definition"
NEAR = 0.4  # likeness of two things that somebody might ask to be told apart
LONGEST_OPTION = 110  # characters of a description that stands as an option
_THING = re.compile(r"(?:an?|the|any) |[a-z-]+ing ", re.IGNORECASE)


def ask_terms(desk: Desk) -> Iterator[Question]:
    """ "Which term describes ...?" with the names of siblings for options."""
    for group, fact in desk.facts("meaning"):
        if desk.tells(fact.term, fact.meaning) or length(fact.meaning) < FEWEST_WORDS:
            continue
        wrong = choose(desk, fact.term, desk.reasons(desk.rivals(group, fact, WRONG + 2), lambda other: other.name))
        stem = with_topic(desk, group, ask_for(fact, group.language), [fact.term, *(one.text for one in wrong)])
        yield from finish(desk, stem, fact, fact.name, wrong, "recall")


def ask_meanings(desk: Desk) -> Iterator[Question]:
    """ "Which description fits ...?" with what is said of siblings for options."""
    for group, fact in desk.facts("meaning"):
        if fits_option(desk, fact):
            rivals = [other for other in desk.rivals(group, fact, WRONG + 4) if fits_option(desk, other)]
            wrong = choose(desk, fact.meaning, desk.reasons(rivals, lambda other: capitalise(other.meaning)))
            stem = with_topic(desk, group, put("meaning", group.language, term=fact.term), [fact.term, fact.meaning])
            yield from finish(desk, stem, fact, capitalise(fact.meaning), wrong, "recall")


def ask_contrasts(desk: Desk) -> Iterator[Question]:
    """ "What sets one thing apart from another?" with the other's own description first among the options."""
    for group, fact in desk.facts("meaning"):
        if not has_frame("apart", group.language) or not fits_option(desk, fact):
            continue
        rivals = [other for other in desk.rivals(group, fact, WRONG + 4) if fits_option(desk, other)]
        if not rivals or desk.likeness(fact, rivals[0]) < NEAR:
            continue
        other = rivals[0]
        stem = put("apart", group.language, term=fact.term, other=other.term)
        stem = with_topic(desk, group, stem, [fact.meaning, other.meaning, fact.term, other.term])
        wrong = choose(desk, fact.meaning, desk.reasons(rivals, lambda one: capitalise(one.meaning)))
        if wrong and wrong[0].text == capitalise(other.meaning):
            yield from finish(desk, stem, fact, capitalise(fact.meaning), wrong, "compare")


def fits_option(desk: Desk, fact: Fact) -> bool:
    return (
        length(fact.meaning) >= FEWEST_WORDS
        and len(fact.meaning) <= LONGEST_OPTION
        and not desk.tells(fact.term, fact.meaning)
    )


def ask_for(fact: Fact, language: str) -> str:
    """The stem that asks for a term, by how its description is put."""
    meaning = fact.meaning
    if language != "en":
        return put("term", language, meaning=meaning)
    first, _, rest = meaning.partition(" ")
    lower = first.lower()
    single = not re.search(r"[.;]\s", meaning)
    if single and _THING.match(meaning) and not tells_of_another(meaning) and not lower.startswith("any"):
        return put("term_thing", language, meaning=f"{lower} {rest}")
    if single and (
        lower in ("is", "are", "can", "has") or (lower.endswith("s") and is_verb(lower) and is_verb(lower[:-1]))
    ):
        frame = "kind_does" if fact.kind else "term_does"
        return put(frame, language, kind=fact.kind, meaning=f"{lower} {rest}")
    return put("term", language, meaning=meaning)


def with_topic(desk: Desk, group: Siblings, stem: str, beside: Sequence[str]) -> str:
    among = [text for one in group.facts for text in (one.term, one.meaning)]
    topic = desk.topic(group.path, group.title, group.language, among, *beside)
    return put("on", group.language, topic=topic, stem=stem) if topic else stem


def choose(desk: Desk, key: str, found: Iterator[Wrong]) -> list[Wrong]:
    """As many as are wanted, none with a name or a length that tells the key."""
    wrong: list[Wrong] = []
    for option in found:
        if (
            option.text.casefold() not in {one.text.casefold() for one in wrong}
            and 0.3 <= (len(option.text) + 8) / (len(key) + 8) <= 3.2
        ):
            wrong.append(option)
        if len(wrong) == WRONG:
            break
    return wrong


def finish(
    desk: Desk, stem: str, fact: Fact, key: str, wrong: Sequence[Wrong], thinking: Thinking
) -> Iterator[Question]:
    rationale = desk.say(fact) if len(wrong) >= FEWEST_WRONG and is_balanced(key, [one.text for one in wrong]) else None
    if rationale and (made := lay_out("single", stem, [key], wrong, rationale, About(fact.term, ORIGIN, thinking))):
        desk.use(fact)
        yield made
