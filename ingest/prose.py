"""Prose and lists: which lines stay together, and which line leads in the items below it."""

import re
from collections.abc import Iterator, Sequence

from quotewise.ingest.run import rate
from quotewise.ingest.code import is_code
from quotewise.ingest.cue import is_callout, is_lead_in, is_sign, is_signed
from quotewise.ingest.cuts import Piece
from quotewise.ingest.line import Line, shorten
from quotewise.ingest.title import name_title

LEAD = 60  # characters of a lead-in kept as context
_NUMBER = re.compile(r"(\d{1,3})[.)]\s")
_TERM = re.compile(r"([^:]{3,50}?)(?::| [-\u2013]) ")
_ENDS = '.!?:;"”'
# The last is what wrong decoding leaves of any arrow.
_ARROWS = ("\u2192", "->", "=>", "\u2193", "\u0e42")
Leads = list[tuple[int, str]]  # how deep each stands, and its words


def read_prose(lines: Sequence[Line]) -> tuple[Piece, ...]:
    """The pieces of a run of prose: lines, or lines that only make sense together; each with its lead-in."""
    if not lines:
        return ()
    starts = [0, *(i for i in range(1, len(lines)) if not _goes_on(lines, i))]
    if len(starts) > 1 and is_hollow(lines[starts[-1] :]):
        starts.pop()  # lead-ins whose items are gone say something only with what stands above them
    ends = [*starts[1:], len(lines)]
    leads = _read_leads(lines, starts)
    return tuple(
        Piece(lines[first].start, lines[end - 1].end, _rate(lines[first]), lead)
        for first, end, lead in zip(starts, ends, leads, strict=True)
    )


def is_hollow(lines: Sequence[Line]) -> bool:
    """Whether lines only lead in and hold nothing that is led in."""
    return bool(lines) and all(is_lead_in(line.head) for line in lines)


def _rate(line: Line) -> int:
    if is_lead_in(line.head):
        return max(4, rate(line) + 1)
    return max(4, rate(line)) if is_callout(line.head) else rate(line)


def _goes_on(lines: Sequence[Line], at: int) -> bool:
    """Whether line `at` belongs to the one before: led in by it, torn off it, or judged by a sign between."""
    before, line = lines[at - 1], lines[at]
    if is_lead_in(before.head):
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
    return line.head.rstrip("*_ ").endswith("?") and len(line.text) <= 120


def is_torn(lines: Sequence[Line], at: int) -> bool:
    """Whether a sentence runs over the line break before line `at`."""
    before, line = lines[at - 1], lines[at]
    if line.gap or line.kind != "text" or before.text[-1] in _ENDS or is_sign(before.head) or is_sign(line.head):
        return False
    if is_code(line.head) or is_code(before.head):
        return False
    first = line.text[0]
    # Only ASCII: a letter beyond it may be the wrong half of a misread one.
    if "a" <= first <= "z" or first in ").,;":
        return True
    # A word alone between an unfinished line and one that goes on in lower case, as inline code leaves it.
    following = lines[at + 1].text[0] if at + 1 < len(lines) else ""
    return len(line.text) <= 24 and " " not in line.text and ("a" <= following <= "z" or following in tuple("),"))


def _read_leads(lines: Sequence[Line], starts: Sequence[int]) -> Iterator[str]:
    """Yield for each group what leads it in from above: a line with a colon, a question, a less indented item."""
    stack: Leads = []
    above: dict[int, Leads] = {}  # by indent: what led in the last numbered item with a colon
    for first, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        for i in range(first, end):
            if i > first and is_torn(lines, i):
                continue  # part of the line above, whatever its own indent
            stack = _enter(stack, above, lines[i])
            if i == first:
                yield _join_leads(stack)
            stack = _descend(stack, lines, i)


def _enter(stack: Leads, above: dict[int, Leads], line: Line) -> Leads:
    """What leads in a line; the second number of a list is led in by what led in the first, nothing between them."""
    number = _NUMBER.match(line.head) if is_lead_in(line.head) else None
    if number and number[1] != "1" and line.indent in above:
        return above[line.indent]
    stack = _rise(stack, line)
    if number:
        above[line.indent] = stack
    return stack


def _join_leads(stack: Leads) -> str:
    """The innermost leads, as many as fit."""
    words = [words for _, words in stack]
    while len(words) > 1 and len(" > ".join(words)) > LEAD:
        words = words[1:]
    return " > ".join(words)


def _depth(line: Line) -> int:
    # Odd depths are for items with a colon, which lead in items of their own indent: nesting is often lost.
    return 2 * line.indent + (2 if line.kind == "item" or is_signed(line.head) else 0)


def _rise(stack: Leads, line: Line) -> Leads:
    """Leave what does not lead in this line: all that stands as deep as the line or deeper."""
    depth = _depth(line)
    floor = depth - 1 if is_lead_in(line.head) and line.kind == "item" else depth
    return [(at, words) for at, words in stack if at < floor]


def _descend(stack: Leads, lines: Sequence[Line], at: int) -> Leads:
    line, depth = lines[at], _depth(lines[at])
    following = lines[at + 1] if at + 1 < len(lines) else None
    parent = following is not None and following.indent > line.indent
    asks = _asks(line) and following is not None and following.kind == "item" and line.kind != "item"
    if (is_lead_in(line.head) or asks) and not is_code(line.head):
        return [*stack, (depth - 1 if line.kind == "item" and not parent else depth, _name(line))]
    return [*stack, (depth, _name(line))] if parent and line.kind == "item" else stack


def _name(line: Line) -> str:
    words = name_title(line.text[:200])
    term = _TERM.match(words)
    return term[1] if term and len(words) > LEAD else shorten(words, LEAD)
