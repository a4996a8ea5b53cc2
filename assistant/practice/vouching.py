"""Whatever a question says is a claim: worded, held against its quotes, and kept only if it passes the gate."""

from collections.abc import Iterable
from dataclasses import dataclass

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Claim
from quotewise.assistant.gate.verdict import check
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


def whole(hit: Hit) -> Span:
    return Span(hit, hit.start, hit.end)


class Voucher:
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
            verdict = check(Claim(text, citations), passages, self.original)
            if verdict.claim is not None:
                return verdict.claim
        return None

    def says(self, text: str, span: Span) -> bool:
        """Whether a stretch of the notes bears a sentence out."""
        return self.vouch([text], span) is not None
