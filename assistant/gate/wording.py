"""What a text says, in a form that can be compared: folded text, stems, numbers, negations."""

import functools
import re
import unicodedata

import snowballstemmer

from quotewise.index import content_words

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
# Set phrases and the plain words they stand for.
PHRASES = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"\b(?:when|if) you (?:want|need|have|would like)\b", "for"),
        (r"\bdata sets?\b", "dataset"),
        (r"\b(?:has|have) to\b", "must"),
        (r"\bby (?:itself|themselves)\b|\bon (?:its|their) own\b", "automatically"),
        (r"\b(?:apart from|other than)\b", "except"),
        (r"\bas well as\b", "and"),
        (r"\bin order to\b", "to"),
        (r"\bcosts? more\b|\bis more expensive\b", "is dearer"),
        (r"\bcosts? less\b|\bis less expensive\b", "is cheaper"),
        (
            r"\b(?:reduce|lower|cut|decrease)(s?) (?:the |your |its )?((?:[A-Z]\w+(?:'s)? )?)"
            r"(?:costs?|bill|price|spend(?:ing)?)\b",
            r"save\1 \2",
        ),
        (r"\bmore expensive\b", "dearer"),
        (r"\bless expensive\b", "cheaper"),
        (r"\bpays? off\b", "is worthwhile"),
        (r"\bboth (?=\w+(?: \w+){0,2} and\b)", ""),
        (r",? (?:if|when|where) there (?:is|are|was|were) none\b", " otherwise"),
        (r"\b(?:is|are) too \w+ to (?=\w)", "does not "),
        (r"\bmost recent(ly)?\b", "latest"),
        (r"\b(?:keep|kept|keeps|keeping) track of\b", "remember"),
        (r"\bhard to (?:get|find|come by|obtain)\b", "scarce"),
        (r"\bstop(?:s|ped)? accepting\b", "is closed to"),
        (r"\b(?:reduce|lower|decrease|cut)(s?) (\w+(?: \w+){0,3}) by a factor of\b", r"divide\1 \2 by"),
        (r"\b(?:is|are) (?:a |the )?(?:good|right|best|natural|better) (?:fit|choice|option) (?:if|when)\b", "is for"),
        (r"(?<=\d)(\S*(?: [A-Za-z%]+)?) or (?:larger|greater|higher|bigger|longer)\b", r"\1 or more"),
        (r"(?<=\d)(\S*(?: [A-Za-z%]+)?) or (?:smaller|lower|shorter)\b", r"\1 or less"),
        (r"\bclose to\b", "near"),
        (r"\bcalls? for\b", "is for"),
        (r"\bcompared (?:with|to)\b", "against"),
        (r"\bleaves? (\w+(?: \w+){0,3}) alone\b", r"does not touch \1"),
        (r"\b(?:switch|turn)(?:e?s|ed)? on\b", "enable"),
        (r"\b(?:switch|turn)(?:e?s|ed)? off\b", "disable"),
        (r"\b(?:is|are) responsible for\b", "does"),
        (r"\bstops? (\w+ing)\b", r"is not \1"),
        (r"\bkeeps? (?=\w+ing\b)", ""),
        (r"\bonly (?=a few\b|few\b)", ""),
        (r"\s*≥\s*", " at least "),
        (r"\s*≤\s*", " at most "),
        (r"\bbetween (?=\d)(\S+(?: [A-Za-z%]+)?) and (?=\d)", r"from \1 to "),
        (r"\b(?!is|are|was|were|has|have|had|there|be|do|does)(\w{3,}?)s? nothing\b", r"does not \1"),
    )
)

_stemmer = snowballstemmer.stemmer("porter")  # the stemmer of the library's full text


def fold(text: str) -> str:
    """`text` without differences of case, white space, quotation marks and dashes."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(MARKS).casefold().split())


def bare(text: str) -> str:
    """`text` without list marks, emphasis, code marks and quotation marks, set phrases brought to one form."""
    text = text.translate(MARKS).replace("`", "").replace("**", "").replace("__", " ")
    text = re.sub(r"(?m)^\s*(?:>\s*)*(?:[-*+\u2022]\s+|\d{1,3}[.)]\s+|#{1,6}\s+|={2,}\s)?", "", text)
    text = re.sub(r"(?<!\w)[*_\"]+|[*_\"]+(?!\w)|(?<=\w)\"(?=\W)", "", text)
    text = re.sub(r"(?<=\w)\s?/\s?(s|sec|min|h|hr|hour|day|month|year)\b", _per, text)
    for pattern, plain in PHRASES:
        text = pattern.sub(plain, text)
    return re.sub(
        r",? ?\b(?:unless|until) (?:you )?(?:set|told|specified|changed?|stated|configured?)"
        r"(?: otherwise| it| them| this)?\b"
        r"(?=\s*(?:[,.;:)]|$))",
        " by default",
        text,
        flags=re.IGNORECASE,
    )


def _per(match: re.Match[str]) -> str:
    spelled = {"s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour"}
    return f" per {spelled.get(match[1], match[1])}"


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
