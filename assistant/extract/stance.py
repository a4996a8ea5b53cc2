"""What notes say to a question for yes or no: whether a statement denies what is asked."""

import re
from collections.abc import Iterator, Sequence

from quotewise.assistant.extract.relevance import Asked, Scored
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.listing import is_list

NO_LONGER = re.compile(
    r"\b(?:gone|closed|ended|ends|retired|discontinued|deprecated|unsupported|unavailable|obsolete|withdrawn|removed)\b",
    re.I,
)
NO = re.compile(
    r"\b(?:no|not|never|none|cannot|nothing|neither|forget|avoid|impossible)\b|n['\u2019]t\b|\bonly\W*$|\u274c", re.I
)
PLAIN_NO = re.compile(r"\W*(?:[A-Z]{2,} )?(?:no|never)\W*", re.I)  # in a transcript behind who speaks
PIECE = re.compile(r"[;,.|\n:()]+(?=\s|$)|\s-\s|\u2192")
RIVAL = 0.2  # of the likeliest statement's chance that the other side has at least
LEAST = 0.05
SHARED = 0.28  # of the question's subject that both sides hold


def opposed(asked: Asked, ranked: Sequence[Scored]) -> tuple[Scored, Scored] | None:
    """The likeliest answer to a question for yes or no, and one of another note that says the opposite; None if none
    does. Lists and code are no side: they say many things."""
    sides = [item for item in ranked if item.chance >= max(LEAST, RIVAL * ranked[0].chance) and takes_side(item)]
    if not (sides):
        return None
    return next(((sides[0], other) for other in sides[1:] if differs(asked, sides[0], other)), None)


def takes_side(item: Scored) -> bool:
    return item.unit.hit.kind not in ("code", "diagram") and not is_list(item.unit.text)


def differs(asked: Asked, first: Scored, other: Scored) -> bool:
    here = {first.unit.hit.source, *(place.source for place in first.unit.hit.also)}
    if other.unit.hit.source in here or asked.subject_share(first.near & other.near) < SHARED:
        return False
    return denies(asked, first.unit.text) != denies(asked, other.unit.text)


def denies(asked: Asked, text: str) -> bool:
    """Whether a text says no: that something is no longer there, a plain no, or one beside words of the subject."""
    return bool(NO_LONGER.search(text)) or any(
        PLAIN_NO.fullmatch(piece) or (NO.search(piece) and asked.subject.keys() & set(stems(piece)))
        for piece in pieces(text)
    )


def pieces(text: str) -> Iterator[str]:
    return (piece for piece in PIECE.split(text) if piece.strip())
