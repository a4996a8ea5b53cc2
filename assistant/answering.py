"""The whole chain from a question to an answer."""

from collections.abc import Sequence

from quotewise.assistant.claim import Answer, Claim, Reason
from quotewise.assistant.conflict import disagree
from quotewise.assistant.extract import Weights, compose, inverse_frequency
from quotewise.assistant.gate import check
from quotewise.assistant.refusal import is_answerable
from quotewise.assistant.wording import parts, stem
from quotewise.index import Library

EVIDENCE_BUDGET = 4000  # characters of passages that an answer is made from
NEAREST = 3  # passages shown with a refusal


def answer(library: Library, question: str, *, history: Sequence[str] = (), source: str | None = None) -> Answer:
    """Answer a question from the notes, or refuse with the reason and the nearest passages.

    history: earlier questions and answers in turn, oldest first. source: a GLOB over sources to look in.
    """
    with library.reading():  # one generation from the search to the last quote checked
        if library.is_empty():
            return Answer(question, reason="empty_library")
        asked = condense(question, history)
        hits = library.search(asked, budget=EVIDENCE_BUDGET, source=source)
        weights = weigh(library, asked)
        claims: list[Claim] = []
        if answerable := is_answerable(library, question, hits, weights):
            claims = compose(asked, hits, weights, library.encoder)
        passed = [claim for claim in claims if check(claim, hits, library.original).passed]
        stale = library.changed({citation.source for claim in passed for citation in claim.citations})
        current = [claim for claim in passed if still_stands(claim, stale)]
        return Answer(
            question,
            claims=tuple(current),
            reason=None if current else why_nothing(answerable, claims, passed),
            conflict=disagree(current),
            nearest=tuple(hits[:NEAREST]),
            withheld=len(claims) - len(passed),
            indexed_at=library.indexed_at(),
            stale=tuple(sorted(stale)),
        )


def condense(question: str, history: Sequence[str]) -> str:
    """The question with what it leans on: the question before it."""
    return f"{history[-2]} {question}" if len(history) >= 2 else question


def weigh(library: Library, question: str) -> Weights:
    """How telling each word of the question is in this library."""
    frequencies, total = library.document_frequency(parts(question))
    return {stem(word): inverse_frequency(frequency, total) for word, frequency in frequencies.items()}


def still_stands(claim: Claim, stale: dict[str, str | None]) -> bool:
    """Whether every quote is still in its file, wherever the file changed since it was read."""
    return all(
        citation.source not in stale or citation.quote in (stale[citation.source] or "") for citation in claim.citations
    )


def why_nothing(answerable: bool, claims: Sequence[Claim], passed: Sequence[Claim]) -> Reason:
    if passed:
        return "notes_changed"
    return "nothing_verified" if answerable and claims else "not_in_notes"
