"""A practice question: what is asked, the key, and the claims that bear out both the key and why the rest is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from quotewise.assistant.claim import Citation, Claim

Kind = Literal["single", "multiple", "true_false", "cloze", "matching", "ordering", "scenario"]
Thinking = Literal["recall", "compare", "apply"]
Difficulty = Literal["easy", "medium", "hard"]
LETTERS = "ABCDEFGHI"  # of options: as many as have a number key

NOTHING: Mapping[str, str] = MappingProxyType({})
NO_CLAIMS: Mapping[str, Claim] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Question:
    """One question; every claim in it passed the gate, whoever wrote it.

    id: a uuid for life. options: by letter, in the order they are shown; none for cloze, matching and ordering.
    answer: the letters of the key; for a cloze the texts that fill the gap, the best first; for ordering the items in
    their right order; for matching nothing, see `pairs`. why_not: for each wrong option the reason why it is wrong.
    left, right: the two sides to be matched, as shown; pairs: what belongs together. items: as shown, out of order.
    origin: what it was made from: "definition", "row", "number", "comparison", "trap", "procedure", "pair",
    "model:NAME", "import:FILE". exam: the mark of the blueprint that its domain was told under, "" where the domain is
    a file's own or none was told.
    """

    id: str
    kind: Kind
    stem: str
    rationale: Claim
    answer: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    why_not: Mapping[str, Claim] = field(default_factory=lambda: NO_CLAIMS)
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()
    domain: str = ""
    exam: str = ""
    topic: str = ""
    thinking: Thinking = "recall"
    difficulty: Difficulty = "medium"
    origin: str = ""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every quote the question rests on, the rationale's first, each once."""
        claims = (self.rationale, *self.why_not.values())
        return tuple(dict.fromkeys(citation for claim in claims for citation in claim.citations))

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that it shows before or after it is answered."""
        claims = (self.rationale, *self.why_not.values())
        shown = (*self.options.values(), *self.left, *self.right, *self.items, *self.answer)
        said = (claim.text for claim in claims)
        quoted = (text for citation in self.citations for text in (citation.quote, citation.heading))
        return (self.stem, *shown, *said, *quoted)

    @property
    def wrong(self) -> tuple[str, ...]:
        """The letters of the options that are not the key."""
        return tuple(letter for letter in self.options if letter not in self.answer)

    @property
    def unrefuted(self) -> str:
        """One line for the wrong options that the notes say nothing of their own against; "" where there is none."""
        bare = [letter for letter in self.wrong if letter not in self.why_not] if self.kind != "true_false" else []
        return f"The notes have no line of their own against {' and '.join(bare)}." if bare else ""
