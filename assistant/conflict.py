"""Notes that disagree: two claims about the same thing with different numbers."""

from collections.abc import Sequence
from itertools import combinations

from quotewise.assistant.claim import Claim
from quotewise.assistant.wording import numbers, stems

ALIKE = 0.6  # share of the shorter claim's words that both hold


def disagree(claims: Sequence[Claim]) -> bool:
    """Whether two of the claims say nearly the same in different notes, but for a number."""
    return any(differ(one, other) for one, other in combinations(claims, 2))


def differ(one: Claim, other: Claim) -> bool:
    if one.citations[0].source == other.citations[0].source:
        return False
    first, second = numbers(one.text), numbers(other.text)
    words, others = set(stems(one.text)) - first, set(stems(other.text)) - second
    if not (first and second) or first & second or not (words and others):
        return False
    return len(words & others) >= ALIKE * min(len(words), len(others))
