"""A second reader: who is asked, blind to the question, whether the notes say what a line of a model says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Item:
    """A statement and what is to bear it out: the passage as it is shown, its quote marked, and its heading."""

    heading: str
    passage: str
    statement: str


@dataclass(frozen=True, slots=True)
class Reading:
    """For each item, in order, whether the passage says what the statement says; None where that was not told: no
    answer, an answer in no form that was asked for, one that came too late, or a passage too long to be read.

    trouble: what went wrong, one line for a person. cost: US dollars, None where not known.
    """

    told: tuple[bool | None, ...]
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    trouble: str | None = None


class Reader(Protocol):
    """May vouch for a wording that the rules leave open; it never overrules what they have found to differ.

    name: as answers give it. version: of all that its judgement depends on, for a check of it to count.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def read(self, items: Sequence[Item]) -> Reading: ...
