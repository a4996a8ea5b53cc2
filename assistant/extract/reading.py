"""The answer without a model: the sentence that answers, then what stands around it, read out as it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Claim
from quotewise.assistant.extract.gathering import Evidence
from quotewise.assistant.extract.statement import statements
from quotewise.assistant.listing import is_list
from quotewise.assistant.phrasing import phrase, say
from quotewise.assistant.unit import OPENING, Unit
from quotewise.index import Hit

LONGEST_ANSWER = 800  # characters, all claims together, each with the heading it is seen under

_ENDS = tuple(".!?\u3002\uff01\uff1f")


@dataclass(frozen=True, slots=True)
class Read:
    """What is read out, and how many units of the block that answers were left out for want of room."""

    claims: tuple[Claim, ...] = ()
    more: int = 0


def read_out(evidence: Evidence) -> Read:
    """The best sentence, its block, the rest of its passage and the passages found next, in LONGEST_ANSWER characters.

    Of the passage what follows the block comes before what stands above it. It is cut between units alone. Where notes
    disagree, both versions are the answer.
    """
    if not evidence.ranked:
        return Read()
    if evidence.versions:
        return Read(tuple(claim_of(item.unit) for item in evidence.versions))
    short = (item.unit for item in evidence.ranked if _length(claim_of(item.unit)) <= LONGEST_ANSWER)
    begun = [next(short, evidence.ranked[0].unit)]  # a wall of code is no answer where anything else is one
    block = begun[0].hit
    claims, room, more = [claim_of(unit) for unit in begun], LONGEST_ANSWER, 0
    room -= sum(map(_length, claims))
    for hit in [block, *(hit for hit in evidence.hits if hit.id != block.id)]:
        runs = list(_runs(hit, begun))
        if hit is block:
            runs.sort(key=lambda run: (not _lies_in(run, evidence.block), run[0].start < evidence.block[0]))
        for run in runs:
            fitting = _fitting(run, room)
            if fitting:
                claims.append(_joined(fitting))
                room -= _length(claims[-1])
            if left := len(run) - len(fitting):
                more += left if hit is block and _lies_in(run, evidence.block) else 0
                room = room if hit is block else 0
        if room <= 0:
            break
    return Read(tuple(claims), more)


def claim_of(unit: Unit) -> Claim:
    return Claim(say(unit), (cite(unit.hit, unit.start, unit.end),))


def _runs(hit: Hit, said: Sequence[Unit]) -> Iterator[list[Unit]]:
    """The units of a passage that are not said yet: sentences that follow one another on a line, each other alone."""
    run: list[Unit] = []
    for unit in statements(hit):
        spoken = any(other.hit.id == hit.id and other.start < unit.end and unit.start < other.end for other in said)
        goes_on = run and hit.kind == "prose" and not _stands_alone(unit, run[-1])
        if run and (spoken or not goes_on):
            yield run
            run = []
        run += [] if spoken else [unit]
    if run:
        yield run


def _stands_alone(unit: Unit, before: Unit) -> bool:
    """Whether a list, or a line that does not go on from the one before it."""
    between = unit.hit.text[before.end - unit.hit.start : unit.start - unit.hit.start]
    ended = "\n" not in between or (before.text[-1:] in _ENDS and not OPENING.match(unit.text))
    return is_list(unit.text) or is_list(before.text) or not ended or "\n\n" in between or bool(between.strip())


def _lies_in(run: Sequence[Unit], block: tuple[int, int]) -> bool:
    return run[0].start < block[1] and block[0] < run[-1].end


def _fitting(run: Sequence[Unit], room: int) -> list[Unit]:
    fitting: list[Unit] = []
    for unit in run:
        if _length(_joined([run[0], unit])) > room:
            break
        fitting.append(unit)
    return fitting


def _joined(run: Sequence[Unit]) -> Claim:
    hit, start, end = run[0].hit, run[0].start, run[-1].end
    return Claim(phrase(hit, start, end), (cite(hit, start, end),))


def _length(claim: Claim) -> int:
    """Characters of a claim with the nearest heading, where its words do not hold that."""
    nearest = claim.citations[0].heading.rpartition(" > ")[2]
    return len(claim.text) + (0 if nearest.casefold() in claim.text.casefold() else len(nearest))
