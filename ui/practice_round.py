"""A question as a round of practice shows it: the order of its options is the same for one round."""

import re
from random import Random

from quotewise.assistant.practice.question import LETTERS, Question
from quotewise.assistant.practice.shuffle_keys import relettered

# Options that name others keep their order, and so do those whose letters a reason names.
NAMES_OTHERS = re.compile(
    r"\b(?:above|below|both|neither|(?i:options?|answers?|choices?) [A-I]\b|[A-I] (?:and|or) [A-I]\b)"
)


def show(question: Question, round_id: str) -> Question:
    """The question with its options in an order of the round, under new letters."""
    if not question.options:
        return question
    order = list(question.options)
    said = (*question.options.values(), question.rationale.text, *(why.text for why in question.why_not.values()))
    if question.kind != "true_false" and not any(NAMES_OTHERS.search(words) for words in said):
        Random(f"{round_id} {question.id}").shuffle(order)
    return relettered(question, dict(zip(order, LETTERS, strict=False)))
