"""Tables: rows with names, or columns where those are the things, and the questions asked of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, islice

from quotewise.assistant.gate.quantity import quantities
from quotewise.assistant.practice.build import WRONG, About, Wrong, build_question
from quotewise.assistant.practice.grammar import capitalise, singular
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.verbs import VERBS
from quotewise.assistant.practice.verify import Span
from quotewise.assistant.practice.writers.context import WriterContext, is_alike
from quotewise.assistant.practice.writers.definitions import lead_of
from quotewise.assistant.practice.writers.facts import Fact, Grid, Record, length
from quotewise.assistant.practice.writers.frames import put
from quotewise.assistant.practice.writers.page import Page
from quotewise.assistant.practice.writers.terms import has_marks, is_priced, is_term, lexis, points, telling
from quotewise.ingest.block import Block
from quotewise.ingest.views import Row, rows_in
from quotewise.ingest.words import WORD, stop_words

FEWEST, LONGEST = 3, 90  # rows; characters of a cell
_NUMBERED = re.compile(r"\d+[.)]?$")
_EMPTY = re.compile(r"[\W_]*$")
_DECORATED = re.compile(r"^[^\w\u0e00-\u0e7f(\u2212+<>\u2264\u2265~-]+\s*|[\u0e00-\u0e7f\ufffd]+\s*")


def find_grids(page: Page) -> Iterator[Grid]:
    """The tables of a note with a name for each column and each row."""
    for section in page.sections():
        before: Block | None = None
        for block in section.blocks:
            if block.kind == "table" and (grid := read_grid(page, block, title_of(page, before, section.path))):
                yield grid
            before = block


def title_of(page: Page, before: Block | None, path: tuple[str, ...]) -> str:
    return lead_of(page, before) or (path[-1] if path else "")


def read_grid(page: Page, table: Block, title: str) -> Grid | None:
    rows = list(rows_in(page.text, page.tree, table.start, table.end))
    header = next((row for row in rows if row.is_header), None)
    if header is None or len(rows) <= FEWEST:
        return None
    if all(_NUMBERED.match(row.cells[0].text.strip()) for row in rows if not row.is_header):
        rows = [replace(row, cells=row.cells[1:], columns=row.columns[1:]) for row in rows]
        header = next(row for row in rows if row.is_header)
    columns = tuple(clean_cell(cell.text) for cell in header.cells)
    spans = {row.start: page.span(table.start + row.start, table.start + row.end) for row in rows}
    body = [row for row in rows if row.columns and spans[row.start]]
    language = page.language_of(" ".join(cell.text for row in rows for cell in row.cells))
    known = lexis(language).aspects
    if columns[0].casefold() in known or not columns[0]:
        return turned(page, title, columns, header, body, spans, language)
    records = tuple(
        Record(cells, (span,) * len(cells))
        for row in body
        if (span := spans[row.start]) and (cells := tuple(map(clean_cell, (cell.text for cell in row.cells))))[0]
    )
    names = [record.name.casefold() for record in records]
    good = len(records) >= FEWEST and len(set(names)) == len(names) and all(columns)
    return Grid(title, columns, records, language) if good else None


def turned(
    page: Page,
    title: str,
    columns: tuple[str, ...],
    header: Row,
    body: list[Row],
    spans: dict[int, Span | None],
    language: str,
) -> Grid | None:
    """A table whose columns are the things: each a record, its aspects the columns."""
    head = spans[header.start]
    aspects = [(clean_cell(row.cells[0].text), row, span) for row in body if (span := spans[row.start])]
    if head is None or len(columns) <= FEWEST or not all(columns[1:]) or not all(name for name, _, _ in aspects):
        return None
    records = tuple(
        Record(
            (name, *(clean_cell(row.cells[at].text) for _, row, _ in aspects)),
            (head, *(span for _, _, span in aspects)),
        )
        for at, name in enumerate(columns[1:], start=1)
    )
    return Grid(title, ("", *(name for name, _, _ in aspects)), records, language)


def clean_cell(text: str) -> str:
    """A cell as it can stand in a question; "" for one that is empty, a sign, a price, or too long."""
    said = " ".join(_DECORATED.sub("", text.replace("**", "").replace("`", "")).split()).strip()
    unfit = (
        _EMPTY.match(said)
        or len(said) > LONGEST
        or has_marks(said)
        or is_priced(said)
        or said.count("(") != said.count(")")
    )
    return "" if unfit else said


ORIGIN = "row"
UNNAMED = "option"  # what an English stem calls the rows of a table that does not name them
_NOUN = re.compile(r"[a-z][a-z -]{2,30}")
_OPEN = ("to", "for", "in", "of", "when", "with", "at")
_WORTHLESS = re.compile(r"\b(?:prices?|costs?|usd|fees?|savings?)\b", re.IGNORECASE)


def ask_rows(context: WriterContext) -> Iterator[Question]:
    """ "Which one do all of these belong to?": each is needed, and each wrong option fails one that is named."""
    for grid, record in context.shuffled((one, record) for one in context.view.grids for record in one.records):
        if len(grid.records) > WRONG and not is_needs(grid) and (found := ask_row(context, grid, record)):
            yield found


def ask_row(context: WriterContext, grid: Grid, record: Record) -> Question | None:
    usable = [at for at in range(1, len(grid.columns)) if is_property(grid, record, at)]
    others = [one for one in grid.records if one is not record]
    for columns in [*context.shuffled(combinations(usable, 3)), *context.shuffled(combinations(usable, 2))]:
        broken = [(one, [at for at in columns if breaks(record, one, at)]) for one in others]
        known = [failed for one, failed in broken if all(one.cells[at] for at in columns)]
        needed = all([at] in known for at in columns)
        if not needed or not all(failed for _, failed in broken):
            continue
        near = sorted(context.shuffled(broken), key=lambda pair: len(pair[1]))
        wrong = list(islice((why for one, failed in near if (why := failing(context, grid, one, failed))), WRONG))
        facts = [Fact(record.name, record.cells[at], record.spans[at], grid.columns[at]) for at in columns]
        if made := lay(context, grid, record, facts, wrong):
            return made
    return None


def asked_columns(context: WriterContext) -> list[tuple[Grid, int]]:
    return [
        (grid, at)
        for grid in context.view.grids
        for at, column in enumerate(grid.columns)
        if at
        and is_worth(column, grid.language)
        and has_name(column, grid.language)
        and not are_shares(grid, at)
        and not is_choosing(column, grid.language)
        and not is_needs(grid)
    ]


def lay(
    context: WriterContext, grid: Grid, record: Record, facts: Sequence[Fact], wrong: Sequence[Wrong]
) -> Question | None:
    rationale = context.say_all(facts)
    if rationale is None or len(wrong) < WRONG or any(context.tells(record.name, fact.meaning) for fact in facts):
        return None
    asked = ask_row_of(grid, facts)
    stem = titled(context, grid, asked, record.name)
    if stem == asked and noun_of(grid) == UNNAMED:  # nothing says of what
        return None
    about = About(record.name, ORIGIN, "apply")
    return build_question("scenario", stem, [capitalise(record.name)], wrong, rationale, about)


def failing(context: WriterContext, grid: Grid, record: Record, failed: Sequence[int]) -> Wrong | None:
    """A row as a wrong option, with the first of the cells in which it fails."""
    said = [
        Fact(record.name, record.cells[at], record.spans[at], grid.columns[at]) for at in failed if record.cells[at]
    ]
    return next((Wrong(capitalise(record.name), why) for fact in said if (why := context.say(fact))), None)


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


def ask_cells(context: WriterContext) -> Iterator[Question]:
    """ "What is the limit of ...?" with other rows' cells of the same scale for options."""
    for grid, at in context.shuffled(asked_columns(context)):
        facts = [fact for fact in grid.column(at) if not points(fact.meaning, grid.language)]
        named = [fact for fact in facts if is_term(fact.term, grid.language) or fact.term[:1].isdigit()]
        for fact in context.shuffled(named)[:2]:
            others = [other for other in context.shuffled(facts) if other is not fact and differs(fact, other)]
            wrong: list[Wrong] = []
            for other in others:
                if all(other.meaning.casefold() != one.text.casefold() for one in wrong) and (
                    why := context.say(other)
                ):
                    wrong.append(Wrong(capitalise(other.meaning), why))
            rationale = context.say(fact)
            if rationale and len(wrong) >= WRONG and not context.tells(fact.term, fact.meaning):
                stem = titled(context, grid, ask_cell(grid, fact), fact.meaning)
                made = build_question(
                    "single", stem, [capitalise(fact.meaning)], wrong[:WRONG], rationale, About(fact.term, ORIGIN)
                )
                yield from [made] if made else []


