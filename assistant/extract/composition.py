"""The answer without a model: the notes' own statements, chosen and ordered."""

from collections.abc import Sequence

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Claim
from quotewise.assistant.extract.ranking import Asked, Scored
from quotewise.assistant.phrasing import say
from quotewise.assistant.unit import Unit

LONGEST_ANSWER = 800  # characters, all claims together
# A likely answer needs less beside it: from this chance of the likeliest statement on, at most so many characters.
LONGEST_IF_SURE = ((0.8, 350), (0.6, 500))
WORTH_SAYING = 0.15  # of the likeliest statement's chance; less does not help the answer
LEAST_CHANCE = 0.07  # of anything but the first statement, however unlikely that is
BREVITY = 0.7  # how much a statement's length counts against it: of two as likely ones the shorter is said first
LABEL = 60  # characters that any statement costs a reader, however short
REPEATED = (
    0.7  # share of a statement's words already said, from which it adds nothing, unless the question has a new one
)
GAIN = 1.0  # how much likelier a statement is said that holds all of the question that is not yet answered


def compose(asked: Asked, ranked: Sequence[Scored], first: Sequence[Scored] = ()) -> list[Claim]:
    """Claims of verbatim statements, at most LONGEST_ANSWER characters in all.

    Each is the likeliest left for its length, those before the others that hold what the question asks besides.
    first: statements to begin with, two versions of one thing.
    """
    chosen: list[Claim] = []
    said: set[str] = set()
    held: frozenset[str] = frozenset()
    left = list(ranked)
    room = longest(ranked)
    least = least_worth(ranked)
    while left:
        item = next((item for item in first if item in left), None) or max(
            left, key=lambda one: worth(asked, one, held) / cost(one)
        )
        left.remove(item)
        if item not in first and worth(asked, item, held) < least:
            continue
        claim = claim_of(item.unit)
        words = set(item.own)
        repeats = len(words & said) >= REPEATED * len(words) and not (words - said) & asked.stems
        if len(claim.text) > room or (repeats and item not in first):
            continue
        chosen.append(claim)
        said |= words
        held |= item.near
        room -= len(claim.text)
    return chosen


def longest(ranked: Sequence[Scored]) -> int:
    """Characters an answer may have: the surer it is, the fewer."""
    likeliest = ranked[0].chance if ranked else 0.0
    return next((characters for chance, characters in LONGEST_IF_SURE if likeliest >= chance), LONGEST_ANSWER)


def least_worth(ranked: Sequence[Scored]) -> float:
    """What a statement must be worth to be said: the likeliest always is."""
    likeliest = ranked[0].chance if ranked else 0.0
    return min(likeliest, max(LEAST_CHANCE, WORTH_SAYING * likeliest))


def cost(item: Scored) -> float:
    return float((LABEL + len(item.unit.text)) ** BREVITY)


def worth(asked: Asked, item: Scored, held: frozenset[str]) -> float:
    """A statement's chance, raised by what it holds of the question that is not yet `held`."""
    return item.chance * (1 + GAIN * asked.subject_share(item.near - held)) if held else item.chance


def claim_of(unit: Unit) -> Claim:
    return Claim(say(unit), (cite(unit.hit, unit.start, unit.end),))
