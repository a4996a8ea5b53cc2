"""The language of a text, told by its function words: where it is not one whose denials we know, little can be told."""

from functools import cache

from quotewise.assistant.gate.statement import word_data
from quotewise.index.lexical import ENGLISH
from quotewise.ingest.language import tell_language
from quotewise.ingest.words import stop_words

FEW = 30  # words, below which a text whose language is not told is taken for English


def function_words(sentence: str, around: str) -> frozenset[str] | None:
    """The function words of the language that a sentence is in; None for one whose denials are not known.

    around: the passages it is held against, for a sentence that is too short to tell.
    """
    both = f"{sentence} {around}"
    told = tell_language(sentence) or tell_language(both)
    if not told and len(both.split()) < FEW and sentence.isascii():
        told = ENGLISH
    return _known().get(told)


@cache
def _known() -> dict[str, frozenset[str]]:
    listed = {language: frozenset(words.split()) for language, words in word_data()["function"].items()}
    return {ENGLISH: stop_words(ENGLISH), **listed}
