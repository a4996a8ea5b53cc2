"""Which notes changed on disk since they were read."""

import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from quotewise.index.document import READER
from quotewise.index.reading import checksum
from quotewise.ingest import SkippedNote, UnreadableNote, read_note

LARGEST = 20_000_000  # bytes read of a file that changed, or twice what it was, for notes ingested with a higher limit


def changed_on_disk(connection: sqlite3.Connection, sources: Iterable[str]) -> Iterator[tuple[str, str | None]]:
    """Each of `sources` whose file is not what was ingested, with its text now; None if it cannot be read."""
    for row in changed_rows(connection, sources):
        try:
            yield row["source"], read_note(Path(row["path"]), max_bytes=max(LARGEST, 2 * row["size"])).text
        except (OSError, SkippedNote, UnreadableNote):
            yield row["source"], None


def changed_rows(connection: sqlite3.Connection, sources: Iterable[str]) -> Iterator[sqlite3.Row]:
    """The rows of those of `sources` whose file is not what was ingested, gone ones among them.

    A file of the same size and time of change is taken as unchanged, any other is compared byte for byte. What was
    handed over has no file; nor has, on this machine, a note that another one read into a library on a server.
    """
    shared = connection.execute("SELECT 1 FROM meta WHERE key = 'home'").fetchone() is not None
    for source in sources:
        row = connection.execute(
            """SELECT source, note.path, sha256, size, mtime_ns, reader, root.path AS root
               FROM note JOIN root ON root.id = root_id WHERE source = ?""",
            (source,),
        ).fetchone()
        elsewhere = row["reader"] == READER or (shared and not os.path.lexists(row["root"]))
        if not elsewhere and has_changed(row):
            yield row


def has_changed(row: sqlite3.Row) -> bool:
    path = Path(row["path"])
    try:
        now = path.stat()
        if (now.st_size, now.st_mtime_ns) == (row["size"], row["mtime_ns"]):
            return False
        return not stat.S_ISREG(now.st_mode) or checksum(path) != row["sha256"]  # a pipe would be waited for
    except OSError:
        return True
