"""Lists as notes write them: the items, and the lines that introduce them."""

import re
from collections.abc import Sequence

from quotewise.ingest.labels import is_lead_in, is_question, is_signed, is_ticked

ITEM = re.compile(r"[ \t]*(?:[-*+\u2022]|\d{1,2}[.)])\s")
SHORT_ITEM = 5  # words with the mark: more say something themselves
HEADING = re.compile(r"#{1,6}\s")


def is_list(block: str) -> bool:
    """Whether a block is what introduces a list, and its items."""
    lines = block.splitlines(keepends=True)
    return bool(lines) and end_of_list(lines, 0) == len(lines)


def end_of_list(lines: Sequence[str], at: int) -> int:
    """The number of the line behind the list that line `at` introduces; `at` where it introduces none."""
    first = at + is_label(lines, at)
    while first < len(lines) and (introduces(lines[first]) or (first > at and not lines[first].strip())):
        first += 1
    above = -1
    # An item introduces those indented below it; how far in a passage's first line stood cannot be seen.
    if first == at and is_item(lines[at]) and (at or len(lines[at].split()) <= SHORT_ITEM):
        first, above = at + 1, indent(lines[at])
    last = first
    while last < len(lines) and (is_item(lines[last]) or not lines[last].strip()) and indent(lines[last]) > above:
        last += 1
    return last if first > at and any(map(str.strip, lines[first:last])) else at


def is_label(lines: Sequence[str], at: int) -> bool:
    """Whether a line is a few words, with no stop, that stand right above a list: they name what it tells of."""
    said = lines[at].strip()
    named = 0 < len(said.split()) <= SHORT_ITEM and said[-1] not in ".!?;," and not (is_item(said) or ITEM.match(said))
    return named and not HEADING.match(said) and at + 1 < len(lines) and is_item(lines[at + 1])


def indent(line: str) -> int:
    """Columns before the first sign; a blank line counts as far in."""
    return len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()) if line.strip() else 1000


def introduces(line: str) -> bool:
    return is_lead_in(line.strip()) and not (is_question(line.strip()) or HEADING.match(line))


def is_item(line: str) -> bool:
    said = line.strip()
    return not said.endswith(":") and (ITEM.match(line) is not None or is_signed(said) or is_ticked(said))
