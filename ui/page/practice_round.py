"""A round of practice: which questions come in which order, and the order of their options; the same for one id."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from quotewise.ui.question_file import Question

LETTERS = "ABCDEFGHI"
# Options that name others keep their order.
NAMES_OTHERS = re.compile(r"\b(?:above|below|both|neither|options? [A-I]\b|[A-I] (?:and|or) [A-I]\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as it is shown: options in the order of the round, under new letters.

    right: the letters shown of the right options. before: the letter each had in its file.
    """

    question: Question
    options: tuple[tuple[str, str], ...]
    right: tuple[str, ...]
    before: tuple[str, ...]

    @property
    def choose(self) -> int:
        return len(self.right)

    def why_not(self, letter: str) -> str:
        """Why the option shown under `letter` is wrong, "" where nothing says so."""
        return (self.question.why_not or {}).get(self.before[LETTERS.index(letter)], "")

    def as_json(self) -> dict[str, object]:
        """The whole question as it was shown."""
        asked = self.question
        return {
            "id": asked.id,
            "question": asked.text,
            "options": dict(self.options),
            "answer": list(self.right),
            "rationale": asked.rationale,
            "domain": asked.domain,
            "topic": asked.topic,
            "kind": asked.kind,
            "exam": asked.exam,
        }


def draw(questions: Sequence[Question], round_id: str, count: int) -> list[Shown]:
    """At most `count` questions in the order of the round."""
    chosen = sorted(questions, key=lambda question: question.id)
    Random(round_id).shuffle(chosen)
    return [show(question, round_id) for question in chosen[:count]]


def show(question: Question, round_id: str) -> Shown:
    before = list(question.options)
    if not any(NAMES_OTHERS.search(words) for words in question.options.values()):
        Random(f"{round_id} {question.id}").shuffle(before)
    options = tuple((letter, question.options[was]) for letter, was in zip(LETTERS, before, strict=False))
    right = tuple(letter for letter, was in zip(LETTERS, before, strict=False) if was in question.answer)
    return Shown(question, options, right, tuple(before))
