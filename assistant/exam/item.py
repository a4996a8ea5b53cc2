"""An exam question: its stem, its options, how many of them are asked for, and whether for those that do not hold."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from quotewise.assistant.exam.wordings import asks_for_the_odd_one, without_count
from quotewise.assistant.unit import sentence_texts


@dataclass(frozen=True, slots=True)
class ExamItem:
    """A question to be answered by picking options.

    options: their texts by letter. choose: how many are right; None where the stem says "all that apply".
    """

    question: str
    options: Mapping[str, str]
    choose: int | None = 1

    @property
    def ask(self) -> str:
        """The sentence of the stem that asks, without what it says of how to answer."""
        stem = self.stem
        sentences = sentence_texts(stem)
        asking = [sentence for sentence in sentences if sentence.endswith(("?", ":"))]
        return (asking or sentences or [stem])[-1]

    @property
    def stem(self) -> str:
        """The question without what it says of how to answer ("(Choose two.)")."""
        return without_count(self.question)

    @property
    def in_fixed_order(self) -> list[str]:
        """The letters in an order that comes from the question and the options' texts, not from the letters."""
        return sorted(self.options, key=lambda letter: digest(f"{self.question}\n{self.options[letter]}"))

    @property
    def turned_round(self) -> bool:
        """Whether the options that do not hold are asked for (NOT, EXCEPT, the least suitable)."""
        return asks_for_the_odd_one(self.ask)


def pick(item: ExamItem, scores: Mapping[str, float]) -> tuple[str, ...]:
    """The letters of the best options, sorted; those that tie are told apart by their text, never by their letter.

    Where all that apply are asked for, every option that scores above the mean.
    """
    ranked = sorted(item.in_fixed_order, key=lambda letter: -round(scores[letter], 6))
    if item.choose is not None:
        return tuple(sorted(ranked[: item.choose]))
    mean = sum(scores.values()) / len(scores)
    return tuple(sorted([letter for letter in ranked if scores[letter] > mean] or ranked[:1]))


def digest(text: str) -> str:
    """A fixed order of texts that no property of theirs leads to."""
    return hashlib.sha256(text.encode()).hexdigest()
