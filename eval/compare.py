"""Two runs over the same questions, pair by pair: what changed, and whether more than chance would change."""

from collections.abc import Sequence
from dataclasses import dataclass

from quotewise.eval.run import Item, Run
from quotewise.eval.statistics import CERTAIN, Change, Difference, difference, holm, turned


class Incomparable(Exception):
    """Runs that do not belong together; the message says why and what can be done."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure on the questions that have it in both runs.

    change: how many went down and up, with McNemar's test where the scores are 0 or 1, else the sign test, which is the
    same. p: its mid-p, adjusted for the number of measures compared (Holm).
    """

    measure: str
    n: int
    before: float
    after: float
    difference: Difference
    change: Change
    p: float

    @property
    def shown(self) -> bool:
        return self.p < CERTAIN


@dataclass(frozen=True, slots=True)
class Comparison:
    """Of two runs. lost: items that turned from right to wrong, as they are now; won: the other way.

    only_before, only_after: ids without a partner of the same text.
    """

    measures: tuple[Compared, ...]
    lost: tuple[Item, ...]
    won: tuple[Item, ...]
    common: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def compare(before: Run, after: Run, *, force: bool = False) -> Comparison:
    """Compare question by question; raises Incomparable for two kinds, or for two sets of questions unless `force`."""
    if before.kind != after.kind:
        raise Incomparable(f"{before.name} measures {before.kind}, {after.name} {after.kind}: compare two of a kind")
    if before.made.dataset.sha256 != after.made.dataset.sha256 and not force:
        raise Incomparable(
            f"{before.name} and {after.name} were not asked the same questions: --force compares those in common"
        )
    pairs = paired(before, after)
    ids = {one.id for one, _ in pairs}
    names = [name for name in before.measures if name in after.measures]
    found = [one for one in (compared(name, pairs) for name in names) if one]
    chances = holm([one.change.mid_p for one in found])
    return Comparison(
        tuple(
            Compared(one.measure, one.n, one.before, one.after, one.difference, one.change, p)
            for one, p in zip(found, chances, strict=True)
        ),
        *turns(pairs),
        common=len(pairs),
        only_before=tuple(item.id for item in before.items if item.id not in ids),
        only_after=tuple(item.id for item in after.items if item.id not in ids),
    )


def paired(before: Run, after: Run) -> list[tuple[Item, Item]]:
    """The items of both runs with the same id and text."""
    now = {(item.id, item.text): item for item in after.items}
    return [(item, now[item.id, item.text]) for item in before.items if (item.id, item.text) in now]


def turns(pairs: Sequence[tuple[Item, Item]]) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """What turned from right to wrong, and from wrong to right; items without a verdict turn neither way."""
    lost = tuple(now for then, now in pairs if then.right is True and now.right is False)
    won = tuple(now for then, now in pairs if then.right is False and now.right is True)
    return lost, won


def compared(name: str, pairs: Sequence[tuple[Item, Item]]) -> Compared | None:
    """None where no question has this score in both, as of measures that no single question has."""
    both = [
        (one.scores[name], other.scores[name]) for one, other in pairs if name in one.scores and name in other.scores
    ]
    if not both:
        return None
    before, after = zip(*both, strict=True)
    return Compared(
        name,
        len(both),
        sum(before) / len(both),
        sum(after) / len(both),
        difference(before, after),
        turned(before, after),
        p=1.0,
    )
