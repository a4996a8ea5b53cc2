"""What stands on a PDF page: its characters with their places, and the ruled lines of its tables.

On pdfium: pdfplumber takes two to four times as long and opens a sixth of the spoilt files that this does; pdf_oxide is
ten times faster, panics on some of them, and its Markdown tears wrapped items apart and runs headings together.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple
from unicodedata import normalize

import pypdfium2.raw as pdfium

MAX_DRAWN = 20_000  # beyond that a page is a drawing, and looking for tables in it would take minutes
MAX_SEGMENTS = 2_000
LEAST = 4.0  # points: the least length of a line

_BOLD = re.compile(r"bold|black|heavy|demi|CMBX|SFBX", re.IGNORECASE)
_MONO = re.compile(r"mono|MonL|courier|consol|menlo|code|typewriter|CMTT|SFTT", re.IGNORECASE)
_FIXED_PITCH = 1  # the font descriptor's flag
_BOLD_WEIGHT = 600
_SPELT_OUT = re.compile("[\ufb00-\ufb06\U0001d400-\U0001d7ff]")  # ligatures, and letters as formulas have them
Point = tuple[float, float]
Box = tuple[float, float, float, float]


class Char(NamedTuple):
    """One character: its left and right edge, baseline and font size in points, y growing upwards."""

    char: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    mono: bool = False


class Rule(NamedTuple):
    """A straight line along an axis: at `at` across it, from `start` to `end` along it."""

    upright: bool
    at: float
    start: float
    end: float


class Sheet(NamedTuple):
    """What stands on a page: characters in the order they were written, straight lines, lower and upper end."""

    chars: list[Char]
    rules: list[Rule]
    low: float = 0.0
    high: float = 0.0


def read_sheet(page: Any) -> Sheet:
    """What stands on a page, turned as most of its text runs; text at another angle (a watermark) is left out."""
    textpage = page.get_textpage()
    try:
        marks = list(_read_marks(textpage.raw))
    finally:
        textpage.close()
    turns = Counter(turn for _, _, turn in marks)
    main = turns.most_common(1)[0][0] if turns else 0
    chars = [_turn_char(char, box, main) if main else char for char, box, turn in marks if turn == main]
    _, low, _, high = _turn(page.get_bbox(), main)
    return Sheet(chars, list(_read_rules(page, main)), low, high)


def _turn_char(char: Char, box: Box, turn: int) -> Char:
    x0, _, x1, _ = _turn(box, turn)
    return char._replace(x0=x0, x1=x1, y=_turn((char.x0, char.y, char.x0, char.y), turn)[1])


def _turn(box: Box, turn: int) -> Box:
    """A box in a page that is turned clockwise by so many quarters."""
    x0, y0, x1, y1 = box
    return (box, (y0, -x1, y1, -x0), (-x1, -y1, -x0, -y0), (-y1, x0, -y0, x1))[turn]


def _read_marks(text: Any) -> Iterator[tuple[Char, Box, int]]:
    """Each character with its box, and the quarter turns counter-clockwise that its text runs from left to right."""
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    size, raw_size, bold, mono, turn = 0.0, -1.0, False, False, None
    fresh = True  # a new word: font and direction are asked for once a word, which halves the time
    for index in range(pdfium.FPDFText_CountChars(text)):
        char = _read_char(text, index)
        if char and not char.isspace() and (fresh or pdfium.FPDFText_GetFontSize(text, index) != raw_size):
            raw_size = pdfium.FPDFText_GetFontSize(text, index)
            scale, turn = _read_direction(text, index)
            size, (bold, mono), fresh = raw_size * scale, _read_font(text, index), False
        fresh = fresh or not char or char.isspace()
        if char and turn is not None:
            pdfium.FPDFText_GetLooseCharBox(text, index, box)
            pdfium.FPDFText_GetCharOrigin(text, index, x, y)
            sides = (box.left, box.bottom, box.right, box.top)
            at = x.value if turn else box.left
            yield Char(char, at, box.right, y.value, size, bold, mono), sides, turn


def _read_char(text: Any, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text, index)
    if code in (2, 0xFFFE):  # what pdfium makes of a hyphen at the end of a line
        return "-"
    if code in (0, 10, 13):
        return " " if code else ""
    if 0xD800 <= code < 0xE000:  # pdfium gives letters beyond the first 65,536 in two halves
        half = pdfium.FPDFText_GetUnicode(text, index + 1) if code < 0xDC00 else 0
        code = 0x10000 + (code - 0xD800) * 0x400 + half - 0xDC00 if 0xDC00 <= half < 0xE000 else 0
    char = chr(code) if 0 < code < 0x110000 else "" if not code else "\ufffd"
    return normalize("NFKC", char) if code > 0xFAFF and _SPELT_OUT.match(char) else char


def _read_direction(text: Any, index: int) -> tuple[float, int | None]:
    """The scale on top of the font size, and the quarter turns of the text, None if it stands at a slant."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text, index, matrix):
        return 1.0, 0
    quarters = math.degrees(math.atan2(matrix.b, matrix.a)) / 90
    turn = round(quarters)
    return math.hypot(matrix.c, matrix.d) or 1.0, turn % 4 if abs(quarters - turn) < 0.05 else None


def _read_font(text: Any, index: int) -> tuple[bool, bool]:
    name, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, index, name, 256, flags)
    known = name.value.decode("utf-8", "replace")
    bold = bool(_BOLD.search(known)) or pdfium.FPDFText_GetFontWeight(text, index) >= _BOLD_WEIGHT
    return bold, bool(_MONO.search(known)) or bool(flags.value & _FIXED_PITCH)


def _read_rules(page: Any, turn: int) -> Iterator[Rule]:
    """The straight lines along the axes in what is drawn on the page, the sides of rectangles among them."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    matrix = pdfium.FS_MATRIX()
    for index in range(count if count <= MAX_DRAWN else 0):
        drawn = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_PATH:
            pdfium.FPDFPageObj_GetMatrix(drawn, matrix)
            for (ax, ay), (bx, by) in _read_strokes(drawn, matrix):
                x0, y0, x1, y1 = _turn((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)), turn)
                if min(x1 - x0, y1 - y0) < 1 and max(x1 - x0, y1 - y0) > LEAST:
                    yield Rule(True, x0, y0, y1) if x1 - x0 < 1 else Rule(False, y0, x0, x1)


def _read_strokes(path: Any, matrix: Any) -> Iterator[tuple[Point, Point]]:
    """The ends of a path's straight strokes."""
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for index in range(min(pdfium.FPDFPath_CountSegments(path), MAX_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        across, up = x.value, y.value
        point = matrix.a * across + matrix.c * up + matrix.e, matrix.b * across + matrix.d * up + matrix.f
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, point
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield point, start
        last = point
