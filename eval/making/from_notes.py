"""Questions made from the notes without a model: from definitions, table rows, numbers and headings."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quotewise.assistant.extract.statement import statements
from quotewise.assistant.gate.quantity import NUMBER
from quotewise.assistant.phrasing import plain
from quotewise.assistant.practice.grammar import is_clean, tidy
from quotewise.assistant.practice.verify import Span
from quotewise.assistant.practice.writers.facts import Fact
from quotewise.assistant.practice.writers.terms import fold
from quotewise.assistant.practice.writing import read_view
from quotewise.eval.making.proposal import Proposal, quote_of
from quotewise.index import Hit, Library

GAP = "\u2026"
FEWEST, MOST = 6, 32  # words of a statement that is asked about
LONGEST_CELL = 75  # characters


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table's row says of a thing under one header."""

    thing: str
    header: str
    value: str
    span: Span


def from_definitions(definitions: Iterable[Fact]) -> Iterator[Proposal]:
    for one in definitions:
        yield Proposal(
            "definition",
            "factoid",
            f"What is {one.term}?",
            f"{one.term}: {one.meaning}.",
            (one.meaning,),
            (quote_of(one.span),),
        )


def from_rows(rows: Iterable[Cell]) -> Iterator[Proposal]:
    for cell in rows:
        yield Proposal(
            "row",
            "table",
            ask_cell(cell.thing, cell.header),
            f"{cell.thing}: {cell.header}: {cell.value}.",
            (cell.value,),
            (quote_of(cell.span),),
            difficulty="medium",
        )


def from_numbers(said: Iterable[Span]) -> Iterator[Proposal]:
    for span in said:
        text = read_out(span)
        figure = next((found for found in NUMBER.finditer(text) if found["number"]), None)
        if figure is not None:
            number = figure.group().strip()
            yield Proposal(
                "number",
                "number",
                ask_number(text, figure.start(), figure.end()),
                text,
                (number,),
                (quote_of(span),),
            )


def from_headings(said: Iterable[Span]) -> Iterator[Proposal]:
    """What stands first under each heading."""
    asked: set[tuple[str, str]] = set()
    for span in said:
        title = plain(span.hit.heading.split(" > ")[-1])
        if (span.hit.source, title) in asked or not (2 <= len(title.split()) <= 8 and is_clean(title)):
            continue
        asked.add((span.hit.source, title))
        text = read_out(span)
        question = f"What do the notes say first about \u201c{title}\u201d?"
        yield Proposal("heading", "factoid", question, text, (text,), (quote_of(span),), difficulty="medium")


def ask_cell(thing: str, header: str) -> str:
    return f"What do the notes give for {thing} under \u201c{header}\u201d?"


def ask_number(text: str, start: int, end: int) -> str:
    return f"Which figure is left out: \u201c{text[:start].rstrip()} {GAP} {text[end:].lstrip()}\u201d?".replace(
        "  ", " "
    )


def read_out(span: Span) -> str:
    """A stretch of the notes as a person reads it: repaired, without marks."""
    return plain(span.hit.shown.cut(span.start - span.hit.start, span.end - span.hit.start) or span.text)


def definitions_in(library: Library) -> list[Fact]:
    """Each term once, by the first meaning that the notes give it."""
    found: dict[str, Fact] = {}
    for group in read_view(library).siblings:
        for one in group.facts if group.form == "meaning" else ():
            found.setdefault(fold(one.term), one)
    return list(found.values())


def statements_in(hits: Iterable[Hit]) -> Iterator[Span]:
    """Sentences and list items that can be asked about: neither short nor long, no table, no myth, no markup left."""
    for hit in hits:
        if hit.kind not in ("prose", "glossary"):
            continue
        for unit in statements(hit):
            span = Span(hit, unit.start, unit.end)
            text = read_out(span)
            if FEWEST <= len(text.split()) <= MOST and "\n" not in unit.text and is_clean(text):
                yield span


def cells_in(hits: Iterable[Hit]) -> Iterator[Cell]:
    """The cells of every table row whose columns have names, the first one aside."""
    for hit in hits:
        for row in hit.rows:
            span = Span(hit, hit.start + row.start, hit.start + row.end)
            thing, *values = [tidy(cell.text) for cell in row.cells]
            for name, value in zip(map(tidy, row.columns[1:]), values, strict=False):
                if len(value) <= LONGEST_CELL and all(re.search(r"\w", text) for text in (thing, name, value)):
                    yield Cell(thing, name, value, span)
