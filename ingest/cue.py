"""The vocabulary of study notes: words and signs that say what a line is for, whatever the subject.

Signs may be destroyed: a tick or cross whose UTF-8 bytes were read as Thai leaves one stray Thai vowel.
"""

import re
from functools import lru_cache

# Emoji, ticks, arrows, bullets, and what is left of them after wrong decoding (never a word of real Thai): of
# three or four bytes (\u0e42, \u0e50), of two (a middle dot, angle quotes, a times sign), a variation mark.
_SIGNS = (
    r"(?:[^\w\s\"'“\u2018(\[{<`|$&@/\\#*+=~.,;:!?)\]}>%-]"
    r"|[\u0e42\u0e50][\u0e01-\u0e1f]{0,2}|\u0e22[\u0e17\u0e1b\u0e0b]?|\u0e23|\u0e4f\u0e18|\ufe0f)"
)
_SIGN_FIRST = re.compile(rf"{_SIGNS}+\s+")
_SIGN_ALONE = re.compile(rf"{_SIGNS}{{1,4}}(?:\s?{_SIGNS}){{0,2}}$")
_DECORATION = re.compile(r"^(?:[-*+•]\s+|\d{1,3}[.)]\s+)?(?:[*_]{1,3})?")

_MYTH = re.compile(
    r"(?:common )?(?:myth|trap|misconception|mistake|pitfall|fiction|false(?:hood)?|gotcha)s?"
    r"\s*#?\d*\s*[*_]{0,3}\s*[:\u2013\u2014-]",
    re.I,
)
_FALSE = re.compile(
    r"(?:wrong|incorrect|bad|don'?t|dont|not|never|before|avoid|anti-?pattern)\s*#?\d*\s*[*_]{0,3}:", re.I
)
_TRUTH = re.compile(
    r"(?:reality|fact|truth|true|correct(?:ion|ed)?|right|actually|in fact|in reality|instead|good|do|better"
    r"|best practice|solution|fix|after|always)\s*#?\d*\s*[*_]{0,3}\s*[:\u2013\u2014-]",
    re.I,
)
_CROSS = re.compile(r"[❌✗✘✖🚫⛔❎]")
_TICK = re.compile(r"[✅✔✓☑👍]")
_QUOTED = re.compile(r"[\"“][^\"“”]{3,200}[\"”][.!]?$")

_QUESTION = re.compile(
    r"(?:(?:practice|sample|exam|review|example|quiz) )?(?:question|quiz|q)\s*\.?#?\d{0,3}\s*[*_]{0,3}"
    r"\s*[:.)]\s*[*_]{0,3}\s*\S",
    re.I,
)
_ANSWER = re.compile(
    r"(?:(?:correct|right|my|your|the|model|best|suggested) )?(?:answers?|ans|a)\s*\d{0,3}\s*[*_]{0,3}"
    r"\s*(?:is\s*)?[:.)]",
    re.I,
)
_REASON = re.compile(
    r"(?:explanation|rationale|reason(?:ing)?|why|because|confidence(?: rating)?|eliminated?|keep|maybe)\b"
    r"[^:]{0,40}:",
    re.I,
)
_OPTION = re.compile(r"[-*]?\s*\(?[A-Ha-h][.):]\s+\S")
_ASKED_AND_ANSWERED = re.compile(r".{8,}?[?.…:\"”“]\s*[\"”“]?\s*[*_]{0,2}(?:answer|ans)[*_]{0,2}:\s*\S", re.I)

_OPENER = re.compile(
    r"(?:what (?:it|they|this|these) (?:is|are|does|do|means?|measures?)|definition|the problem)\b"
    r"[^:.?]{0,25}:",
    re.I,
)
_FORMULA = re.compile(r"formula\b[^:]{0,15}:", re.I)
_CALLOUT = re.compile(
    r"(?:must[- ]know|key (?:points?|takeaways?|facts?|insights?)|remember|important|note|tips?|warning"
    r"|caution|exam (?:focus|tips?)|when (?:not )?to use|limitations?|common mistakes|summary|in short)\b"
    r"[^:]{0,60}:",
    re.I,
)
_CASE = re.compile(r"(?:scenario|case(?: study)?|use case|example|exercise)\s*\d{0,3}\s*:\s+\S", re.I)


@lru_cache(maxsize=1024)
def strip_signs(head: str) -> str:
    """A line without the bullet, emphasis and signs (whole or destroyed) it begins with."""
    head = _SIGN_FIRST.sub("", head, count=1) if _SIGN_FIRST.match(head) else head
    return _DECORATION.sub("", head, count=1)


def is_signed(head: str) -> bool:
    """Whether a line begins with a sign, whole or destroyed."""
    return bool(_SIGN_FIRST.match(head))


def is_sign(head: str) -> bool:
    """Whether a line is nothing but a sign, whole or destroyed."""
    return len(head) <= 8 and bool(_SIGN_ALONE.match(head))


def is_lead_in(head: str) -> bool:
    """Whether a short line ends with a colon: it introduces what follows."""
    return len(head) <= 160 and head.rstrip("*_ ").endswith(":")


def is_myth(head: str) -> bool:
    """Whether a line states something as false: "Myth: ...", "Trap: ..."."""
    return bool(_MYTH.match(strip_signs(head)))


def is_false(head: str) -> bool:
    """Whether a line may state something false, if a correction follows: "Wrong: ...", or a cross."""
    bare = strip_signs(head)
    return bool(_MYTH.match(bare) or _FALSE.match(bare) or is_crossed(head))


def is_truth(head: str) -> bool:
    """Whether a line corrects the one before: "Reality: ...", "Fact: ..."."""
    return bool(_TRUTH.match(strip_signs(head)))


def is_quoted(head: str) -> bool:
    """Whether a line, its signs aside, is one quotation and nothing else."""
    return bool(_QUOTED.match(strip_signs(head)))


def is_crossed(head: str) -> bool:
    """Whether a line begins with a cross."""
    return bool(_CROSS.match(_DECORATION.sub("", head, count=1)))


def is_ticked(head: str) -> bool:
    """Whether a line begins with a tick."""
    return bool(_TICK.match(_DECORATION.sub("", head, count=1)))


def is_question(head: str) -> bool:
    """Whether a line is labelled as a question: "Q3: ...", "Question: ..."."""
    return bool(_QUESTION.match(strip_signs(head)))


def is_answer(head: str) -> bool:
    """Whether a line is labelled as an answer."""
    return bool(_ANSWER.match(strip_signs(head)))


def is_reason(head: str) -> bool:
    """Whether a line gives the reason for an answer or an option's fate."""
    return bool(_REASON.match(strip_signs(head)))


def is_option(head: str) -> bool:
    """Whether a line is an answer to choose from: "B) ..."."""
    return bool(_OPTION.match(head))


def asks_and_answers(head: str) -> bool:
    """Whether a question and its answer stand on one line."""
    return bool(_ASKED_AND_ANSWERED.match(head))


def is_opener(head: str, following: str) -> bool:
    """Whether a line opens a topic without naming it: "What it is: ...", a formula and what it measures."""
    bare = strip_signs(head)
    return bool(_OPENER.match(bare) or (_FORMULA.match(bare) and _OPENER.match(strip_signs(following))))


def is_callout(head: str) -> bool:
    """Whether a line is a remark of a kind that closes an example: "Must know: ...", "When to use: ..."."""
    return bool(_CALLOUT.match(strip_signs(head)))


def is_case(head: str) -> bool:
    """Whether a line begins a case of its own: "Scenario: A bank wants ..."."""
    return bool(_CASE.match(strip_signs(head)))
