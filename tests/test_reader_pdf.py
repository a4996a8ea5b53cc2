"""Reading PDFs: what stands on a page comes out as it is read, and a bad file costs a bounded time."""

import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib import colors, pdfencrypt
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from quotewise.ingest.confinement import read_confined
from quotewise.ingest.note import Note, UnreadableNote
from quotewise.ingest.pdf import read_pdf
from quotewise.ingest.reader import read_note

WORDS = "Recall tells which share of the real cases a model finds, whatever it says about the others. "


def draw(*pages: Callable[[Canvas], Any], **settings: Any) -> bytes:
    """A PDF of 400 by 600 points with each page drawn by a function."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(400, 600), **settings)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def lines(
    *texts: str, x: float = 40, y: float = 550, size: float = 11, font: str = "Helvetica"
) -> Callable[[Canvas], None]:
    def page(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for number, text in enumerate(texts):
            canvas.drawString(x, y - number * 1.3 * size, text)

    return page


def together(*parts: Callable[[Canvas], Any]) -> Callable[[Canvas], None]:
    return lambda canvas: [part(canvas) for part in parts] and None


def raw_pdf(content: bytes, *, kids: bytes = b"[3 0 R]", count: int = 1) -> bytes:
    """A PDF written by hand, its one page's content compressed."""
    packed = zlib.compress(content, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids%s/Count %d>>" % (kids, count),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"%PDF-1.7\n"
    places = []
    for number, held in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(body),
    )


def test_pages_begin_where_the_note_says_and_are_numbered_from_the_first() -> None:
    note = read_pdf(draw(lines("Words of the first page."), lines("Words of the second.")))
    assert note.text == "Words of the first page.\n\nWords of the second."
    assert [note.text[place:][:5] for place in note.pages] == ["Words", "Words"]
    assert note.pages == (0, 26)
    assert note.basis == "extracted"
    assert note.reader.startswith("quotewise pdf 2, pypdfium2 ")


def test_larger_type_is_a_heading_and_bold_type_one_below_it() -> None:
    styles = getSampleStyleSheet()
    written = io.BytesIO()
    SimpleDocTemplate(written).build(
        [
            Paragraph("Measures", styles["Heading1"]),
            Paragraph(WORDS * 3, styles["BodyText"]),
            Paragraph("<b>A bold line of its own</b>", styles["BodyText"]),
            Paragraph(WORDS * 3, styles["BodyText"]),
        ]
    )
    blocks = read_pdf(written.getvalue()).text.split("\n\n")
    assert blocks == ["# Measures", (WORDS * 3).strip(), "## A bold line of its own", (WORDS * 3).strip()]


def test_a_broken_word_is_mended_unless_the_note_itself_hyphens_it() -> None:
    text = read_pdf(
        draw(
            lines(
                "A real-time endpoint answers at once, and so does a cross-",
                "validated model. Nobody calls an endpoint that is real-",
                "time slow, and an endpoint is the thing that answers, end-",
                "points that is, in many a region of this large world here.",
            )
        )
    ).text
    assert "real-time slow" in text
    assert "crossvalidated" in text
    assert "endpoints that is" in text


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"left line {number} goes on and on" for number in range(6)]
    right = [f"right line {number} goes on and on" for number in range(6)]
    text = read_pdf(draw(together(lines(*left, size=9), lines(*right, x=220, size=9)))).text
    assert text.index("left line 5") < text.index("right line 0")
    assert "|" not in text


def test_a_ruled_table_keeps_its_rows_and_a_cell_its_lines() -> None:
    rows = [["Mode", "Good for"], ["batch", Paragraph("scoring a great many records by night " * 2)], ["a|b", ""]]
    written = io.BytesIO()
    SimpleDocTemplate(written).build(
        [Table(rows, colWidths=[80, 150], style=[("GRID", (0, 0), (-1, -1), 1, colors.black)])]
    )
    table = read_pdf(written.getvalue()).text.split("\n")
    assert table[:2] == ["| Mode | Good for |", "| --- | --- |"]
    assert table[2].replace("; ", " ") == f"| batch | {'scoring a great many records by night ' * 2}|"
    assert table[3] == r"| a\|b |  |"


