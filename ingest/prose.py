"""Prose and lists: which lines stay together, and what leads each in."""

import re
from collections.abc import Sequence

from quotewise.ingest.code import is_code
from quotewise.ingest.cuts import Piece, split_sentences
from quotewise.ingest.labels import is_lead_in, is_sign, is_signed
from quotewise.ingest.line import Line, name_title, rate, shorten

LEAD = 60  # characters of a lead-in kept as context
PARENT = 120  # characters of a line that stays with the first line below it
_TERM = re.compile(r"([^:]{3,50}?)(?::| [-\u2013]) ")
_ENDS = '.!?:;"”。！？：；」'  # noqa: RUF001
_ARROWS = ("\u2192", "->", "=>", "\u2193")


def read_prose(lines: Sequence[Line]) -> tuple[Piece, ...]:
    """The pieces of a run of prose: lines, or lines that only make sense together; each with its lead-in."""
    if not lines:
        return ()
    starts = [0, *(i for i in range(1, len(lines)) if not _goes_on(lines, i))]
    if len(starts) > 1 and is_hollow(lines[starts[-1] :]):
        starts.pop()  # lead-ins whose items are gone say something only with what stands above them
    ends = [*starts[1:], len(lines)]
    return tuple(
        Piece(
            lines[first].start,
            lines[end - 1].end,
            _rate(lines, first),
            join_leads(lines[first].leads),
            depth=len(lines[first].leads),
        )
        for first, end in zip(starts, ends, strict=True)
    )


def is_hollow(lines: Sequence[Line]) -> bool:
    """Whether lines only lead in and hold nothing that is led in."""
    return bool(lines) and all(is_lead_in(line.head) for line in lines)


def leads_in(line: Line, before: Line | None) -> bool:
    """Whether a line above a list, a table or code says what that is: it ends with a colon, or is put like a title."""
    if is_lead_in(line.head) or _asks(line):
        return True
    whole = before is None or before.gap > 0 or before.text[-1] in _ENDS
    return whole and len(line.text) <= LEAD and line.text[-1] not in ".!;," + _ENDS and not line.text[0].islower()


def name_lead(line: Line) -> str:
    """The words by which a line is known to those it leads in."""
    words = name_title(line.text[:200])
    if is_lead_in(line.head):
        words = split_sentences(words)[-1]
    term = _TERM.match(words)
    return term[1] if term and len(words) > LEAD else shorten(words, LEAD)


def join_leads(leads: Sequence[str]) -> str:
    """The innermost leads, as many as fit."""
    words = list(leads)
    while len(words) > 1 and len(" > ".join(words)) > LEAD:
        words = words[1:]
    return " > ".join(words)


def _rate(lines: Sequence[Line], at: int) -> int:
    if is_lead_in(lines[at].head) or (at + 1 < len(lines) and _is_parent(lines[at], lines[at + 1])):
        return rate(lines[at]) + 2
    return rate(lines[at])


def _is_parent(line: Line, following: Line) -> bool:
    """Whether a line leads in the one behind it: an item above a nested one, a term above what it means."""
    return len(following.leads) > len(line.leads) and len(line.text) <= PARENT


def _goes_on(lines: Sequence[Line], at: int) -> bool:
    """Whether line `at` belongs to the one before: led in by it, torn off it, or judged by a sign between."""
    before, line = lines[at - 1], lines[at]
    if is_lead_in(before.head) or _is_parent(before, line) or line.text == ".":
        return True
    if is_sign(before.head) or (_asks(before) and line.kind == "item"):
        return True
    if is_sign(line.head):
        return line.gap == 0 and any(arrow in before.head for arrow in _ARROWS)
    if line.gap:
        return False
    if _asks(before) and is_signed(line.head):
        return True
    if line.kind != "text":
        return False
    if line.indent > before.indent and before.kind == "item":
        return True
    return is_torn(lines, at)


def _asks(line: Line) -> bool:
    return line.head.rstrip("*_ ").endswith(("?", "？")) and len(line.text) <= 120  # noqa: RUF001


def is_torn(lines: Sequence[Line], at: int) -> bool:
    """Whether a sentence runs over the line break before line `at`."""
    before, line = lines[at - 1], lines[at]
    if line.gap or line.kind != "text" or before.text[-1] in _ENDS or is_sign(before.head) or is_sign(line.head):
        return False
    if is_code(line.head) or is_code(before.head):
        return False
    first = line.text[0]
    if line.torn or first.islower() or first in ").,;" or (first == "$" and before.text[-1].isalpha()):
        return True
    # A word alone between an unfinished line and one that goes on in lower case, as inline code leaves it.
    following = lines[at + 1].text[0] if at + 1 < len(lines) else ""
    return len(line.text) <= 24 and " " not in line.text and (following.islower() or following in tuple("),"))