def ask_row_of(grid: Grid, facts: Sequence[Fact]) -> str:
    """The stem that asks for a row by several of its cells."""
    cells = "; ".join(f"{plain_name(fact.aspect, grid.language)}: {fact.meaning}" for fact in facts)
    return put("rows", grid.language, noun=noun_of(grid), cells=cells)


def ask_cell(grid: Grid, fact: Fact) -> str:
    return put("cell", grid.language, aspect=plain_name(fact.aspect, grid.language), term=fact.term)


def has_name(column: str, language: str) -> bool:
    """Whether a sentence can ask for a column by its name; frames in other languages only quote it."""
    return language != "en" or is_noun(plain_name(column, language))


def is_noun(aspect: str) -> bool:
    """Whether an English header is a noun that a sentence can go on from: "limit", no "use for" and no "splittable"."""
    last = aspect.split()[-1]
    verb = re.match(r"(?:is|has|can|needs?|supports?|compares|asks|measures|tells|says)\b|\w+s to\b", aspect)
    if {aspect.split()[0], last} & VERBS:
        return False
    return (
        bool(_NOUN.fullmatch(aspect))
        and singular(last) == last
        and not verb
        and last not in _OPEN
        and not last.endswith(("able", "ible"))
    )


def is_worth(column: str, language: str) -> bool:
    """Whether a column is worth asking about: it has a name of its own, and is no price."""
    return (
        len(re.findall(r"[^\W\d_]", column)) > 3 - 2 * (not column.isascii())
        and not _WORTHLESS.search(column)
        and is_word(column, language)
    )


