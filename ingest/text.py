"""Text files: bytes to characters, strictly, with the encoding found recorded beside them."""

import codecs
import hashlib
import re
from dataclasses import replace

from quotewise.ingest.note import Note, SkippedNote, UnreadableNote

# utf-32-le first: its mark begins with utf-16-le's. The "-le" and "-be" codecs keep the mark as a character.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# fmt: off
_MAGIC = (
    (rb"%PDF-\d", "a PDF; let its name end in .pdf"),
    (rb"PK\x03\x04", "a zip archive or an Office document; give it its own ending (.docx, .pptx, .epub)"),
    (rb"\xd0\xcf\x11\xe0", "an old Office document; save it as .docx or .pptx"),
    (rb"(?s)\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP", "a picture; type its text out"),
    (rb"\x1f\x8b|BZh\d1AY|7z\xbc\xaf|\xfd7zXZ|Rar!\x1a", "a compressed file; unpack it first"),
    (rb"SQLite format 3\x00", "a database; export its text"),
    (rb"(?s)\x7fELF|MZ.{58}", "a program; leave it out"),
)
# Those that notes are really found in; with all that Python knows, detection often picks an exotic one
_ENCODINGS = [
    "cp1252", "latin_1", "mac_roman", "cp850", "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "cp1254",
    "cp1255", "cp1256", "cp1257", "cp874", "cp932", "euc_jp", "gb18030", "big5", "cp949",
]
# fmt: on
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # a terminal's escape (0x1b) is common in logs
_PATCHED = "utf-8 with broken bytes replaced"
_CONTROL_SHARE = 0.05  # random bytes have 0.10, logs with a bell or backspace here and there far below 0.01


def read_text(data: bytes) -> Note:
    """The note a text file holds, decoded strictly: `text` in the encoding `reader` is `data`.

    UTF-8 with a few broken bytes is the one exception: it is read with U+FFFD in their place, says so in
    `warnings`, and its basis is "extracted". Raises SkippedNote when empty, UnreadableNote when not text.
    """
    text, encoding = decode(data)
    if not text.strip("\ufeff \t\r\n\f\v\xa0"):
        raise SkippedNote("empty")
    note = Note(text, hashlib.sha256(data).hexdigest(), reader=encoding)
    if encoding != _PATCHED:
        return note
    broken = f"{text.count(chr(0xFFFD))} places are not valid UTF-8 (shown as \ufffd); save it again as UTF-8"
    return replace(note, basis="extracted", warnings=(broken,))


def decode(data: bytes) -> tuple[str, str]:
    """The characters of a text file and the name of the encoding they were decoded with.

    UTF-8 first; then what a byte-order mark or NUL bytes in every other place say; then detection.
    A byte-order mark stays in the text. Raises UnreadableNote when the bytes are not text.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _look_of_utf16(data)
    if marked:
        text, encoding = _decode_whole(data, marked), marked
    elif b"\0" in data:
        raise UnreadableNote(_binary(data, "it holds NUL bytes"))
    else:
        text, encoding = _decode_unmarked(data)
    if len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text) or re.match(rb"%PDF-\d", data) or "\0" in text:
        raise UnreadableNote(_binary(data, "it holds control characters"))
    return text, encoding


def _look_of_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark shows as NUL in most odd (little-endian) or even (big-endian) places only."""
    sample = data[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or max(even, odd) < 0.3 * len(sample) / 2 or min(even, odd):
        return None
    return "utf-16-le" if odd else "utf-16-be"


def _decode_whole(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        why = f"looks like {encoding} but breaks at byte {error.start}; save it again as UTF-8"
        raise UnreadableNote(why) from error


def _decode_unmarked(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    patched = data.decode("utf-8", errors="replace")
    broken = patched.count("\ufffd")
    # Other encodings hardly ever form valid multi-byte UTF-8 by chance, so a majority of it is no chance
    if sum(character > "\x7f" for character in patched) - broken > 4 * broken:
        return patched, _PATCHED
    return _detect(data)


def _detect(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    matches = from_bytes(data, cp_isolation=_ENCODINGS)
    best = matches.best()
    if best is None:
        raise UnreadableNote(_binary(data, "no text encoding fits its bytes"))
    # Central European and Baltic code pages fit most French or Spanish as well as Windows' own does
    near = [m for m in matches if m.chaos <= best.chaos + 0.001 and m.coherence >= best.coherence - 0.03]
    western = any("cp1252" in match.could_be_from_charset for match in near)
    encoding = "cp1252" if western else best.encoding
    return _decode_whole(data, encoding), encoding


def _binary(data: bytes, sign: str) -> str:
    for pattern, kind in _MAGIC:
        if re.match(pattern, data):
            return f"is not text: it is {kind}"
    return f"is not text: {sign}; save it as UTF-8 text, or leave it out"
