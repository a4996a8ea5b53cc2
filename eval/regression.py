"""The gate of a change: a run held against the recorded one, question by question."""

from collections.abc import Sequence
from dataclasses import dataclass

from quotewise.eval.compare import paired, turns
from quotewise.eval.run import Item, Run
from quotewise.eval.statistics import CERTAIN, sign_test


@dataclass(frozen=True, slots=True)
class Held:
    """What turned since the record. side: see `side`; "" where a kind has but one.

    p: of at least so many lost by chance (sign test, one-sided). invalid: citations now that do not stand in their
    note. fresh: items that the record does not hold as they are now, which are judged once they are recorded.
    """

    kind: str
    side: str
    common: int
    lost: tuple[Item, ...]
    won: tuple[Item, ...]
    p: float
    invalid: int
    fresh: int

    @property
    def named(self) -> str:
        return f"{self.kind}, {self.side}" if self.side else self.kind

    @property
    def worse(self) -> bool:
        return self.p < CERTAIN

    @property
    def fails(self) -> bool:
        return self.worse or self.invalid > 0


def side(item: Item) -> str:
    """Which way an item can go wrong: what refuses everything gains as much on one side as it loses on the other."""
    if item.type == "unanswerable":
        return "to be refused"
    return "to be stopped" if "stopped_of_false" in item.scores else ""


def hold(recorded: Run, now: Run) -> list[Held]:
    """Hold a run against the record of its kind, each side by itself."""
    pairs = paired(recorded, now)
    known = {then.id for then, _ in pairs}
    return [
        held(
            now.kind,
            one,
            [(then, item) for then, item in pairs if side(item) == one],
            [item for item in now.items if side(item) == one],
            sum(item.id not in known for item in now.items if side(item) == one),
        )
        for one in dict.fromkeys(map(side, now.items))
    ]


def held(kind: str, side: str, pairs: Sequence[tuple[Item, Item]], items: Sequence[Item], fresh: int) -> Held:
    lost, won = turns(pairs)
    return Held(kind, side, len(pairs), lost, won, sign_test(len(lost), len(won)), invalid_citations(items), fresh)


def invalid_citations(items: Sequence[Item]) -> int:
    return sum(
        round(item.scores["citations"] * (1 - item.scores["citation_validity"]))
        for item in items
        if "citation_validity" in item.scores
    )
