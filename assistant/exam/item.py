"""An exam question: its stem, its options, how many of them are asked for, and whether for those that do not hold."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from quotewise.assistant.unit import sentence_texts

NUMBERS = {word: number for number, word in enumerate("one two three four five six".split(), start=1)}
_COUNT = r"(one|two|three|four|five|six|[1-6])"
_NOUN = r"(?:\w+\s+){0,3}(?:answers?|options?|choices?|statements?|actions?|steps?|services?|solutions?|features?)"
# As in: choose two, select THREE, pick 2 of them, which TWO actions
_COUNTED = re.compile(
    rf"\b(?:choose|select|pick|mark|check)\s+(?:the\s+|any\s+)?{_COUNT}\b|\b(?:which|what)\s+{_COUNT}\b(?!\s+of\b)"
    rf"|\({_COUNT}\s+{_NOUN}\)",
    re.IGNORECASE,
)
_ALL = re.compile(r"\b(?:choose|select|pick|mark|check)\s+(?:all|any)\s+(?:that|which)\s+appl", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]*\b(?:choose|select|pick|mark|check)\b[^()]*\)", re.IGNORECASE)

# What asks for the option that does not hold. "The least effort" and "must not be public" ask for one that does.
_TURNED = re.compile(
    r"\bEXCEPT\b|\b[Ee]xcept(?: for)?\s*[:?.]?$|\bNOT\b"
    r"|\b[Ww]hich\b(?:(?!\b(?:if|when|where|that|who)\b)[^.?,])*?"
    r"\b(?:is|are|was|were|does|do|did|would|will|should|can|could)(?:\s+not\b|n[\u2019']t\b)"
    r"|\b[Ww]hich\b[^.?]*\bcannot\b"
    r"|\b(?:LEAST|least) (?:likely|suitable|suited|appropriate|effective|useful|relevant|recommended|accurate)\b"
    r"|\b(?:is|are) (?:false|incorrect|untrue|wrong)\b|\b(?:false|incorrect|untrue) statements?\b"
)


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
        return _BRACKETS.sub("", self.question).strip() or self.question

    @property
    def in_fixed_order(self) -> list[str]:
        """The letters in an order that comes from the question and the options' texts, not from the letters."""
        return sorted(self.options, key=lambda letter: digest(f"{self.question}\n{self.options[letter]}"))

    @property
    def turned_round(self) -> bool:
        """Whether the options that do not hold are asked for (NOT, EXCEPT, the least suitable)."""
        return bool(_TURNED.search(self.ask))


def read_choose(question: str) -> int | None:
    """How many options a stem asks for: 1 if it does not say, None for all that apply."""
    if counted := _COUNTED.search(question):
        said = next(group for group in counted.groups() if group).lower()
        return NUMBERS.get(said) or int(said)
    return None if _ALL.search(question) else 1


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
