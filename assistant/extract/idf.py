"""How telling each word of a question is: rare in the notes, and not an everyday word."""

import re
from collections.abc import Mapping

from quotewise.assistant.extract.everyday import is_everyday
from quotewise.assistant.gate.wording import fold, parts, stem
from quotewise.index import Library
from quotewise.index.lexical import inverse_frequency
from quotewise.ingest.words import stop_words

Weights = Mapping[str, float]  # stem of a word of the question: how telling it is

EVERYDAY_WEIGHT = 0.3  # of an everyday word, against a word of the subject that is as rare
SHORTENED = re.compile(r"(\w+)'(?:s|d|ll|re|ve|t|m)\b")  # "what's", "endpoint's", "we'd"


def weigh(library: Library, question: str) -> dict[str, float]:
    """How telling each word of the question is in this library, by stem."""
    words = told(question, library.language_of(question))
    frequencies, total = library.document_frequency(words)
    weights: dict[str, float] = {}
    for word, frequency in frequencies.items():
        found = stem(word)
        telling = inverse_frequency(frequency, total) * (EVERYDAY_WEIGHT if is_everyday(found) else 1.0)
        weights[found] = max(telling, weights.get(found, 0.0))
    return weights


def told(question: str, language: str) -> list[str]:
    """The words of a question that tell what it is about; all of them if none does."""
    without = SHORTENED.sub(lambda match: "" if match[1] in stop_words(language) else match[1], fold(question))
    return [word for word in parts(without, language) if len(word) > 1 or word.isdigit()] or parts(question, language)
