"""The language of a text, told by its function words: where it is not one whose denials we know, little can be told."""

import re
from functools import cache

from quotewise.assistant.gate.statement import word_data
from quotewise.ingest.words import stop_words

LEAST = 0.15  # share of function words, below which a text is in none of the languages we know
ENOUGH = 2  # different function words that tell the language of a sentence alone
FEW = 30  # words, below which a text without function words tells nothing; it is taken for English


def function_words(sentence: str, around: str) -> frozenset[str] | None:
    """The function words of the language that a sentence is in; None for one whose denials are not known.

    around: the passages it is held against, for a sentence that is too short to tell.
    """
    told = _told(sentence)
    if told is None or len(told & set(_words(sentence))) < ENOUGH:
        told = _told(f"{sentence} {around}")
    if told is None and len(_words(f"{sentence} {around}")) < FEW and sentence.isascii():
        return stop_words("en")
    return told


def _told(text: str) -> frozenset[str] | None:
    """The function words of the language that holds most words of a text."""
    found = _words(text)
    best = max(_languages(), key=lambda known: sum(word in known for word in found))
    return best if sum(word in best for word in found) >= LEAST * max(1, len(found)) else None


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())


@cache
def _languages() -> tuple[frozenset[str], ...]:
    return (stop_words("en"), *(frozenset(words.split()) for words in word_data()["function"].values()))
