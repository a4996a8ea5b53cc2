"""Questions with their options and answers, and glossary entries: groups of lines that are one thing each."""

import re
from collections.abc import Sequence

from quotewise.ingest.labels import (
    asks_and_answers,
    is_answer,
    is_lead_in,
    is_option,
    is_question,
    is_reason,
    is_sign,
    is_signed,
)
from quotewise.ingest.line import Line
from quotewise.ingest.run import Run

LINES = 24  # of a question with all that belongs to it
STEM = 5  # lines of a question before its options
TITLES = 4  # bare titles in a row: "Analysis:", "What remains:"
LONGEST = 60  # characters of one
OPTIONS = 8  # how good a boundary stands before the options

_ENTRY = re.compile(
    r"(?:[-*+•]\s+)?[*_]{0,3}(?P<term>\w[^:.?!|=\"]{0,58}?)[*_]{0,3}(?:\s*:[*_]{0,3}\s+|\s+[\u2013\u2014-]\s+)\S.{10,}"
)
_STEP = re.compile(r"(?:step|phase|day|week|chapter|option|part|example|scenario|question)\s*\d", re.I)


def read_quiz(lines: Sequence[Line], at: int) -> Run | None:
    """The question that begins at line `at` with its options, answer and reasons; None without an answer."""
    head = lines[at].head
    if asks_and_answers(head) and len(lines[at].text) == len(head):
        return Run("quiz", (at,), at + 1, single=True)
    if not (is_question(head) or _asks(head)) or is_answer(head):
        return None
    first = end = _end_of_stem(lines, at)
    options = end < len(lines) and is_option(lines[end].head)
    known = answered = False
    while end < len(lines) and end - at < LINES and lines[end].gap <= 1:
        step = _answer_line(lines, end, options=options) or _led_in(lines, end)
        if not step or (answered and lines[end].gap and _asks(lines[end].head)):
            break
        answered = answered or is_answer(lines[end].head)
        known = known or is_answer(lines[end].head) or is_option(lines[end].head)
        end += step
    if not known:
        return None
    # What is too long for one passage is parted before the options, so that these stay with the answer.
    starts = tuple(range(at, end))
    return Run("quiz", starts, end, ranks=tuple(OPTIONS if i == first else 1 for i in starts))


def _asks(head: str) -> bool:
    return head.rstrip('*_"”) ').endswith(("?", "？"))  # noqa: RUF001


def _end_of_stem(lines: Sequence[Line], at: int) -> int:
    """The line behind the question at `at`: a labelled one may go on over a few lines, up to its options."""
    end = at + 1
    if is_question(lines[at].head):
        while end < min(len(lines), at + STEM) and lines[end].gap == 0 and _goes_on(lines[end]):
            end += 1
    led = end + _led_in(lines, end)
    return led if led < len(lines) and is_option(lines[led].head) else at + 1


def _goes_on(line: Line) -> bool:
    return line.kind == "text" and not is_lead_in(line.head) and not is_answer(line.head) and not is_question(line.head)


def _led_in(lines: Sequence[Line], at: int) -> int:
    """How many bare titles ("Options:") stand at `at` before an option or the answer; 0 where neither follows."""
    end = at
    while end < min(len(lines), at + TITLES) and lines[end].gap <= 1 and _is_bare(lines[end]):
        end += 1
    follows = end < len(lines) and lines[end].gap <= 1 and (is_option(lines[end].head) or is_answer(lines[end].head))
    return end - at if follows else 0


def _is_bare(line: Line) -> bool:
    return is_lead_in(line.head) and len(line.text) <= LONGEST and not is_question(line.head)


def _answer_line(lines: Sequence[Line], at: int, *, options: bool) -> int:
    """How many lines from `at` on belong to the question above: 0, 1, or 2 for a sign and what it judges."""
    head = lines[at].head
    if is_question(head):
        return 0
    if is_answer(head) or is_reason(head) or is_option(head):
        return 1
    if options and is_sign(head):
        return min(2, len(lines) - at)
    if options and is_signed(head):
        return 1
    return 0


def read_glossary(lines: Sequence[Line], at: int) -> Run | None:
    """The entries "Term: meaning" that begin at line `at`, six at least and in alphabetical order."""
    end, last = at, ""
    while end < len(lines) and lines[end].gap <= 1:
        term = read_term(lines, end)
        if not term or term < last:
            break
        last = term
        end += 1
    if end - at < 6:
        return None
    return Run("glossary", tuple(range(at, end)), end, single=True)


def read_term(lines: Sequence[Line], at: int) -> str:
    """The term a line explains, its letters in lower case; "" if it is no glossary entry."""
    head = lines[at].head
    if lines[at].kind not in ("text", "item"):
        return ""
    match = _ENTRY.match(head)
    if not match or len(match["term"].split()) > 7 or _STEP.match(match["term"]):
        return ""
    if is_question(head) or is_answer(head):
        return ""
    return "".join(c for c in match["term"].lower() if c.isalnum())
