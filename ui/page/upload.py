"""Files a reader uploads: kept under a harmless name, if they are what they say they are and not too large."""

import hashlib
import json
import re
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

from quotewise.ingest import UnreadableNote
from quotewise.ingest.archive import Archive

LARGEST = 20_000_000  # bytes of a file, as `Library.ingest` reads them
LONGEST_NAME = 100  # characters, suffix left out
TEXT = ("md", "markdown", "txt", "rst", "org", "adoc", "log", "csv", "tsv", "html", "htm", "xhtml")
ARCHIVES = {
    "docx": "word/document.xml",
    "pptx": "ppt/presentation.xml",
    "epub": "META-INF/container.xml",
    "apkg": "collection.anki2",
    "colpkg": "collection.anki2",
}
KINDS = (*TEXT, *ARCHIVES, "pdf", "ipynb")

UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+')
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in "123456789")}
# What begins a file that is no text, whatever it is called.
BINARY = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x7fELF",
    b"MZ",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Refused(Exception):
    """A file that is not taken in; the message is the reason and the remedy, without the name."""


def keep(name: str, data: bytes, folder: Path) -> Path:
    """Write an upload into `folder` under a safe name and return its path; the same file again is kept once.

    Raises Refused, and OSError where the folder cannot be written.
    """
    check(name, data)
    folder.mkdir(parents=True, exist_ok=True)
    path = free_path(folder / safe_name(name), data)
    path.write_bytes(data)
    return path


def pasted(title: str, text: str) -> tuple[str, bytes]:
    """A pasted text as a Markdown file of its title: its name and its bytes."""
    name = " ".join(title.replace("/", " ").replace("\\", " ").split())
    head = "" if text.lstrip().startswith(("#", "---")) else f"# {' '.join(title.split())}\n\n"
    return f"{name}.md", f"{head}{text.strip()}\n".encode("utf-8", "replace")


def check(name: str, data: bytes) -> None:
    """Raises Refused for a file of no known kind, too large, or not what its name says."""
    kind = suffix_of(name)
    if kind not in KINDS:
        raise Refused(f"this kind is not read; what is: {', '.join(KINDS)}")
    if len(data) > LARGEST:
        raise Refused(f"it has {len(data) / 1e6:.1f} MB, over the limit of {LARGEST / 1e6:g} MB; split it")
    if not data.strip():
        raise Refused("it is empty")
    if kind in ARCHIVES:
        check_archive(kind, data)
    elif kind == "pdf":
        if b"%PDF-" not in data[:1024]:
            raise Refused("it is called .pdf and is none; save it again as PDF")
    else:
        check_text(kind, data)


def check_archive(kind: str, data: bytes) -> None:
    """An office file: an archive that unpacks to a sane size and holds what such a file does."""
    try:
        archive = Archive(data, f"a .{kind} file")
    except UnreadableNote as error:
        raise Refused(f"it {error}") from error
    if ARCHIVES[kind] not in archive.names:
        raise Refused(f"it is called .{kind} and is none; save it again in its program")


def check_text(kind: str, data: bytes) -> None:
    wide = data.startswith(UTF_16)
    if data.startswith(BINARY) or (b"\x00" in data and not wide):
        raise Refused(f"it is called .{kind} and is no text")
    if kind == "ipynb":
        try:
            cells = json.loads(data)["cells"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Refused("it is called .ipynb and is no notebook; save it again") from error
        if not isinstance(cells, list):
            raise Refused("it is called .ipynb and is no notebook; save it again")


def suffix_of(name: str) -> str:
    return PurePosixPath(base_of(name)).suffix.lower().lstrip(".")


def base_of(name: str) -> str:
    """The last part of a name, whichever system's separators are in it."""
    return PureWindowsPath(PurePosixPath(name).name).name


def safe_name(name: str) -> str:
    """A name that is one, on any system: no folders, no hidden file, no marks that reorder or hide, not too long."""
    clean = UNSAFE.sub(" ", unicodedata.normalize("NFC", base_of(name)))
    path = PurePosixPath(" ".join(clean.split()).lstrip(".~ ").rstrip(". ") or "note")
    stem = path.stem[:LONGEST_NAME].strip() or "note"
    if stem.split(".")[0].lower() in RESERVED:
        stem = f"{stem}_"
    return f"{stem}.{suffix_of(name)}"


def free_path(wanted: Path, data: bytes) -> Path:
    """`wanted`, or the next number after it where another file has that name."""
    digest = hashlib.sha256(data).digest()
    for number in range(1, 10_000):
        path = wanted if number == 1 else wanted.with_stem(f"{wanted.stem} ({number})")
        if not path.exists() or hashlib.sha256(path.read_bytes()).digest() == digest:
            return path
    raise Refused("too many files have this name; rename it")
