"""Near-duplicates: questions that ask the same again, found by words and by meaning."""

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from quotewise.assistant.gate.wording import fold, stems
from quotewise.assistant.practice.audit.stem import TRUE_OR_FALSE
from quotewise.assistant.practice.question import Question
from quotewise.index import Encoder

SAME_WORDS = 90  # of 100, likeness of stem and key as sets of stems (token sort), from which they ask the same
SAME_MEANING = 0.93  # cosine of stem and key together, from which they may
SAME_KEY = 85  # of 100, likeness of the keys that goes with it
NEAR = 0.80  # cosine from which the same key from the same quote asks the same

_ANYWHERE = frozenset("amazon aws a an the two three four not in at by what which how when where true false ml".split())


def duplicates(questions: Sequence[Question], encoder: Encoder) -> dict[int, int]:
    """Position of each question that repeats one before it: the position of the first it repeats."""
    if len(questions) < 2:
        return {}
    words = [" ".join(sorted(set(stems(asked_and_key(question))))) for question in questions]
    vectors = encoder.encode([asked_and_key(question) for question in questions])
    found: dict[int, int] = {}
    for at in range(1, len(questions)):
        for other in _near(at, vectors, words):
            if other not in found and repeats(
                questions[at], questions[other], words[at], words[other], float(vectors[at] @ vectors[other])
            ):
                found[at] = other
                break
    return found


def _near(at: int, vectors: NDArray[np.float32], words: Sequence[str]) -> Iterator[int]:
    likeness = vectors[:at] @ vectors[at]
    for other in np.flatnonzero(likeness >= NEAR - 0.1):
        yield int(other)


def repeats(one: Question, other: Question, words: str, others: str, cosine: float) -> bool:
    """Whether two questions ask for the same: in the same words, or the same key in words that mean the same."""
    if _is_said(one) != _is_said(other):
        return fuzz.token_sort_ratio(words, others) >= SAME_WORDS
    if names_in(one) != names_in(other):
        return False
    if one.kind in ("matching", "ordering") or other.kind in ("matching", "ordering"):
        return one.kind == other.kind and set(key_text(one).split("; ")) == set(key_text(other).split("; "))
    alike = fuzz.ratio(fold(key_text(one)), fold(key_text(other)))
    if one.kind == other.kind and fuzz.token_sort_ratio(words, others) >= SAME_WORDS and alike >= SAME_KEY:
        return True
    if alike < SAME_KEY:
        return False
    return cosine >= SAME_MEANING or (cosine >= NEAR and _same_quote(one, other))


def names_in(question: Question) -> set[str]:
    """The names, identifiers and numbers of the stem and the numbers of the key: two questions that differ in one
    ask for different things, however alike they are."""
    words = re.findall(r"[A-Za-z0-9][\w.-]*", question.stem)
    named = {word.casefold() for word in words[1:] if re.search(r"\d|.[A-Z]|^[A-Z]", word)}
    return (named - _ANYWHERE) | set(re.findall(r"\d[\d.,]*", key_text(question)))


def _same_quote(one: Question, other: Question) -> bool:
    quotes = {(c.source, c.start, c.end) for c in one.rationale.citations} | {c.quote for c in one.rationale.citations}
    return any((c.source, c.start, c.end) in quotes or c.quote in quotes for c in other.rationale.citations)


def _is_said(question: Question) -> bool:
    """Whether it is a statement that is true: such a one tells the answer of a question that asks for a word of it."""
    return question.kind == "true_false" and key_text(question).casefold() == "true"


def asked_and_key(question: Question) -> str:
    key = "" if question.kind == "true_false" else key_text(question)
    return f"{TRUE_OR_FALSE.sub('', question.stem)} {key}".strip()


def key_text(question: Question) -> str:
    """The key in words: the right options, the gap's text, the pairs, the items in order."""
    if question.options:
        return "; ".join(sorted(question.options[letter] for letter in question.answer))
    if question.pairs:
        return "; ".join(sorted(f"{left} = {right}" for left, right in question.pairs))
    return "; ".join(question.answer) if question.items else next(iter(question.answer), "")
