"""Broken files of every kind give a note or a reason: never another error, never a hang."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from csv_note import read_csv
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import book, pack
from pptx import Presentation
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from quotewise.ingest.docx import read_docx
from quotewise.ingest.epub import read_epub
from quotewise.ingest.html import read_html
from quotewise.ingest.note import Note, SkippedNote, UnreadableNote
from quotewise.ingest.notebook import read_notebook
from quotewise.ingest.pdf import read_pdf
from quotewise.ingest.pptx import read_pptx
from quotewise.ingest.reader import read_note
from quotewise.ingest.text import read_text

SAMPLE = Path(__file__).parents[1] / "eval" / "sample" / "notes"
Read = Callable[[bytes], Note]


def make_deck() -> bytes:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "A title"
    slide.placeholders[1].text_frame.text = "A line"
    written = io.BytesIO()
    deck.save(written)
    return written.getvalue()


KINDS: dict[str, tuple[Read, bytes]] = {
    "pdf": (read_pdf, (SAMPLE / "judging-generated-text.pdf").read_bytes()),
    "docx": (read_docx, (SAMPLE / "generative-ai.docx").read_bytes()),
    "html": (read_html, (SAMPLE / "agents.html").read_bytes()),
    "pptx": (read_pptx, make_deck()),
    "epub": (read_epub, book({"a": "<html><body><h1>One</h1><p>Words of a chapter.</p></body></html>"})),
    "ipynb": (read_notebook, b'{"cells": [{"cell_type": "code", "source": ["x = 1"], "outputs": []}]}'),
    "csv": (read_csv, b"Service;Use\nS3;objects\nEBS;blocks\n"),
    "txt": (read_text, "Words … and more words.\r\n".encode()),
}


def check(read: Read, data: bytes) -> str:
    """Read, and say what came of it: "note" or "reason"; a file that cannot be read is told what to do about it."""
    try:
        note = read(data)
    except SkippedNote as reason:
        why = str(reason)
    except UnreadableNote as reason:
        why = str(reason)
        assert "; " in why
    else:
        assert note.text.encode()  # no lone surrogates
        assert "\0" not in note.text
        assert list(note.pages) == sorted(note.pages)
        assert all(place <= len(note.text) for place in note.pages)
        return "note"
    assert why
    assert "\n" not in why
    return "reason"


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_file_gives_a_note_and_a_tiny_one_a_reason_at_most(kind: str) -> None:
    read, data = KINDS[kind]
    assert check(read, data) == "note"
    for small in (b"", b"\n", b"\0", b"%", b"PK", b"<", b"{", b"\xff"):
        check(read, small)


def draw(**settings: Any) -> bytes:
    """A PDF of one page that holds a picture and, unless it is a scan, words."""
    written = io.BytesIO()
    canvas = Canvas(written, **settings)
    canvas.circle(50, 50, 20)
    if settings:
        canvas.drawString(9, 9, "words")
    canvas.save()
    return written.getvalue()


SCAN, LOCKED = draw(), draw(encrypt=pdfencrypt.StandardEncryption("pass", "owner", strength=128))
INNER = pack({"a.docx": KINDS["docx"][1], "b.zip": pack({"c.zip": pack({"d": "e"})})})
UGLY: dict[str, tuple[Read, bytes, str]] = {
    "a scan": (read_pdf, SCAN, "run OCR on it"),
    "a locked PDF": (read_pdf, LOCKED, "is protected by a password; save a copy without one"),
    "an archive that is no document": (read_docx, pack({"a.txt": "words"}), "is damaged or not a .docx document"),
    "an archive in an archive": (read_docx, INNER, "is damaged or not a .docx document"),
    "an archive as a slide show": (read_pptx, pack({"ppt/presentation.xml": INNER}), "is damaged or not a .pptx"),
    "an archive as a document": (read_docx, pack({"word/document.xml": INNER}), "is damaged or not a .docx"),
    "an archive as a book": (read_epub, pack({"META-INF/container.xml": INNER}), "is damaged or not an .epub"),
    "an empty archive": (read_epub, pack({}), "is damaged or not an .epub"),
    "an archive as a page": (read_html, INNER, "is not text"),
    "an archive as a notebook": (read_notebook, INNER, "is not text"),
    "an archive as cells": (read_csv, INNER, "is not text"),
}


@pytest.mark.parametrize("kind", UGLY)
def test_what_cannot_be_a_note_is_refused_with_its_remedy(kind: str) -> None:
    read, data, why = UGLY[kind]
    with pytest.raises(UnreadableNote, match=re.escape(why)) as caught:
        read(data)
    assert "; " in str(caught.value)


def test_a_chapter_that_is_an_archive_gives_a_note_or_a_reason() -> None:
    check(read_epub, book({"a": "<html><body><p>Words.</p></body></html>", "b": INNER}))


@pytest.mark.parametrize("kind", [*KINDS, *UGLY])
@settings(max_examples=60)
@given(end=st.integers(0, 10**9))
def test_a_file_cut_off_anywhere_gives_a_note_or_a_reason(kind: str, end: int) -> None:
    read, data = (KINDS.get(kind) or UGLY[kind])[:2]
    check(read, data[: end % len(data)])


@pytest.mark.parametrize("kind", ["docx", "pptx", "epub"])
@settings(max_examples=40)
@given(place=st.integers(0, 10**9), end=st.integers(0, 10**9))
def test_an_archive_with_a_part_cut_off_gives_a_note_or_a_reason(kind: str, place: int, end: int) -> None:
    read, data = KINDS[kind]
    known = zipfile.ZipFile(io.BytesIO(data))
    names = known.namelist()
    held = {name: known.read(name) for name in names}
    cut = names[place % len(names)]
    check(read, pack({**held, cut: held[cut][: end % (len(held[cut]) + 1)]}))
    check(read, pack({name: part for name, part in held.items() if name != cut}))


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_with_spoilt_bytes_gives_a_note_or_a_reason(kind: str) -> None:
    read, data = KINDS[kind]
    chance = random.Random(7)
    for _ in range(60):
        spoilt = bytearray(data)
        for _ in range(chance.randint(1, 12)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        check(read, bytes(spoilt))


@pytest.mark.parametrize("kind", ["docx", "pptx", "epub"])
def test_an_archive_with_spoilt_words_inside_gives_a_note_or_a_reason(kind: str) -> None:
    read, data = KINDS[kind]
    chance = random.Random(11)
    known = zipfile.ZipFile(io.BytesIO(data))
    for _ in range(40):
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as archive:
            for name in known.namelist():
                held = bytearray(known.read(name))
                for _ in range(chance.choice([0, 0, 1, 4]) if held else 0):
                    held[chance.randrange(len(held))] = chance.choice(b'0x<>/"& ')
                if chance.random() > 0.03:
                    archive.writestr(name, bytes(held))
        check(read, written.getvalue())


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(data=st.binary(max_size=400))
def test_any_bytes_give_a_note_or_a_reason(kind: str, data: bytes) -> None:
    check(KINDS[kind][0], data)


@pytest.mark.parametrize("suffix", KINDS)
@pytest.mark.parametrize("kind", ["pdf", "docx", "html", "epub", "txt"])
def test_a_wrong_suffix_gives_a_note_or_a_reason(tmp_path: Path, kind: str, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(KINDS[kind][1])
    outcome = check(lambda _: read_note(path), b"")
    if kind in ("pdf", "docx", "epub") and suffix != kind:
        assert outcome == "reason"


def test_libraries_keep_quiet_about_broken_files(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    for read, data in KINDS.values():
        check(read, data[: len(data) // 2])
    assert capfd.readouterr() == ("", "")
    assert not caplog.records
