"""What a line of notes is for, by the word or sign it begins with: a myth, its correction, a question, an answer.

The words are data by language (labels.toml).
"""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

# Emoji, ticks, arrows and bullets: no letter, no digit and none of the signs that sentences and code are made of.
_SIGNS = r"(?:[^\w\s\"'“‘(\[{<`|$&@/\\#*+=~.,;:!?)\]}>%。、：；！？「」『』（）-]|\ufe0f)"  # noqa: RUF001
_SIGN_FIRST = re.compile(rf"{_SIGNS}+\s+")
_SIGN_ALONE = re.compile(rf"{_SIGNS}{{1,4}}(?:\s?{_SIGNS}){{0,2}}$")
_DECORATION = re.compile(r"^(?:[-*+•]\s+|\d{1,3}[.)]\s+)?(?:\[[ xX]\]\s+)?(?:[*_]{1,3})?")
_CROSS = re.compile(r"[❌✗✘✖🚫⛔❎]")
_TICK = re.compile(r"[✅✔✓☑👍]")
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]{3,200}[\"”“»][.!]?$")
_OPTION = re.compile(r"[-*]?\s*\(?[A-Ha-h][.):]\s+\S")
_LONGEST_LEAD = 160  # characters of a line that introduces others


@cache
def label_words(kind: str) -> tuple[str, ...]:
    """The words of every language that label a line of a kind ("question", "answer", "reason"), the longest first."""
    words = tomllib.loads((Path(__file__).parent / "labels.toml").read_text("utf-8"))[kind]
    return tuple(sorted({word for language in words.values() for word in language}, key=len, reverse=True))


@cache
def _labelled(kind: str, behind: str) -> re.Pattern[str]:
    """A line that begins with one of the words of a kind, and with what must stand behind it."""
    every = label_words(kind)
    return re.compile(rf"(?:{'|'.join(map(re.escape, every))})s?\s*[.#]?\d{{0,3}}\s*[*_]{{0,3}}{behind}", re.IGNORECASE)


@lru_cache(maxsize=1024)
def strip_signs(head: str) -> str:
    """A line without the bullet, emphasis and signs it begins with."""
    head = _SIGN_FIRST.sub("", head, count=1) if _SIGN_FIRST.match(head) else head
    return _DECORATION.sub("", head, count=1)


def is_signed(head: str) -> bool:
    """Whether a line begins with a sign."""
    return bool(_SIGN_FIRST.match(head))


def is_sign(head: str) -> bool:
    """Whether a line is nothing but a sign."""
    return len(head) <= 8 and bool(_SIGN_ALONE.match(head))


def is_lead_in(head: str) -> bool:
    """Whether a short line ends with a colon: it introduces what follows."""
    return len(head) <= _LONGEST_LEAD and head.rstrip("*_ ").endswith((":", "："))  # noqa: RUF001


def is_myth(head: str) -> bool:
    """Whether a line states something as false: "Myth: ...", "Trap: ..."."""
    return bool(_labelled("myth", r"\s*[:：–—-]").match(strip_signs(head)))  # noqa: RUF001


def is_false(head: str) -> bool:
    """Whether a line may state something false, if a correction follows: "Wrong: ...", or a cross."""
    return is_myth(head) or is_crossed(head) or bool(_labelled("false", r"\s*[:：]").match(strip_signs(head)))  # noqa: RUF001


def is_truth(head: str) -> bool:
    """Whether a line corrects the one before: "Reality: ...", "Fact: ..."."""
    return bool(_labelled("truth", r"\s*[:：–—-]").match(strip_signs(head)))  # noqa: RUF001


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
    return bool(_labelled("question", r"\s*[:：.)]\s*[*_]{0,3}\s*\S").match(strip_signs(head)))  # noqa: RUF001


def is_answer(head: str) -> bool:
    """Whether a line is labelled as an answer."""
    return bool(_labelled("answer", r"\s*(?:is\s*)?[:：.)]").match(strip_signs(head)))  # noqa: RUF001


def is_reason(head: str) -> bool:
    """Whether a line gives the reason for an answer or an option's fate."""
    return bool(_labelled("reason", r"\b[^:：]{0,40}[:：]").match(strip_signs(head)))  # noqa: RUF001


def is_labelled(head: str) -> bool:
    """Whether a line is labelled as part of a question: what stands below it belongs to no section of its own."""
    return is_question(head) or is_answer(head) or is_reason(head) or is_option(head)


def is_option(head: str) -> bool:
    """Whether a line is an answer to choose from: "B) ..."."""
    return bool(_OPTION.match(_DECORATION.sub("", head, count=1)) or _OPTION.match(head))


@cache
def _answered_behind() -> re.Pattern[str]:
    return re.compile(rf".{{8,}}?[?.…:\"”“？]\s*[\"”“]?\s*[*_]{{0,2}}{_labelled('answer', '').pattern}[:：]\s*\S", re.I)  # noqa: RUF001


def asks_and_answers(head: str) -> bool:
    """Whether a question and its answer stand on one line."""
    return bool(_answered_behind().match(head))
