"""Whether a question's quotes still stand in the notes: at their place, at another, or nowhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from quotewise.assistant.cited import citation_at
from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.practice.question import Question
from quotewise.index import Library, LibraryError, Place
from quotewise.index.lookup import notes_with


@dataclass(slots=True)
class Quotes:
    """The notes of a library as they are now, each read once, and where quotes of them stand."""

    library: Library
    texts: dict[str, str] = field(default_factory=dict)
    found: dict[Citation, Citation | None] = field(default_factory=dict)

    def text(self, source: str) -> str:
        if source not in self.texts:
            try:
                self.texts[source] = self.library.original(source)
            except LibraryError:  # no such note any more
                self.texts[source] = ""
        return self.texts[source]

    def now(self, citation: Citation) -> Citation | None:
        """The citation where its quote stands today; None where that is nowhere, or cannot be told."""
        if citation not in self.found:
            self.found[citation] = self._find(citation)
        return self.found[citation]

    def _find(self, citation: Citation) -> Citation | None:
        also = tuple(place for place in citation.also if self._holds(place, citation.quote))
        if self._holds(Place(citation.source, citation.start, citation.end), citation.quote):
            return citation if also == citation.also else replace(citation, also=also)
        if also:
            return self._moved(citation, also[0], also[1:])
        places = list(self._places(citation.source, citation.quote)) or self._elsewhere(citation)
        if len(places) > 1:  # words that stand in several places must be under the heading they had
            places = [place for place in places if self._heading(place) == citation.heading]
        return self._moved(citation, places[0], ()) if len(places) == 1 else None

    def _holds(self, place: Place, quote: str) -> bool:
        return self.text(place.source)[place.start : place.end] == quote

    def _places(self, source: str, quote: str) -> Iterator[Place]:
        """Where the quote stands in a note, never beginning or ending inside a word."""
        before, after = r"(?<!\w)" * quote[:1].isalnum(), r"(?!\w)" * quote[-1:].isalnum()
        for match in re.finditer(f"{before}{re.escape(quote)}{after}", self.text(source)):
            yield Place(source, match.start(), match.end())

    def _elsewhere(self, citation: Citation) -> list[Place]:
        """Where it stands in other notes, its own being gone: a note that was renamed."""
        if self.text(citation.source):
            return []
        holding = notes_with(self.library, citation.quote)
        self.texts.update(holding)
        return [place for source in holding for place in self._places(source, citation.quote)]

    def _heading(self, place: Place) -> str | None:
        cited = citation_at(self.library, place.source, place.start, place.end)
        return cited.heading if cited else None

    def _moved(self, citation: Citation, place: Place, also: tuple[Place, ...]) -> Citation | None:
        cited = citation_at(self.library, place.source, place.start, place.end)
        return replace(cited, display=citation.display, also=also) if cited else None


def relocate(question: Question, standing: Quotes) -> tuple[Question, tuple[Citation, ...]]:
    """The question with its quotes at their places of today, and those that stand nowhere any more."""
    gone = tuple(citation for citation in question.citations if standing.now(citation) is None)
    if all(standing.now(citation) == citation for citation in question.citations):
        return question, gone
    reasons = {letter: relocated(claim, standing) for letter, claim in question.why_not.items()}
    return replace(question, rationale=relocated(question.rationale, standing), why_not=MappingProxyType(reasons)), gone


def relocated(claim: Claim, standing: Quotes) -> Claim:
    return replace(claim, citations=tuple(standing.now(citation) or citation for citation in claim.citations))
