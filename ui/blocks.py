"""An answer that is read out, as it stands in the notes: each passage under its heading, the best sentence marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from quotewise.assistant import Claim


@dataclass(frozen=True, slots=True)
class Block:
    """Claims of one note under one heading, in the note's order. best: the one that answers, None in further blocks."""

    claims: tuple[Claim, ...]
    best: Claim | None = None


def blocks_of(claims: Sequence[Claim]) -> list[Block]:
    """The blocks of an answer without a model, that of its first claim first."""
    found: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        found.setdefault((claim.citations[0].source, claim.citations[0].heading), []).append(claim)
    return [
        Block(
            tuple(sorted(under, key=lambda claim: claim.citations[0].start)),
            claims[0] if claims[0] in under else None,
        )
        for under in found.values()
    ]
