"""What a text says, in a form that can be compared: folded text, stems, numbers."""

import re
import unicodedata

from quotewise.ingest import words

NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*")
MARKS = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"})


def fold(text: str) -> str:
    """`text` without differences of case, white space, quotation marks and dashes."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(MARKS).casefold().split())


def bare(text: str) -> str:
    """`text` without list marks, emphasis, code marks and quotation marks."""
    text = text.translate(MARKS).replace("`", "").replace("**", "").replace("__", " ")
    text = re.sub(r"(?m)^\s*(?:>\s*)*(?:[-*+\u2022]\s+|\d{1,3}[.)]\s+|#{1,6}\s+|={2,}\s)?", "", text)
    text = re.sub(r"(?<!\w)[*_\"]+|[*_\"]+(?!\w)|(?<=\w)\"(?=\W)", "", text)
    return re.sub(r"(?<=\w)\s?/\s?(s|sec|min|h|hr|hour|day|month|year)\b", _per, text)


def _per(match: re.Match[str]) -> str:
    spelled = {"s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour"}
    return f" per {spelled.get(match[1], match[1])}"


def stem(word: str, language: str = "en") -> str:
    """By the rules of English unless a language is told: what is compared is stemmed alike, and often too short."""
    return words.stem(word, language)


def parts(text: str, language: str = "en") -> list[str]:
    """The words of `text` that carry meaning, in lower case, each once; compounds give their parts too."""
    found: dict[str, None] = {}
    for word in words.content_words(fold(text), language):
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
