"""Notes that disagree: statements about the same thing with different numbers."""

from collections.abc import Sequence
from itertools import combinations

from quotewise.assistant.claim import Claim
from quotewise.assistant.quantity import Quantity, quantities
from quotewise.assistant.ranking import Asked, Scored
from quotewise.assistant.wording import numbers, stems

ALIKE = 0.6  # share of the shorter claim's words that both hold
RIVAL = 0.15  # of the likeliest statement's chance that another version has at least
LIKELY = 0.5  # of the likeliest statement's chance that the first version has at least
SUBJECT = 0.75  # of what the likeliest statement holds of the subject that another version holds at least
ASKED = 0.3  # share of the subject that the likeliest statement must hold: else nobody knows what it is about


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


def versions(asked: Asked, ranked: Sequence[Scored]) -> tuple[Scored, Scored] | None:
    """The likeliest answer to a question for a number, and the likeliest of another note that gives another number.

    None where the notes agree, or nothing tells that both are about what is asked.
    """
    with_number = [item for item in ranked if item.has_number and item.unit.hit.kind not in ("code", "diagram")]
    if not asked.sought.number or not with_number:
        return None
    first = with_number[0]
    if first.chance < LIKELY * ranked[0].chance or asked.subject_share(first.near) < ASKED:
        return None
    return next(((first, other) for other in with_number[1:] if contradicts(asked, first, other)), None)


def contradicts(asked: Asked, first: Scored, other: Scored) -> bool:
    return (
        other.chance >= RIVAL * first.chance
        and other.unit.hit.source not in {first.unit.hit.source, *(place.source for place in first.unit.hit.also)}
        and asked.subject_share(other.near) >= SUBJECT * asked.subject_share(first.near)
        and gives_other_number(asked, first.unit.text, other.unit.text)
    )


def gives_other_number(asked: Asked, one: str, other: str) -> bool:
    """Whether two texts both give numbers of the kind sought, and of some kind none that agree."""
    ours, theirs = figures(asked, one), figures(asked, other)
    kinds = {quantity.kind for quantity in ours} & {quantity.kind for quantity in theirs}
    agreed = {a.kind for a in ours for b in theirs if a.kind == b.kind and a.says(b)}
    return bool(kinds - agreed) and (not agreed or shares_row(one, other))


def shares_row(one: str, other: str) -> bool:
    """Whether two texts are rows of like tables: most of their words are the same."""
    words, others = set(stems(one)) - numbers(one), set(stems(other)) - numbers(other)
    return "|" in one and len(words & others) >= ALIKE * min(len(words), len(others))


def figures(asked: Asked, text: str) -> list[Quantity]:
    """The numbers in a text of the kind that is sought, but for those the question gives."""
    given = numbers(asked.text)
    every = [(quantity, numbers(text[quantity.start : quantity.end])) for quantity in quantities(text)]
    found = [quantity for quantity, written in every if written and not written & given]
    return [quantity for quantity in found if not asked.sought.kind or quantity.kind == asked.sought.kind]
