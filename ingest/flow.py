"""The rows of a PDF page to Markdown: headings, paragraphs, lists, code and tables."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from quotewise.ingest.columns import read_columns
from quotewise.ingest.glyph import Edge
from quotewise.ingest.layout import Page, Style, round_size
from quotewise.ingest.markdown import write_code, write_heading, write_table
from quotewise.ingest.row import ORDINAL, Row

_BROKEN = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
_SENTENCE_END = tuple(".!?:;")
_NEARBY = 30  # rows before and after that show how wide a column is; tables are at most ten times as long


def write_page(page: Page, style: Style) -> str:
    """One page as Markdown, its rows in the order they were written."""
    blocks: list[str] = []
    start = 0
    for before, cells in (*page.tables, (len(page.rows), [])):
        blocks += _write_rows(page.rows[start:before], page.rules, style)
        blocks.append(write_table(cells))
        start = before
    return _join_blocks([block for block in blocks if block])


def _join_blocks(blocks: Sequence[str]) -> str:
    """An empty line between blocks, none between the items of a list."""
    text = ""
    for number, block in enumerate(blocks):
        listed = number and _is_item(blocks[number - 1]) and _is_item(block)
        text += ("\n" if listed else "\n\n" if number else "") + block
    return text


def _is_item(block: str) -> bool:
    first = block.split(None, 1)[0]
    return first == "-" or bool(ORDINAL.match(first))


def _write_rows(rows: Sequence[Row], rules: Sequence[Edge], style: Style) -> Iterator[str]:
    place = 0
    depths: list[float] = []  # the left edges of the list items that are open, outermost first
    while place < len(rows):
        row = rows[place]
        count, cells = read_columns(rows[place : place + _NEARBY * 10], rules)
        if count:
            yield write_table(cells)
        elif _is_code(row, style):
            count = _count(rows, place, lambda above, below: _is_code(below, style))
            yield write_code(_lay_out(rows[place : place + count]))
        elif level := _find_level(rows, place, style):
            count = _count(rows, place, lambda above, below: _is_alike(above, below) and _is_close(above, below, style))
            yield write_heading(level, _join_rows(rows[place : place + count], style, wrapped=True))
        else:
            count = _count_paragraph(rows, place, style)
            depths = _nest(depths, row)
            yield _write_paragraph(rows, place, count, style, len(depths) - 1)
        place += count


def _find_level(rows: Sequence[Row], place: int, style: Style) -> int:
    """A heading's level by its size, or below all sizes for a bold row that stands alone; 0 if none."""
    row = rows[place]
    if len(row.text) > 200 or sum(map(str.isalpha, row.text)) < 3 or row.bulleted:
        return 0
    size = round_size(row.size)
    if size in style.headings:
        return style.headings.index(size) + 1
    after = rows[place + 1] if place + 1 < len(rows) else None
    alone = place == 0 or not _is_close(rows[place - 1], row, style) or rows[place - 1].text.endswith(_SENTENCE_END)
    short = len(row.text) <= 100 and not row.text.endswith((".", ",", ";"))
    if row.bold and not style.bold and alone and short and after and not after.bold and size >= style.size:
        return 0 if row.marked and after.marked else len(style.headings) + 1
    return 0


def _is_code(row: Row, style: Style) -> bool:
    return row.mono and not style.mono and not (row.bulleted and row.text[0] not in "-*o")


def _count(rows: Sequence[Row], place: int, goes_on: Callable[[Row, Row], bool]) -> int:
    end = place + 1
    while end < len(rows) and goes_on(rows[end - 1], rows[end]):
        end += 1
    return end - place


def _is_alike(above: Row, row: Row) -> bool:
    return round_size(above.size) == round_size(row.size) and above.bold == row.bold and above.mono == row.mono


def _is_close(above: Row, row: Row, style: Style) -> bool:
    return 0 < above.y - row.y <= 1.25 * style.leading * max(row.size, above.size)


def _count_paragraph(rows: Sequence[Row], place: int, style: Style) -> int:
    """How many rows belong to the paragraph or list item that begins here."""
    end = place + 1
    while end < len(rows) and _continues(rows, end, style, listed=rows[place].marked):
        end += 1
    return end - place


