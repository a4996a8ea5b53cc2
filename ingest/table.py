"""Tables: of pipes with a rule below the header, of tabs, and those whose cells ran together."""

import re
from collections.abc import Sequence

from quotewise.ingest.run import Run
from quotewise.ingest.line import Line

HEADER = 90  # characters of a header kept as context
_RULE = re.compile(r"[|:\s-]*-{2,}[|:\s-]*$")
_CELL = re.compile(r"[A-Z][\w/&+-]*|\([^)]*\)|vs\.?|of|to|per|&|/|#")


def read_table(lines: Sequence[Line], at: int) -> Run | None:
    """The table that begins at line `at`, its header in one group with the first row; None if none does."""
    if lines[at].kind == "row":
        return _read_pipes(lines, at)
    if "\t" in lines[at].head:
        return _read_tabs(lines, at)
    return _read_flat(lines, at)


def _read_pipes(lines: Sequence[Line], at: int) -> Run | None:
    ruled = at + 1 < len(lines) and _is_rule(lines[at + 1])
    framed = lines[at].text[0] == "|"
    if not ruled and not (framed and at + 1 < len(lines) and lines[at + 1].text[0] == "|"):
        return None
    width = _count_cells(lines[at])
    body = at + 2 if ruled else at
    starts, end = [at], body
    while end < len(lines) and (end == at or lines[end].gap == 0) and _is_row(lines, end, framed=framed):
        if ruled and end > body and end + 1 < len(lines) and _is_rule(lines[end + 1]):
            break  # the header of a table that follows with no line between
        starts.append(end)
        end += 1 + _torn(lines, end, width)
    del starts[1:2]
    if not ruled:
        return Run("table", tuple(starts), end)
    columns = tuple(read_cells(lines[at].text))
    return Run("table", tuple(starts), end, single=True, context=_header(columns), columns=columns)


def name_cells(text: str, columns: Sequence[str]) -> str:
    """Rows of a table with the names of their columns, "first cell: name: cell; name: cell", a line each.

    The header's line stays as it is, without the rule below it; so does a line that is no row.
    """
    rows: list[str] = []
    for line in text.splitlines():
        if rows and _is_torn(rows[-1], line, len(columns)):
            rows[-1] = f"{rows[-1]} {line}"
        elif not ("|" in line and _RULE.match(line.strip())):
            rows.append(line)
    return "\n".join(_name_row(row, columns) for row in rows)


def _is_torn(row: str, line: str, width: int) -> bool:
    """Whether a line belongs to the row above it, because a line break tore a cell off."""
    return "|" in row and len(read_cells(row)) < width and not line.lstrip().startswith("|")


def _name_row(row: str, columns: Sequence[str]) -> str:
    if "|" not in row:
        return row.strip()
    first, *others = read_cells(row)
    if [first, *others] == [*columns] or not others:
        return " | ".join([first, *others])
    names = [*columns[1:], *("" for _ in others)]
    told = [f"{name}: {cell}" if name else cell for name, cell in zip(names, others, strict=False) if cell]
    return f"{first}: " + "; ".join(told)


def read_cells(row: str) -> list[str]:
    """The cells of a row of pipes, without white space and emphasis around them."""
    return [cell.strip(" \t*`") for cell in row.strip().removeprefix("|").removesuffix("|").split("|")]


def _torn(lines: Sequence[Line], at: int, width: int) -> int:
    """How many lines behind a row belong to it, because a line break tore a cell off."""
    cells, torn = _count_cells(lines[at]), 0
    while cells < width and torn < 3 and at + torn + 1 < len(lines):
        line = lines[at + torn + 1]
        if line.gap or line.kind in ("heading", "fence") or line.text[0] == "|" or len(line.text) > 200:
            break
        torn += 1
        cells += max(1, _count_cells(line))
    return torn


def _is_row(lines: Sequence[Line], at: int, *, framed: bool) -> bool:
    text = lines[at].head
    return text[0] == "|" if framed else lines[at].kind == "row"


def _is_rule(line: Line) -> bool:
    return "|" in line.head and bool(_RULE.match(line.head))


def _count_cells(line: Line) -> int:
    return line.head.strip("|").count("|") + 1


def _header(columns: Sequence[str]) -> str:
    return " | ".join(cell for cell in columns if cell)[:HEADER].strip()


def _read_tabs(lines: Sequence[Line], at: int) -> Run | None:
    width, end = lines[at].head.count("\t"), at + 1
    while end < len(lines) and lines[end].gap == 0 and lines[end].head.count("\t") == width:
        end += 1
    if end - at < 3:
        return None
    header = " | ".join(cell.strip() for cell in lines[at].head.split("\t"))[:HEADER]
    return Run("table", (at, *range(at + 2, end)), end, context=header)


def _read_flat(lines: Sequence[Line], at: int) -> Run | None:
    """A table whose cells ran together: a line of capitalised words, then rows that are no sentences."""
    header = lines[at]
    if header.kind != "text" or len(header.text) > 120 or not _is_flat_header(header.text):
        return None
    end = at + 1
    while end < len(lines) and lines[end].gap == 0 and _is_flat_row(lines[end]):
        end += 1
    if end - at < 3:
        return None
    return Run("table", (at, *range(at + 2, end)), end, context=header.text[:HEADER])


def _is_flat_header(text: str) -> bool:
    words = text.split()
    return 4 <= len(words) <= 14 and all(_CELL.fullmatch(word) for word in words)


def _is_flat_row(line: Line) -> bool:
    words = line.head.split()
    return (
        line.kind == "text"
        and 3 <= len(words) <= 30
        and line.head[-1] not in ".:;?!"
        and ": " not in line.head
        and words[0][:1].isupper()
    )
