"""What the folders hold now, compared with what the library knows of them."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from quotewise.index.engine import Engine, Lost
from quotewise.index.reading import File, Found, LeftOut, look_at
from quotewise.ingest import find_files

TOGETHER = 16  # files that a worker is handed at a time: most are small, or did not change


@dataclass(slots=True)
class Survey:
    """One look at the paths given; every file met is in exactly one of the lists."""

    added: list[Found] = field(default_factory=list)
    changed: list[Found] = field(default_factory=list)
    renamed: list[Found] = field(default_factory=list)
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


def put(path: Path, outcome: Found | LeftOut | Lost, found: Survey, *, known: bool) -> None:
    """Put one file into the list it belongs to."""
    match outcome:
        case Found():
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
