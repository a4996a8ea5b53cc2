"""The words by which an option is told from those beside it, and how much of them a text holds."""

import math
import re
from collections.abc import Collection, Mapping

from quotewise.assistant.extract.everyday import is_everyday
from quotewise.assistant.gate.wording import fold, parts, stem, stems
from quotewise.assistant.practice.question import Question
from quotewise.index import Library

NAME = 4  # words of a name, at most
EVERYDAY = 0.1
FORM = 5  # letters that forms of one word share, at least
_JOINED = re.compile(r"[.'/_-]")  # the parts are words of their own


def own_words(question: Question) -> dict[str, list[str]]:
    """By letter the words of each option that no rival has, without those of the stem where any are left; all of its
    words where none is its own. Two keys are no rivals of each other."""
    options = question.options
    every = {letter: [part for part in parts(text) if not _JOINED.search(part)] for letter, text in options.items()}
    asked = set(stems(question.stem))
    own = {}
    for letter, words in every.items():
        rivals = question.wrong if letter in question.answer else options
        others = {stem(word) for other in rivals if other != letter for word in every[other]}
        mine = [word for word in words if stem(word) not in others] or words
        own[letter] = [word for word in mine if stem(word) not in asked] or mine
    return own


def weights(words: Collection[str], library: Library) -> dict[str, float]:
    """How rare each word is in the notes, by stem: ln((N + 1) / (n + 0.5)); one that no note holds weighs most, an
    everyday word next to nothing."""
    counts, total = library.document_frequency(words)
    rare = {stem(word): math.log((total + 1) / (count + 0.5)) for word, count in counts.items()}
    return {word: EVERYDAY if is_everyday(word) else weight for word, weight in rare.items()}


def share_held(words: Mapping[str, float], told: Collection[str]) -> float:
    """The share of some words, by what they weigh, that a text holds, be it in another form. told: its stems."""
    held = [weight for word, weight in words.items() if word in told or any(is_form(word, other) for other in told)]
    return sum(held) / (sum(words.values()) or 1.0)


def is_form(one: str, other: str) -> bool:
    """Whether two stems may be forms of one word: "convers" and "convert"."""
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= max(FORM, min(len(one), len(other)) - 2)


def alike(one: str, other: str) -> bool:
    """Whether two options are names with a word in common: "data drift" and "concept drift"."""
    return bool(set(stems(one)) & set(stems(other))) and max(len(one.split()), len(other.split())) <= NAME


def names(option: str, text: str, beside: str) -> bool:
    """Whether a text names an option: by its words anywhere, or in full where one beside it is a name alike."""
    return fold(option) in fold(text) if alike(option, beside) else set(stems(option)) <= set(stems(text))
