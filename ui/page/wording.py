"""Whose words a line of an answer is in, and what vouched for them."""

from quotewise.assistant import Claim
from quotewise.ui.page.markup import plain

UNTOLD = ""  # what vouched for a line that was kept before lines told it


def whose(claim: Claim) -> str:
    """The mark behind a line of a model's answer, "" where it is not told whose words it is in.

    What vouched for it is read out after the mark, and shown where that is pointed at, touched or reached by keyboard.
    """
    if claim.verified == UNTOLD:
        return ""
    name = "reworded" if claim.words == "model" else "your notes' words"
    if not (why := vouched(claim)):
        return f' <span class="qw-whose">{plain(name)}</span>'
    told = f'<span class="qw-vouched">{plain(why)}</span>'
    return f' <span class="qw-whose" role="note" tabindex="0">{plain(name)} {told}</span>'


def is_own(claim: Claim) -> bool:
    """Whether a line is known to be in the notes' own words."""
    return claim.words == "notes" and claim.verified != UNTOLD


def vouched(claim: Claim) -> str:
    """What vouched for a line; "" for the notes' own words, for which nothing has to."""
    match claim.verified:
        case "words":
            return ""
        case "failed":
            return "the model's wording could not be checked: your notes' words stand in its place"
        case name:
            return f"checked by {name}"
