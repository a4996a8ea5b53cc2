"""PDF to a note: pages of Markdown, and what of them could not be read."""

import logging
from collections.abc import Sequence
from itertools import groupby

import pypdfium2
from pypdfium2 import raw

from quotewise.ingest.flow import write_page
from quotewise.ingest.glyph import Glyph, read_sheet
from quotewise.ingest.layout import Page, drop_margins, find_style, read_layout
from quotewise.ingest.markdown import write_note
from quotewise.ingest.note import Note, UnreadableNote

READER = f"quotewise pdf 1, pypdfium2 {pypdfium2.PYPDFIUM_INFO.version}"

_DAMAGED = "damaged"
_PICTURES = "only pictures, as in a scan"
_UNNAMED = "set in a font that does not say which letters it draws"
_GARBLED = 0.3  # share of characters that name no letter, above which a page's text is of no use


def read_pdf(data: bytes) -> Note:
    """The text of a PDF's pages, in this process and without bounds: `read_confined` sets them.

    Pages without text are left out and named in `warnings`. Raises UnreadableNote for a PDF that is
    damaged, locked, or holds no text at all. pdfium must not be called from two threads at once.
    """
    logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)
    with _open(data) as document:
        pages, faults = _read_pages(document)
    if not any(page.rows or page.tables for page in pages):
        raise UnreadableNote(_explain(faults))
    style = find_style(pages)
    texts = [write_page(page, style) for page in drop_margins(pages, style)]
    warnings = [f"{_name_pages(known)} left out: {why}" for why, known in faults.items()]
    return write_note(data, texts, READER, paged=True, flowing=True, warnings=warnings)


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        match error.err_code:
            case raw.FPDF_ERR_PASSWORD:
                why = "is protected by a password; save a copy without one (print it to a new PDF)"
            case raw.FPDF_ERR_SECURITY:
                why = "is locked by a protection that cannot be read; save an open copy of it"
            case _:
                why = "is damaged or no PDF; open it in a viewer and save it again, or fetch it again"
        raise UnreadableNote(why) from error


def _read_pages(document: pypdfium2.PdfDocument) -> tuple[list[Page], dict[str, list[int]]]:
    """Every page, empty where it cannot be read, and the numbers of those by what is wrong with them."""
    pages: list[Page] = []
    faults: dict[str, list[int]] = {}
    for number in range(1, len(document) + 1):
        page, fault = _read_page(document, number)
        pages.append(page)
        if fault:
            faults.setdefault(fault, []).append(number)
    return pages, faults


def _read_page(document: pypdfium2.PdfDocument, number: int) -> tuple[Page, str]:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return Page(()), _DAMAGED
    sheet = read_sheet(page)
    blank = not raw.FPDFPage_CountObjects(page.raw)
    page.close()
    if not any(glyph.char.strip() for glyph in sheet.glyphs):
        return Page(()), "" if blank else _PICTURES
    if _is_garbled(sheet.glyphs):
        return Page(()), _UNNAMED
    return read_layout(sheet), ""


def _is_garbled(glyphs: Sequence[Glyph]) -> bool:
    inked = [glyph.char for glyph in glyphs if not glyph.char.isspace()]
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
