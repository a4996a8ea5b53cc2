"""Facts that compete: passages under headings that stand beside each other, of which one answers and others mislead."""

import random
from collections.abc import Iterator, Sequence

from quotewise.assistant.gate.wording import stems
from quotewise.index import Hit, Library
from quotewise.index.lookup import every_hit

BUDGET = 3000  # characters of passages that a model drafts from
SHORTEST = 60  # characters of a passage; less says too little to ask about
KINDS = ("prose", "glossary", "table", "trap")


def clusters(
    library: Library, chance: random.Random, count: int, topic: str, source: str | None
) -> Iterator[list[Hit]]:
    """At most `count` clusters, each about another passage that says something of the topic, chosen under the seed."""
    wanted = set(stems(topic)) if topic else set()
    fit = [hit for hit in every_hit(library, source) if hit.kind in KINDS and len(hit.text) >= SHORTEST]
    chosen = [hit for hit in fit if wanted <= set(stems(f"{hit.heading} {hit.context} {hit.text}"))]
    for passage in chance.sample(chosen, min(count, len(chosen))):
        yield cluster(passage, fit, library, source)


def cluster(passage: Hit, among: Sequence[Hit], library: Library, source: str | None) -> list[Hit]:
    """A passage with its siblings, the nearest first, then what the notes hold that is like it."""
    beside = [hit for hit in among if hit.source == passage.source and parent(hit) == parent(passage)]
    nearest = sorted(beside, key=lambda hit: abs(hit.start - passage.start))
    around = library.search(passage.text, budget=BUDGET, source=source)
    chosen: dict[int, Hit] = {}
    for hit in (passage, *nearest, *around):
        if not chosen or sum(len(one.text) for one in chosen.values()) + len(hit.text) <= BUDGET:
            chosen.setdefault(hit.content, hit)
    return list(chosen.values())


def parent(hit: Hit) -> str:
    """The heading above a passage's own."""
    return hit.heading.rpartition(" > ")[0]
