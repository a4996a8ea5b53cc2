"""Scenarios: a case that the notes decide, with what they take in other cases for options."""

from collections.abc import Iterable, Iterator
from itertools import product

from quotewise.assistant.practice.grammar import capitalise
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import FEWEST_WRONG, WRONG, About, Wrong, lay_out
from quotewise.assistant.practice.writers.choices import is_choice
from quotewise.assistant.practice.writers.desk import Desk
from quotewise.assistant.practice.writers.frames import has_frame, put
from quotewise.assistant.practice.writers.of_rows import UNNAMED, is_choosing, is_needs, noun_of, titled
from quotewise.assistant.practice.writers.siblings import Fact, Grid, Siblings, length
from quotewise.assistant.practice.writers.terms import fold, lexis, points, telling
from quotewise.ingest.words import WORD

ORIGIN = "comparison"
TOLD = 6  # words of a case, from which it says by itself what is to be chosen
SHARED = 0.5  # share of the words of one case that another holds, from which one choice may fit both


def ask_choices(desk: Desk) -> Iterator[Question]:
    """The cases of decision lines, against the other things that these lines choose among."""
    tables = list(uses(desk))
    for group, fact in desk.facts("choice"):
        if not has_frame(fact.aspect, group.language):
            continue
        stem = situation(fact, group.language)
        among = [group.title, *(f"{one.term} {one.meaning}" for one in group.facts)]
        topic = desk.topic(group.path, group.title, group.language, among)
        if topic and not telling(topic) <= telling(stem):
            stem = put("on", group.language, topic=topic, stem=stem)
        if topic or (group.title and length(fact.meaning) >= TOLD):
            beside = [*group.facts, *in_tables(group, tables)]
            yield from finish(desk, stem, fact, others(desk, fact, desk.by_likeness(fact, beside)))


def in_tables(group: Siblings, tables: Iterable[tuple[Grid, list[Fact]]]) -> Iterator[Fact]:
    """What tables of the same section say of things that they and the group choose among."""
    names = {fold(fact.term) for fact in group.facts}
    place = place_of(group.facts[0])
    for _, facts in tables:
        if facts and place_of(facts[0]) == place and names & {fold(fact.term) for fact in facts}:
            yield from facts


def place_of(fact: Fact) -> tuple[str, str]:
    return fact.span.hit.source, fact.span.hit.heading


def ask_uses(desk: Desk) -> Iterator[Question]:
    """The rows of tables that say when to take each, or what to take for each need."""
    for grid, facts in desk.shuffled(uses(desk)):
        for fact in desk.shuffled(facts):
            if length(fact.meaning) < 2:
                continue
            stem = (
                situation(fact, grid.language)
                if fact.aspect == "case"
                else put("fits", grid.language, noun=noun_of(grid), meaning=fact.meaning)
            )
            asked = titled(desk, grid, stem, fact.term)
            named = fact.aspect != "case" and noun_of(grid) != UNNAMED
            if named or asked != stem or length(fact.meaning) >= TOLD:  # "time series" does not say of what
                yield from finish(desk, asked, fact, others(desk, fact, desk.shuffled(facts)))


def uses(desk: Desk) -> Iterator[tuple[Grid, list[Fact]]]:
    for grid in desk.view.grids:
        if not has_frame("fits", grid.language):
            continue
        for at, column in enumerate(grid.columns[1:], start=1):
            if is_choosing(column, grid.language):
                yield grid, [fact for fact in grid.column(at) if not points(fact.meaning, grid.language)]
        if is_needs(grid) and not has_answers(grid):
            rows = [record for record in grid.records if record.cells[1] and not points(record.name, grid.language)]
            line = f"{grid.columns[0]}: {{}}; {grid.columns[1]}: {{}}"
            facts = [
                Fact(one.cells[1], one.name, one.spans[1], "case", line=line.format(one.name, one.cells[1]))
                for one in rows
            ]
            yield grid, [fact for fact in facts if is_choice(fact.term, grid.language)]


def has_answers(grid: Grid) -> bool:
    """Whether a table of needs tells of each column whether it meets them, and names nothing to take."""
    known = lexis(grid.language)
    firsts = {
        word for record in grid.records for cell in record.cells[1:] for word in WORD.findall(cell.casefold())[:1]
    }
    return bool(firsts & (known.yes | known.no))


def others(desk: Desk, fact: Fact, found: Iterable[Fact]) -> list[Wrong]:
    """What is taken in cases that are not this one, those last whose case shares most with it."""
    cases: dict[str, list[Fact]] = {}
    for other in found:
        cases.setdefault(fold(other.term), []).append(other)
    shares = {term: max(overlap(fact.meaning, one.meaning) for one in facts) for term, facts in cases.items()}
    wrong: list[Wrong] = []
    for term in sorted(cases, key=lambda term: shares[term] == SHARED):
        other = cases[term][0]
        apart = not any(
            term in name or name in term for name in (fold(one) for one in (fact.term, *(w.text for w in wrong)))
        )
        clear = shares[term] <= SHARED and not desk.tells(other.term, fact.meaning)
        why = desk.say(other) if apart and clear and len(wrong) < WRONG else None
        if why and why.text.casefold() not in (one.why.text.casefold() for one in wrong):  # a reason of its own
            wrong.append(Wrong(other.name, why))
    return wrong


def overlap(case: str, other: str) -> float:
    """The share of the words of a case, or of one of its uses that a comma parts, that is another's as well."""
    parts = product(*([telling(part) for part in text.split(",")] for text in (case, other)))
    return max((len(one & two) / min(len(one), len(two)) for one, two in parts if one and two), default=0.0)


def situation(fact: Fact, language: str) -> str:
    need = fact.meaning
    first, _, rest = need.partition(" ")
    if fact.aspect != "case":
        return put(fact.aspect, language, meaning=need[:1].lower() + need[1:])
    needed = language == "en" and first.lower() in ("need", "needs", "want", "wants")
    return put("case", language, meaning=rest if needed and rest else need)


def finish(desk: Desk, stem: str, fact: Fact, wrong: list[Wrong]) -> Iterator[Question]:
    rationale = desk.say(fact) if len(wrong) >= FEWEST_WRONG and not desk.tells(fact.term, fact.meaning) else None
    if rationale and (
        made := lay_out("scenario", capitalise(stem), [fact.name], wrong, rationale, About(fact.term, ORIGIN, "apply"))
    ):
        yield made
