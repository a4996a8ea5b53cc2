"""Whether the notes dispute a key: the question with its key put in, looked up for and against, wherever it is said."""

from collections.abc import Iterator

from quotewise.assistant.claim import Citation
from quotewise.assistant.lookup import Lookup, look_up
from quotewise.assistant.practice.audit.evidence import Evidence
from quotewise.assistant.practice.audit.flaw import Flaw
from quotewise.assistant.practice.audit.proposition import say
from quotewise.assistant.practice.audit.stem import TRUE_OR_FALSE
from quotewise.assistant.practice.question import Question
from quotewise.assistant.unit import sentence_texts
from quotewise.index.lookup import hits_at


def dispute_flaws(question: Question, evidence: Evidence) -> Iterator[Flaw]:
    """A key that some line of the notes denies, unless that line is a myth put right; and another option that they
    say in the key's place."""
    if question.kind == "true_false":
        held = question.options[question.answer[0]].strip().casefold() == "true"
        found = look_up(evidence.library, TRUE_OR_FALSE.sub("", question.stem))
        if against := _first(found, "against" if held else "for", evidence):
            yield Flaw("disputed", against.quote)
        return
    for said in assertions(question):
        if against := _first(look_up(evidence.library, said), "against", evidence):
            yield Flaw("disputed", f"{said}: {against.quote}")
            return


def assertions(question: Question) -> Iterator[str]:
    """What the key asserts: the stem's question answered by it, and each sentence of the rationale."""
    if question.kind == "true_false":
        if question.options[question.answer[0]].strip().casefold() == "true":
            yield TRUE_OR_FALSE.sub("", question.stem)
        return
    for key in [question.options[letter] for letter in question.answer] if question.options else question.answer[:1]:
        if len(sentence_texts(question.stem)) == 1 and (told := say(question.stem, key)):
            yield told
    if question.rationale.words == "model" or not question.rationale.citations:
        yield from sentence_texts(question.rationale.text)


def _first(found: Lookup, stance: str, evidence: Evidence) -> Citation | None:
    """The first line that speaks so and is no myth that the notes themselves put right."""
    cited = [one.citation for one in found.citations if one.stance == stance]
    return next((one for one in cited if not _is_myth(one, evidence)), None)


def _is_myth(citation: Citation, evidence: Evidence) -> bool:
    hits = hits_at(evidence.library, citation.source, citation.start, citation.end)
    return any(hit.kind == "trap" for hit in hits[:1])
