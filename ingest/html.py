"""A web page to a note: its encoding, its tree, and what a reader of it sees."""

import codecs
import re
from typing import Any

from lxml import etree

from quotewise.ingest.html_parts import is_script, read_parts
from quotewise.ingest.note import Note, UnreadableNote
from quotewise.ingest.parts import Part, write_note
from quotewise.ingest.text import decode

READER = f"quotewise html 2, lxml {etree.__version__}"

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]+)|<\?xml[^>]{0,99}?encoding=[\"']([\w.-]+)",
    re.IGNORECASE,
)
# Python knows codecs such as punycode too, whose time grows with the square of the input
_PAGE_CODECS = re.compile(r"utf-8|cp\d|iso8859|koi8|big5|gb|euc|shift|mac|iso2022|tis|hz")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_END_OF_PAGE = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)


def read_html(data: bytes) -> Note:
    """The note in a web page."""
    root = parse_html(decode_markup(data))
    # A page that hides everything until its scripts have run is read as if they had
    parts = read_parts(root) or read_parts(root, is_dropped=is_script)
    headings = [part for part in parts if part.kind == "heading"]
    title = next(("".join(title.itertext()) for title in root.iter("title")), "")
    if not headings:
        parts.insert(0, Part("heading", title, 1))
    first = next((part.text for part in headings if part.level == 1), "")
    return write_note(data, [parts], READER, title=title.strip() or first)


def decode_markup(data: bytes) -> str:
    """A page's characters: by its byte-order mark, its own word for its encoding, or detection."""
    found = _CHARSET.search(data[:4096])
    name = (found[1] or found[2]).decode("ascii", "replace").lower() if found else ""
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # Browsers take iso-8859-1 and ascii to mean Windows' own set
    name = "cp1252" if name in ("iso-8859-1", "latin1", "us-ascii", "ascii") else name
    try:
        if name and not marked and b"\0" not in data[:4096] and _PAGE_CODECS.match(codecs.lookup(name).name):
            return data.decode(name)
    except (LookupError, UnicodeError):
        pass  # a page may be wrong about itself
    return decode(data)[0]


def parse_html(text: str) -> Any:
    """The page as an lxml tree. Raises UnreadableNote when it nests too deep to be read whole."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    # What stands behind the end of a page belongs to it, as browsers have it; libxml2 parts it off
    body = _END_OF_PAGE.sub("", _DECLARATION.sub("", text)).encode("utf-8", "replace")
    root = etree.fromstring(body or b"<p/>", parser)
    if any("RESOURCE_LIMIT" in str(error.type_name) for error in parser.error_log):
        raise UnreadableNote("nests its elements too deep to be read; save it again from a browser")
    return etree.Element("html") if root is None else root
