"""Questions on what things are: the term for a description, the description of a term, what sets two apart."""

import re
from collections.abc import Iterator, Sequence

from quotewise.assistant.practice.build import FEWEST_WRONG, WRONG, About, Wrong, build_question, is_balanced
from quotewise.assistant.practice.grammar import capitalise
from quotewise.assistant.practice.question import Question, Thinking
from quotewise.assistant.practice.verbs import is_verb
from quotewise.assistant.practice.writers.context import WriterContext
from quotewise.assistant.practice.writers.definitions import tells_of_another
from quotewise.assistant.practice.writers.facts import Fact, Siblings, length
from quotewise.assistant.practice.writers.frames import has_frame, put
from quotewise.assistant.practice.writers.terms import FEWEST_WORDS

ORIGIN = "definition"
NEAR = 0.4  # likeness of two things that somebody might ask to be told apart
LONGEST_OPTION = 110  # characters of a description that stands as an option
_THING = re.compile(r"(?:an?|the|any) |[a-z-]+ing ", re.IGNORECASE)


def ask_terms(context: WriterContext) -> Iterator[Question]:
    """ "Which term describes ...?" with the names of siblings for options."""
    for group, fact in context.facts("meaning"):
        if context.tells(fact.term, fact.meaning) or length(fact.meaning) < FEWEST_WORDS:
            continue
        wrong = choose(
            context, fact.term, context.reasons(context.rivals(group, fact, WRONG + 2), lambda other: other.name)
        )
        stem = with_topic(context, group, ask_for(fact, group.language), [fact.term, *(one.text for one in wrong)])
        yield from finish(context, stem, fact, fact.name, wrong, "recall")


def ask_meanings(context: WriterContext) -> Iterator[Question]:
    """ "Which description fits ...?" with what is said of siblings for options."""
    for group, fact in context.facts("meaning"):
        if fits_option(context, fact):
            rivals = [other for other in context.rivals(group, fact, WRONG + 4) if fits_option(context, other)]
            wrong = choose(context, fact.meaning, context.reasons(rivals, lambda other: capitalise(other.meaning)))
            stem = with_topic(context, group, put("meaning", group.language, term=fact.term), [fact.term, fact.meaning])
            yield from finish(context, stem, fact, capitalise(fact.meaning), wrong, "recall")


def ask_contrasts(context: WriterContext) -> Iterator[Question]:
    """ "What sets one thing apart from another?" with the other's own description first among the options."""
    for group, fact in context.facts("meaning"):
        if not has_frame("apart", group.language) or not fits_option(context, fact):
            continue
        rivals = [other for other in context.rivals(group, fact, WRONG + 4) if fits_option(context, other)]
        if not rivals or context.likeness(fact, rivals[0]) < NEAR:
            continue
        other = rivals[0]
        stem = put("apart", group.language, term=fact.term, other=other.term)
        stem = with_topic(context, group, stem, [fact.meaning, other.meaning, fact.term, other.term])
        wrong = choose(context, fact.meaning, context.reasons(rivals, lambda one: capitalise(one.meaning)))
        if wrong and wrong[0].text == capitalise(other.meaning):
            yield from finish(context, stem, fact, capitalise(fact.meaning), wrong, "compare")


def fits_option(context: WriterContext, fact: Fact) -> bool:
    return (
        length(fact.meaning) >= FEWEST_WORDS
        and len(fact.meaning) <= LONGEST_OPTION
        and not context.tells(fact.term, fact.meaning)
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


def with_topic(context: WriterContext, group: Siblings, stem: str, beside: Sequence[str]) -> str:
    among = [text for one in group.facts for text in (one.term, one.meaning)]
    topic = context.topic(group.path, group.title, group.language, among, *beside)
    return put("on", group.language, topic=topic, stem=stem) if topic else stem


def choose(context: WriterContext, key: str, found: Iterator[Wrong]) -> list[Wrong]:
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
    context: WriterContext, stem: str, fact: Fact, key: str, wrong: Sequence[Wrong], thinking: Thinking
) -> Iterator[Question]:
    rationale = (
        context.say(fact) if len(wrong) >= FEWEST_WRONG and is_balanced(key, [one.text for one in wrong]) else None
    )
    if rationale and (
        made := build_question("single", stem, [key], wrong, rationale, About(fact.term, ORIGIN, thinking))
    ):
        context.use(fact)
        yield made
