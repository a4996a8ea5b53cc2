"""Headings of a note: marked, underlined, numbered, or only implied by a short line that stands apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quotewise.ingest.code import is_comment, is_tight
from quotewise.ingest.cue import (
    asks_and_answers,
    is_answer,
    is_callout,
    is_lead_in,
    is_opener,
    is_question,
    is_sign,
    is_signed,
    strip_signs,
)
from quotewise.ingest.line import Line, shorten

LONGEST = 80  # characters of a heading that are kept in the heading path
# Levels of headings that are only implied: below all six of Markdown, so that marked sections hold them. A section
# stacked right below another's heading is part of it.
CHAPTER, SECTION, STACKED, BOLD, LABEL, NUMBER, EXAMPLE = 7, 8, 9, 10, 11, 12, 13

_MARKS = re.compile(r"^[#\s*_>]+|[\s#*_:]+$")
_CHAPTER = re.compile(r"(?:chapter|part|unit|module|lecture|appendix)\s+(?:\d+|[A-Z])\s*[:.\u2013\u2014-]\s*\S", re.I)
_EXAMPLE = re.compile(
    r"(?P<word>(?:[A-Z][\w-]+ )?(?:Example|Scenario|Case Study|Exercise|Lab|Section|Lesson|Topic|Task|Domain))"
    r"(?:\s+\d+(?:\.\d+)*)?\s*[:.\u2013\u2014-]\s+(?P<title>[A-Z].*)"
)
_NUMBERED = re.compile(r"(?:\d+\.)+\d+\.?\s+[A-Z]")
_SET_APART = re.compile(r"\d{1,2}[.)]\s+[A-Z0-9][^.!?;]{2,60}:$")
_BOLD = re.compile(r"(\*\*|__)[^*_]+\1:?$")
_SENTENCE_END = re.compile(r"[.!;,]$|[.!?]\s+[A-Z].*[.!?]$")


@dataclass(frozen=True, slots=True)
class Title:
    """A heading: its level (smaller is higher), its words, and how many lines it takes."""

    level: int
    words: str
    lines: int = 1


def read_title(lines: Sequence[Line], at: int, *, hashes: bool = True) -> Title | None:
    """The heading that line `at` is, or None. hashes: whether one hash makes a heading in this note."""
    line = lines[at]
    if line.kind == "heading":
        if is_comment(lines, at) or (is_tight(lines, at) and not hashes):
            return None
        return Title(len(line.head) - len(line.head.lstrip("#")), name_title(line.head))
    if len(line.text) > 2 * LONGEST or at + 1 >= len(lines):
        return None
    if line.kind == "item" and _is_set_apart(lines, at):
        return Title(NUMBER, name_title(line.head))
    if line.kind != "text":
        return None
    if _is_underlined(line, lines[at + 1]):
        return Title(1 if lines[at + 1].text[0] == "=" else 2, name_title(line.head), lines=2)
    level = _marked_level(line.head) or _implied_level(lines, at)
    return Title(level, name_title(line.head)) if level else None


def name_title(head: str) -> str:
    """The words of a heading without its marks, at most `LONGEST` characters."""
    return shorten(_MARKS.sub("", strip_signs(_MARKS.sub("", head))), LONGEST)


def _is_set_apart(lines: Sequence[Line], at: int) -> bool:
    """Whether a numbered item is a heading: "2. Queues:" between blank lines, and what follows stands no deeper."""
    line, following = lines[at], lines[at + 1]
    apart = (line.gap or at == 0) and following.gap and following.indent <= line.indent
    return bool(apart and _SET_APART.match(line.head) and not _SET_APART.match(following.head))


def _is_underlined(line: Line, following: Line) -> bool:
    return (
        following.kind == "underline" and following.gap == 0 and (len(following.text) > 2 or following.text[0] == "=")
    )


def _marked_level(head: str) -> int:
    if _CHAPTER.match(head):
        return CHAPTER
    if _NUMBERED.match(head) and not _SENTENCE_END.search(head):
        return SECTION
    if _BOLD.match(head) and not is_question(head):
        return LABEL if head.rstrip("*_").endswith(":") else BOLD
    return 0


def _implied_level(lines: Sequence[Line], at: int) -> int:
    line, following = lines[at], lines[at + 1]
    if not _looks_like_title(line.head):
        return 0
    example = _EXAMPLE.match(line.head)
    if example and not line.head.endswith(":") and not _is_numbered_item(lines, at, example["word"]):
        return EXAMPLE if len(line.head) <= LONGEST + 20 else 0
    if len(line.head) > LONGEST or example:
        return 0
    if following.gap and (line.gap or at == 0) and _has_body(lines, at):
        return LABEL if line.head.endswith(":") else SECTION
    if following.kind == "item" and following.gap == 0 and not is_lead_in(line.head) and _opens_list(lines, at):
        return SECTION
    return 0


def _looks_like_title(head: str) -> bool:
    bare = strip_signs(head)
    return bool(
        bare
        and (bare[0].isupper() or bare[0].isdigit())
        and not _SENTENCE_END.search(bare)
        and "|" not in bare
        and len(bare.split()) <= 14
        and (": " not in bare or all(map(_is_capitalised, bare.split(": ", 1))))
        and not (is_answer(head) or asks_and_answers(head) or is_callout(head) or is_opener(head, "") or is_sign(head))
    )


def _is_capitalised(words: str) -> bool:
    """Whether most longer words have a capital, as in a title; "Need: one view of all customers" has not."""
    longer = [word for word in words.split() if len(word) > 3]
    return sum(word[0].isupper() or not word[0].isalpha() for word in longer) * 2 > len(longer) or not longer


def _is_numbered_item(lines: Sequence[Line], at: int, word: str) -> bool:
    """Whether the line before or behind has the same label: they are a list then, not headings."""
    others = [_EXAMPLE.match(strip_signs(line.head)) for line in (*lines[max(0, at - 1) : at], lines[at + 1])]
    return any(other and other["word"] == word for other in others)


def _has_body(lines: Sequence[Line], at: int) -> bool:
    """Whether one of the next five lines is no title: a run of short lines is a list, not many headings."""
    return any(
        line.kind != "text" or len(line.text) > LONGEST or line.gap == 0 or not _looks_like_title(line.head)
        for line in lines[at + 1 : at + 6]
    )


def _opens_list(lines: Sequence[Line], at: int) -> bool:
    """Whether the line before is done, so that this one is no torn-off end of it."""
    head = lines[at].head
    return (
        len(head) <= 60
        and len(head.split()) <= 8
        and len(head) > 2
        and not head[0].isdigit()
        and ": " not in head
        and not is_signed(head)
        and not any(c in head for c in "<>=()[]{}" if c not in "()" or head[0] == c)
        and (at == 0 or lines[at - 1].text[-1] not in "(,/-")
    )
