"""Any file to a note: one `match` on the suffix chooses the reader."""

import re
import stat
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quotewise.ingest.anki import read_cards
from quotewise.ingest.block import Block, Tree, merge_edits
from quotewise.ingest.markdown import read_markdown
from quotewise.ingest.note import Note, SkippedNote, UnreadableNote
from quotewise.ingest.plain import read_plain
from quotewise.ingest.spreadsheet import read_table
from quotewise.ingest.text import read_text

if TYPE_CHECKING:
    from quotewise.ingest.confinement import Kind

TEXT = ".md .markdown .mdown .txt .text .rst .org .adoc .log .csv .tsv .tab".split()
_LONE_CR = re.compile(r"\r(?!\n)")
KINDS = "text (.md .txt .rst .org .adoc .log), .pdf, .docx, .pptx, .html, .epub, .ipynb, .csv and .tsv, Anki's .apkg"


def read_note(path: Path, *, max_bytes: int = 20_000_000) -> Note:
    """The note in a file, with its text, how that was had, and where its pages begin.

    Raises SkippedNote for a kind that is not read or an empty file, UnreadableNote for everything that
    stands in the way of a file that should be read. Both messages are one line without the path.
    """
    try:
        return with_tree(_read_kind(path, max_bytes), path)
    except RecursionError as error:
        raise UnreadableNote("nests its parts too deep to be read; save it again in a simpler form") from error


def as_lines(note: Note, why: str) -> Note:
    """The note as one paragraph of lines, with the reason as a warning: what we cannot follow is still read."""
    start = len(note.text) - len(note.text.lstrip())
    tree = Tree((Block("paragraph", start, max(start, len(note.text.rstrip()))),))
    return replace(note, tree=tree, warnings=(*note.warnings, f"read as plain lines: {why}"))


def note_of(text: str, name: str = "note.md") -> Note:
    """The note that a text is as a file of that name."""
    return with_tree(read_text(text.encode()), Path(name))


def with_tree(note: Note, path: Path) -> Note:
    """The note with the tree that its text has by the kind of its file, where its reader gave none.

    So a library reads a note again from the text it holds. Raises as `read_note` does.
    """
    read = _find_tree(note, path)
    ends = [(match.start(), match.end(), "\n") for match in _LONE_CR.finditer(note.text)]
    edits = merge_edits([*read.tree.edits, *ends])
    return replace(read, tree=replace(read.tree, edits=edits))


def _find_tree(note: Note, path: Path) -> Note:
    match path.suffix.lower():
        case _ if note.tree.blocks:
            return note
        case _ if note.reader.startswith("quotewise"):  # Markdown of our own writing
            return replace(note, tree=read_markdown(note.text))
        case ".csv" | ".tsv" | ".tab" as suffix:
            return read_cards(note) or read_table(note, separator="" if suffix == ".csv" else "\t")
        case ".md" | ".markdown" | ".mdown":
            return replace(note, tree=read_markdown(note.text, name=path.name))
        case _:
            return read_cards(note) or replace(note, tree=read_plain(note.text))


def _read_kind(path: Path, max_bytes: int) -> Note:
    match path.suffix.lower():
        case suffix if suffix in TEXT:
            return read_text(load_bytes(path, max_bytes))
        case ".pdf" | ".epub" as suffix:
            return _read_bounded(path, "pdf" if suffix == ".pdf" else "epub", max_bytes)
        case ".docx" | ".docm":
            return _read_bounded(path, "docx", max_bytes)
        case ".pptx" | ".pptm" | ".ppsx":
            return _read_bounded(path, "pptx", max_bytes)
        case ".html" | ".htm" | ".xhtml":
            return _read_bounded(path, "html", max_bytes)
        case ".apkg" | ".colpkg":
            return _read_bounded(path, "apkg", max_bytes)
        case ".ipynb":
            from quotewise.ingest.notebook import read_notebook

            return read_notebook(load_bytes(path, max_bytes))
        case ".doc" | ".odt" | ".rtf" | ".pages" as suffix:
            raise SkippedNote(f"{suffix} is not read; save it as .docx or .pdf")
        case ".ppt" | ".odp" | ".key" as suffix:
            raise SkippedNote(f"{suffix} is not read; save it as .pptx or .pdf")
        case ".xls" | ".xlsx" | ".ods" as suffix:
            raise SkippedNote(f"{suffix} is not read; save its sheets as .csv")
        case suffix:
            raise SkippedNote(f"{suffix or 'a file without a suffix'} is not read; what is: {KINDS}")


def _read_bounded(path: Path, kind: "Kind", max_bytes: int) -> Note:
    from quotewise.ingest.confinement import read_bounded

    return read_bounded(load_bytes(path, max_bytes), kind)


def load_bytes(path: Path, max_bytes: int) -> bytes:
    """The bytes of a regular, non-empty file of at most `max_bytes`; else raises as `read_note` does."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # opening a FIFO would wait for ever
            raise UnreadableNote("is not a regular file; give a file or a folder of files")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise UnreadableNote(_describe(error)) from error
    if len(data) > max_bytes:
        size = max(found.st_size, len(data)) / 1_000_000
        limit = max_bytes / 1_000_000
        raise UnreadableNote(f"is {size:,.1f} MB, over the limit of {limit:g} MB; split it, or raise --max-mb")
    if not data:
        raise SkippedNote("empty")
    return data


def _describe(error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError():
            return "is not there (any more); check its name, or run again if it was just moved"
        case PermissionError():
            return "cannot be opened: permission denied; give yourself read access to it"
        case OSError():
            return f"cannot be opened: {(error.strerror or str(error)).lower()}; check it and its disk"
        case _:
            return f"cannot be opened: {error}; rename it"
