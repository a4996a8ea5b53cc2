"""UTF-8 that was read as a single-byte code page, "cafÃ©" for "café": told by the whole note."""

import re

from quotewise.ingest.edit import Edit

# fmt: off
CODE_PAGES = (
    "cp1252", "latin_1", "mac_roman", "cp437", "cp850", "cp1250", "iso8859_2", "cp1251", "koi8_r", "iso8859_5",
    "cp1253", "iso8859_7", "cp1254", "iso8859_9", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "iso8859_11", "iso8859_15",
)
# fmt: on
_RUN = re.compile(r"[^\x00-\x7f]{2,60}")
_LOOKED_AT = 500  # runs that are asked which code page it was


def find_misread(text: str) -> list[Edit]:
    """The edits that mend a note in which most runs of signs beyond ASCII are UTF-8 read as one code page.

    What lost bytes on the way does not decode, and stays as it is.
    """
    if text.isascii():
        return []
    runs = list(_RUN.finditer(text))
    asked = {match.group() for match in runs[:_LOOKED_AT]}
    found = {page: sum(_decode(run, page) is not None for run in asked) for page in CODE_PAGES}
    page = max(found, key=lambda each: found[each])
    if found[page] * 2 <= len(asked):
        return []
    mended = ((match, _decode(match.group(), page)) for match in runs)
    return [(match.start(), match.end(), new) for match, new in mended if new is not None]


def _decode(run: str, page: str) -> str | None:
    """What a run was before it was misread; None where it was not. A control character stands for its own byte."""
    try:
        read = b"".join(bytes([ord(sign)]) if "\x80" <= sign <= "\x9f" else sign.encode(page) for sign in run)
        return read.decode()
    except UnicodeError:
        return None