def test_a_frame_around_a_page_is_no_table_and_leaves_those_within_it_alone() -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(5, 5, 390, 590)
        lines("Words above the table.")(canvas)
        canvas.grid([40, 100, 200], [400, 420, 440])
        for place, word in enumerate(["a", "b", "c", "d"]):
            canvas.drawString((45, 105)[place % 2], (425, 405)[place // 2], word)

    assert read_pdf(draw(page)).text == "Words above the table.\n\n| a | b |\n| --- | --- |\n| c | d |"


def test_a_table_without_rules_is_seen_by_its_columns() -> None:
    rows = [("Metric", "Range", "Fair"), ("DPL", "-1 to 1", "0"), ("DI", "0 up", "1"), ("KS", "0 to 1", "0")]

    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for number, row in enumerate(rows):
            for x, cell in zip((40, 150, 260), row, strict=True):
                canvas.drawString(x, 500 - 15 * number, cell)

    assert read_pdf(draw(page)).text.split("\n") == [
        "| Metric | Range | Fair |",
        "| --- | --- | --- |",
        "| DPL | -1 to 1 | 0 |",
        "| DI | 0 up | 1 |",
        "| KS | 0 to 1 | 0 |",
    ]


def test_a_table_with_lines_between_its_rows_only_keeps_wrapped_cells_together() -> None:
    rows = [
        (["Mode"], ["When"], ["Catch"]),
        (["batch"], ["records that can", "wait for the night"], ["no answer", "in the call", "itself"]),
        (["serverless"], ["rare calls"], ["a cold", "start"]),
    ]

    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        y = 500
        for row in rows:
            for x, cell in zip((40, 130, 260), row, strict=True):  # cell by cell, as most programs write tables
                for number, line in enumerate(cell):
                    canvas.drawString(x, y - 12 * number, line)
            y -= 12 * max(map(len, row)) + 6
            canvas.line(35, y + 9, 350, y + 9)

    assert read_pdf(draw(page)).text.split("\n") == [
        "| Mode | When | Catch |",
        "| --- | --- | --- |",
        "| batch | records that can wait for the night | no answer in the call itself |",
        "| serverless | rare calls | a cold start |",
    ]


def test_what_slides_have_in_common_is_not_taken_for_a_header() -> None:
    slides = [
        together(lines(f"Slide {n}", y=480, size=24), lines("\u2022 Ask first", y=400, size=14)) for n in range(5)
    ]
    assert read_pdf(draw(*slides)).text.count("- Ask first") == 5


def test_lists_keep_their_depth_and_numbers() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for number, (x, text) in enumerate(
            [(40, "\u2022 first"), (60, "\u2022 inner"), (40, "\u2022 last"), (40, "1. one"), (40, "2. two")]
        ):
            canvas.drawString(x, 500 - 14 * number, text)

    assert read_pdf(draw(page)).text == "- first\n  - inner\n- last\n1. one\n2. two"


def test_a_line_that_happens_to_begin_like_an_item_stays_in_its_sentence() -> None:
    text = read_pdf(
        draw(
            lines("The lender said yes to sixty of a hundred people of the group", "d. That is a share of six tenths.")
        )
    ).text
    assert "of the group d. That is" in text


def test_typewriter_type_is_fenced_code_with_its_indentation() -> None:
    code = ["def find(x):", "    if x:", "        return 1"]
    page = together(lines(WORDS, size=9), lines(*code, y=500, font="Courier"))
    assert read_pdf(draw(page)).text.endswith("```\ndef find(x):\n    if x:\n        return 1\n```")


def test_a_power_does_not_become_another_number() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(40, 500, "About 10")
        canvas.setFont("Helvetica", 7)
        canvas.drawString(40 + canvas.stringWidth("About 10", "Helvetica", 12), 505, "6")
        canvas.setFont("Helvetica", 12)
        canvas.drawString(100, 500, "records a day and many more words")

    assert "10^6 records" in read_pdf(draw(page)).text


def test_dotted_lines_are_no_headings_and_those_with_a_page_number_navigation() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 16)
        for number, text in enumerate(["Chapter 1 ........ 5", "Chapter 2 . . . . . . 17", "Answer: ........"]):
            canvas.drawString(40, 500 - 20 * number, text)
        lines("Ordinary words " * 3, y=400)(canvas)

    note = read_pdf(draw(page))
    assert [(block.kind, note.text[block.start : block.end][:9]) for block in note.tree.blocks] == [
        ("navigation", "Chapter 1"),
        ("paragraph", "Answer: ."),
        ("paragraph", "Ordinary "),
    ]
    assert note.text.startswith("Chapter 1 ........ 5\nChapter 2")


def test_broken_lines_of_chinese_and_japanese_are_joined_without_a_space() -> None:
    for font, text in (
        ("STSong-Light", "\u53ec\u56de\u7387\u662f\u6307"),
        ("HeiseiMin-W3", "\u518d\u73fe\u7387\u3068\u306f"),
    ):
        pdfmetrics.registerFont(UnicodeCIDFont(font))
        read = read_pdf(draw(lines(text * 5, text[::-1] * 5, text + "\u3002", font=font))).text
        assert read == text * 5 + text[::-1] * 5 + text + "\u3002"


def test_column_heads_that_come_again_on_each_page_are_one_header() -> None:
    def page(names: str) -> Callable[[Canvas], None]:
        def draw_table(canvas: Canvas) -> None:
            for number, row in enumerate([("Mode", "Price"), *((f"mode {name}", f"price {name}") for name in names)]):
                for x, cell in zip((40, 200), row, strict=True):
                    canvas.setFont("Helvetica" if number else "Helvetica-Bold", 11)
                    canvas.drawString(x, 450 - 15 * number, cell)

        return draw_table

    note = read_pdf(draw(page("abc"), page("def"), page("ghi")))
    (table,) = note.tree.blocks
    assert [note.text[row.start : row.end] for row in table.children] == [
        "| Mode | Price |",
        *(f"| mode {name} | price {name} |" for name in "abcdefghi"),
    ]
    assert [note.text[place:][:10] for place in note.pages] == ["| Mode | P", "| mode d |", "| mode g |"]


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("Measures of a model", "Measures of a model"),
        ("notes_v3.docx", ""),
        ("Microsoft Word - My notes", ""),
        ("A1", ""),
    ],
)
def test_a_title_is_taken_over_if_it_reads_as_words(told: str, title: str) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setTitle(told)
        canvas.drawString(40, 500, "Words.")

    assert read_pdf(draw(page)).tree.title == title


