"""Which notes changed on disk since they were read."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from quotewise.ingest import SkippedNote, UnreadableNote, read_note


def changed_on_disk(connection: sqlite3.Connection, sources: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    """Each of `sources` whose file is not what was ingested, with its text now; None if it cannot be read.

    A file of the same size and time of change is taken as unchanged, any other is compared byte for byte.
    """
    for source in sources:
        row = connection.execute("SELECT path, sha256, size, mtime_ns FROM note WHERE source = ?", (source,)).fetchone()
        path = Path(row["path"])
        try:
            stat = path.stat()
            if (stat.st_size, stat.st_mtime_ns) == (row["size"], row["mtime_ns"]):
                continue
            if hashlib.sha256(path.read_bytes()).hexdigest() == row["sha256"]:
                continue
            yield source, read_note(path).text
        except (OSError, SkippedNote, UnreadableNote):
            yield source, None
