"""What a text says, in a form that can be compared: folded text, stems, numbers, negations."""

import functools
import re
import unicodedata

import snowballstemmer

from quotewise.index import content_words, words

NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*")
NEGATIONS = frozenset(
    [
        "no",
        "not",
        "never",
        "none",
        "nothing",
        "neither",
        "nor",
        "cannot",
        "without",
        "lacks",
        "lack",
        "unable",
    ]
)
MARKS = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"})

_stemmer = snowballstemmer.stemmer("porter")  # the stemmer of the library's full text


def fold(text: str) -> str:
    """`text` without differences of case, white space, quotation marks and dashes."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(MARKS).casefold().split())


@functools.lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    return str(_stemmer.stemWord(word))


def parts(text: str) -> list[str]:
    """The words of `text` that carry meaning, in lower case, each once; compounds give their parts too."""
    found: dict[str, None] = {}
    for word in content_words(fold(text)):
        for part in (word, *re.split(r"[.'/_-]", word)):
            if part and part != "s":  # the s of a possessive
                found.setdefault(part)
    return list(found)


def stems(text: str) -> list[str]:
    """The stems of `parts`, each once."""
    return list(dict.fromkeys(stem(part) for part in parts(text)))


def numbers(text: str) -> set[str]:
    """The numbers in `text`, thousands separators dropped."""
    return {re.sub(r",(?=\d{3}\b)", "", match.group()) for match in NUMBER.finditer(text)}


def is_negated(text: str) -> bool:
    return any(word in NEGATIONS or word.endswith("n't") for word in words(fold(text)))
