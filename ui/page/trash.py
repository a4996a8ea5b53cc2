"""The files that readers upload, where they are kept, and the trash that they go to."""

import shutil
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from quotewise.ui.folders import data_folder
from quotewise.ui.page import opened

HELD = 3600  # seconds that files stay in the trash at least


def uploads_folder() -> Path:
    """Where this library's uploads are kept."""
    return data_folder() / "uploads" / opened.library_id()


def unread_uploads() -> list[Path]:
    """Uploads that the library does not hold: their reading was stopped, or it failed."""
    read = {Path(one.path) for one in opened.library().inventory()}
    return [path for path in sorted(uploads_folder().resolve().glob("*")) if path not in read]


def to_trash(paths: Sequence[Path]) -> tuple[tuple[Path, Path], ...]:
    """Move files to a folder of their own in the trash; what lies there for long is dropped. Returns each with its new
    place.
    """
    trash = data_folder() / "trash" / opened.library_id()
    drop_old(trash)
    held = trash / uuid.uuid4().hex
    moved = []
    for number, path in enumerate(path for path in paths if path.exists()):
        held.mkdir(parents=True, exist_ok=True)
        moved.append((path, Path(shutil.move(path, held / f"{number}{path.suffix}"))))
    return tuple(moved)


def drop_old(trash: Path) -> None:
    """Drop what was removed too long ago to be taken back."""
    for held in trash.glob("*"):
        if time.time() - held.stat().st_mtime > HELD:
            shutil.rmtree(held, ignore_errors=True)
