"""Where a quote stands: a model's wording of it folded, found in the passages, and given back verbatim."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Citation
from quotewise.assistant.gate.wording import MARKS
from quotewise.index import Hit, Place

FEWEST_WORDS = 5  # of a model's quote, unless it is a whole line or table row: fewer stand anywhere

_MARKUP = re.compile(r"(?m)\*\*|__|`|(?<!\w)[*_]|[*_](?!\w)|^[ \t]*(?:#{1,6}|[-+*\u2022>]|\d{1,3}[.)])(?=[ \t])")


@dataclass(frozen=True, slots=True)
class Found:
    """A quote's place in a passage. relocated: it stands in another passage than the one named."""

    citation: Citation
    hit: Hit
    relocated: bool = False


def name_passage(number: int, quote: str, hits: Sequence[Hit]) -> Citation:
    """A model's citation, to be given to the gate: passage `number` (the first is 1) and the words it quotes.

    Its place is the whole passage's until the gate has found the words. A number that no passage has gives
    a citation that no gate passes.
    """
    if not 1 <= number <= len(hits):
        return Citation(source="", start=0, end=0, quote=quote, basis="file")
    hit = hits[number - 1]
    return Citation(hit.source, hit.start, hit.end, quote, hit.basis, hit.page, hit.heading)


def named_hit(citation: Citation, hits: Sequence[Hit]) -> Hit | None:
    """The passage a citation names or lies in, or None: at the place of the hit, or at another of its places."""
    return next((hit for hit in hits if place_of(citation, hit) is not None), None)


def place_of(citation: Citation, hit: Hit) -> Place | None:
    for place in (Place(hit.source, hit.start, hit.end), *hit.also):
        if citation.source == place.source and place.start <= citation.start and citation.end <= place.end:
            return place
    return None


def locate(citation: Citation, hits: Sequence[Hit], original: Callable[[str], str]) -> Found | None:
    """The citation with the verbatim words of the note and their offsets; None where they are not to be found.

    A citation whose offsets already give its quote is kept as it is. Else its place must be a whole passage,
    and its quote is looked for there, differences of white space, quotation marks, dashes, emphasis and
    repaired characters aside; then in the other passages, where exactly one may hold it.
    """
    hit = named_hit(citation, hits)
    if hit is None or not citation.quote.strip():
        return None
    if original(citation.source)[citation.start : citation.end] == citation.quote:
        return Found(citation, hit)
    place = place_of(citation, hit)
    if place is None or (citation.start, citation.end) != (place.start, place.end):
        return None
    if span := find(citation.quote, hit):
        return Found(cite(hit, hit.start + span[0], hit.start + span[1]), hit)
    elsewhere = [(other, span) for other in hits if other is not hit and (span := find(citation.quote, other))]
    if len(elsewhere) != 1:
        return None
    other, span = elsewhere[0]
    return Found(cite(other, other.start + span[0], other.start + span[1]), other, relocated=True)


def find(quote: str, hit: Hit) -> tuple[int, int] | None:
    """Where `quote` stands in the text of `hit`, or in its repaired text; None if nowhere, or if it is too short."""
    span = _find(quote, hit.text)
    if span is None and hit.display is not None and (shown := _find(quote, hit.display)):
        span = _carry(shown, hit.display, hit.text)
    if span is None or not _is_long_enough(hit.text, *span):
        return None
    return span


def _is_long_enough(text: str, start: int, end: int) -> bool:
    quoted = text[start:end]
    if len(re.findall(r"\w+", quoted)) >= FEWEST_WORDS:
        return True
    # A shorter quote counts where it is a whole row or line, its marks aside.
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    line = text[first : len(text) if last < 0 else last]
    return "|" in line and re.findall(r"\w+", line) == re.findall(r"\w+", quoted)


def _find(quote: str, text: str) -> tuple[int, int] | None:
    wanted, _ = _fold(quote)
    held, places = _fold(text)
    wanted = wanted.strip(" .…")
    at = held.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        if not (_joins(held, at) or _joins(held, end)):
            return places[at], places[end - 1] + 1
        at = held.find(wanted, at + 1)
    return None


def _joins(text: str, at: int) -> bool:
    """Whether a word runs across `at`: a quote that begins or ends inside a word is none."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _fold(text: str) -> tuple[str, list[int]]:
    """`text` in lower case, marks in one form, markup and repeated white space out; and where each sign comes from."""
    markup = {at for match in _MARKUP.finditer(text) for at in range(*match.span())}
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        if at in markup or unicodedata.category(sign) in ("Cf", "Mn"):
            continue
        for folded in unicodedata.normalize("NFKC", sign.translate(MARKS)).casefold():
            space = folded.isspace() or folded == "|"
            if space and (not signs or signs[-1] == " "):
                continue
            signs.append(" " if space else folded)
            places.append(at)
    return "".join(signs), places


def _carry(span: tuple[int, int], shown: str, text: str) -> tuple[int, int] | None:
    """A span of the repaired text in the text as it was read."""
    blocks = SequenceMatcher(None, shown, text, autojunk=False).get_opcodes()
    start = next((_across(block, span[0]) for block in blocks if block[1] <= span[0] < block[2]), None)
    last = next((_across(block, span[1] - 1, end=True) for block in blocks if block[1] < span[1] <= block[2]), None)
    return (start, last) if start is not None and last is not None and start < last else None


def _across(block: tuple[str, int, int, int, int], at: int, *, end: bool = False) -> int:
    tag, first, _, there, there_end = block
    if tag == "equal":
        return there + at - first + end
    return there_end if end else there
