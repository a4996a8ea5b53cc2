"""The words of stem and options: by which an option is told from those beside it, and what gives a key away."""

import math
import re
from collections.abc import Collection, Iterator, Mapping

from quotewise.assistant.extract.everyday import is_everyday
from quotewise.assistant.gate.quantity import WORDS, quantities
from quotewise.assistant.gate.wording import fold, numbers, parts, stem, stems
from quotewise.assistant.practice.audit.flaw import Flaw
from quotewise.assistant.practice.audit.stem import GAP
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


TELLING = 4.0  # ln of one over the share of passages that hold a word: from here on its echo is heard
AHEAD = 1.5  # how much more of the stem the key must echo than any other option
MOST_WORDS = 3  # beside a number, in an option that is an amount
UNKNOWN = 0.5  # share of an option's words that no note holds, beyond which it is a filler
_NUMBER_FIRST = re.compile(
    rf"(?:(?:up to|at least|at most|about|over|under|more than|less than|every|each|from|once|within)\s+)?"
    rf"[-+~$\u2212\u2248\u2264\u2265<>=\s]*(?:\d|(?:{'|'.join(WORDS)})\b)",
    re.IGNORECASE,
)


def echo_flaws(question: Question, library: Library) -> Iterator[Flaw]:
    """Every fault of the words that stem and options share, or that only an option has."""
    if question.kind == "cloze" and question.answer and _says(GAP.sub(" ", question.stem), question.answer[0]):
        yield Flaw("leaked_key", question.answer[0])
    if not question.options or question.kind == "true_false":
        return
    yield from _echo(question, library)
    yield from _implausible(question, library)


def _echo(question: Question, library: Library) -> Iterator[Flaw]:
    keys = [question.options[letter] for letter in question.answer]
    wrong = [question.options[letter] for letter in question.wrong]
    if any(_says(question.stem, key) for key in keys) and not any(_says(question.stem, text) for text in wrong):
        yield Flaw("leaked_key", keys[0])
        return
    weights = word_weights(question.stem, library)
    shared = [sum(weights.get(word, 0.0) for word in set(stems(text))) for text in wrong]
    elsewhere = {word for text in wrong for word in stems(text)}
    for key in keys:
        own = [word for word in set(stems(key)) - elsewhere if weights.get(word, 0.0) >= TELLING and word.isalpha()]
        total = sum(weights.get(word, 0.0) for word in set(stems(key)))
        if own and total >= max(shared, default=0.0) + AHEAD:
            yield Flaw("clang", ", ".join(sorted(own)))
            return


def word_weights(text: str, library: Library) -> dict[str, float]:
    """How rare each word of a text is in the notes, by stem: ln((N + 1) / (n + 0.5)); a word none holds is left out."""
    counts, total = library.document_frequency(parts(text))
    return {stem(word): math.log((total + 1) / (count + 0.5)) for word, count in counts.items() if count}


def _says(text: str, key: str) -> bool:
    """Whether a text holds every word of a key."""
    held = bool(stems(key)) and set(stems(key)) <= set(stems(text)) and numbers(key) <= numbers(text)
    return held and bool(re.search(r"[^\W\d]{2}", key))


def _implausible(question: Question, library: Library) -> Iterator[Flaw]:
    """Wrong options that are no number where the key is one, or the other way round, or of words no note holds."""
    keys = [question.options[letter] for letter in question.answer]
    numeric = all(map(is_amount, keys))
    found = []
    for letter in question.wrong:
        text = question.options[letter]
        if (is_amount(text) != numeric and (numeric or is_amount(text))) or (not numeric and is_unknown(text, library)):
            found.append(letter)
    if found:
        yield Flaw("implausible", question.options[found[0]], tuple(found))


def is_amount(text: str) -> bool:
    """Whether an option is a number with or without its unit, and hardly a word besides."""
    words = [part for part in parts(text) if not re.search(r"\d", part)]
    first = _NUMBER_FIRST.match(text.strip())
    if first is None or not quantities(text):
        return False
    # "One without a season" counts nothing; "two weeks" does.
    spelt = not re.search(r"\d", text) and not quantities(text)[0].kind
    return len(words) <= (1 if spelt else MOST_WORDS)


def is_unknown(text: str, library: Library) -> bool:
    """Whether more than UNKNOWN of an option's words stand in no note; also where it has no word at all."""
    words = [part for part in parts(text) if part.isalpha() and len(part) > 1]
    if not words:
        return not re.search(r"\w{2}|\d", text) or text.strip().casefold() in ("n/a", "na", "tbd")
    counts, _ = library.document_frequency(words)
    return sum(not counts[word] for word in words) > UNKNOWN * len(words)
