"""The language of a text, told by its function words: where it is not one whose denials we know, little can be told."""

from quotewise.assistant.gate.statement import function_words
from quotewise.index.lexical import ENGLISH
from quotewise.ingest.words import tell_language

FEW = 30  # words, below which a text whose language is not told is taken for English


def known_language(sentence: str, around: str, likely: str = "") -> str:
    """The language that a sentence is in; "" for one whose denials are not known.

    around: the passages it is held against, for a sentence that is too short to tell. likely: theirs, where told.
    """
    both = f"{sentence} {around}"
    told = tell_language(sentence)
    if not function_words(told):  # a short sentence is taken for another language's easily
        told = (tell_language(both) or likely) if told else (likely or tell_language(both))
    if not told and len(both.split()) < FEW and sentence.isascii():
        told = ENGLISH
    return told if function_words(told) else ""
