"""What a library holds, note by note, and which files changed on disk since they were read."""

import os
import sqlite3
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path, PurePath

from quotewise.index.document import READER
from quotewise.index.survey import checksum
from quotewise.ingest import SkippedNote, UnreadableNote, read_note

LARGEST = 20_000_000  # bytes read of a file that changed, or twice what it was, for notes ingested with a higher limit


@dataclass(frozen=True, slots=True)
class Status:
    """What a library holds and how fresh it is. home: the folder again, or the address it is a copy of.

    roots: path and number of notes.
    titles: what each source is called, "" where it was read before notes had titles. stale: changed on disk since.
    """

    folder: str
    home: str
    notes: int
    passages: int
    texts: int
    indexed_at: str | None
    encoder: str | None
    roots: tuple[tuple[str, int], ...]
    sources: tuple[str, ...]
    titles: Mapping[str, str]
    stale: tuple[str, ...]


def read_status(connection: sqlite3.Connection, folder: Path, home: str) -> Status:
    facts = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    passages, texts = connection.execute("SELECT count(*), count(DISTINCT content_id) FROM place").fetchone()
    roots = connection.execute(
        "SELECT root.path, count(*) FROM note JOIN root ON root.id = root_id GROUP BY root.id ORDER BY 1"
    ).fetchall()
    titles = dict(connection.execute("SELECT source, title FROM note ORDER BY source").fetchall())
    return Status(
        folder=str(folder),
        home=home,
        notes=len(titles),
        passages=passages,
        texts=texts,
        indexed_at=facts.get("indexed_at"),
        encoder=facts.get("backend"),
        roots=tuple((row[0], row[1]) for row in roots),
        sources=tuple(titles),
        titles=titles,
        stale=tuple(row["source"] for row in changed_rows(connection, titles)),
    )


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


@dataclass(frozen=True, slots=True)
class Listed:
    """A note, for a list. path: of its file. passages: how many it was split into. read_at: UTC (ISO 8601)."""

    source: str
    title: str
    path: str
    passages: int
    read_at: str

    @property
    def name(self) -> str:
        """What it is called: its title, else its file's name."""
        return self.title or PurePath(self.source).name


def read_inventory(connection: sqlite3.Connection) -> tuple[Listed, ...]:
    """Every note of the library, by source."""
    rows = connection.execute(
        """SELECT source, title, path, count(place.id), ingested_at FROM note
           LEFT JOIN place ON place.note_id = note.id GROUP BY note.id ORDER BY source"""
    )
    return tuple(Listed(*row) for row in rows)


def read_doubles(connection: sqlite3.Connection) -> dict[str, str]:
    """Each note of which another holds every passage, with that one; none of these is such a note itself.

    Of notes that hold the same, the first by the length of its source, then by name, is the one to keep.
    """
    held: dict[str, set[int]] = defaultdict(set)
    holders: dict[int, set[str]] = defaultdict(set)
    for source, content in connection.execute(
        "SELECT source, content_id FROM place JOIN note ON note.id = note_id"
    ).fetchall():
        held[source].add(content)
        holders[content].add(source)
    found = {}
    for source in sorted(held):
        larger = [other for other in _holding(held[source], holders) if _rank(other, held) < _rank(source, held)]
        if larger:
            found[source] = min(larger, key=lambda other: _rank(other, held))
    return found


def _holding(contents: Set[int], holders: Mapping[int, set[str]]) -> set[str]:
    """The notes that hold all of these contents."""
    fewest, *others = sorted((holders[content] for content in contents), key=len)
    found = set(fewest)
    for one in others:
        if len(found) == 1:  # the note itself
            break
        found &= one
    return found


def _rank(source: str, held: Mapping[str, set[int]]) -> tuple[int, int, str]:
    """The note that holds most comes first."""
    return -len(held[source]), len(source), source
