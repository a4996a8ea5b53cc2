"""Small files that unfold to much, repeat themselves or nest without end are refused at once, with a reason."""

import io
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest
from csv_note import read_csv
from office_files import W, book, deck, pack, word

from quotewise.ingest.docx import read_docx
from quotewise.ingest.epub import read_epub
from quotewise.ingest.html import read_html
from quotewise.ingest.note import UnreadableNote
from quotewise.ingest.notebook import read_notebook
from quotewise.ingest.pptx import read_pptx
from quotewise.ingest.reader import read_note

RUN = "<w:r><w:t>{}</w:t></w:r>"
# Seconds of the processor, however busy the machine is: each of these takes under five, unguarded minutes to centuries.
PATIENCE = 60


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"not read within {PATIENCE} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


def nest(inside: str, *tags: str, depth: int) -> str:
    """`inside` within so many nested runs of these tags."""
    begin = "".join(f"<{tag}>" for tag in tags)
    end = "".join(f"</{tag}>" for tag in reversed(tags))
    return begin * depth + inside + end * depth


def test_text_boxes_within_text_boxes_are_each_read_once() -> None:
    body = nest(f"<w:p>{RUN.format('innermost')}</w:p>", "w:p", "w:r", "w:drawing", "w:txbxContent", depth=55)
    assert read_docx(word(f"<w:p>{RUN.format('outermost')}</w:p>{body}")).text == "outermost\n\ninnermost"


def test_footnotes_that_refer_to_footnotes_are_each_written_once() -> None:
    refer = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    notes = "".join(
        f'<w:footnote w:id="{n}"><w:p>{RUN.format(f"note {n}")}{refer.format(n + 1) * 9}</w:p></w:footnote>'
        for n in range(60)
    )
    text = read_docx(word(f"<w:p>{RUN.format('Words')}{refer.format(0) * 3}</w:p>", footnotes=notes)).text
    assert text.startswith("Words[0][0][0]")
    assert all(text.count(f"note {n}[") == 1 for n in range(59))


def test_a_slide_or_a_chapter_listed_a_hundred_thousand_times_is_read_once() -> None:
    shape = f"<p:sp><p:txBody><a:p xmlns:a='a'><a:r><a:t>{'word ' * 9_000}</a:t></a:r></a:p></p:txBody></p:sp>"
    assert len(read_pptx(deck(shape, shown=100_000)).text) < 50_000
    chapter = f"<html><body><p>{'word ' * 9_000}</p></body></html>"
    assert len(read_epub(book({"a": chapter}, shown=100_000)).text) < 50_000


@pytest.mark.parametrize("levels", [300, 60_000])
def test_nesting_too_deep_to_be_read_is_named_in_every_kind(levels: int) -> None:
    table = nest(f"<w:p>{RUN.format('x')}</w:p>", "w:tbl", "w:tr", "w:tc", depth=levels)
    group = nest("", "p:grpSp", depth=levels)
    chapter = nest("words", "div", depth=levels * 40)
    for read, data in (
        (read_docx, word(table)),
        (read_pptx, deck(group)),
        (read_epub, book({"a": f"<html><body>{chapter}</body></html>"})),
        (read_html, chapter.encode()),
        (read_notebook, ('{"cells":' + "[" * levels * 40).encode()),
    ):
        with pytest.raises(UnreadableNote, match=r"nests its (parts|elements) too deep|is damaged or no notebook"):
            read(data)


def test_nesting_that_can_be_read_is_read() -> None:
    table = nest(f"<w:p>{RUN.format('x')}</w:p>", "w:tbl", "w:tr", "w:tc", depth=80)
    assert read_docx(word(table)).text == "x"
    fraction = nest("<m:r><m:t>x</m:t></m:r>", "m:f", "m:num", depth=60)
    assert "x" in read_docx(word(f"<w:p><m:oMath xmlns:m='m'>{fraction}</m:oMath></w:p>")).text
    group = nest("<p:sp><p:txBody><p><r><t>x</t></r></p></p:txBody></p:sp>", "p:grpSp", depth=240)
    assert read_pptx(deck(group)).text == "x"


def test_entities_that_multiply_are_refused_in_every_kind_of_archive() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE x [<!ENTITY e0 "boom boom">{bomb}]>'
    document = f'{doctype}<w:document xmlns:w="{W}"><w:body w:x="&e11;">&e11;</w:body></w:document>'
    with pytest.raises(UnreadableNote, match="is damaged"):
        read_docx(pack({"word/document.xml": document}))
    slides = f'{doctype}<p:presentation xmlns:p="p" x="&e11;">&e11;</p:presentation>'
    with pytest.raises(UnreadableNote, match="is damaged"):
        read_pptx(pack({"ppt/presentation.xml": slides}))
    text = read_epub(book({"a": f"{doctype}<html><body title='&e11;'><p>words &e11;</p></body></html>"})).text
    assert "words" in text
    assert len(text) < 100_000


def test_tables_of_too_many_cells_are_refused() -> None:
    cells = "<w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="64"/></w:tcPr></w:tc>' * 20 + "</w:tr>"
    with pytest.raises(UnreadableNote, match="holds a table of"):
        read_docx(word(f"<w:tbl>{cells * 1_000}</w:tbl>"))
    with pytest.raises(UnreadableNote, match="holds a table of"):
        read_html(b"<table>" + (b"<tr>" + b"<td colspan=50>x" * 100) * 400)
    for data in (b"," * 3_000_000, b"a,b\n" * 1_000_000, b"a" + b",b" * 1_500 + b"\nc,d" * 1_000):
        with pytest.raises(UnreadableNote, match="holds a table of"):
            read_csv(data)


def test_a_book_whose_chapter_is_three_hundred_megabytes_of_nothing_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book({"a": "<p/>"}))) as known, zipfile.ZipFile(written, "w", 8) as archive:
        for name in known.namelist():
            held = known.read(name) if name != "in/a.xhtml" else bytes(100_000_000)
            archive.writestr(name.replace("a.xhtml", "a.bin"), held.replace(b"a.xhtml", b"a.bin"))
    with pytest.raises(UnreadableNote, match="takes reading more than 80,000,000 bytes"):
        read_epub(written.getvalue())


def test_long_blanks_within_a_line_cost_no_square_of_their_length(tmp_path: Path) -> None:
    blanks = " " * 300_000
    assert read_html(f"<pre>a{blanks}b</pre>".encode()).text == f"```\na{blanks}b\n```"


def test_a_bomb_among_notes_is_one_reason_among_notes(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word(nest("", "w:tbl", depth=5_000)))
    with pytest.raises(UnreadableNote, match="nests its parts too deep"):
        read_note(tmp_path / "a.docx")
