"""Table rows: their cells, the header above them, and how a row is said."""

import re
from collections.abc import Iterator

from quotewise.index import Hit

RULE_LINE = re.compile(r"[|:\s=+-]*-{2,}[|:\s=+-]*$")
LONGEST_TABLE = 6000  # characters looked back over for the header
_EMPTY = re.compile(r"[-\u2013\u2014\s]*$")


def cells(line: str, *, piped: bool = True) -> Iterator[tuple[int, str]]:
    """Each cell of a line with its offset; columns stand between pipes, or between tabs and wide gaps."""
    pattern = r"[^|]+" if piped else r"\S+(?: \S+)*"
    for match in re.finditer(pattern, line):
        if match.group().strip():
            yield match.start() + len(match.group()) - len(match.group().lstrip()), match.group().strip()


def header_above(note: str, at: int, width: int, *, piped: bool = True) -> list[str]:
    """The header of the table that the line at `at` stands in, or [] where none is to be seen."""
    lines = note[max(0, at - LONGEST_TABLE) : at].splitlines()
    below = ""
    for line in reversed(lines):
        if not line.strip() or (piped and "|" not in line):
            break
        if below and RULE_LINE.fullmatch(below.strip()) and "|" in below:
            return [text for _, text in cells(line)]
        below = line
    if not piped and below and len(list(cells(below, piped=False))) == width:
        return [text for _, text in cells(below, piped=False)]
    return []


def header_in_context(hit: Hit, width: int) -> list[str]:
    """The header a passage remembers of the table it is part of, or []."""
    found = [cell.strip() for cell in hit.context.split(" > ")[-1].split("|")]
    return found[-width:] if len(found) >= width > 1 else []


def is_row(line: str) -> bool:
    return line.count("|") >= 2 and RULE_LINE.fullmatch(line.strip()) is None


def say_row(line: str, hit: Hit, at: int, note: str) -> str:
    """A row as a sentence: its first cell, then each cell behind the header of its column.

    at: where the row's line begins in `note`. Without a header of as many columns the cells stand alone.
    """
    found = [text for _, text in cells(line)]
    width = len(found)
    header = header_above(note, at, width) or header_in_context(hit, width)
    if width < 2 or len(header) != width or header == found:
        return "; ".join(found)
    told = [f"{above}: {cell}" for above, cell in zip(header[1:], found[1:], strict=True) if not _EMPTY.match(cell)]
    return f"{found[0]} \u2013 {'; '.join(told)}"
