"""Whether a question is on what the notes are about at all, however they put it: decided before anything is said."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from quotewise.assistant.conversation import names
from quotewise.assistant.extract.everyday import is_everyday
from quotewise.assistant.extract.idf import told
from quotewise.assistant.extract.relevance import logistic
from quotewise.assistant.gate.quantity import UNITS
from quotewise.assistant.gate.wording import parts as words_of
from quotewise.assistant.gate.wording import stem, stems
from quotewise.assistant.language import is_order, language_of, parts
from quotewise.assistant.unit import sentence_texts
from quotewise.index import Hit, Library
from quotewise.index.lexical import inverse_frequency
from quotewise.index.spelling import is_read_whole
from quotewise.ingest.words import WORD, stop_words

# Fitted by `python -m quotewise.eval.fitting`, on MiniLM's cosines; see eval/README.md.
BIAS = 7.14
SIGNS = {
    "near": -12.22,  # cosine of the nearest passage and the question, or the sentence of it that is nearest to one
    "held": -3.39,  # how telling the words of the question are that one passage holds, in words that one passage has
}
OFF_FROM = 0.5
ON = 0.4  # the chance of what can be no other than on the notes
CLOSE = 0.5  # cosine from which an order may be meant for the notes; half of what they answer is nearer than .6
ABBREVIATION = 3  # letters; shorter ones stand for too much
LOOKED_AT = 20  # passages of which one should hold the question's words
NAMED = 3  # words told that no note knows
# A name: a capital or digit inside a word ("HyperPod", "LF-Tags", "RAG"), or a capital after the first word.
COINED = re.compile(r"\b\w*[A-Z0-9][\w-]*[A-Z][\w-]*\b")
NAME = re.compile(rf"{COINED.pattern}|(?<=[\w,] )[A-Z]\w+")
NOUNS_HAVE_CAPITALS = ("de",)  # there a capital tells no name


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


def topic(library: Library, text: str, question: str, hits: Sequence[Hit]) -> Topic:
    """What a question is on, as it is searched for. question: as it was put, without what it leans on."""
    found = signs(library, text, hits)
    chance = logistic(BIAS, SIGNS, found)
    if has_own_name(library, question):
        chance = 0.0
    elif (is_order(question) and found["near"] < CLOSE) or counts_alone(library, text):
        chance = 1.0
    elif is_foreign(library, text) or not unknown_words(library, text):
        chance = min(chance, ON)  # in another language, or in words that all stand in the notes: "what is state?"
    return Topic(chance, unknown_words(library, text))


def is_foreign(library: Library, text: str) -> bool:
    """Whether no function word of the question stands in the notes, so that they seem to be in another language."""
    words = parts(text)
    functional = {word for word in words if word in language_of(words).functional}
    frequencies, _ = library.document_frequency(functional)
    return len(functional) > 1 and not any(frequencies.values())


def has_own_name(library: Library, question: str) -> bool:
    """Whether it holds a name that the notes hold and that the encoder does not know: its vector tells little then.

    Such is a name that is read in pieces, and an abbreviation: "ALE" is read as "ale".
    """
    own = [
        name
        for name in names_in(question, library.language_of(question))
        if (name.isupper() and len(name) >= ABBREVIATION) or not is_read_whole(library.encoder, name.lower())
    ]
    frequencies, _ = library.document_frequency(own)
    return any(frequencies.values())


def counts_alone(library: Library, text: str) -> bool:
    """Whether numbers are all that is named, and no passage holds them together: "what is 17 times 23?"."""
    words = parts(text)
    numbers = [word for word in words if word.isdigit()]
    language = language_of(words)
    return bool(numbers) and not any(names(word, language) for word in words) and not library.holding_all(numbers)


def names_in(question: str, language: str) -> list[str]:
    """Each name in a question, as it is written; no unit, and no word that asks: German writes "Unterschied" so."""
    found = dict.fromkeys((COINED if language in NOUNS_HAVE_CAPITALS else NAME).findall(question))
    own = [name for name in found if name.isupper() or name.casefold() not in stop_words(language)]
    return [name for name in own if name.lower() not in UNITS]


def signs(library: Library, text: str, hits: Sequence[Hit]) -> dict[str, float]:
    """What the topic is told by, see SIGNS. `held` counts each word as its share of the most telling a word can be."""
    frequencies, total = library.document_frequency(told(text, library.language_of(text)))
    telling = {stem(word): inverse_frequency(count, total) / math.log(total + 1) for word, count in frequencies.items()}
    passages = [frozenset(stems(f"{hit.context}\n{hit.heading}\n{hit.text}")) for hit in hits[:LOOKED_AT]]
    held = [sum(weight for word, weight in telling.items() if word in passage) for passage in passages]
    return {"near": nearness(library, text), "held": max(held, default=0.0)}


def nearness(library: Library, text: str) -> float:
    """The highest cosine of any passage and the text, or one of its sentences: a story before it leads astray."""
    sentences = sentence_texts(text)
    vectors = library.encoder.encode([text, *sentences] if len(sentences) > 1 else [text])
    return max((cosine for vector in vectors for cosine in library.nearest(vector, 1).values()), default=0.0)


def unknown_words(library: Library, text: str) -> tuple[str, ...]:
    """The words that name something and stand nowhere in the notes, nor do their parts."""
    empty = stop_words(library.language_of(text))
    words = {word.lower(): word for word in WORD.findall(text) if word.lower() not in empty}
    pieces = {word: words_of(word) for word in words}
    frequencies, _ = library.document_frequency({piece for some in pieces.values() for piece in some})
    return tuple(
        words[word]
        for word, some in pieces.items()
        if some and not any(frequencies[piece] for piece in some) and not is_everyday(stem(word)) and not word.isdigit()
    )[:NAMED]
