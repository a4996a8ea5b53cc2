"""A page of a PDF as a picture, and where on it a quote stands."""

import io
from itertools import pairwise

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from quotewise.ingest.note import UnreadableNote
from quotewise.ingest.pdf_picture import HEIGHT, WIDTH, picture_of

ACROSS, UP = A4


def paper(*lines: tuple[float, float, str], turned: int = 0) -> bytes:
    """A PDF whose second page has these lines: x, y from below, words."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4)
    canvas.drawString(72, 700, "The first page says nothing of it.")
    canvas.showPage()
    if turned:
        canvas.setPageRotation(turned)
    for x, y, words in lines:
        canvas.drawString(x, y, words)
    canvas.save()
    return written.getvalue()


LINES = ((60, 760, "A vane turns 48 times a min-"), (60, 740, "ute in calm air. It is oak."), (60, 100, "x" * 75))


def test_each_line_of_a_quote_is_boxed_where_its_words_stand() -> None:
    png, boxes = picture_of(paper(*LINES), 2, "48 times a minute in calm air.")
    picture = Image.open(io.BytesIO(png)).convert("L")
    assert picture.width <= WIDTH
    assert picture.height <= HEIGHT
    assert len(boxes) == 2
    for (left, top, right, bottom), (_, y, _) in zip(boxes, LINES, strict=False):
        assert top < 1 - y / UP < bottom + 0.01
        inside = picture.crop(
            tuple(round(share * side) for share, side in zip((left, top, right, bottom), picture.size * 2, strict=True))
        )
        assert inside.getextrema()[0] < 100  # there is ink in it
    assert boxes[0][0] > boxes[1][0]  # the quote begins in mid-line, and goes on at the margin


def test_the_cells_of_a_row_are_boxed_one_by_one() -> None:
    data = paper((60, 700, "long tail"), (300, 700, "three metres"), (60, 680, "short tail"), (300, 680, "one metre"))
    _, boxes = picture_of(data, 2, "| short tail | one metre |")
    assert len(boxes) == 2
    assert all(0.17 < top < 0.2 for _, top, _, _ in boxes)


def test_a_page_that_is_turned_is_boxed_as_it_is_shown() -> None:
    _, (box,) = picture_of(paper((60, 700, "A vane turns."), (60, 100, "y" * 75), turned=90), 2, "A vane turns.")
    assert box[3] - box[1] > box[2] - box[0]


def test_words_that_are_not_there_leave_the_page_without_a_box() -> None:
    png, boxes = picture_of(paper(*LINES), 2, "Nothing of the kind stands here.")
    assert png
    assert boxes == []


@pytest.mark.parametrize("data", [b"no PDF", b"%PDF-1.7 broken"])
def test_what_is_no_pdf_is_told(data: bytes) -> None:
    with pytest.raises(UnreadableNote):
        picture_of(data, 1, "x")


def test_a_page_that_is_not_there_is_told() -> None:
    with pytest.raises(UnreadableNote):
        picture_of(paper(*LINES), 9, "x")


def test_the_boxes_of_lines_do_not_overlap() -> None:
    _, boxes = picture_of(paper(*LINES), 2, "A vane turns 48 times a minute in calm air. It is oak.")
    assert all(above[3] < below[3] for above, below in pairwise(boxes))
