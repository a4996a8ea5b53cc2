"""What is said and what backs it: citations, claims, answers."""

from dataclasses import dataclass
from typing import Literal

from quotewise.index import Hit, Place

Reason = Literal["not_in_notes", "not_a_question", "notes_changed", "nothing_verified", "empty_library"]
Words = Literal["notes", "model"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote with its place: `original[start:end] == quote`, offsets in code points.

    basis: "file" or "extracted", see `ingest.Note`. display: the repaired quote where it differs.
    also: the other places where exactly this quote stands. title: what its note is called.
    """

    source: str
    start: int
    end: int
    quote: str
    basis: str
    page: int | None = None
    heading: str = ""
    display: str | None = None
    also: tuple[Place, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement and the quotes it rests on.

    words: whose words `text` is in. verified: what vouched for them: "words" (they are the notes' own), "rules", the
    name of a second reader, or "failed", where the notes' words stand in for a line that could not be looked at again.
    """

    text: str
    citations: tuple[Citation, ...]
    words: Words = "notes"
    verified: str = "words"


@dataclass(frozen=True, slots=True)
class Withheld:
    """What was not said; `why` completes "withheld because ..."."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer took: tokens in and out, seconds, US dollars where the price is known.

    cost: None where the price is not known, as of every model that is not in the table of prices.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Claims that passed the gate, or a refusal with its reason; never both.

    claims: without a model the best sentence first, then what stands around it, then the passages found next.
    conflict: the notes disagree, and the claims give both versions. more: how many units of the passage that answers
    were left out for want of room. nearest: the passages that came
    closest, best first. withheld: claims stopped by the gate, `stopped` says which and why.
    leans_on: the earlier question that this one cannot be understood without, None where it stands alone.
    quoted: how many lines of a model are shown as the notes' words they rest on.
    model: the name of the model whose claims these are, in its words or in those they rest on; None where the notes'
    own sentences answer, be it that no model was asked or that nothing it said stands anywhere.
    trouble: what went wrong with the model, where that did not stop the answer; one line for a person.
    stale: cited notes changed on disk since. why: what is missing, where the notes do not answer; for a person.
    doubt: how likely the notes seemed not to answer, from 0 to 1, when that was decided.
    """

    question: str
    claims: tuple[Claim, ...] = ()
    reason: Reason | None = None
    leans_on: str | None = None
    conflict: bool = False
    more: int = 0
    nearest: tuple[Hit, ...] = ()
    quoted: int = 0
    withheld: int = 0
    stopped: tuple[Withheld, ...] = ()
    model: str | None = None
    usage: Usage = Usage()
    trouble: str | None = None
    indexed_at: str | None = None
    stale: tuple[str, ...] = ()
    why: str = ""
    doubt: float | None = None

    @property
    def refused(self) -> bool:
        return self.reason is not None
