"""Siblings: facts of one kind that stand side by side in the notes. What every writer writes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from quotewise.assistant.practice.grammar import capitalise
from quotewise.assistant.practice.verify import Span
from quotewise.ingest import words

Form = Literal["meaning", "choice"]


@dataclass(frozen=True, slots=True)
class Fact:
    """What the notes say of one thing, as shown, and the stretch that says it.

    term: the thing; of a choice what is to be taken. meaning: what it is or does; of a choice when it is to be taken.
    aspect: what of the thing the meaning tells, the name of a table's column; "" where it is what the thing is; of a
    choice how its case is put, a frame's name. line: the words that say it, where they are not put together of these.
    code: whether the term is set as code. kind: what the notes call it: "command", "block"; "" where they do not.
    """

    term: str
    meaning: str
    span: Span
    aspect: str = ""
    line: str = ""
    code: bool = False
    kind: str = ""

    @property
    def name(self) -> str:
        """The term as an option: with a capital, unless it is code."""
        return self.term if self.code else capitalise(self.term)

    @property
    def said(self) -> str:
        """The fact in the notes' words."""
        if self.line:
            return self.line
        return f"{self.term} \u2013 {self.aspect}: {self.meaning}" if self.aspect else f"{self.term}: {self.meaning}"


@dataclass(frozen=True, slots=True)
class Siblings:
    """Facts that stand together. title: the heading or lead-in they stand under. language: ISO 639-1, "" undecided.

    loose: whether they are sentences of one section, each on its own thing, and no list of things of one kind.
    """

    title: str
    facts: tuple[Fact, ...]
    language: str
    form: Form = "meaning"
    path: tuple[str, ...] = ()  # the headings above, the highest first
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One thing of a table: a cell for each column, as shown, and the row that each is quoted from."""

    cells: tuple[str, ...]
    spans: tuple[Span, ...]

    @property
    def name(self) -> str:
        return self.cells[0]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of things. columns: their aspects, the first what the things are, "" where nothing says it."""

    title: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]
    language: str

    def column(self, at: int) -> Iterator[Fact]:
        """The cells of a column that hold anything, as facts."""
        for record in self.records:
            if record.cells[at]:
                yield Fact(record.name, record.cells[at], record.spans[at], self.columns[at])


@dataclass(frozen=True, slots=True)
class Listing:
    """The items of a list under what introduces it. numbered: whether their order tells something."""

    title: str
    items: tuple[str, ...]
    spans: tuple[Span, ...]
    language: str
    numbered: bool = False
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence as shown, with the one thing in it that can be left out."""

    text: str
    answer: str
    span: Span
    language: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What was found in the notes to write from."""

    siblings: tuple[Siblings, ...] = ()
    grids: tuple[Grid, ...] = ()
    listings: tuple[Listing, ...] = ()
    statements: tuple[Statement, ...] = ()

    def counts(self) -> dict[str, int]:
        """How much of each kind was found."""
        return {
            "terms with a meaning": sum(len(one.facts) for one in self.siblings if one.form != "choice"),
            "decision lines": sum(len(one.facts) for one in self.siblings if one.form == "choice"),
            "table rows": sum(len(grid.records) for grid in self.grids),
            "lists with a lead-in": sum(not one.numbered for one in self.listings),
            "sentences with a name or a limit": len(self.statements),
            "numbered procedures": sum(one.numbered for one in self.listings),
        }


def length(text: str) -> int:
    """How many words a text has; where no spaces part them, its pairs of signs."""
    return len(words.words(text))
