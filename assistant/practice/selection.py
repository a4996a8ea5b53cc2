"""Which of the questions kept are asked, and in which order: what the learner never saw first, then all sides even."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from quotewise.assistant.exam.chosen import chosen_exam
from quotewise.assistant.practice.question import Question
from quotewise.index import Library

FEW_STATEMENTS = 12  # a statement to be judged at most once in so many, while there are others


@dataclass(frozen=True, slots=True)
class Past:
    """What the learner did with the questions, by id: how often each was answered, and which were reported."""

    answered: Mapping[str, int] = field(default_factory=dict)
    reported: frozenset[str] = frozenset()

    def is_new(self, question: Question) -> bool:
        return not self.answered.get(question.id)


NEW = Past()


def weights_of(library: Library) -> dict[str, float]:
    """The weights of the domains of the library's exam; none where none is chosen."""
    chosen = chosen_exam(library)
    return {domain.name: domain.weight for domain in chosen.blueprint.domains} if chosen else {}


def choose(
    questions: Iterable[Question], n: int, seed: int, weights: Mapping[str, float], answered: Mapping[str, int]
) -> list[Question]:
    """`n` of them, those answered least often; of these the domains by their weights, then kinds of form and thinking
    and topics even, as far as there are.

    The order is the seed's. weights: of the domains; one that is not there weighs as much as the lightest.
    """
    rest = sorted(questions, key=lambda question: question.id)
    Random(seed).shuffle(rest)
    used: Counter[tuple[str, str]] = Counter()
    statements = 0
    lightest = min(weights.values(), default=1.0)
    chosen: list[Question] = []
    while rest and len(chosen) < n:
        least = min(answered.get(one.id, 0) for one in rest)
        turn = [one for one in rest if answered.get(one.id, 0) == least]
        if (statements + 1) * FEW_STATEMENTS > n:
            turn = [one for one in turn if one.kind != "true_false"] or turn
        due = min(turn, key=lambda one: owed(one, used, weights.get(one.domain, lightest)))
        rest.remove(due)
        statements += due.kind == "true_false"
        chosen.append(due)
        used.update(marks(due))
    return chosen


def owed(question: Question, used: Counter[tuple[str, str]], weight: float) -> tuple[float, int, int]:
    """The smaller, the more it is a question's turn."""
    domain, kind, topic = marks(question)
    return (used[domain] + 1) / weight, used[kind], used[topic]


def marks(question: Question) -> Sequence[tuple[str, str]]:
    return ("domain", question.domain), ("kind", f"{question.kind} {question.thinking}"), ("topic", question.topic)
