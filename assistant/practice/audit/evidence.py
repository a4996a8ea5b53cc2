"""The notes as evidence for claims: each note read once, each claim judged once, by a second reader too."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from quotewise.assistant.cited import cite
from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.gate.quote import widen
from quotewise.assistant.gate.reader import Reader
from quotewise.assistant.gate.verdict import ask_of, check
from quotewise.assistant.phrasing import phrase
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.verify import borne_out
from quotewise.index import Hit, Library
from quotewise.index.lookup import hits_at


@dataclass(slots=True)
class Evidence:
    """What a library holds for claims. reader: a second reader, trusted, who may vouch for what the rules leave open.

    trouble: what went wrong with the reader, one line for a person. cost: US dollars, None where no price is known.
    """

    library: Library
    reader: Reader | None = None
    trouble: str | None = None
    cost: float | None = None
    _originals: dict[str, str] = field(default_factory=dict)
    _stopped: dict[Claim, str] = field(default_factory=dict)
    _passed: dict[Claim, Claim] = field(default_factory=dict)
    _read: dict[Claim, bool] = field(default_factory=dict)

    def original(self, source: str) -> str:
        if source not in self._originals:
            self._originals[source] = self.library.original(source)
        return self._originals[source]

    def hits(self, citation: Citation) -> list[Hit]:
        """The shortest passage that holds a quote whole."""
        return hits_at(self.library, citation.source, citation.start, citation.end)[:1]

    def own_words(self, claim: Claim) -> Iterator[Claim]:
        """What a claim quotes as whole sentences in the notes' words: all of it, then each quote."""
        whole = []
        for citation in claim.citations:
            for hit in self.hits(citation):
                start, end = widen(hit, (citation.start - hit.start, citation.end - hit.start))
                said = phrase(hit, hit.start + start, hit.start + end)
                whole.append(Claim(said, (cite(hit, hit.start + start, hit.start + end),)))
        if len(whole) > 1:
            cited = tuple(citation for one in whole for citation in one.citations)
            yield Claim(" ".join(one.text for one in whole), cited)
        yield from whole

    def why_stopped(self, claim: Claim) -> str:
        """Why the gate stops a claim whose quotes stand anywhere in the library; "" if it passes."""
        if claim not in self._stopped:
            hits = [hit for citation in claim.citations for hit in self.hits(citation)]
            passed = borne_out(claim, hits, self.original)
            self._stopped[claim] = "" if passed else check(claim, hits, self.original).why
            self._passed[claim] = passed or claim
        return "" if self._read.get(claim) else self._stopped[claim]

    def look(self, claims: Iterable[Claim], *, told: bool = True) -> None:
        """Have the reader look at the claims that the rules leave open, all in one call. told: not at those that the
        rules have decided against."""
        items = {}
        for claim in dict.fromkeys(claims):
            hits = [hit for citation in claim.citations for hit in self.hits(citation)]
            item = check(claim, hits, self.original).item if told else ask_of(claim, hits, self.original)
            if item and claim not in self._read and (not told or self.why_stopped(claim)):
                items[claim] = item
        if self.reader is None or not items:
            return
        reading = self.reader.read(list(items.values()))
        self._read.update((claim, yes is True) for claim, yes in zip(items, reading.told, strict=True))
        self.trouble = reading.trouble or self.trouble
        if reading.cost is not None:
            self.cost = (self.cost or 0.0) + reading.cost

    def finds(self, claim: Claim) -> bool:
        """Whether the reader finds a statement in its quotes; False where there is no reader."""
        self.look([claim], told=False)
        return self._read.get(claim, False)

    def vouched(self, question: Question) -> Question:
        """The question, each claim telling whose words it is in and what vouched for it."""

        def signed(claim: Claim) -> Claim:
            if self.reader and self._read.get(claim):
                return replace(claim, words="model", verified=self.reader.name)
            return self._passed.get(claim, claim)

        reasons = {letter: signed(claim) for letter, claim in question.why_not.items()}
        return replace(question, rationale=signed(question.rationale), why_not=reasons)
