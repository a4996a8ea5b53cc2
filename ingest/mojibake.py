"""UTF-8 that was read as a single-byte code page, "cafÃ©" for "café": told by the whole note."""

import re
from unicodedata import category

from quotewise.ingest.edit import Edit

# fmt: off
CODE_PAGES = (
    "cp1252", "latin_1", "mac_roman", "cp437", "cp850", "cp1250", "iso8859_2", "cp1251", "koi8_r", "iso8859_5",
    "cp1253", "iso8859_7", "cp1254", "iso8859_9", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "iso8859_11", "iso8859_15",
)
# fmt: on
FEWEST = 2  # different runs that must decode
_RUN = re.compile(r"[^\x00-\x7f]{1,60}")
_LOOKED_AT = 500  # runs that are asked which code page it was


def find_misread(text: str) -> list[Edit]:
    """The edits that mend a note in which most runs of signs beyond ASCII are UTF-8 read as one code page.

    What lost bytes on the way does not decode, and stays as it is.
    """
    if text.isascii():
        return []
    runs = list(_RUN.finditer(text))
    asked = {_around(text, match) for match in runs[:_LOOKED_AT]}
    signs = sum(len(run) for run, _ in asked)
    found = {page: [run for run, alone in asked if _decode(run, page, alone=alone)] for page in CODE_PAGES}
    page = max(found, key=lambda each: len(found[each]))
    if len(found[page]) < FEWEST or 2 * sum(map(len, found[page])) <= signs:
        return []
    mended = []
    for match in runs:
        run, alone = _around(text, match)
        mended.append((match, _decode(run, page, alone=alone)))
    return [(match.start(), match.end(), new) for match, new in mended if new]


def _around(text: str, match: re.Match[str]) -> tuple[str, bool]:
    """A run, and whether no letter of ASCII touches it."""
    near = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    return match.group(), not any(sign.isascii() and sign.isalpha() for sign in near)


def _decode(run: str, page: str, *, alone: bool) -> str:
    """What a run was before it was misread; "" where it was not. A control character stands for its own byte.

    alone: whether it is a word of its own. Within a Latin word it can have been nothing but Latin letters and signs:
    typographic quotes beside an accent happen to be UTF-8 of other scripts.
    """
    try:
        read = b"".join(bytes([ord(sign)]) if "\x80" <= sign <= "\x9f" else sign.encode(page) for sign in run).decode()
    except UnicodeError:
        return ""
    plain = all(sign < "\u0250" or category(sign)[0] in "PSZ" for sign in read)
    return read if plain or (alone and all(category(sign)[0] in "LPSZN" for sign in read)) else ""
