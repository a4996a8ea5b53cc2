"""The lines of a PDF page to parts: headings, paragraphs, lists, code and tables."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from quotewise.ingest.parts import Part, PartKind, goes_on, join_words
from quotewise.ingest.pdf_chars import Rule
from quotewise.ingest.pdf_layout import Page, Style, round_size
from quotewise.ingest.pdf_lines import ORDINAL, TextLine
from quotewise.ingest.pdf_tables import read_columns

_BROKEN = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
_DOTS = r"(?:[.\u2026\u00b7_]\s?){5,}"
_BLANK = re.compile(_DOTS)  # a line to write an answer on, if not one of a table of contents
_CONTENTS = re.compile(_DOTS + r"\s*(?:\d{1,4}|[ivxlc]{1,7})$")
_FIRST_WORD = re.compile(r"[\u3000-\u9fff\uff00-\uffef]|\S+")
_SENTENCE_END = tuple(".!?:;\u3002\uff01\uff1f")
_NEARBY = 30  # lines before and after that show how wide a column is; tables are at most ten times as long


def read_parts(page: Page, style: Style) -> Iterator[Part]:
    """The parts of one page, its lines in the order they were written."""
    for lines, cells in page.sections:
        yield from _read_lines(lines, page.rules, style)
        yield Part("table", rows=tuple(cells))


def _read_lines(lines: Sequence[TextLine], rules: Sequence[Rule], style: Style) -> Iterator[Part]:
    place = 0
    depths: list[float] = []  # the left edges of the list items that are open, outermost first
    while place < len(lines):
        line, end = lines[place], place + 1
        count, cells = read_columns(lines[place : place + _NEARBY * 10], rules)
        if _CONTENTS.search(line.text):
            yield Part("navigation", line.text)
        elif count:
            end = place + count
            yield Part("table", rows=tuple(cells))
        elif _is_code(line, style):
            while end < len(lines) and _is_code(lines[end], style):
                end += 1
            left = min(known.x0 for known in lines[place:end])
            yield Part("code", "\n".join(_indent(known, left) for known in lines[place:end]))
        elif level := _find_level(lines, place, style):
            while end < len(lines) and _is_alike(lines[end - 1], lines[end], style):
                end += 1
            kind: PartKind = "bold" if level > len(style.headings) else "heading"
            yield Part(kind, _join_lines(lines[place:end], style), level)
        else:
            while end < len(lines) and _continues(lines, end, style, listed=line.marked):
                end += 1
            depths = [*(depth for depth in depths if depth < line.x0 - 3), line.x0] if line.marked else []
            yield _make_paragraph(_join_lines(lines[place:end], style, _find_edge(lines, place)), len(depths) - 1)
        place = end


def _find_level(lines: Sequence[TextLine], place: int, style: Style) -> int:
    """A heading's level by its size, or below all sizes for a bold line that stands alone; 0 if none."""
    line = lines[place]
    if len(line.text) > 200 or sum(map(str.isalpha, line.text)) < 3 or line.bulleted or _BLANK.search(line.text):
        return 0
    size = round_size(line.size)
    if size in style.headings:
        return style.headings.index(size) + 1
    columns = len(line.pieces) > 1 and not line.pieces[0].text[0].isdigit()  # heads of a table's columns, no heading
    if not line.bold or style.bold or columns or size < style.size or len(line.text) > 100:
        return 0
    above, after = lines[place - 1 : place], lines[place + 1 : place + 2]
    alone = not above or not _is_close(above[0], line, style) or above[0].text.endswith(_SENTENCE_END)
    leads = after and not after[0].bold and not (line.marked and after[0].marked)
    return len(style.headings) + 1 if alone and leads and not line.text.endswith((".", ",", ";")) else 0


def _is_code(line: TextLine, style: Style) -> bool:
    return line.mono and not style.mono and not (line.bulleted and line.text[0] not in "-*o")


def _is_alike(above: TextLine, line: TextLine, style: Style) -> bool:
    alike = (round_size(above.size), above.bold, above.mono) == (round_size(line.size), line.bold, line.mono)
    return alike and _is_close(above, line, style)


