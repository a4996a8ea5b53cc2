"""Notes that disagree: statements about the same thing with different numbers, or a yes against a no."""

from collections.abc import Sequence
from itertools import combinations

from quotewise.assistant.claim import Claim
from quotewise.assistant.extract.relevance import Asked, Scored, passage_stems
from quotewise.assistant.extract.stance import opposed
from quotewise.assistant.gate.quantity import Quantity, quantities
from quotewise.assistant.gate.wording import numbers, stems
from quotewise.assistant.row import row_at

LIKE = 0.4  # share of the shorter statement's words that both hold, if they are versions of one
LEAST = 0.05  # of the likeliest statement's chance that a like statement has at least
ALIKE = 0.6  # share of the shorter claim's words that both hold
RIVAL = 0.15  # of the likeliest statement's chance that another version has at least
LIKELY = 0.3  # of the likeliest statement's chance that the first version has at least
SUBJECT = 0.75  # of what the likeliest statement holds of the subject that another version holds at least
ASKED = 0.25  # share of the subject that the likeliest statement must hold: else nobody knows what it is about


def disagree(claims: Sequence[Claim], versions: Sequence[Scored] = ()) -> bool:
    """Whether two of the claims say nearly the same in different notes, but for a number; or tell both versions of
    what the notes were found to disagree on."""
    both = bool(versions) and all(any(rests_on(claim, item) for claim in claims) for item in versions)
    return both or any(differ(one, other) for one, other in combinations(claims, 2))


def other_versions(own: Sequence[Claim], told: Sequence[Claim], versions: Sequence[Scored]) -> list[Claim]:
    """The notes' own sentences that give a version which is not told yet."""
    if disagree(told, versions):
        return []
    missing = [item for item in versions if not any(rests_on(claim, item) for claim in told)]
    return [claim for claim in own if any(rests_on(claim, item) for item in missing)]


def rests_on(claim: Claim, item: Scored) -> bool:
    """Whether a claim cites the place of a statement."""
    unit = item.unit
    return any(
        cited.source == unit.hit.source and cited.start < unit.end and unit.start < cited.end
        for cited in claim.citations
    )


def differ(one: Claim, other: Claim) -> bool:
    if one.citations[0].source == other.citations[0].source:
        return False
    first, second = numbers(one.text), numbers(other.text)
    words, others = set(stems(one.text)) - first, set(stems(other.text)) - second
    if not (first and second) or first & second or not (words and others):
        return False
    return len(words & others) >= ALIKE * min(len(words), len(others))


def versions(asked: Asked, ranked: Sequence[Scored]) -> tuple[Scored, Scored] | None:
    """The likeliest answer and the likeliest of another note that gives another number, or says no to its yes.

    None where the notes agree, or nothing tells that both are about what is asked.
    """
    with_number = [item for item in ranked if item.fits and item.unit.hit.kind not in ("code", "diagram")]
    if asked.sought.kind != "number" or not with_number:
        return opposed(asked, ranked)
    likely = [item for item in with_number if item.chance >= LIKELY * ranked[0].chance]
    pairs = (
        (first, other)
        for at, first in enumerate(likely)
        if asked.subject_share(first.near) >= ASKED
        for other in with_number[with_number.index(first) + 1 :]
        if (at == 0 or are_same_row(first, other)) and contradicts(asked, first, other)
    )
    return next(pairs, None)


def contradicts(asked: Asked, first: Scored, other: Scored) -> bool:
    """Whether a statement of another note is about as much of the subject and gives another number."""
    here = {first.unit.hit.source, *(place.source for place in first.unit.hit.also)}
    if other.unit.hit.source in here or other.chance < (LEAST if alike(first, other) else RIVAL) * first.chance:
        return False
    if are_twins(asked, first, other):
        return True
    subject = asked.subject_share(passage_stems(other)) >= SUBJECT * asked.subject_share(passage_stems(first))
    near = asked.subject_share(other.near) >= SUBJECT * asked.subject_share(first.near) or alike(first, other)
    return subject and near and gives_other_number(asked, first, other)


def gives_other_number(asked: Asked, first: Scored, other: Scored) -> bool:
    """Whether both give numbers of the kind sought, and none that agree; or both another, where they are alike."""
    ours, theirs = figures(asked, first.unit.text), figures(asked, other.unit.text)
    for kind in {quantity.kind for quantity in ours} & {quantity.kind for quantity in theirs}:
        one = [quantity for quantity in ours if quantity.kind == kind]
        two = [quantity for quantity in theirs if quantity.kind == kind]
        lacking = [a for a in one if not any(a.says(b) for b in two)]
        besides = [b for b in two if not any(b.says(a) for a in one)]
        if lacking and besides and (alike(first, other) or (len(lacking), len(besides)) == (len(one), len(two))):
            return True
    return False


def are_twins(asked: Asked, first: Scored, other: Scored) -> bool:
    """Whether two statements are so alike that they even share a number, and still give another one."""
    ours, theirs = figures(asked, first.unit.text), figures(asked, other.unit.text)
    shared = any(one.kind and one.kind == two.kind and one.says(two) for one in ours for two in theirs)
    return shared and alike(first, other) and gives_other_number(asked, first, other)


def are_same_row(first: Scored, other: Scored) -> bool:
    """Whether two statements are table rows about the same thing."""
    one, two = (row_at(item.unit.hit, item.unit.start) for item in (first, other))
    return one is not None and two is not None and one.cells[0].text == two.cells[0].text and alike(first, other)


def alike(first: Scored, other: Scored) -> bool:
    """Whether two statements say much the same, their numbers aside."""
    words = first.own - numbers(first.unit.text)
    others = other.own - numbers(other.unit.text)
    return len(words & others) >= LIKE * max(1, min(len(words), len(others)))


def figures(asked: Asked, text: str) -> list[Quantity]:
    """The numbers in a text of the kind that is sought, but for those the question gives."""
    given = numbers(asked.text)
    every = [(quantity, numbers(text[quantity.start : quantity.end])) for quantity in quantities(text)]
    found = [quantity for quantity, written in every if written and not written & given]
    return [quantity for quantity in found if not asked.sought.unit or quantity.kind == asked.sought.unit]
