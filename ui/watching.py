"""Keeps a library in step with folders: looks once, then again after every change, until interrupted."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from watchfiles import Change, watch

from quotewise.index import Ingested, Library
from quotewise.index.ingestion import Progress


def keep_in_step(library: Library, paths: Sequence[Path], *, progress: Progress, max_bytes: int) -> Iterator[Ingested]:
    """What each ingestion did: the first at once, then one after each burst of changes on disk.

    Runs until the caller stops iterating or is interrupted (Ctrl-C ends it quietly). Editors that write a
    file in several steps cause one ingestion: changes are gathered for a moment first.
    """
    yield library.ingest(paths, progress=progress, max_bytes=max_bytes)
    for _ in watch(*paths, watch_filter=outside(library.folder), raise_interrupt=False):
        yield library.ingest(paths, progress=progress, max_bytes=max_bytes)


def outside(folder: Path) -> Callable[[Change, str], bool]:
    """Changes anywhere but in the library itself, which every ingestion changes, and in hidden files."""
    library = folder.resolve()

    def matters(change: Change, path: str) -> bool:
        changed = Path(path)
        return not changed.is_relative_to(library) and not changed.name.startswith((".", "~$"))

    return matters
