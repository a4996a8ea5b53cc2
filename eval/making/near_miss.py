"""Questions that the notes nearly answer: an attribute that belongs to something else, or to nothing in them."""

import random
import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from quotewise.assistant.gate.quantity import NUMBER, quantities
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.verify import Span
from quotewise.assistant.practice.writers.facts import Fact
from quotewise.assistant.practice.writers.terms import fold
from quotewise.eval.making.from_notes import Cell, ask_cell, ask_number, read_out
from quotewise.eval.making.proposal import Proposal, quote_of
from quotewise.index import Hit

# What may be asked of nearly anything, and the words by which notes would tell it.
ATTRIBUTES = {
    "What does {} cost?": "cost price pricing fee charge billed pay usd dollar cheap free",
    "Since which year has there been {}?": "year since introduced released launched invented founded born old new",
    "What is the largest size that {} can take?": "size large largest big maximum max limit most mb gb kb tb bytes up",
    "How long does {} take at most?": "long time timeout second minute hour day limit up most",
    "Who invented {}?": "invented by author founder created developed proposed introduced",
}
MOST_TRIED = 12  # other things that are tried in a statement's place


class Reading:
    """The notes by the stems of their passages, to say whether they tell something of a thing."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self.hits = hits

    @cached_property
    def stems(self) -> list[frozenset[str]]:
        return [frozenset(stems(f"{hit.text} {hit.heading} {hit.context}")) for hit in self.hits]

    def naming(self, thing: str) -> list[int]:
        """Which passages hold every word of a thing's name."""
        name = set(stems(thing))
        return [at for at, held in enumerate(self.stems) if name <= held]

    def tells(self, thing: str, words: str) -> bool:
        """Whether a passage that names the thing has one of these words."""
        sought = set(stems(words))
        return any(self.stems[at] & sought for at in self.naming(thing))

    def measures(self, thing: str, units: set[str]) -> bool:
        """Whether a passage that names the thing has a number in one of these units."""
        return any(
            {one.kind for one in quantities(f"{self.hits[at].heading} {self.hits[at].text}")} & units
            for at in self.naming(thing)
        )


def absent_attributes(definitions: Sequence[Fact], reading: Reading, chance: random.Random) -> Iterator[Proposal]:
    """An attribute that no passage about a defined thing mentions."""
    for one in definitions:
        questions = list(ATTRIBUTES)
        chance.shuffle(questions)
        for question in questions:
            if not reading.tells(one.term, ATTRIBUTES[question]):
                yield unanswerable(question.format(one.term), one.term, one.span)
                break


def foreign_columns(rows: Sequence[Cell], reading: Reading, chance: random.Random) -> Iterator[Proposal]:
    """A column of one table asked of a thing in another."""
    headers = sorted({cell.header for cell in rows})
    columns = {thing: {cell.header for cell in rows if cell.thing == thing} for thing in {cell.thing for cell in rows}}
    for cell in rows:
        others = [header for header in headers if header not in columns[cell.thing]]
        chance.shuffle(others)
        for header in others[:MOST_TRIED]:
            if not reading.tells(cell.thing, header):
                yield unanswerable(ask_cell(cell.thing, header), cell.thing, cell.span)
                break


def exchanged_things(
    said: Sequence[Span], definitions: Sequence[Fact], reading: Reading, chance: random.Random
) -> Iterator[Proposal]:
    """A number asked of another thing than the one it is told of, where nothing about that one has such a number."""
    for span in said:
        text = read_out(span)
        figure = next((found for found in NUMBER.finditer(text) if found["number"]), None)
        named = [one for one in definitions if re.search(rf"\b{re.escape(one.term)}\b", text)]
        units = {one.kind for one in quantities(text)}
        if figure is None or len(named) != 1 or not units:
            continue
        for other in chance.sample(definitions, min(MOST_TRIED, len(definitions))):
            if fold(other.term) == fold(named[0].term) or reading.measures(other.term, units):
                continue
            asked = ask_number(text, figure.start(), figure.end()).replace(named[0].term, other.term)
            yield unanswerable(asked, other.term, span, service=True)
            break


def unanswerable(question: str, thing: str, near: Span, *, service: bool = False) -> Proposal:
    return Proposal(
        "near-miss",
        "unanswerable",
        question,
        f"Not answerable from these notes: none tells this of {thing}.",
        difficulty="hard" if service else "medium",
        kind="wrong_service" if service else "absent_fact",
        near=quote_of(near),
    )
