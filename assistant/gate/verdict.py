"""The gate: the only way from a claim to a person's eyes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.gate.language import known_language
from quotewise.assistant.gate.pairs import is_half_a_pair
from quotewise.assistant.gate.quote import named_hit, place_of, resolve
from quotewise.assistant.gate.reader import Item
from quotewise.assistant.gate.rules import bears_out, differs
from quotewise.assistant.gate.statement import Statement, statements
from quotewise.assistant.gate.wording import bare, fold
from quotewise.assistant.instruction import is_instruction, is_unsafe
from quotewise.assistant.phrasing import phrase
from quotewise.index import Hit

FEWEST_WORDS = 3  # of a wording that a reader is asked about

_RAW = re.compile(r"[|{}<>\[\]\\]|\w\s*:\s*$")  # marks of a form, which no sentence has

Original = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What of a claim may be shown.

    passed: its own wording; `claim` is it, its quotes verbatim with their offsets. quoted: the notes' words it rests
    on, for where the wording does not pass; None where they may not be shown either. why: completes "withheld
    because ...". item: what a second reader is to be asked, who may yet vouch for the wording; None where the rules
    have decided.
    """

    passed: bool
    why: str = ""
    claim: Claim | None = None
    quoted: Claim | None = None
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """A citation with the passage it lies in; offsets into the passage's own note, whichever place was cited."""

    citation: Citation
    hit: Hit
    start: int
    end: int


def check(claim: Claim, hits: Sequence[Hit], original: Original) -> Verdict:
    """Hold a claim against the notes.

    Every passage it names must be among `hits`, and every quote stand there; a citation of a whole passage quotes as a
    model does, and becomes the verbatim words. The notes' own words pass, and a statement of theirs with its end left
    out; where the numbers, names and denials are theirs, a second reader may vouch for another wording. Half a pair and
    text that speaks to a program are no evidence. original: the text of a source as it was read.
    """
    if not claim.text.strip():
        return Verdict(False, "it says nothing")
    places = _every_place(claim, hits, original)
    if isinstance(places, str):
        return Verdict(False, places)
    if why := _why_no_evidence(claim.text, places):
        return Verdict(False, why)
    return _judge(replace(claim, citations=tuple(place.citation for place in places)), places, original)


def ask_of(claim: Claim, hits: Sequence[Hit], original: Original) -> Item | None:
    """What a second reader would be asked of a claim, whatever the rules find; None where it has no evidence."""
    places = _every_place(claim, hits, original)
    return None if isinstance(places, str) or _why_no_evidence(claim.text, places) else _item(claim, places)


def _every_place(claim: Claim, hits: Sequence[Hit], original: Original) -> list[_Place] | str:
    """Where each quote of a claim stands, or why one does not."""
    places: list[_Place] = []
    for citation in claim.citations:
        if not citation.quote.strip():
            return "it cites an empty quote"
        if named_hit(citation, hits) is None:
            return "it cites a passage that was not retrieved"
        found = _places(citation, hits, original)
        if not found:
            return "its quote does not stand in the note"
        places += found
    return places or "it cites nothing"


def _places(citation: Citation, hits: Sequence[Hit], original: Original) -> list[_Place]:
    """Where a citation stands: at its offsets, or where the words it quotes from a whole passage are found."""
    hit = named_hit(citation, hits)
    place = place_of(citation, hit) if hit else None
    if hit is None or place is None:
        return []
    if original(citation.source)[citation.start : citation.end] == citation.quote:
        shift = hit.start - place.start
        return [_Place(citation, hit, citation.start + shift, citation.end + shift)]
    if (citation.start, citation.end) != (place.start, place.end):
        return []
    found = resolve(citation.quote, [hit], hits)
    if found is None:
        return []
    return [_Place(cited, found.hit, cited.start, cited.end) for cited in found.citations]


def _why_no_evidence(text: str, places: Sequence[_Place]) -> str:
    for place in places:
        if is_unsafe(place.hit.text, place.start - place.hit.start, place.end - place.hit.start):
            return "its quote speaks to a program, not to a reader"
        if is_half_a_pair(place.hit, place.start, place.end):
            return "its quote leaves out the correction or the answer that belongs to it"
    return "it speaks to a program, not to a reader" if is_instruction(text) else ""


def _judge(claim: Claim, places: Sequence[_Place], original: Original) -> Verdict:
    """What of a claim may be shown whose quotes stand where they should."""
    said = [phrase(place.hit, place.start, place.end) for place in places]
    own = replace(claim, words="notes", verified="words")
    quoted = replace(own, text=" \u2026 ".join(said))
    if claim.text in (*said, quoted.text) or any(
        is_same(claim.text, cited.display or cited.quote) or is_same(claim.text, cited.quote)
        for cited in claim.citations
    ):
        return Verdict(True, claim=own, quoted=quoted)
    held = [
        one for place in places for one in statements(place.hit, place.start, place.end, original(place.hit.source))
    ]
    familiar = known_language(claim.text, " ".join(place.hit.text for place in places)) == "en"
    quotes = "\n".join(cited.display or cited.quote for cited in claim.citations)
    if why := differs(claim.text, held, quotes, _around(places, held), familiar=familiar):
        return Verdict(False, why, quoted=quoted)
    if familiar and bears_out(claim.text, held, quotes):
        return Verdict(True, claim=replace(claim, words="model", verified="rules"), quoted=quoted)
    return Verdict(False, "nobody vouches for its wording", quoted=quoted, item=_item(claim, places))


def _around(places: Sequence[_Place], held: Sequence[Statement]) -> str:
    """The words that a claim's names may come from: its quotes', and those of what they stand under."""
    quotes = [
        text for place in places for text in (place.citation.quote, place.citation.display or "", place.hit.heading)
    ]
    return " ".join([*quotes, *(token.text for one in held for token in one.about)])


def _item(claim: Claim, places: Sequence[_Place]) -> Item | None:
    """What a second reader sees: a sentence with its passages, below the heads of a table's columns, and nothing that
    speaks to a program, wherever it stands in them. What is no plain sentence is shown to nobody."""
    if _RAW.search(claim.text) or len(claim.text.split()) < FEWEST_WORDS:
        return None
    passages = list(dict.fromkeys(place.hit for place in places))
    if any(is_unsafe(hit.text, 0, len(hit.text)) for hit in passages):
        return None
    marked = [_marked(hit, [place for place in places if place.hit is hit]) for hit in passages]
    headings = " / ".join(dict.fromkeys(hit.heading for hit in passages if hit.heading))
    return Item(headings, "\n".join(marked), claim.text)


def _marked(hit: Hit, places: Sequence[_Place]) -> str:
    """A passage as it is shown, its quotes between >> and <<."""
    text = hit.display or hit.text
    if columns := next((row.columns for row in hit.rows if row.columns and not hit.rows[0].is_header), ()):
        text = f"{' | '.join(columns)}\n{text}"
    for place in places:
        quote = (place.citation.display or place.citation.quote) if hit.display else place.citation.quote
        if text.count(quote) == 1:  # else no mark is better than a wrong one
            text = text.replace(quote, f">>{quote}<<")
    return text


def is_same(text: str, quote: str) -> bool:
    """Whether a claim is its quote, marks of lists, emphasis and tables aside."""
    return fold(text) == fold(quote) or _plain(text) == _plain(quote)


def _plain(text: str) -> str:
    return fold(bare(text).replace("|", " ")).strip(" .;,")
