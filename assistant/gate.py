"""The gate: the only way from a claim to a person's eyes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.wording import fold, is_negated, numbers, stems
from quotewise.index import Hit, Place

ALLOWANCE = 0.1  # share of a claim's content words that its quotes need not hold


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim may be shown; `why` completes "withheld because ..."."""

    passed: bool
    why: str = ""


def check(claim: Claim, hits: Sequence[Hit], original: Callable[[str], str]) -> Verdict:
    """Hold a claim against the notes.

    It passes if it cites something, every quote lies in a retrieved passage and stands in the original at
    its place character for character, and the quotes hold what the claim says: its content words but for
    ALLOWANCE, all its numbers, and its negation.
    original: gives the text of a source as it was read.
    """
    if not claim.citations:
        return Verdict(False, "it cites nothing")
    for citation in claim.citations:
        if not citation.quote.strip():
            return Verdict(False, "it cites an empty quote")
        if not any(lies_in(citation, hit) for hit in hits):
            return Verdict(False, "it cites a passage that was not retrieved")
        if original(citation.source)[citation.start : citation.end] != citation.quote:
            return Verdict(False, "its quote does not stand in the note")
    return says_no_more(claim.text, [citation.display or citation.quote for citation in claim.citations])


def lies_in(citation: Citation, hit: Hit) -> bool:
    places = (Place(hit.source, hit.start, hit.end), *hit.also)
    return any(
        citation.source == place.source and place.start <= citation.start and citation.end <= place.end
        for place in places
    )


def says_no_more(text: str, quotes: Sequence[str]) -> Verdict:
    """Whether `text` says nothing but what stands in `quotes`."""
    if not text.strip():
        return Verdict(False, "it says nothing")
    if any(fold(text) == fold(quote) for quote in quotes):
        return Verdict(True)
    evidence = "\n".join(quotes)
    if extra := numbers(text) - numbers(evidence):
        return Verdict(False, f"its quotes do not hold the number {min(extra)}")
    if is_negated(text) != is_negated(evidence):
        return Verdict(False, "it and its quotes do not agree on a negation")
    if uncovered_share(stems(text), set(stems(evidence))) > ALLOWANCE:
        return Verdict(False, "its quotes do not hold what it says")
    return Verdict(True)


def uncovered_share(said: Iterable[str], held: set[str]) -> float:
    every = list(said)
    return sum(word not in held for word in every) / len(every) if every else 1.0
