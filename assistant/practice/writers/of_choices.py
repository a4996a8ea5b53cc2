"""Scenarios: a case that the notes decide, with what they take in other cases for options."""

from collections.abc import Iterator

from quotewise.assistant.practice.grammar import capitalise
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import WRONG, About, Wrong, lay_out
from quotewise.assistant.practice.writers.desk import Desk, is_alike
from quotewise.assistant.practice.writers.frames import has_frame, put
from quotewise.assistant.practice.writers.of_rows import is_choosing, is_needs, noun_of, titled
from quotewise.assistant.practice.writers.siblings import Fact, Grid
from quotewise.assistant.practice.writers.terms import fold, points

ORIGIN = "comparison"


def ask_choices(desk: Desk) -> Iterator[Question]:
    """The cases of decision lines."""
    for group, fact in desk.facts("choice"):
        if has_frame(fact.aspect, group.language):
            wrong = others(desk, fact, (other for ring in desk.rings(group) for other in desk.by_likeness(fact, ring)))
            yield from finish(desk, situation(fact, group.language), fact, wrong)


def ask_uses(desk: Desk) -> Iterator[Question]:
    """The rows of tables that say when to take each, or what to take for each need."""
    for grid, facts in desk.shuffled(uses(desk)):
        for fact in desk.shuffled(facts):
            wrong = others(desk, fact, desk.shuffled(facts))
            stem = (
                situation(fact, grid.language)
                if fact.aspect == "case"
                else put("fits", grid.language, noun=noun_of(grid), meaning=fact.meaning)
            )
            asked = titled(desk, grid, stem, fact.term)
            if fact.aspect != "case" or asked != stem:  # a case alone does not say of what: "time series"
                yield from finish(desk, asked, fact, wrong)


def uses(desk: Desk) -> Iterator[tuple[Grid, list[Fact]]]:
    for grid in desk.view.grids:
        if not has_frame("fits", grid.language):
            continue
        for at, column in enumerate(grid.columns[1:], start=1):
            if is_choosing(column, grid.language):
                yield grid, [fact for fact in grid.column(at) if not points(fact.meaning, grid.language)]
        if is_needs(grid):
            rows = [record for record in grid.records if record.cells[1] and not points(record.name, grid.language)]
            line = f"{grid.columns[0]}: {{}}; {grid.columns[1]}: {{}}"
            yield (
                grid,
                [
                    Fact(one.cells[1], one.name, one.spans[1], "case", line=line.format(one.name, one.cells[1]))
                    for one in rows
                ],
            )


def others(desk: Desk, fact: Fact, found: Iterator[Fact] | list[Fact]) -> list[Wrong]:
    """What is taken in cases that are not this one."""
    wrong: list[Wrong] = []
    for other in found:
        names = [fold(fact.term), *(fold(one.text) for one in wrong)]
        apart = not any(fold(other.term) in name or name in fold(other.term) for name in names)
        if (
            apart
            and not is_alike(fact.meaning, other.meaning)
            and not desk.tells(other.term, fact.meaning)
            and (why := desk.say(other))
        ):
            wrong.append(Wrong(other.name, why))
        if len(wrong) == WRONG:
            break
    return wrong


def situation(fact: Fact, language: str) -> str:
    need = fact.meaning
    first, _, rest = need.partition(" ")
    if language == "en" and first.lower() in ("need", "needs", "want", "wants") and rest:
        return put("need", language, meaning=rest)
    return put(fact.aspect, language, meaning=need if fact.aspect == "case" else need[:1].lower() + need[1:])


def finish(desk: Desk, stem: str, fact: Fact, wrong: list[Wrong]) -> Iterator[Question]:
    rationale = desk.say(fact) if len(wrong) == WRONG and not desk.tells(fact.term, fact.meaning) else None
    if rationale and (
        made := lay_out("scenario", capitalise(stem), [fact.name], wrong, rationale, About(fact.term, ORIGIN, "apply"))
    ):
        yield made
