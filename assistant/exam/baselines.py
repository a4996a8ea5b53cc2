"""What gets exam questions right without understanding them: chance, the longest option, likeness, plain BM25.

A solver is worth what it has beyond these, and a practice question that one of the first three answers gives
its key away.
"""

import math

from quotewise.assistant.exam.item import ExamItem
from quotewise.index import Encoder, Library, Weights, content_words
from quotewise.index.lexical import SATURATION, inverse_frequency

TOP = 3  # passages whose scores are averaged
BUDGET = 6000  # characters of passages, far more than three
WORDS_ALONE = Weights(meaning=0.0, words=1.0, words_around=0.0, tokens=0.0, around=0.0)

Scores = dict[str, float]  # by letter, higher is better


def chance(item: ExamItem) -> float:
    """The share of random picks that are right; of all subsets where their number is not given."""
    options = len(item.options)
    return 1 / (2**options - 1) if item.choose is None else 1 / math.comb(options, item.choose)


def by_length(item: ExamItem) -> Scores:
    return {letter: float(len(text)) for letter, text in item.options.items()}


def by_likeness(item: ExamItem, encoder: Encoder) -> Scores:
    """Cosine of the stem and each option: the question alone, without notes."""
    stem, *options = encoder.encode([item.question, *item.options.values()])
    return {letter: float(stem @ option) for letter, option in zip(item.options, options, strict=True)}


def by_bm25(item: ExamItem, library: Library) -> Scores:
    """BM25 of stem and option together, mean of the best three passages."""
    return {letter: _bm25(library, f"{item.question} {text}") for letter, text in item.options.items()}


def _bm25(library: Library, text: str) -> float:
    hits = library.search(text, budget=BUDGET, weights=WORDS_ALONE)[:TOP]
    counts, total = library.document_frequency(content_words(text))
    # The library's score is a share of what the words could score at most; plain BM25 is a sum.
    most = SATURATION * sum(inverse_frequency(count, total) for count in counts.values())
    return most * sum(hit.score for hit in hits) / TOP