def _continues(rows: Sequence[Row], place: int, style: Style, *, listed: bool) -> bool:
    above, row = rows[place - 1], rows[place]
    if abs(row.size - above.size) > 0.1 * row.size:
        return False
    if row.marked and (listed or row.bulleted or not _runs_on(rows, place)):
        return False
    if _is_code(row, style) and (above.text.endswith(_SENTENCE_END) or not _is_close(above, row, style)):
        return False
    if _find_level(rows, place, style) or read_columns(rows[place : place + _NEARBY * 10])[0]:
        return False
    if above.y <= row.y:  # the next column
        return row.text[0].islower() and not above.text.endswith(_SENTENCE_END)
    indented = row.x0 - above.x0 > 0.8 * row.size and above.text.endswith(_SENTENCE_END)
    return _is_close(above, row, style) and not (indented and not above.marked)


def _runs_on(rows: Sequence[Row], place: int) -> bool:
    """Whether what looks like an item's number is only the word that a full line had no room for."""
    above, row = rows[place - 1], rows[place]
    level = abs(above.x0 - row.x0) < 2 and not above.text.endswith(_SENTENCE_END)
    return level and not _fits(above, row, _find_edge(rows, place))


def _nest(depths: Sequence[float], row: Row) -> list[float]:
    if not row.marked:
        return []
    outer = [depth for depth in depths if depth < row.x0 - 3]
    return [*outer, row.x0]


def _write_paragraph(rows: Sequence[Row], place: int, count: int, style: Style, depth: int) -> str:
    text = _join_rows(rows[place : place + count], style, column=_find_edge(rows, place))
    marker, _, words = text.partition(" ")
    if depth < 0 or not words:
        return text
    return "  " * depth + (text if ORDINAL.match(marker) else f"- {words}")


def _find_edge(rows: Sequence[Row], place: int) -> float:
    """The right edge of the column a row stands in: where several rows nearby end, or else the longest."""
    row = rows[place]
    ends = [
        other.x1
        for other in rows[max(0, place - _NEARBY) : place + _NEARBY]
        if other.x0 < row.x1 and other.x1 > row.x0 and abs(other.size - row.size) < 0.1 * row.size
    ]
    common = [end for end, count in Counter(round(end / 2) * 2 for end in ends).items() if count > 2]
    return max(common, default=max(ends))


def _join_rows(rows: Sequence[Row], style: Style, *, column: float = 0.0, wrapped: bool = False) -> str:
    """One paragraph's rows as running text; a line break stays only where the next word would have fitted."""
    parts = []
    for above, row in pairwise(rows):
        broken = not wrapped and _fits(above, row, column)
        parts.append(f"{above.text}\n" if broken else _lead_over(above.text, row.text, style))
    return "".join([*parts, rows[-1].text])


def _fits(above: Row, row: Row, column: float) -> bool:
    """Whether a row's first word would have had room at the end of the row above, so that the break was meant."""
    width = len(row.text.split(" ", 1)[0]) / len(row.text) * (row.x1 - row.x0)
    return column - above.x1 > 0.8 * row.size + width


def _lead_over(text: str, more: str, style: Style) -> str:
    """`text` as it goes before `more`: a space behind it, or without the hyphen that broke its last word."""
    broken = _BROKEN.search(text)
    if not broken or not more[0].islower():
        return f"{text} "
    end = re.split(r"[\W\d_]", more, maxsplit=1)[0]
    whole, hyphened = (f"{broken[1]}{mark}{end}".lower() for mark in ("", "-"))
    # The document itself knows best; without its word, a hyphen at the end of a line is the printer's
    keep = hyphened in style.words or (whole not in style.words and "-" in broken[1])
    return text if keep else text[:-1]


def _lay_out(rows: Sequence[Row]) -> str:
    """Code with the indentation and the empty lines that places on the page show."""
    left = min(row.x0 for row in rows)
    width = max((row.x1 - row.x0) / len(row.text) for row in rows)
    lines = []
    for number, row in enumerate(rows):
        gap = rows[number - 1].y - row.y if number else 0
        lines += [""] * (1.6 * row.size < gap < 20 * row.size)
        lines.append(" " * round((row.x0 - left) / width) + row.text)
    return "\n".join(lines)
