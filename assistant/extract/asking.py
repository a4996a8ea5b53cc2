"""What a question asks for: a number and of what, or what something is."""

import re
from dataclasses import dataclass

from quotewise.assistant.gate.quantity import UNITS, quantities, units_alone
from quotewise.assistant.gate.wording import numbers, stem, stems

# Nouns that a number answers, and what it measures where that is certain.
MEASURES = {
    "time": "timeout duration latency delay lifetime retention period interval deadline",
    "money": "price cost fee charge salary",
    "share": "percentage percent share fraction proportion proportions discount",
    "size": "size payload",
    "": """limit maximum minimum max min ceiling quota cap number count amount throughput capacity rate range
    threshold score port fewest most bandwidth weight value""",
}
MEASURED = {stem(noun): kind for kind, nouns in MEASURES.items() for noun in nouns.split()}
_NOUNS = "|".join(noun for nouns in MEASURES.values() for noun in nouns.split())
_TIMES = frozenset("long soon quickly often old late".split())
_COUNTED = re.compile(r"\bhow many\s+(?:more\s+|of\s+(?:the|my)\s+)?([\w.-]+)(?:\s+([\w.-]+))?", re.IGNORECASE)
_MUCH = re.compile(r"\bhow much\s+(\w+)", re.IGNORECASE)
_HOW = re.compile(
    r"\bhow (long|soon|quickly|often|old|big|large|heavy|small|fast|high|low|far|deep|wide|slow|late)\b"
    r"|\bfor how (long)\b",
    re.IGNORECASE,
)
_COSTS = re.compile(r"\bwhat\s+(?:does|do|did|would)\b[^?]*\b(?:cost|charge)s?\b", re.IGNORECASE)
_LONGEST = re.compile(r"\b(?:what(?:'s| is)?|which)\b[^?.]*?\b(longest|shortest)\b", re.IGNORECASE)
_MOST = re.compile(
    r"\bwhat(?:'s| is| are)\s+the\s+(?:most|fewest|smallest|largest|biggest|highest|lowest|heaviest)\b", re.I
)
_FROM = re.compile(r"\bfrom (?:what|which) [\w -]{1,20}\bon\b", re.IGNORECASE)
_BETWEEN = r"(?!(?:is|are|was|do|does|did|can|may|else|of|in|for|to|and)\b)[\w-]+\s+"  # words that describe a noun
_WHAT = re.compile(
    rf"\b(?:what|which|wat|wich)(?:'s| is| was| are)?\s+((?:{_BETWEEN}){{0,3}}?)({_NOUNS})\b", re.IGNORECASE
)
_DEFINED = re.compile(
    r"\W*(?:and\s+)?(?:(?:in (?:plain|simple|short|other) \w+,?\s*)?(?:what(?:'s|s)?|wats|define|explain)\s+"
    r"(?:(?:is|are|was|does|do|exactly is)\s+)?(?:meant by\s+)?(?:an?\s+|the\s+)?)(?P<what>[^?.,;:]{2,40}?)"
    r"(?:\s+(?:mean|measure|stand for|short for|called|about|in\s+[^?]*|(?:good|used) for[^?]*))?\s*(?:,[^?]*)?\?*\s*$",
    re.IGNORECASE,
)
# "Can it ...?", "is that so?" as the last thing said; "is it A or B?" is none, chat misspells "should".
_POLAR = re.compile(
    r"(?:^|[.,:;!?]\s+|\b(?:and|or|but|so)\s+)"
    r"(?:can|(?:c|sh|w)ou?l?d|do|does|did|is|are|was|were|will|may|might|must|has|have|am)\s+(?!(?:not|there)\b)"
    r"(?:(?!\bor\s+(?!not\b|no\b))[^?.])+\?*\s*$",
    re.IGNORECASE,
)
_LONGEST_TERM = 4  # words; a longer stretch behind "what is" is no term


@dataclass(frozen=True, slots=True)
class Sought:
    """What an answer must hold. number: a number does it. kind: what it measures, "" if that is open
    (see `quantity.UNITS`). counted: stems of what is counted ("how many shards"). defined: stems of the term
    whose meaning is asked for. polar: yes or no does it.
    """

    number: bool = False
    kind: str = ""
    counted: frozenset[str] = frozenset()
    defined: frozenset[str] = frozenset()
    polar: bool = False


def seek(question: str) -> Sought:
    """What the question asks for, read from how it is put; nothing in particular where that does not tell."""
    if match := _COUNTED.search(question):
        return count_of(*match.groups())
    if match := _MUCH.search(question):
        word = match[1].lower()
        return Sought(True, "time" if word == "time" else MEASURED.get(stem(word), "") or UNITS.get(word, ("", 0))[0])
    if match := _HOW.search(question):
        word = next(filter(None, match.groups())).lower()
        return Sought(True, "time" if word in _TIMES else "")
    if _COSTS.search(question):
        return Sought(True, "money")
    if _LONGEST.search(question):
        return Sought(True)
    if _MOST.search(question) or _FROM.search(question):
        return Sought(True)
    if match := _WHAT.search(question):
        return Sought(True, MEASURED[stem(match[2].lower())])
    if (match := _DEFINED.match(question)) and len(match["what"].split()) <= _LONGEST_TERM:
        return Sought(defined=frozenset(stems(match["what"])))
    return Sought(polar=bool(_POLAR.search(question)))


def count_of(first: str, second: str | None) -> Sought:
    """What "how many ..." counts: a unit, or the thing named behind it."""
    if first.lower() in UNITS:
        return Sought(True, UNITS[first.lower()][0])
    return Sought(True, counted=frozenset(stems(" ".join(filter(None, (first, second))))))


def holds_number(text: str, sought: Sought, question: str) -> bool:
    """Whether a text holds a number of the kind sought that the question does not give itself.

    Numbers in words count only where something is counted: "two types of it" is no limit.
    """
    given = numbers(question)
    for quantity in quantities(text):
        written = numbers(text[quantity.start : quantity.end])
        if sought.kind and quantity.kind != sought.kind:
            continue
        if (written - given) or (not written and sought.counted):
            return True
    return bool(sought.kind) and any(kind == sought.kind for _, _, kind, _ in units_alone(text) if kind == "time")
