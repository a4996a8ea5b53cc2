"""The gate: the only way from a claim to a person's eyes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from quotewise.assistant.claim import Claim
from quotewise.assistant.gate.agreement import why_not
from quotewise.assistant.gate.entailment import Entailment
from quotewise.assistant.gate.evidence import Evidence, read_evidence
from quotewise.assistant.gate.pairs import is_half_a_pair
from quotewise.assistant.gate.quote import Found, locate, named_hit
from quotewise.assistant.gate.wording import bare, fold
from quotewise.assistant.instruction import is_instruction, is_unsafe
from quotewise.assistant.phrasing import phrase
from quotewise.index import Hit


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim may be shown; `why` completes "withheld because ...".

    claim: the claim as it may be shown, its quotes verbatim with their offsets; None if withheld.
    relocated: how many of its quotes stand in another passage than the one it named.
    """

    passed: bool
    why: str = ""
    claim: Claim | None = None
    relocated: int = 0


def check(
    claim: Claim,
    hits: Sequence[Hit],
    original: Callable[[str], str],
    entailment: Entailment | None = None,
) -> Verdict:
    """Hold a claim against the notes.

    It passes if every passage it names was retrieved; every quote stands there (a model's quote, whose place is
    the whole passage, is looked for and becomes the verbatim words with their offsets, see `quote.locate`); and
    the quotes say what it says: its content words but for `agreement.ALLOWANCE`, its numbers with their units,
    negations, opposites, comparatives, quantifiers and names, clause by clause. A myth without its correction,
    the options of a quiz and text that speaks to a program are no evidence.
    original: gives the text of a source as it was read. entailment: a second opinion that may stop a claim.
    """
    if not claim.text.strip():
        return Verdict(False, "it says nothing")
    if not claim.citations:
        return Verdict(False, "it cites nothing")
    found: list[Found] = []
    for citation in claim.citations:
        if not citation.quote.strip():
            return Verdict(False, "it cites an empty quote")
        if named_hit(citation, hits) is None:
            return Verdict(False, "it cites a passage that was not retrieved")
        place = locate(citation, hits, original)
        if place is None:
            return Verdict(False, "its quote does not stand in the note")
        found.append(place)
    shown = replace(claim, citations=tuple(place.citation for place in found))
    if why := why_withheld(shown, found, original) or _second_opinion(shown, entailment):
        return Verdict(False, why)
    return Verdict(True, claim=shown, relocated=sum(place.relocated for place in found))


def why_withheld(claim: Claim, found: Sequence[Found], original: Callable[[str], str]) -> str:
    """What speaks against a claim whose quotes stand where they should; "" if nothing does."""
    evidence: list[Evidence] = []
    verbatim = False
    for place in found:
        cited, hit, note = place.citation, place.hit, original(place.citation.source)
        at = cited.start if cited.source == hit.source else hit.start + cited.start - _shift(place)
        span = at, at + len(cited.quote)
        if is_unsafe(hit.text, span[0] - hit.start, span[1] - hit.start):
            return "its quote speaks to a program, not to a reader"
        if is_half_a_pair(hit, *span):
            return "its quote leaves out the correction or the answer that belongs to it"
        verbatim = verbatim or is_same(claim.text, cited.display or cited.quote) or is_same(claim.text, cited.quote)
        verbatim = verbatim or claim.text == phrase(hit, *span, original(hit.source))
        evidence += read_evidence(hit, *span, note if cited.source == hit.source else original(hit.source))
    if is_instruction(claim.text):
        return "it speaks to a program, not to a reader"
    if verbatim:
        return ""
    return why_not(claim.text, evidence)


def _shift(place: Found) -> int:
    """Where the passage begins in the other note that the citation names."""
    cited = place.citation
    return next(
        other.start
        for other in place.hit.also
        if other.source == cited.source and other.start <= cited.start and cited.end <= other.end
    )


def is_same(text: str, quote: str) -> bool:
    """Whether a claim is its quote, marks of lists, emphasis and tables aside."""
    return fold(text) == fold(quote) or _plain(text) == _plain(quote)


def _plain(text: str) -> str:
    return fold(bare(text).replace("|", " ")).strip(" .;,")


def _second_opinion(claim: Claim, entailment: Entailment | None) -> str:
    if entailment is None:
        return ""
    premise = "\n".join(citation.display or citation.quote for citation in claim.citations)
    return "" if entailment.entails(premise, claim.text) else "the entailment model does not find it in its quotes"
