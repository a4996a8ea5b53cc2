"""Pairs to be matched: terms with their descriptions, rows of a table with their cells of one column."""

from collections.abc import Iterator, Sequence

from quotewise.assistant.practice.build import id_for
from quotewise.assistant.practice.grammar import capitalise
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.writers.context import WriterContext
from quotewise.assistant.practice.writers.facts import Fact, length
from quotewise.assistant.practice.writers.frames import put
from quotewise.assistant.practice.writers.tables import (
    are_shares,
    differs,
    is_choosing,
    is_needs,
    is_noun,
    is_worth,
    noun_of,
    plain_name,
    titled,
)
from quotewise.assistant.practice.writers.term_questions import with_topic
from quotewise.assistant.practice.writers.terms import (
    points,
)

PAIRS = 4
LONGEST_SIDE = 90  # characters


def match_terms(context: WriterContext) -> Iterator[Question]:
    """Terms of one group that might be taken for one another with their descriptions, each fact once."""
    for group in context.shuffled(group for group in context.view.siblings if group.form == "meaning"):
        left = [
            fact
            for fact in context.shuffled(group.facts)
            if len(fact.meaning) <= LONGEST_SIDE and not context.tells(fact.term, fact.meaning)
        ]
        while left:
            first, *rest = left
            kin = set(context.kin(group, first))
            four = apart(context, [first, *(fact for fact in context.by_likeness(first, rest) if fact in kin)])
            left = [fact for fact in rest if fact not in four]
            if len(four) < PAIRS:
                continue
            stem = with_topic(context, group, put("match", group.language, topic=group.title or "A"), [])
            yield from matched(context, stem, four, group.title or four[0].term, "definition")


def match_cells(context: WriterContext) -> Iterator[Question]:
    """Rows of a table with their cells of one column."""
    for grid in context.shuffled(context.view.grids):
        columns = [
            at
            for at in range(1, len(grid.columns))
            if is_worth(grid.columns[at], grid.language) and not are_shares(grid, at)
        ]
        for at in context.shuffled(columns[:1] if is_needs(grid) else columns):
            four: list[Fact] = []
            for fact in context.shuffled(grid.column(at)):
                clear = (
                    length(fact.meaning) <= 12
                    and not context.tells(fact.term, fact.meaning)
                    and not points(fact.meaning, grid.language)
                )
                if clear and len(four) < PAIRS and all(differs(fact, one) for one in four):
                    four.append(fact)
            if len(four) == PAIRS:
                aspect = plain_name(grid.columns[at], grid.language)
                choosing = grid.language == "en" and is_choosing(aspect, "en")
                aspect = "typical use" if choosing else aspect
                if not choosing and grid.language == "en" and not is_needs(grid) and not is_noun(aspect):
                    continue
                frame = "match_needs" if is_needs(grid) and grid.language == "en" else "match_cells"
                stem = put(frame, grid.language, noun=noun_of(grid), aspect=aspect, topic=grid.title)
                stem = titled(context, grid, stem, "")
                yield from matched(context, stem, four, grid.title or noun_of(grid), "row")


def apart(context: WriterContext, facts: Sequence[Fact]) -> list[Fact]:
    four: list[Fact] = []
    for fact in facts:
        clear = all(
            context.differ(fact, one)
            and not context.tells(fact.term, one.meaning)
            and not context.tells(one.term, fact.meaning)
            for one in four
        )
        if clear and len(four) < PAIRS:
            four.append(fact)
    return four


def matched(context: WriterContext, stem: str, facts: Sequence[Fact], topic: str, origin: str) -> Iterator[Question]:
    """Both sides shuffled apart from one another."""
    rationale = context.say_all(facts)
    pairs = [(fact.name, capitalise(fact.meaning)) for fact in facts]
    if rationale is None:
        return
    for fact in facts:
        context.use(fact)
    left, right = context.shuffled(pair[0] for pair in pairs), context.shuffled(pair[1] for pair in pairs)
    name = id_for("matching", stem, sorted(map("=".join, pairs)))
    yield Question(
        name,
        "matching",
        capitalise(stem),
        rationale,
        left=tuple(left),
        right=tuple(right),
        pairs=tuple(pairs),
        topic=topic,
        thinking="compare",
        origin=origin,
    )
