"""A page of a PDF as a picture, and where on it some words stand; as a program, in a process of its own."""

import ctypes
import io
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any
from unicodedata import normalize

import pypdfium2
import pypdfium2.raw as pdfium

from quotewise.ingest.confinement import limit_memory, run_confined

WIDTH, HEIGHT = 1100, 1800  # pixels at most
ROOM = 0.03  # of the page's width, left beside its words
FEWEST = 4  # letters of a piece of the words that is looked for by itself
MEGABYTES = 1_500  # of memory
SECONDS = 20.0
Box = tuple[float, float, float, float]  # left, top, right, bottom, as shares of the picture


def picture_of(data: bytes, number: int, words: str) -> tuple[bytes, list[Box]]:
    """Page `number` (from 1) as a PNG, and a box for each line of `words` that is found on it.

    In a process of its own, for pdfium is neither safe from several threads nor from broken files. Raises
    UnreadableNote.
    """
    asked = json.dumps({"number": number, "words": words}).encode() + b"\n"
    told, _, png = run_confined(
        "quotewise.ingest.pdf_picture", str(MEGABYTES), data=asked + data, seconds=SECONDS
    ).partition(b"\n")
    return png, [tuple(box) for box in json.loads(told)]


def main() -> None:
    """The other process: what is asked as a line of JSON and the file on stdin; the boxes and the PNG on stdout."""
    limit_memory(int(sys.argv[1]))
    asked = json.loads(sys.stdin.buffer.readline())
    with pypdfium2.PdfDocument(sys.stdin.buffer.read()) as document:
        png, boxes = draw(document[asked["number"] - 1], asked["words"])
    sys.stdout.buffer.write(json.dumps(boxes).encode() + b"\n" + png)


def draw(page: Any, words: str) -> tuple[bytes, list[Box]]:
    """The page without its empty margins at both sides, and the boxes on it."""
    text = page.get_textpage()
    boxes = [_box(page, text.raw, index) for index in range(text.count_chars())]
    left, right = _sides(boxes)
    found = [boxes[index] for index in _find(_letters_of(text), words)]
    across, up = page.get_size()
    picture = page.render(scale=min(WIDTH / across / (right - left), (HEIGHT - 1) / up)).to_pil()
    width, height = picture.size
    written = io.BytesIO()
    picture.crop((round(left * width), 0, round(right * width), height)).save(written, "PNG")
    share = right - left
    return written.getvalue(), [
        ((x0 - left) / share, y0, (x1 - left) / share, y1) for x0, y0, x1, y1 in _lines(iter(found))
    ]


def _sides(boxes: Sequence[Box]) -> tuple[float, float]:
    """Where the page's words begin and end across it, with a little room; all of the page where it has few."""
    lefts, rights = [box[0] for box in boxes], [box[2] for box in boxes]
    left, right = max(min(lefts, default=0.0) - ROOM, 0.0), min(max(rights, default=1.0) + ROOM, 1.0)
    return (left, right) if right - left > 0.5 else (0.0, 1.0)


def _letters_of(text: Any) -> list[tuple[str, int]]:
    """The letters and digits of a page, each with the number of its character."""
    codes = (pdfium.FPDFText_GetUnicode(text.raw, index) for index in range(text.count_chars()))
    return [(letter, index) for index, code in enumerate(codes) for letter in _letters(chr(min(code, sys.maxunicode)))]


def _find(letters: Sequence[tuple[str, int]], words: str) -> Iterator[int]:
    """The characters of a page that are those of the words; where they do not stand together there, of their pieces."""
    page, at = "".join(letter for letter, _ in letters), 0
    pieces = [words] if _letters(words) in page else [cell for line in words.splitlines() for cell in line.split("|")]
    for piece in map(_letters, pieces):
        found = max(page.find(piece, at), page.find(piece)) if piece else -1
        if found >= 0 and (len(piece) >= FEWEST or len(pieces) == 1):
            at = found + len(piece)
            yield from (index for _, index in letters[found:at])


def _letters(words: str) -> str:
    """Letters and digits alone, as they are whatever a PDF makes of spaces, hyphens and ligatures."""
    return "".join(sign for sign in normalize("NFKC", words).casefold() if sign.isalnum())


def _box(page: Any, text: Any, index: int) -> Box:
    rect, x, y = pdfium.FS_RECTF(), ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFText_GetLooseCharBox(text, index, rect)
    fine = 10_000  # the picture's sides are so many parts
    corners = []
    for across, up in ((rect.left, rect.top), (rect.right, rect.bottom)):
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, fine, fine, 0, across, up, x, y)  # turned and cropped as it is shown
        corners.append((x.value / fine, y.value / fine))
    (left, top), (right, bottom) = corners
    return min(left, right), min(top, bottom), max(left, right), max(top, bottom)


def _lines(boxes: Iterator[Box]) -> Iterator[Box]:
    """The boxes of characters as one a line."""
    run: list[Box] = []
    for box, following in pairwise([*boxes, None]):
        if box is not None:
            run.append(box)
        if following is None or not _goes_on(run[-1], following):
            yield _around(run)
            run = []


def _goes_on(box: Box, following: Box) -> bool:
    """Whether a character stands behind another on a line, which runs down or up a page that is turned."""
    width, height = box[2] - box[0], box[3] - box[1]
    across = abs(following[1] - box[1]) < height and -width < following[0] - box[2] < 5 * width
    along = abs(following[0] - box[0]) < width and min(abs(following[1] - box[3]), abs(box[1] - following[3])) < height
    return across or along


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


if __name__ == "__main__":
    try:
        main()
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise SystemExit(str(error)) from error
