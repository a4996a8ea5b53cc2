"""Notes that disagree: two statements about the same thing, with two numbers of one unit or a yes against a no."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from quotewise.assistant.claim import Claim
from quotewise.assistant.extract.question_type import holds
from quotewise.assistant.extract.relevance import Asked, Scored, passage_stems
from quotewise.assistant.gate.quantity import Quantity, quantities
from quotewise.assistant.gate.statement import denies, listed
from quotewise.assistant.gate.wording import numbers, stems
from quotewise.assistant.listing import is_list
from quotewise.assistant.unit import Unit

LIKE = 0.4  # share of the shorter statement's words that both hold, if they are versions of one
ALIKE = 0.6  # share of the shorter claim's words that both hold
LEAST, RIVAL = 0.05, 0.15  # of the likeliest statement's chance that a like statement has at least, and any other
LIKELY = 0.3  # of the likeliest statement's chance that the first version has at least
SUBJECT = 0.75  # of what the likeliest statement holds of the subject that another version holds at least
ASKED = 0.25  # share of the subject that the first version must hold: else nobody knows what it is about
OTHER_SIDE = 0.2  # of the likeliest statement's chance that a no to its yes has at least
BOTH = 0.28  # share of the question's subject that a yes and a no both hold

_PIECE = re.compile(r"[;,.|\n:()]+(?=\s|$)|\s-\s|\u2192")
_WORD = re.compile(r"\w+(?:['\u2019]\w+)*|\u274c")


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
    """Whether two claims of different notes say nearly the same, and give other numbers."""
    first, second = numbers(one.text), numbers(other.text)
    if one.citations[0].source == other.citations[0].source or not (first and second) or first & second:
        return False
    return _share(set(stems(one.text)) - first, set(stems(other.text)) - second) >= ALIKE


def versions(asked: Asked, ranked: Sequence[Scored]) -> tuple[Scored, Scored] | None:
    """The likeliest answer and the likeliest of another note that gives another number, or says no to its yes.

    None where the notes agree, or nothing tells that both are about what is asked.
    """
    with_number = [item for item in ranked if item.fits and item.unit.hit.kind not in ("code", "diagram")]
    if asked.sought.kind != "number" or not with_number:
        return _opposed(asked, ranked)
    lines = [(item, line) for item in with_number if (line := _line(asked, item))]
    pairs = (
        (first, other)
        for at, (first, line) in enumerate(lines)
        if first.chance >= LIKELY * ranked[0].chance and asked.subject_share(line.near) >= ASKED
        for other, rival in lines[at + 1 :]
        if (at == 0 or _share(_words(line), _words(rival)) >= ALIKE) and _contradicts(asked, line, rival)
    )
    return next(pairs, None)


def _line(asked: Asked, item: Scored) -> Scored | None:
    """A statement; of a list the item that holds most of what is asked, and a number, with what leads it in."""
    if not is_list(item.unit.text):
        return item
    titles = item.near - item.own
    found = [
        replace(item, unit=unit, own=own, near=own | titles)
        for unit in _items(item)
        if holds(unit.text, asked.sought, asked.text) and (own := frozenset(stems(unit.text)))
    ]
    return max(found, key=lambda one: asked.share(one.near), default=None)


def _items(item: Scored) -> Iterator[Unit]:
    at = item.unit.start
    for line in item.unit.text.splitlines(keepends=True):
        yield replace(item.unit, start=at, end=at + len(line), text=line)
        at += len(line)


def _contradicts(asked: Asked, first: Scored, other: Scored) -> bool:
    """Whether a statement of another note is about as much of the subject, and gives another number of the kind sought:
    all of its own others, or some where both say much the same."""
    alike = _share(_words(first), _words(other)) >= LIKE
    here = {first.unit.hit.source, *(place.source for place in first.unit.hit.also)}
    if other.unit.hit.source in here or other.chance < (LEAST if alike else RIVAL) * first.chance:
        return False
    ours, theirs = _figures(asked, first.unit.text), _figures(asked, other.unit.text)
    shared = any(one.kind and one.kind == two.kind and one.says(two) for one in ours for two in theirs)
    wanted = SUBJECT * asked.subject_share(passage_stems(first))
    near = alike or asked.subject_share(other.near) >= SUBJECT * asked.subject_share(first.near)
    if not (alike if shared else near and asked.subject_share(passage_stems(other)) >= wanted):
        return False
    for kind in {one.kind for one in ours} & {two.kind for two in theirs}:
        one = [quantity for quantity in ours if quantity.kind == kind]
        two = [quantity for quantity in theirs if quantity.kind == kind]
        lacking = [a for a in one if not any(a.says(b) for b in two)]
        besides = [b for b in two if not any(b.says(a) for a in one)]
        if lacking and besides and (alike or (len(lacking), len(besides)) == (len(one), len(two))):
            return True
    return False


def _words(item: Scored) -> set[str]:
    """What a statement says, its numbers aside."""
    return set(item.own - numbers(item.unit.text))


def _share(words: set[str], others: set[str]) -> float:
    return len(words & others) / max(1, min(len(words), len(others)))


def _figures(asked: Asked, text: str) -> list[Quantity]:
    """The numbers in a text of the kind that is sought, but for those the question gives."""
    given = numbers(asked.text)
    every = [(quantity, numbers(text[quantity.start : quantity.end])) for quantity in quantities(text)]
    found = [quantity for quantity, written in every if written and not written & given]
    return [quantity for quantity in found if not asked.sought.unit or quantity.kind == asked.sought.unit]


def _opposed(asked: Asked, ranked: Sequence[Scored]) -> tuple[Scored, Scored] | None:
    """The likeliest answer to a question for yes or no, and one of another note that says the opposite; None if none
    does. Lists and code are no side: they say many things."""
    sides = [
        item
        for item in ranked
        if item.chance >= max(LEAST, OTHER_SIDE * ranked[0].chance)
        and item.unit.hit.kind not in ("code", "diagram")
        and not is_list(item.unit.text)
    ]
    if not (asked.sought.kind == "polar" and sides):
        return None
    first = sides[0]
    here = {first.unit.hit.source, *(place.source for place in first.unit.hit.also)}
    others = (
        other
        for other in sides[1:]
        if other.unit.hit.source not in here
        and asked.subject_share(first.near & other.near) >= BOTH
        and says_no(asked, first.unit.text) != says_no(asked, other.unit.text)
    )
    return next(((first, other) for other in others), None)


def says_no(asked: Asked, text: str) -> bool:
    """Whether a text says no: that something is no longer there, a plain no, or one beside words of the subject."""
    pieces = [(piece, _WORD.findall(piece)) for piece in _PIECE.split(text)]
    return any(each.lower() in listed("ended") for _, found in pieces for each in found) or any(
        (denies(found[-1].lower()) and (len(found) == 1 or (len(found) == 2 and found[0].isupper())))
        or (_refuses(found) and asked.subject.keys() & set(stems(piece)))
        for piece, found in pieces
        if found
    )


def _refuses(found: Sequence[str]) -> bool:
    lower = [each.lower() for each in found]
    return any(denies(each) or each in listed("refuses") for each in lower) or lower[-1] in listed("alone")