def _is_close(above: TextLine, line: TextLine, style: Style) -> bool:
    return 0 < above.y - line.y <= 1.25 * style.leading * max(line.size, above.size)


def _continues(lines: Sequence[TextLine], place: int, style: Style, *, listed: bool) -> bool:
    """Whether a line goes on with the paragraph or list item that the line before belongs to."""
    above, line = lines[place - 1], lines[place]
    if abs(line.size - above.size) > 0.1 * line.size or _CONTENTS.search(line.text):
        return False
    if line.marked and (listed or line.bulleted or not _runs_on(lines, place)):
        return False
    if _is_code(line, style) and (above.text.endswith(_SENTENCE_END) or not _is_close(above, line, style)):
        return False
    if _find_level(lines, place, style) or read_columns(lines[place : place + _NEARBY * 10])[0]:
        return False
    if above.y <= line.y:  # the next column
        return goes_on(above.text, line.text)
    indented = line.x0 - above.x0 > 0.8 * line.size and above.text.endswith(_SENTENCE_END)
    return _is_close(above, line, style) and not (indented and not above.marked)


def _runs_on(lines: Sequence[TextLine], place: int) -> bool:
    """Whether what looks like an item's number is only the word that a full line had no room for."""
    above, line = lines[place - 1], lines[place]
    level = abs(above.x0 - line.x0) < 2 and not above.text.endswith(_SENTENCE_END)
    return level and not _fits(above, line, _find_edge(lines, place))


def _make_paragraph(text: str, depth: int) -> Part:
    marker, _, words = text.partition(" ")
    if depth < 0 or not words:
        return Part("text", text)
    return Part("item", text if ORDINAL.match(marker) else words, depth)


def _find_edge(lines: Sequence[TextLine], place: int) -> float:
    """The right edge of the column a line stands in: where several lines nearby end, or else the longest."""
    line = lines[place]
    ends = [
        other.x1
        for other in lines[max(0, place - _NEARBY) : place + _NEARBY]
        if other.x0 < line.x1 and other.x1 > line.x0 and abs(other.size - line.size) < 0.1 * line.size
    ]
    common = [end for end, count in Counter(round(end / 2) * 2 for end in ends).items() if count > 2]
    return max(common, default=max(ends))


def _join_lines(lines: Sequence[TextLine], style: Style, column: float = 0.0) -> str:
    """Lines as running text; a line break stays only where the next word would have fitted in the column."""
    parts = []
    for above, line in pairwise(lines):
        broken = column and _fits(above, line, column)
        parts.append(f"{above.text}\n" if broken else _lead_over(above.text, line.text, style))
    return "".join([*parts, lines[-1].text])


def _fits(above: TextLine, line: TextLine, column: float) -> bool:
    """Whether a line's first word would have had room at the end of the line above, so that the break was meant."""
    first = _FIRST_WORD.match(line.text)
    width = (len(first[0]) if first else 1) / len(line.text) * (line.x1 - line.x0)
    return column - above.x1 > 0.8 * line.size + width


def _lead_over(text: str, more: str, style: Style) -> str:
    """`text` as it goes before `more`: a space behind it, or without the hyphen that broke its last word."""
    broken = _BROKEN.search(text)
    if not broken or not more[0].islower():
        return text + (" " if broken else join_words(text, more))
    end = re.split(r"[\W\d_]", more, maxsplit=1)[0]
    whole, hyphened = (f"{broken[1]}{mark}{end}".lower() for mark in ("", "-"))
    # The document itself knows best; without its word, a hyphen at the end of a line is the printer's
    keep = hyphened in style.words or (whole not in style.words and "-" in broken[1])
    return text if keep else text[:-1]


def _indent(line: TextLine, left: float) -> str:
    """A line of code behind the blanks that its place shows."""
    return " " * round((line.x0 - left) * len(line.text) / (line.x1 - line.x0 or 1)) + line.text
