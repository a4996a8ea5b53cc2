"""From the scores of single questions to measures with intervals, over all of them and by group."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from quotewise.eval import statistics
from quotewise.eval.run import Item, Measure, Share

Group = Callable[[Item], str]

LADDER = {"easy": 1, "medium": 2, "hard": 3}  # of difficulty

GROUPS: Mapping[str, Group] = {
    "type": lambda item: item.type,
    "domain": lambda item: item.domain,
    "difficulty": lambda item: item.difficulty,
}


def means(items: Sequence[Item], *names: str, groups: Mapping[str, Group] = GROUPS) -> dict[str, Measure]:
    """The mean of each of these scores over the items that have it; a score that none has is left out."""
    found = {name: [item for item in items if name in item.scores] for name in names}
    return {name: measure_of(some, name, None, groups) for name, some in found.items() if some}


def pooled(
    items: Sequence[Item], weights: Mapping[str, str], groups: Mapping[str, Group] = GROUPS
) -> dict[str, Measure]:
    """Scores that are shares of an item's own things, pooled over the things of all items.

    weights: by score, the score that says how many things an item has: {"citation_validity": "citations"}.
    """
    found = {name: [item for item in items if name in item.scores] for name in weights}
    return {name: measure_of(some, name, weights[name], groups) for name, some in found.items() if some}


def measure_of(items: Sequence[Item], name: str, weight: str | None, groups: Mapping[str, Group]) -> Measure:
    whole, method = share_of(items, name, weight)
    by = {
        group: {key: share_of(some, name, weight)[0] for key, some in parted(items, key_of).items()}
        for group, key_of in groups.items()
    }
    return Measure(
        whole.value,
        whole.low,
        whole.high,
        whole.n,
        "wilson" if method else "bootstrap",
        {group: parts for group, parts in by.items() if len(parts) > 1},
    )


def parted(items: Iterable[Item], key_of: Group) -> dict[str, list[Item]]:
    """Items by group, in order of its name, difficulties in theirs; without those that belong to none."""
    parts: dict[str, list[Item]] = {}
    for item in items:
        if key := key_of(item):
            parts.setdefault(key, []).append(item)
    return {key: parts[key] for key in sorted(parts, key=lambda key: (LADDER.get(key, 0), key))}


def share_of(items: Sequence[Item], name: str, weight: str | None) -> tuple[Share, bool]:
    """The value and its interval, and whether that is Wilson's.

    Wilson where each question is right or wrong. Else the bootstrap over questions; where they are all alike, and
    drawing again would show no doubt at all, Wilson over the questions, as if each were one thing.
    """
    values = np.array([item.scores[name] for item in items])
    weights = np.ones(len(items)) if weight is None else np.array([item.scores[weight] for item in items])
    value, n = float(values @ weights / weights.sum()), round(float(weights.sum()))
    if set(values) <= {0.0, 1.0} and (weight is None or len(set(values)) == 1):
        return Share(value, *statistics.wilson(int(values.sum()), len(items)), n), True
    if len(set(values)) == 1:
        return Share(value, value, value, n), False
    return Share(value, *statistics.bootstrap(statistics.ratio, values * weights, weights), n), False


def expected(value: float, n: int) -> Measure:
    """A value that is worked out, not observed."""
    return Measure(value, value, value, n, "expected")
