"""Questions on tables: the row that some cells together belong to, and the cell of a row."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from quotewise.assistant.gate.quantity import quantities
from quotewise.assistant.practice.grammar import capitalise, singular
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.sheet import WRONG, About, Wrong, lay_out
from quotewise.assistant.practice.writers.desk import Desk, is_alike
from quotewise.assistant.practice.writers.frames import put
from quotewise.assistant.practice.writers.siblings import Fact, Grid, Record, length
from quotewise.assistant.practice.writers.terms import lexis, points, telling
from quotewise.ingest.words import WORD, stop_words

ORIGIN = "row"
_NOUN = re.compile(r"[a-z][a-z -]{2,30}")
_WORTHLESS = re.compile(r"\b(?:price|cost|usd|fee)\b", re.IGNORECASE)


def ask_rows(desk: Desk) -> Iterator[Question]:
    """ "Which one combines all of these properties?": each wrong option fails a cell that is named."""
    for grid, record in desk.shuffled((grid, record) for grid in desk.view.grids for record in grid.records):
        if len(grid.records) > WRONG and (found := ask_row(desk, grid, record)):
            yield found


def ask_row(desk: Desk, grid: Grid, record: Record) -> Question | None:
    usable = [at for at in range(1, len(grid.columns)) if is_property(grid, record, at)]
    others = [one for one in grid.records if one is not record]
    for size in (3, 2):
        for columns in desk.shuffled(combinations(usable, size)):
            broken = [(one, failed) for one in others if (failed := [at for at in columns if breaks(record, one, at)])]
            near = sorted(desk.shuffled(broken), key=lambda pair: len(pair[1]))
            if len(broken) < len(others) or len(near) < WRONG or len(near[0][1]) == size:
                continue
            wrong = [why for one, failed in near if (why := failing(desk, grid, one, failed))][:WRONG]
            facts = [Fact(record.name, record.cells[at], record.spans[at], grid.columns[at]) for at in columns]
            if made := lay(desk, grid, record, facts, wrong):
                return made
    return None


def lay(desk: Desk, grid: Grid, record: Record, facts: Sequence[Fact], wrong: Sequence[Wrong]) -> Question | None:
    rationale = desk.say_all(facts)
    if rationale is None or len(wrong) < WRONG or any(desk.tells(record.name, fact.meaning) for fact in facts):
        return None
    cells = "; ".join(f"{fact.aspect}: {fact.meaning}" for fact in facts)
    stem = titled(desk, grid, put("rows", grid.language, noun=noun_of(grid), cells=cells), record.name)
    return lay_out("scenario", stem, [capitalise(record.name)], wrong, rationale, About(record.name, ORIGIN, "apply"))


def failing(desk: Desk, grid: Grid, record: Record, failed: Sequence[int]) -> Wrong | None:
    """A row as a wrong option, with the first of the cells in which it fails."""
    said = [
        Fact(record.name, record.cells[at], record.spans[at], grid.columns[at]) for at in failed if record.cells[at]
    ]
    return next((Wrong(capitalise(record.name), why) for fact in said if (why := desk.say(fact))), None)


def breaks(record: Record, other: Record, at: int) -> bool:
    """Whether another row's cell says something else."""
    one, two = record.cells[at].casefold(), other.cells[at].casefold()
    return bool(two) and not (one in two or two in one or (len(one) > 12 and is_alike(one, two)))


def is_property(grid: Grid, record: Record, at: int) -> bool:
    """Whether a cell is a property that a thing may be known by: short, no price, pointing nowhere."""
    cell = record.cells[at]
    return (
        bool(cell)
        and length(cell) <= 9
        and is_worth(grid.columns[at], grid.language)
        and not points(cell, grid.language)
    )


def ask_cells(desk: Desk) -> Iterator[Question]:
    """ "What is the limit of ...?" with other rows' cells of the same scale for options."""
    columns = [
        (grid, at)
        for grid in desk.view.grids
        for at in range(1, len(grid.columns))
        if is_worth(grid.columns[at], grid.language) and not is_choosing(grid.columns[at], grid.language)
    ]
    for grid, at in desk.shuffled(columns):
        facts = [fact for fact in grid.column(at) if not points(fact.meaning, grid.language)]
        for fact in desk.shuffled(facts)[:2]:
            others = [other for other in desk.shuffled(facts) if other is not fact and differs(fact, other)]
            wrong: list[Wrong] = []
            for other in others:
                if all(other.meaning.casefold() != one.text.casefold() for one in wrong) and (why := desk.say(other)):
                    wrong.append(Wrong(capitalise(other.meaning), why))
            rationale = desk.say(fact)
            if rationale and len(wrong) >= WRONG and not desk.tells(fact.term, fact.meaning):
                stem = titled(desk, grid, ask_cell(grid, fact), fact.meaning)
                made = lay_out(
                    "single", stem, [capitalise(fact.meaning)], wrong[:WRONG], rationale, About(fact.term, ORIGIN)
                )
                yield from [made] if made else []


def ask_cell(grid: Grid, fact: Fact) -> str:
    aspect = fact.aspect.lower() if fact.aspect[1:].islower() else fact.aspect
    plain = (
        grid.language == "en"
        and _NOUN.fullmatch(aspect)
        and not is_choosing(aspect, "en")
        and singular(aspect) == aspect
    )
    named = (
        plain
        and aspect.split()[-1] not in ("to", "for", "in", "of", "when")
        and not re.match(r"(?:is|has|can|needs?|supports?)\b|\w+s to\b", aspect)
    )
    frame = "cell" if named or grid.language != "en" else "cell_listed"
    return put(frame, grid.language, aspect=aspect if named else fact.aspect, term=fact.term)


def is_worth(column: str, language: str) -> bool:
    """Whether a column is worth asking about: it has a name of its own, and is no price."""
    return bool(telling(column)) and not _WORTHLESS.search(column) and is_word(column, language)


def is_word(column: str, language: str) -> bool:
    return not set(WORD.findall(column.casefold())) <= stop_words(language)


def differs(fact: Fact, other: Fact) -> bool:
    """Whether two cells say two things of one scale."""
    units = [{one.kind for one in quantities(text)} for text in (fact.meaning, other.meaning)]
    sizes = [{(one.kind, one.size) for one in quantities(text)} for text in (fact.meaning, other.meaning)]
    apart = sizes[0] != sizes[1] if sizes[0] else not is_alike(fact.meaning, other.meaning)
    return units[0] == units[1] and apart and fact.meaning.casefold() != other.meaning.casefold()


def is_choosing(column: str, language: str) -> bool:
    """Whether a column says when to take a row's thing."""
    return column.casefold().strip(" :.?\u2026") in lexis(language).choosing


def noun_of(grid: Grid) -> str:
    """What the rows of a table are, "one of these" where its first header is no noun."""
    noun = singular(grid.columns[0].lower())
    return (
        noun
        if grid.language == "en" and _NOUN.fullmatch(noun) and len(noun.split()) < 4
        else "option"
        if grid.language == "en"
        else grid.columns[0]
    )


def titled(desk: Desk, grid: Grid, stem: str, key: str) -> str:
    title = desk.topic((), grid.title, grid.language, key)
    known = telling(title) <= telling(stem)
    return put("on", grid.language, topic=title, stem=stem) if title and not known else stem
