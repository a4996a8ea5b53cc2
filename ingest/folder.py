"""The files under a folder that should be read, and what is left out with the reason why."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

Reasons = list[tuple[Path, str]]
_APART = "left out, as asked"


class FolderFiles(NamedTuple):
    """What a folder holds: files to read in a stable order, what is skipped on purpose, what failed."""

    files: list[Path]
    skipped: Reasons
    failed: Reasons


def find_files(root: Path, *, leave_out: Sequence[Path] = ()) -> FolderFiles:
    """Every file to read under `root` (or `root` itself if it is a file), ordered by path, part by part.

    Skipped: hidden files and folders (once, not what they hold), locks of open Office files, links to
    folders, what is no regular file, and `leave_out`. Failed: what should be read and cannot be.
    Links to files are followed. What `root` names is read even if hidden. Never raises for what it finds.
    """
    found = FolderFiles([], [], [])
    apart = {_resolve(path) for path in leave_out}
    real = _resolve(root)
    if apart & {real, *real.parents}:
        found.skipped.append((root, _APART))
    elif os.path.isdir(root):  # noqa: PTH112 - Path.is_dir raises where permission is missing
        _walk(root, {root / path.relative_to(real) for path in apart if path.is_relative_to(real)}, found)
    else:
        _sort_out(root, found)
    found.files.sort(key=lambda path: path.parts)
    for reasons in (found.skipped, found.failed):
        reasons.sort(key=lambda pair: pair[0].parts)
    return found


def _resolve(path: Path) -> Path:
    return Path(os.path.realpath(path))  # Path.resolve raises on a loop of links


def _walk(root: Path, apart: set[Path], found: FolderFiles) -> None:
    folders = [root]  # a stack, not recursion: folders may nest deeper than Python's calls
    while folders:
        for entry in _list_folder(folders.pop(), found):
            path = Path(entry.path)
            if path in apart:
                found.skipped.append((path, _APART))
            elif entry.name.startswith((".", "~$")):
                found.skipped.append((path, "hidden"))
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif os.path.isdir(path):  # noqa: PTH112
                found.skipped.append((path, "a link to a folder; give that folder itself to have it read"))
            else:
                _sort_out(path, found)


def _list_folder(folder: Path, found: FolderFiles) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        found.failed.append((folder, f"folder cannot be listed: {_reason(error)}"))
        return []


def _sort_out(path: Path, found: FolderFiles) -> None:
    """Put what is not a folder where it belongs."""
    try:
        str(path).encode()
        mode = path.stat().st_mode
    except UnicodeEncodeError:
        found.failed.append((path, "its name is not valid UTF-8; rename it"))
    except FileNotFoundError:
        why = "a link that leads nowhere; mend or remove it" if path.is_symlink() else "is not there"
        found.failed.append((path, why))
    except OSError as error:
        found.failed.append((path, f"cannot be opened: {_reason(error)}"))
    else:
        if stat.S_ISREG(mode):
            found.files.append(path)
        else:
            found.skipped.append((path, "not a regular file"))


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "permission denied; give yourself read access to it"
    return f"{(error.strerror or str(error)).lower()}; check it and its disk"
