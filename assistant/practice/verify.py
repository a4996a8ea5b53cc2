"""Whatever a question says is a claim: worded, held against its quotes, and kept only if it passes the gate."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from quotewise.assistant.agreement import says
from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Claim
from quotewise.assistant.gate.language import known_language
from quotewise.assistant.gate.quote import named_hit, place_of
from quotewise.assistant.gate.statement import statements, tokens
from quotewise.assistant.gate.verdict import check
from quotewise.assistant.unit import sentences
from quotewise.index import Hit, Library


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a passage, offsets into the note: what a claim quotes."""

    hit: Hit
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.hit.text[self.start - self.hit.start : self.end - self.hit.start]


def borne_out(claim: Claim, hits: Sequence[Hit], original: Callable[[str], str]) -> Claim | None:
    """A claim as it may be shown beside a question, None where its quotes do not bear it out.

    What our own patterns make of a statement is told from it more freely than what a model writes: any of its words
    may be left out that do not change the rest.
    """
    verdict = check(claim, hits, original)
    if verdict.claim is not None or verdict.item is None or verdict.quoted is None:
        return verdict.claim
    cited = verdict.quoted.citations
    language = known_language(claim.text, " ".join(hit.text for hit in hits))
    stated = [
        one
        for citation in cited
        if (hit := named_hit(citation, hits)) and (place := place_of(citation, hit))
        for shift in [hit.start - place.start]
        for one in statements(hit, citation.start + shift, citation.end + shift, original(hit.source), language)
    ]
    parts = [tokens(claim.text[start:end], language) for start, end in sentences(claim.text, 0, len(claim.text))]
    held = bool(parts) and all(any(says(part, one) == "for" for one in stated) for part in parts)
    return replace(claim, citations=cited, words="model", verified="rules") if held else None


def whole(hit: Hit) -> Span:
    return Span(hit, hit.start, hit.end)


class Verifier:
    """The gate over one library, with each note's text read once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._originals: dict[str, str] = {}

    def original(self, source: str) -> str:
        if source not in self._originals:
            self._originals[source] = self.library.original(source)
        return self._originals[source]

    def vouch(self, wordings: Iterable[str], *spans: Span) -> Claim | None:
        """The first wording that the quoted spans bear out, as the claim that may be shown; None if none is."""
        citations = tuple(cite(span.hit, span.start, span.end) for span in spans)
        passages = [span.hit for span in spans]
        for text in wordings:
            if claim := borne_out(Claim(text, citations), passages, self.original):
                return claim
        return None

    def says(self, text: str, span: Span) -> bool:
        """Whether a stretch of the notes bears a sentence out."""
        return self.vouch([text], span) is not None
