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
    across, up = page.get_size()
    scale = min(WIDTH / across, HEIGHT / up)
    picture = page.render(scale=scale).to_pil()
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue(), list(_lines(_char_boxes(page, words)))


def _char_boxes(page: Any, words: str) -> Iterator[Box]:
    text = page.get_textpage()
    letters = [
        (letter, index)
        for index in range(text.count_chars())
        for letter in _letters(chr(min(pdfium.FPDFText_GetUnicode(text.raw, index), sys.maxunicode)))
    ]
    for index in _find("".join(letter for letter, _ in letters), words):
        yield _box(page, text.raw, letters[index][1])


def _find(page: str, words: str) -> Iterator[int]:
    """The letters of the page that are those of the words; where they do not stand together there, of their pieces."""
    pieces = [words] if _letters(words) in page else [cell for line in words.splitlines() for cell in line.split("|")]
    at = 0
    for piece in map(_letters, pieces):
        if len(piece) < FEWEST and len(pieces) > 1:
            continue
        found = page.find(piece, at)
        found = found if found >= 0 else page.find(piece)
        if piece and found >= 0:
            at = found + len(piece)
            yield from range(found, at)


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
    height = box[3] - box[1]
    return abs(following[1] - box[1]) < height and -height < following[0] - box[2] < 3 * height


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


if __name__ == "__main__":
    try:
        main()
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise SystemExit(str(error)) from error
