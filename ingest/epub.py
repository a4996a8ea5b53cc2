"""EPUB to a note: its chapters in reading order.

On lxml and the HTML reader: the one well-kept library for e-books, EbookLib, is AGPL.
"""

import posixpath
import re
from typing import Any

from lxml import etree

from quotewise.ingest.archive import Archive, resolve
from quotewise.ingest.html import decode_markup, parse_html
from quotewise.ingest.html_parts import read_parts
from quotewise.ingest.note import Note, UnreadableNote
from quotewise.ingest.parts import Part, write_note

READER = f"quotewise epub 2, lxml {etree.__version__}"

_CHAPTERS = ("application/xhtml+xml", "text/html", "application/xml")
_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")  # of fonts only, no DRM
# What XML may close at once, and HTML leaves open
_EMPTY_TAG = re.compile(r"<(?!(?:br|col|hr|img|input|link|meta|source|wbr)\b)([A-Za-z][\w:-]*)(\s[^<>]*)?/>")


def read_epub(data: bytes) -> Note:
    """The note in an e-book: every chapter of its reading order, without the table of contents."""
    archive = Archive(data, "an .epub book")
    _check_protection(archive)
    package = archive.parse("META-INF/container.xml").find(".//{*}rootfile")
    name = "" if package is None else package.get("full-path", "")
    root = archive.parse(name)
    # each once: a bomb lists one for ever
    chapters = list(dict.fromkeys(resolve(posixpath.dirname(name), reference) for reference in _find_chapters(root)))
    parts = [part for chapter in chapters if chapter in archive.names for part in _read_chapter(archive, chapter)]
    title = root.findtext("{*}metadata/{*}title", "")
    lost = sum(chapter not in archive.names for chapter in chapters)
    warnings = [f"{lost} of {len(chapters)} chapters are missing from the file"] if lost else []
    return write_note(data, [parts], READER, title=title, warnings=warnings)


def _check_protection(archive: Archive) -> None:
    """Raise UnreadableNote if more than fonts is encrypted."""
    listed = archive.parse_if_there("META-INF/encryption.xml")
    methods = [] if listed is None else [method.get("Algorithm") for method in listed.iter("{*}EncryptionMethod")]
    if "META-INF/rights.xml" in archive.names or any(method not in _FONT_SCRAMBLING for method in methods):
        raise UnreadableNote("is locked by its seller (DRM); use notes of your own or an edition without DRM")


def _find_chapters(package: Any) -> list[str]:
    """The references to the chapters, in the order of the spine."""
    items = {item.get("id"): item for item in package.iterfind("{*}manifest/{*}item")}
    spine = (items.get(ref.get("idref")) for ref in package.iterfind("{*}spine/{*}itemref"))
    return [
        item.get("href", "")
        for item in spine
        if item is not None and item.get("media-type") in _CHAPTERS and "nav" not in item.get("properties", "").split()
    ]


def _read_chapter(archive: Archive, name: str) -> list[Part]:
    return read_parts(parse_html(_EMPTY_TAG.sub(r"<\1\2></\1>", decode_markup(archive.read(name)))))
