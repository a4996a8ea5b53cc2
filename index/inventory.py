"""Every note of the library in a row, and the notes of which others hold every passage."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import PurePath


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
