"""Cloze questions: a definition without its term, to be written in."""

import random
import re
from collections.abc import Iterator

from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.genus import say_is, shape_of
from quotewise.assistant.practice.grammar import without_brackets
from quotewise.assistant.practice.pool import Pool, Thing
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import WRONG, new_id

GAP = "____"


def write_gaps(pool: Pool, chance: random.Random) -> Iterator[Question]:
    """One for each thing with a second definition, or with one that made no choice for want of things like it."""
    for thing in pool.things:
        alone = thing.best.span.hit.kind == "glossary" and len(pool.rivals(thing, chance)) < WRONG
        if ((len(thing.definitions) > 1 and thing.kind) or alone) and (made := gap(thing, pool, chance)):
            yield made


def gap(thing: Thing, pool: Pool, chance: random.Random) -> Question | None:
    definition = thing.definitions[-1]
    wordings = say_is(definition.term, definition.text, pool.names)
    said = pool.voucher.vouch(wordings[:1], definition.span)
    name = without_brackets(definition.term)
    if said is None or ":" in said.text or not said.text.startswith(name):
        return None
    rest = said.text[len(name) :]
    shape = shape_of(definition.text, pool.names)
    vague = shape in ("some", "odd", "clause") or (shape == "does" and definition.span.hit.kind != "glossary")
    if vague or set(stems(name)) & set(stems(rest)):
        return None
    return Question(
        id=new_id(chance),
        kind="cloze",
        stem=f"Fill in the gap: {GAP}{rest}",
        rationale=said,
        answer=tuple(dict.fromkeys(variants(thing))),
        topic=thing.name,
        origin="definition",
    )


def variants(thing: Thing) -> Iterator[str]:
    """The term as it may be written: with and without the maker's name, its abbreviation, what that stands for."""
    for definition in thing.definitions:
        name = without_brackets(definition.term)
        yield name
        yield re.sub(r"^(?:Amazon|AWS|SageMaker) ", "", name)
        if inside := re.search(r"\(([^()]{2,50})\)", definition.term):
            yield inside[1]
