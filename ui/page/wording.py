"""Whose words a line of an answer is in, and what vouched for them."""

from quotewise.assistant import Claim
from quotewise.ui.page.markup import plain, to_html

UNTOLD = ""  # what vouched for a line that was kept before lines told it


def draw_up(claim: Claim, *, whose: bool, best: bool = False) -> str:
    """A claim as HTML. whose: with a mark behind it that says whose words it is in, where that is told. best: it is the
    sentence that answers."""
    words = f"<strong>{to_html(claim.text)}</strong>" if best else to_html(claim.text)
    said = f'<p class="qw-claim">{words}</p>'
    if not whose or claim.verified == UNTOLD:
        return said
    kind, name = ("reworded", "reworded") if claim.words == "model" else ("own", "your notes' words")
    return f'<div class="qw-said qw-{kind}">{said} {mark(plain(name), plain(vouched(claim)))}</div>'


def mark(name: str, why: str) -> str:
    """A mark; `why` is read out after it, and shown where it is pointed at, touched or reached by keyboard."""
    if not why:
        return f'<span class="qw-whose">{name}</span>'
    return f'<span class="qw-whose" tabindex="0">{name} <span class="qw-vouched">{why}</span></span>'


def vouched(claim: Claim) -> str:
    """What vouched for a line; "" for the notes' own words, for which nothing has to."""
    match claim.verified:
        case "words":
            return ""
        case "failed":
            return "the model's wording could not be checked: your notes' words stand in its place"
        case name:
            return f"checked by {name}"
