"""The zip archives that DOCX, PPTX and EPUB are: opened after a check of what they would unpack to."""

import io
import posixpath
import zipfile
import zlib
from typing import Any
from urllib.parse import unquote

from lxml import etree

from quotewise.ingest.note import UnreadableNote

MAX_ENTRIES = 10_000
MAX_UNPACKED = 300_000_000  # bytes in all, pictures included
MAX_MARKUP = 40_000_000  # bytes of XML and HTML: a thousand pages of a book have about 15 million
MAX_READ = 80_000_000  # bytes that are read in all, as often as one part may be asked for

_MARKUP = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What zipfile raises on a damaged archive; NotImplementedError for a compression it does not know
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class Archive:
    """A zip archive's entries by name. Every method raises UnreadableNote for what is damaged."""

    def __init__(self, data: bytes, kind: str) -> None:
        """Open `data`, a file of the named kind ("a .docx document"), unless it would unpack to too much."""
        self.kind = kind
        if data.startswith(_OLD_OFFICE):
            if _ENCRYPTED in data:
                raise UnreadableNote("is protected by a password; save a copy without one")
            raise UnreadableNote(f"is in the old Office format, not {kind}; save it in the new one")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise self.damaged() from error
        _check(self._zip.infolist())
        self.names = set(self._zip.namelist())
        self._left = MAX_READ

    def damaged(self) -> UnreadableNote:
        """The error for an archive that is not what its suffix says, or is broken."""
        return UnreadableNote(f"is damaged or not {self.kind}; open it in its program and save it again")

    def read(self, name: str) -> bytes:
        """An entry's bytes. Raises UnreadableNote also once MAX_READ were read in all."""
        try:
            self._left -= self._zip.getinfo(name).file_size
            if self._left < 0:
                raise UnreadableNote(f"takes reading more than {MAX_READ:,} bytes of its parts; split it")
            return self._zip.read(name)
        except (KeyError, *_DAMAGE) as error:
            raise self.damaged() from error

    def parse(self, name: str, root: str = "") -> Any:
        """An entry's XML as an lxml element, a `root` if one is named. Entities stay unresolved, nothing is fetched."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            element = etree.fromstring(self.read(name), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            if "depth" in str(error):  # libxml2 stops at 256 levels
                raise UnreadableNote("nests its parts too deep to be read; save it again in a simpler form") from error
            raise self.damaged() from error
        if root and not str(element.tag).endswith("}" + root):
            raise self.damaged()
        return element

    def parse_if_there(self, name: str) -> Any | None:
        """As `parse`, or None where there is no such entry."""
        return self.parse(name) if name in self.names else None

    def find_links(self, name: str) -> dict[str, tuple[str, str]]:
        """What an Office part refers to: by id, the last word of the kind ("slide") and the entry's name."""
        folder, base = posixpath.split(name)
        listed = self.parse_if_there(posixpath.join(folder, "_rels", f"{base}.rels"))
        links = {}
        for link in [] if listed is None else listed.iter("{*}Relationship"):
            if link.get("TargetMode") != "External":
                kind = link.get("Type", "").rsplit("/", 1)[-1]
                links[link.get("Id", "")] = (kind, resolve(folder, link.get("Target", "")))
        return links

    def find_linked(self, name: str, kind: str) -> str | None:
        """The first part of this kind that another refers to, if the archive has it."""
        targets = (target for known, target in self.find_links(name).values() if known == kind)
        return next((target for target in targets if target in self.names), None)

    def find_title(self) -> str:
        """What an Office document's properties call it, or "" where they say nothing."""
        properties = self.find_linked("", "core-properties")
        root = self.parse_if_there(properties) if properties else None
        return "" if root is None else root.findtext("{*}title") or ""


def resolve(folder: str, target: str) -> str:
    """An entry's name from a reference in a file of `folder`, its fragment dropped."""
    path = unquote(target.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")


def measure_markup(data: bytes) -> int:
    """How many bytes of markup a file unfolds to: those of an archive, its own size if it is none."""
    if not data.startswith(b"PK"):
        return len(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _sum_markup(archive.infolist())
    except _DAMAGE:
        return len(data)


def _sum_markup(entries: list[zipfile.ZipInfo]) -> int:
    # zipfile never unpacks more of an entry than the size stated here, so the sum holds
    return sum(entry.file_size for entry in entries if entry.filename.lower().endswith(_MARKUP))


def _check(entries: list[zipfile.ZipInfo]) -> None:
    for amount, limit, of in (
        (len(entries), MAX_ENTRIES, "entries"),
        (sum(entry.file_size for entry in entries), MAX_UNPACKED, "bytes"),
        (_sum_markup(entries), MAX_MARKUP, "bytes of text and markup"),
    ):
        if amount > limit:
            raise UnreadableNote(f"unpacks to {amount:,} {of}, over the limit of {limit:,}; split it")
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableNote("is encrypted; save a copy that is not")
