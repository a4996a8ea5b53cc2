"""What the notes say instead, where they disagree with the key of a question from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from quotewise.assistant.claim import Citation
from quotewise.assistant.lookup import Stance, look_up
from quotewise.assistant.practice.audit.proposition import say
from quotewise.assistant.practice.question import Question
from quotewise.index import Library

SHOWN = 3  # quotes of one question


@dataclass(frozen=True, slots=True)
class Dissent:
    """A quote that speaks for another option, whose letter it has, or against the key, with no letter then."""

    citation: Citation
    letter: str = ""


def find_dissent(question: Question, library: Library) -> tuple[Dissent, ...]:
    """The quotes that speak against the key or for another option, the best first; none where the notes are silent."""
    found = {one.citation.quote: one for one in reversed(list(_dissents(question, library)))}
    return tuple(list(found.values())[::-1][:SHOWN])


def _dissents(question: Question, library: Library) -> Iterator[Dissent]:
    if question.kind == "true_false":
        true = question.options[question.answer[0]].casefold() == "true"
        yield from (Dissent(one) for one in _quotes(question.stem, "against" if true else "for", library))
        return
    if not question.options and question.answer:
        yield from (Dissent(one) for one in _quotes(say(question.stem, question.answer[0]), "against", library))
    for letter, text in question.options.items():
        said, right = say(question.stem, text), letter in question.answer
        for one in _quotes(said, "against" if right else "for", library):
            yield Dissent(one, "" if right else letter)


def _quotes(said: str | None, stance: Stance, library: Library) -> Iterator[Citation]:
    found = look_up(library, said).citations if said else ()
    return (one.citation for one in found if one.stance == stance)
