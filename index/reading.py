"""A file read and split: what a worker of an ingestion does, without a look at the library."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from quotewise.ingest import (
    LostText,
    Note,
    Passage,
    SkippedNote,
    UnreadableNote,
    as_lines,
    name_note,
    read_note,
    split,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A note on disk that the library does not hold in this form. before: the path it was known by, if any."""

    path: Path
    root: Path
    note: Note
    size: int
    mtime_ns: int
    before: Path | None = None
    passages: tuple[Passage, ...] = ()


class File(NamedTuple):
    """A file to look at. known: the checksum of what the library holds of it."""

    path: Path
    root: Path
    known: str | None
    max_bytes: int


class LeftOut(NamedTuple):
    """A file of which nothing is to be taken in, with the reason."""

    what: Literal["unchanged", "skipped", "failed"]
    why: str = ""


def look_at(file: File) -> Found | LeftOut:
    """The note in a file with its passages, where the library does not hold it so already. Raises for no file."""
    try:
        if file.known is not None and checksum(file.path) == file.known:
            return LeftOut("unchanged")
        stat = file.path.stat()
        note = read_note(file.path, max_bytes=file.max_bytes)
    except OSError as error:
        return LeftOut("failed", f"cannot be read ({error.strerror}): check that you may read it")
    except SkippedNote as reason:
        return LeftOut("skipped", str(reason))
    except UnreadableNote as reason:
        return LeftOut("failed", str(reason))
    return split_whole(Found(file.path, file.root, note, stat.st_size, stat.st_mtime_ns))


def checksum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def split_whole(item: Found) -> Found:
    """A note with its passages; where its blocks do not hold it whole, those of its lines."""
    try:
        return replace(item, passages=tuple(split(item.note, name=name_of(item))))
    except LostText as fault:
        item = replace(item, note=as_lines(item.note, str(fault)))
        return replace(item, passages=tuple(split(item.note, name=name_of(item))))


def name_of(item: Found) -> str:
    """What a note is known by beside its words: its folders below the root, and its file's name."""
    inside = item.path.relative_to(item.root) if item.path != item.root else Path(item.path.name)
    return inside.with_name(name_note(inside.name)).as_posix()
