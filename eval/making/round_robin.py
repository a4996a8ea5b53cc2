"""Proposals of every origin in turn, from a library."""

import random
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, cycle

from quotewise.assistant import Model
from quotewise.assistant.practice.verify import Verifier
from quotewise.eval.making import near_miss
from quotewise.eval.making.from_model import from_model
from quotewise.eval.making.from_notes import (
    cells_in,
    definitions_in,
    from_definitions,
    from_headings,
    from_numbers,
    from_rows,
    statements_in,
)
from quotewise.eval.making.proposal import Proposal
from quotewise.index import Library
from quotewise.index.lookup import every_hit

NEAR_MISS_EVERY = 3  # proposals: a set without unanswerable questions cannot tell a system that always answers


def propose(
    library: Library, *, seed: int = 0, source: str | None = None, model: Model | None = None
) -> Iterator[Proposal]:
    """Proposals without end of the notes, each made when it is asked for; no two about the same words.

    Two of three can be answered: made by the model where there is one that can, then from definitions, rows, numbers
    and headings in turn. Raises ModelError where the model cannot be used.
    """
    chance = random.Random(seed)
    hits = every_hit(library, source)
    voucher, reading = Verifier(library), near_miss.Reading(hits)
    defined, rows, said = definitions_in(library), list(cells_in(hits)), list(statements_in(hits))
    for found in (defined, rows, said):
        chance.shuffle(found)
    answerable: list[Iterator[Proposal]] = [
        from_definitions(defined),
        from_rows(rows),
        from_numbers(said),
        from_headings(sorted(said, key=lambda span: (span.hit.source, span.start))),
    ]
    if model is not None:
        answerable = [chain(from_model(model, said, voucher), in_turn(answerable))]
    near = [
        near_miss.absent_attributes(defined, reading, chance),
        near_miss.foreign_columns(rows, reading, chance),
        near_miss.exchanged_things(said, defined, reading, chance),
    ]
    return weave(*(once(in_turn(origins), voucher.original) for origins in (answerable, near)))


def in_turn(origins: Iterable[Iterator[Proposal]]) -> Iterator[Proposal]:
    """One of each, until none has any."""
    left = list(origins)
    while left:
        for origin in left[:]:
            proposal = next(origin, None)
            if proposal is None:
                left.remove(origin)
            else:
                yield proposal


def weave(answerable: Iterator[Proposal], near: Iterator[Proposal]) -> Iterator[Proposal]:
    """Two that can be answered, then one that cannot; when one kind is used up, the rest of the other."""
    for at in cycle(range(NEAR_MISS_EVERY)):
        first, second = (near, answerable) if at == NEAR_MISS_EVERY - 1 else (answerable, near)
        proposal = next(first, None) or next(second, None)
        if proposal is None:
            return
        yield proposal


def once(proposals: Iterable[Proposal], original: Callable[[str], str]) -> Iterator[Proposal]:
    """Those whose words stand in the notes, without any that asks about words asked about before."""
    seen: set[str] = set()
    for proposal in proposals:
        quote = proposal.quote
        if quote is not None and quote.quote not in seen and proposal.stands(original):
            seen.add(quote.quote)
            yield proposal
