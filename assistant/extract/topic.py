"""Whether a question is on what the notes are about at all, however they put it: decided before anything is said."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from quotewise.assistant.extract.plainwords import is_everyday
from quotewise.assistant.extract.ranking import Asked, logistic
from quotewise.assistant.extract.weighing import inverse_frequency, told
from quotewise.assistant.gate.wording import parts, stem, stems
from quotewise.index import Hit, Library
from quotewise.index.lexical import STOP_WORDS, WORD

# Fitted by `python -m quotewise.eval.fitting`, on MiniLM's cosines; see eval/README.md.
BIAS = 7.00
SIGNS = {
    "near": -12.40,  # cosine of the nearest passage and the question, or the sentence of it that is nearest to one
    "held": -3.40,  # how telling the words of the question are that one passage holds, in words that one passage has
}
OFF_FROM = 0.5
LOOKED_AT = 20  # passages of which one should hold the question's words
NAMED = 3  # words told that no note knows
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Topic:
    """chance: that the question is on nothing the notes are about, from 0 to 1. unknown: its telling words that stand
    nowhere in the notes, as they were written.
    """

    chance: float
    unknown: tuple[str, ...] = ()

    @property
    def is_off(self) -> bool:
        return self.chance >= OFF_FROM


def topic(library: Library, asked: Asked, hits: Sequence[Hit]) -> Topic:
    return Topic(logistic(BIAS, SIGNS, signs(library, asked.text, hits)), unknown_words(library, asked.text))


def signs(library: Library, text: str, hits: Sequence[Hit]) -> dict[str, float]:
    """What the topic is told by, see SIGNS. `held` counts each word as its share of the most telling a word can be."""
    frequencies, total = library.document_frequency(told(text))
    telling = {stem(word): inverse_frequency(count, total) / math.log(total + 1) for word, count in frequencies.items()}
    passages = [frozenset(stems(f"{hit.context}\n{hit.heading}\n{hit.text}")) for hit in hits[:LOOKED_AT]]
    held = [sum(weight for word, weight in telling.items() if word in passage) for passage in passages]
    return {"near": nearness(library, text), "held": max(held, default=0.0)}


def nearness(library: Library, text: str) -> float:
    """The highest cosine of any passage and the text, or one of its sentences: a story before it leads astray."""
    sentences = [sentence for sentence in SENTENCE_END.split(text.strip()) if sentence]
    vectors = library.encoder.encode([text, *sentences] if len(sentences) > 1 else [text])
    return max((cosine for vector in vectors for cosine in library.nearest(vector, 1).values()), default=0.0)


def unknown_words(library: Library, text: str) -> tuple[str, ...]:
    """The words that name something and stand nowhere in the notes, nor do their parts."""
    words = {word.lower(): word for word in WORD.findall(text) if word.lower() not in STOP_WORDS}
    pieces = {word: parts(word) for word in words}
    frequencies, _ = library.document_frequency({piece for some in pieces.values() for piece in some})
    return tuple(
        words[word]
        for word, some in pieces.items()
        if some and not any(frequencies[piece] for piece in some) and not is_everyday(stem(word)) and not word.isdigit()
    )[:NAMED]
