"""A round of practice: which questions come in which order, and the order of their options; the same for one id."""

import re
from collections.abc import Iterable
from hashlib import sha256
from random import Random

from quotewise.assistant.practice.letters import relettered
from quotewise.assistant.practice.question import LETTERS, Question

# Options that name others keep their order, and so do those whose letters a reason names.
NAMES_OTHERS = re.compile(
    r"\b(?:above|below|both|neither|(?i:options?|answers?|choices?) [A-I]\b|[A-I] (?:and|or) [A-I]\b)"
)


def draw(questions: Iterable[Question], round_id: str, count: int) -> list[Question]:
    """At most `count` questions in the order of the round, each as it is shown.

    The order of two questions does not hang on what others there are: one that goes stale in mid-round moves none.
    """
    chosen = sorted(questions, key=lambda question: sha256(f"{round_id} {question.id}".encode()).digest())
    return [show(question, round_id) for question in chosen[:count]]


def show(question: Question, round_id: str) -> Question:
    """The question with its options in an order of the round, under new letters."""
    if not question.options:
        return question
    order = list(question.options)
    said = (*question.options.values(), question.rationale.text, *(why.text for why in question.why_not.values()))
    if question.kind != "true_false" and not any(NAMES_OTHERS.search(words) for words in said):
        Random(f"{round_id} {question.id}").shuffle(order)
    return relettered(question, dict(zip(order, LETTERS, strict=False)))