def test_headers_footers_and_page_numbers_are_left_out() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        return together(
            lines("My course notes", y=580, size=9),
            lines(f"Topic {'ABCDE'[number]} has words of its own here."),
            lines(f"{number + 1} / 5", y=20, size=9),
        )

    text = read_pdf(draw(*map(page, range(5)))).text
    assert text.split("\n\n") == [f"Topic {letter} has words of its own here." for letter in "ABCDE"]


def test_a_sentence_that_goes_on_over_the_page_is_not_torn() -> None:
    note = read_pdf(draw(lines("The first half of it stands here and"), lines("the other half stands there.")))
    assert note.text == "The first half of it stands here and the other half stands there."
    assert note.text[note.pages[1] :] == "the other half stands there."


def test_a_page_written_sideways_is_read_and_a_watermark_is_not() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.rotate(90)
        lines("Words that run up the page", "and their second line.", x=50, y=-100)(canvas)
        canvas.rotate(45)
        canvas.drawString(100, 0, "DRAFT")

    assert read_pdf(draw(page)).text.replace("\n", " ") == "Words that run up the page and their second line."


def test_pages_without_text_are_named_and_the_rest_is_read() -> None:
    def picture(canvas: Canvas) -> None:
        canvas.rect(10, 10, 50, 50)

    note = read_pdf(draw(lines("Words."), picture, picture, lines("More."), picture))
    assert note.text == "Words.\n\nMore."
    assert note.warnings == ("pages 2-3, 5 left out: only pictures, as in a scan",)
    assert len(note.pages) == 5


def test_a_scan_is_refused_with_its_remedy() -> None:
    with pytest.raises(
        UnreadableNote, match=r"holds no text that can be read \(only pictures, as in a scan\); run OCR on it"
    ):
        read_pdf(draw(*[lambda canvas: canvas.circle(50, 50, 20)] * 2))


def test_a_password_is_named_and_a_lock_without_one_is_no_hindrance() -> None:
    locked = draw(lines("Secret words."), encrypt=pdfencrypt.StandardEncryption("pass", "owner", strength=128))
    with pytest.raises(UnreadableNote, match=r"is protected by a password; save a copy without one"):
        read_pdf(locked)
    owned = draw(lines("Open words."), encrypt=pdfencrypt.StandardEncryption("", "owner", canCopy=0, strength=128))
    assert read_pdf(owned).text == "Open words."


def test_the_other_process_gives_the_same_note_and_the_same_errors(tmp_path: Path) -> None:
    data = draw(lines("Words of a page."), lambda canvas: canvas.rect(1, 1, 5, 5))
    (tmp_path / "a.pdf").write_bytes(data)
    assert read_note(tmp_path / "a.pdf") == read_pdf(data)
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 nothing more")
    with pytest.raises(UnreadableNote, match=r"is damaged or no PDF"):
        read_note(tmp_path / "b.pdf")


def test_a_hostile_pdf_costs_bounded_time() -> None:
    endless = raw_pdf(b"BT /F1 1 Tf 9 700 Td " + b"(ab) Tj 0 -2 Td " * 400_000 + b"ET")
    with pytest.raises(UnreadableNote, match="took over 1 seconds to read"):
        read_confined(endless, "pdf", seconds=1)


def test_a_hostile_pdf_costs_bounded_memory() -> None:
    bloated = raw_pdf(b"BT /F1 9 Tf 9 700 Td " + b"(some words) Tj " * 400_000 + b"ET")
    with pytest.raises(UnreadableNote, match=r"needs more than 300 MB|needed over 300 MB"):
        read_confined(bloated, "pdf", seconds=60, megabytes=300)


def test_pages_that_hold_themselves_end() -> None:
    with pytest.raises(UnreadableNote):
        read_confined(raw_pdf(b"", kids=b"[2 0 R 2 0 R]", count=1_000_000_000), "pdf", seconds=20)


def test_a_module_in_the_callers_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pypdfium2.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert read_confined(draw(lines("Words.")), "pdf").text == "Words."


def test_every_offset_of_a_page_lies_in_the_text() -> None:
    note: Note = read_pdf(
        draw(*[lines(f"Page {name} says so.") for name in "abc"], lambda canvas: canvas.rect(1, 1, 9, 9))
    )
    assert list(note.pages) == sorted(note.pages)
    assert note.pages[-1] <= len(note.text)