def are_shares(grid: Grid, at: int) -> bool:
    """Whether a column is of percentages: figures of a case, and no rule."""
    return any("%" in record.cells[at] and length(record.cells[at]) < 4 for record in grid.records)


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


def plain_name(column: str, language: str) -> str:
    """A header as it stands in a sentence: title case goes in English, abbreviations stay."""
    if language != "en":
        return column
    return " ".join(word.lower() if word[1:].islower() or len(word) == 1 else word for word in column.split())


def is_needs(grid: Grid) -> bool:
    """Whether the rows of a table are cases, and its second column what to take in each."""
    return grid.columns[0].casefold().strip(" :.?\u2026") in lexis(grid.language).needs


def noun_of(grid: Grid) -> str:
    """What the rows of a table are, UNNAMED where its first header is no English noun."""
    noun = singular(grid.columns[0].lower())
    return (
        noun
        if grid.language == "en" and _NOUN.fullmatch(noun) and len(noun.split()) < 4 and is_noun(noun)
        else UNNAMED
        if grid.language == "en"
        else grid.columns[0]
    )


def titled(context: WriterContext, grid: Grid, stem: str, key: str) -> str:
    among = [*grid.columns, *(cell for record in grid.records for cell in record.cells)]
    among = [grid.title] if is_needs(grid) else among  # a case says little where nothing says of what
    title = context.topic((), grid.title, grid.language, among, key)
    known = telling(title) <= telling(stem)
    return put("on", grid.language, topic=title, stem=stem) if title and not known else stem
