"""PDF to a note: its pages, and what of them could not be read."""

import logging
import re
from collections.abc import Sequence
from itertools import groupby

import pypdfium2
from pypdfium2 import raw

from quotewise.ingest.note import Note, UnreadableNote
from quotewise.ingest.parts import write_note
from quotewise.ingest.pdf_chars import Char, read_sheet
from quotewise.ingest.pdf_layout import Page, drop_margins, find_style, read_layout
from quotewise.ingest.pdf_parts import read_parts

READER = f"quotewise pdf 2, pypdfium2 {pypdfium2.PYPDFIUM_INFO.version}"

_DAMAGED = "damaged"
_PICTURES = "only pictures, as in a scan"
_UNNAMED = "set in a font that does not say which letters it draws"
_GARBLED = 0.3  # share of characters that name no letter, above which a page's text is of no use
_WORDS = re.compile(r"[^\W\d_]{2,}\S*\s(?:.*\s)?[^\W\d_]{2,}")  # two at least: one is as often a template's name
_FILE_NAME = re.compile(r"\.\w{2,5}$|^Microsoft \w+ - |[/\\_]")


def read_pdf(data: bytes) -> Note:
    """The text of a PDF's pages, in this process and without bounds: `read_confined` sets them.

    Pages without text are left out and named in `warnings`. Raises UnreadableNote for a PDF that is
    damaged, locked, or holds no text at all. pdfium must not be called from two threads at once.
    """
    logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)
    with _open(data) as document:
        read = [_read_page(document, number) for number in range(len(document))]
        title = document.get_metadata_dict().get("Title", "")
    pages = [page for page, _ in read]
    kinds = dict.fromkeys(fault for _, fault in read if fault)
    faults = {kind: [number for number, (_, fault) in enumerate(read, 1) if fault == kind] for kind in kinds}
    if not any(page.sections for page in pages):
        raise UnreadableNote(_explain(faults))
    style = find_style(pages)
    parts = (read_parts(page, style) for page in drop_margins(pages, style))
    warnings = [f"{_name_pages(known)} left out: {why}" for why, known in faults.items()]
    title = title if _WORDS.search(title) and not _FILE_NAME.search(title) else ""
    return write_note(data, parts, READER, title=title, paged=True, flowing=True, warnings=warnings)


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        known = {
            raw.FPDF_ERR_PASSWORD: "is protected by a password; save a copy without one (print it to a new PDF)",
            raw.FPDF_ERR_SECURITY: "is locked by a protection that cannot be read; save an open copy of it",
        }
        damaged = "is damaged or no PDF; open it in a viewer and save it again, or fetch it again"
        raise UnreadableNote(known.get(error.err_code, damaged)) from error


def _read_page(document: pypdfium2.PdfDocument, number: int) -> tuple[Page, str]:
    """A page from 0 on, or an empty one and what is wrong with it."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return Page(), _DAMAGED
    sheet = read_sheet(page)
    blank = not raw.FPDFPage_CountObjects(page.raw)
    page.close()
    if not any(char.char.strip() for char in sheet.chars):
        return Page(), "" if blank else _PICTURES
    return (Page(), _UNNAMED) if _is_garbled(sheet.chars) else (read_layout(sheet), "")


def _is_garbled(chars: Sequence[Char]) -> bool:
    inked = [char.char for char in chars if not char.char.isspace()]
    strange = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or char < " " for char in inked)
    return strange > _GARBLED * len(inked)


def _explain(faults: dict[str, list[int]]) -> str:
    """Why no page gave any text, and what to do."""
    if not faults:
        return "holds no text: its pages are blank; leave it out"
    why = max(faults, key=lambda fault: len(faults[fault]))
    if why == _DAMAGED:
        return "is damaged: none of its pages can be read; open it in a viewer and save it again"
    return f"holds no text that can be read ({why}); run OCR on it (ocrmypdf does) and add the result"


def _name_pages(numbers: Sequence[int]) -> str:
    """ "page 3", "pages 1, 4-6"."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    named = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
    return f"page {named}" if len(numbers) == 1 else f"pages {named}"
