"""An answer that is read out, as it stands in the notes: each passage under its heading, the best sentence marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from quotewise.assistant import Claim


@dataclass(frozen=True, slots=True)
class Block:
    """Claims of one note under one heading, in the note's order. best: the one that answers, None in further blocks.
    goes_on: whether the block before stands under the same heading."""

    claims: tuple[Claim, ...]
    best: Claim | None = None
    goes_on: bool = False


def blocks_of(claims: Sequence[Claim]) -> list[Block]:
    """The blocks of an answer without a model, that of the first claim first.

    A new one begins under another heading, and where the order of the note is left.
    """
    runs: list[list[Claim]] = []
    for claim in claims:
        before = runs[-1] if runs else None
        backwards = before and before[-1] is not claims[0] and _start(claim) < _start(before[-1])
        if before is None or backwards or _place(claim) != _place(before[0]):
            runs.append([])
        runs[-1].append(claim)
    return [
        Block(
            tuple(sorted(run, key=_start)),
            claims[0] if at == 0 else None,
            goes_on=at > 0 and _place(run[0]) == _place(runs[at - 1][0]),
        )
        for at, run in enumerate(runs)
    ]


def _start(claim: Claim) -> int:
    return claim.citations[0].start


def _place(claim: Claim) -> tuple[str, str]:
    return claim.citations[0].source, claim.citations[0].heading
