"""The page of a PDF that a quote stands on, as a picture with the quote boxed."""

import base64
from pathlib import Path

import streamlit as st

from quotewise.assistant import Citation
from quotewise.index.lookup import stored_note
from quotewise.ingest.note import UnreadableNote
from quotewise.ingest.pdf_picture import Box, picture_of
from quotewise.ui.page import opened
from quotewise.ui.page.markup import plain
from quotewise.ui.page.rendered import draw_html

LARGEST = 200_000_000  # bytes of a file that is opened for a picture
AGAIN = 600  # seconds after which a page is tried again: one may have failed because the machine was busy


def draw_page(citation: Citation) -> None:
    """The page of a citation; where it cannot be shown, why, and the text in its place."""
    file = file_of(citation.source)
    if file is None:
        draw_text(citation, "The file is gone or was changed since it was read, so its page cannot be shown.")
        return
    try:
        drawn = picture(str(file), file.stat().st_mtime_ns, citation.page or 1, citation.quote)
    except OSError:
        drawn = None
    if drawn is None:
        draw_text(citation, "This page cannot be drawn.")
    else:
        draw_html(sheet(*drawn, f"Page {citation.page}, the quote boxed"), key="pdf_page")


def draw_text(citation: Citation, why: str) -> None:
    st.html(f'<p class="qw-status">{why} The words on it:</p><p class="qw-passage">{plain(citation.quote)}</p>')


def file_of(source: str) -> Path | None:
    """The file of a note, where it stands as it was when it was read."""
    note = stored_note(opened.library(), source)
    try:
        known = note.path.stat() if note else None
    except OSError:
        return None
    if note is None or known is None or known.st_size > LARGEST:
        return None
    return note.path if (known.st_size, known.st_mtime_ns) == (note.size, note.mtime_ns) else None


@st.cache_data(max_entries=32, ttl=AGAIN, show_spinner="Drawing the page")
def picture(path: str, mtime_ns: int, page: int, words: str) -> tuple[bytes, list[Box]] | None:
    """Tried once for a page and quote; None for a page that cannot be drawn. mtime_ns: when the file last changed."""
    try:
        return picture_of(Path(path).read_bytes(), page, words)
    except UnreadableNote:
        return None


def sheet(png: bytes, boxes: list[Box], name: str) -> str:
    drawn = base64.b64encode(png).decode()
    marks = "".join(f'<span class="qw-boxed" style="{_place(box)}"></span>' for box in boxes)
    return f'<div class="qw-sheet"><img src="data:image/png;base64,{drawn}" alt="{name}">{marks}</div>'


def _place(box: Box) -> str:
    left, top, right, bottom = box
    return f"left:{left:.2%};top:{top:.2%};width:{right - left:.2%};height:{bottom - top:.2%}"
