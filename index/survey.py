"""What the folders hold now, compared with what the library knows of them; a file read and split by a worker."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, NamedTuple

from quotewise.index.engine import Engine, Lost
from quotewise.ingest import (
    LostText,
    Note,
    Passage,
    SkippedNote,
    UnreadableNote,
    as_lines,
    find_files,
    name_note,
    read_note,
    split,
)

TOGETHER = 16  # files that a worker is handed at a time: most are small, or did not change


@dataclass(frozen=True, slots=True)
class ReadFile:
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


@dataclass(slots=True)
class Survey:
    """One look at the paths given; every file met is in exactly one of the lists."""

    added: list[ReadFile] = field(default_factory=list)
    changed: list[ReadFile] = field(default_factory=list)
    renamed: list[ReadFile] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    skipped: list[tuple[Path, str]] = field(default_factory=list)
    failed: list[tuple[Path, str]] = field(default_factory=list)
    roots: list[Path] = field(default_factory=list)


def survey(
    connection: sqlite3.Connection,
    paths: Iterable[Path],
    *,
    leave_out: Sequence[Path],
    max_bytes: int,
    progress: Callable[[str, int, int], None],
    engine: Engine,
) -> Survey:
    """Look at each path and read what is new or changed; nothing is written."""
    found = Survey()
    known = {Path(row["path"]): row["sha256"] for row in connection.execute("SELECT path, sha256 FROM note")}
    roots = [Path(row["path"]) for row in connection.execute("SELECT path FROM root")]
    for scope in outermost(paths):
        root = root_of(scope, roots)
        failures = len(found.failed)
        files = list(files_of(scope, found, leave_out))
        looked = engine.map(
            look_at, [File(path, root, known.get(path), max_bytes) for path in files], together=TOGETHER
        )
        for done, (path, outcome) in enumerate(zip(files, looked, strict=True), start=1):
            put(path, outcome, found, known=path in known)
            progress("reading files", done, len(files))
        gone = missing([path for path in known if path.is_relative_to(scope)], files, found)
        if not files and len(found.failed) == failures:
            found.failed.append((scope, reason_for_nothing(gone)))
            continue
        found.removed += gone
        if files:
            found.roots.append(root)
    pair_renames(found, known)
    return found


def outermost(paths: Iterable[Path]) -> list[Path]:
    """The paths located, each once, without those that lie inside another."""
    located = sorted({locate(path) for path in paths})
    return [path for path in located if not any(path != other and path.is_relative_to(other) for other in located)]


def locate(path: Path) -> Path:
    """The absolute path with links followed; a link to a file stays one, under its own name it is a note."""
    if os.path.islink(path) and not os.path.isdir(path):  # noqa: PTH112, PTH114 - Path's raise without permission
        return Path(os.path.realpath(path.parent), path.name)
    return Path(os.path.realpath(path))  # Path.resolve raises on a loop of links


def root_of(scope: Path, roots: Sequence[Path]) -> Path:
    """The known root that holds `scope`, else `scope` itself as a new root."""
    return next((root for root in roots if scope.is_relative_to(root)), scope)


def files_of(scope: Path, found: Survey, leave_out: Sequence[Path]) -> Iterator[Path]:
    if not os.path.lexists(scope):
        found.failed.append((scope, 'no such file or folder: check the path, or run "quotewise forget" to remove it'))
        return
    files, skipped, failed = find_files(scope, leave_out=leave_out)
    found.skipped += skipped
    found.failed += failed
    yield from files


def put(path: Path, outcome: ReadFile | LeftOut | Lost, found: Survey, *, known: bool) -> None:
    """Put one file into the list it belongs to."""
    match outcome:
        case ReadFile():
            (found.changed if known else found.added).append(outcome)
        case LeftOut("unchanged"):
            found.unchanged.append(path)
        case LeftOut("skipped", why):
            found.skipped.append((path, why))
        case LeftOut("failed", why):
            found.failed.append((path, why))
        case Lost(why):
            found.failed.append((path, f"cannot be read: {why}; save it again in a simpler form, or split it"))


def missing(known: Iterable[Path], files: Iterable[Path], found: Survey) -> list[Path]:
    """The known notes that are not there: neither met nor, below what could not be read, perhaps there unseen."""
    met = set(files) - {path for path, _ in found.skipped}
    unread = [path for path, _ in found.failed]
    return [path for path in known if path not in met and not any(path.is_relative_to(above) for above in unread)]


def reason_for_nothing(gone: Sequence[Path]) -> str:
    if gone:
        return (
            f"holds no notes any more, the {len(gone)} known from it were kept: "
            'run "quotewise forget" with this path to remove them'
        )
    return "holds no notes: give a folder with Markdown or text files"


def pair_renames(found: Survey, known: dict[Path, str]) -> None:
    """A file that vanished and one that appeared with the same bytes are one renamed file."""
    vanished: dict[str, list[Path]] = {}
    for path in found.removed:
        vanished.setdefault(known[path], []).append(path)
    for new in list(found.added):
        if olds := vanished.get(new.note.sha256):
            old = olds.pop(0)
            found.removed.remove(old)
            found.added.remove(new)
            found.renamed.append(replace(new, before=old))


def look_at(file: File) -> ReadFile | LeftOut:
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
    return split_whole(ReadFile(file.path, file.root, note, stat.st_size, stat.st_mtime_ns))


def checksum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def split_whole(item: ReadFile) -> ReadFile:
    """A note with its passages; where its blocks do not hold it whole, those of its lines."""
    try:
        return replace(item, passages=tuple(split(item.note, name=name_of(item))))
    except LostText as fault:
        item = replace(item, note=as_lines(item.note, str(fault)))
        return replace(item, passages=tuple(split(item.note, name=name_of(item))))


def name_of(item: ReadFile) -> str:
    """What a note is known by beside its words: its folders below the root, and its file's name."""
    inside = item.path.relative_to(item.root) if item.path != item.root else Path(item.path.name)
    return inside.with_name(name_note(inside.name)).as_posix()
