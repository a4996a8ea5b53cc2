"""Notices when watched folders change."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path


def changes(paths: Sequence[Path], *, apart_from: Path) -> Iterator[None]:
    """One step after each burst of changes below `paths`, until Ctrl-C; a file saved in steps is one burst.

    apart_from: the library's folder, which every ingestion changes. Hidden files do not count.
    """
    from watchfiles import watch

    for _ in watch(*paths, watch_filter=outside(apart_from.resolve()), raise_interrupt=False):
        yield


def outside(library: Path) -> Callable[[object, str], bool]:
    def matters(change: object, path: str) -> bool:
        changed = Path(path)
        return not changed.is_relative_to(library) and not changed.name.startswith((".", "~$"))

    return matters
