"""Whether an answer states a key fact, decided without a judge model."""

import re
from collections.abc import Sequence

STATED = 0.7  # share of a fact's content words that the answer must hold
NEGATION = re.compile(r"\b(?:no|not|never|none|cannot|without)\b|n['\u2019]t\b", re.IGNORECASE)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
STOP_WORDS = frozenset(
    """a an the of to in on at by for from with and or but if as is are was were be been being it its this that these
    those there here i you he she we they them their your our can could may might will would shall should must do
    does did has have had than then so such into onto over under about per via which who what when where how why all
    any some each both more most very just only also""".split()
)


def seen(text: str, heading: str) -> str:
    """What a claim tells a person who sees the heading beside its number: in front of its words, where they lack it."""
    title = heading.rpartition(" > ")[2].strip()
    return text if fold(title) in fold(text) else f"{title}: {text}"


def fold(text: str) -> str:
    """Letters and digits alone, in lower case."""
    return re.sub(r"[\W_]+", "", text).lower()


def coverage(facts: Sequence[str], answer: str) -> float:
    """The share of `facts` that `answer` states; 1.0 where nothing is asked for."""
    return sum(states(answer, fact) for fact in facts) / len(facts) if facts else 1.0


def states(answer: str, fact: str) -> bool:
    """Whether one of the fact's wordings, separated by " / ", is stated.

    A wording is stated if every number of it stands in the answer, at least 70 % of its content words do,
    and, where it negates, some sentence of the answer negates and shares a content word with it.
    """
    return any(is_stated(answer, wording) for wording in fact.split(" / "))


def is_stated(answer: str, wording: str) -> bool:
    needed, held = content(wording), content(answer)
    if not set(NUMBER.findall(without_separators(wording))) <= set(NUMBER.findall(without_separators(answer))):
        return False
    if needed and len(needed & held) < STATED * len(needed):
        return False
    return NEGATION.search(wording) is None or any(
        NEGATION.search(sentence) and content(sentence) & needed for sentence in re.split(r"(?<=[.!?])\s+|\n", answer)
    )


def content(text: str) -> set[str]:
    words = re.findall(r"[a-z]+", text.lower())
    return {light_stem(word) for word in words if word not in STOP_WORDS and not NEGATION.fullmatch(word)}


def light_stem(word: str) -> str:
    for suffix in (
        "ations",
        "ation",
        "ingly",
        "edly",
        "ings",
        "ing",
        "ies",
        "ied",
        "ers",
        "es",
        "ed",
        "er",
        "ly",
        "s",
        "e",
    ):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


def without_separators(text: str) -> str:
    return re.sub(r"(?<=\d),(?=\d{3})", "", text)
