"""Where the vectors of a library lie and who else reads it: its own folder with FAISS, or a Milvus server for many."""

import logging
import re
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from sqlite3 import Connection
from typing import Protocol

import numpy as np
import platformdirs
from numpy.typing import NDArray

from quotewise.index import schema, vectors
from quotewise.index.errors import LibraryError, LibraryMissing
from quotewise.index.schema import transaction
from quotewise.index.tokens import TokenFile

Vectors = NDArray[np.float32]
Keys = Sequence[bytes]
Lock = Callable[[float], AbstractContextManager[None]]

log = logging.getLogger("quotewise.index")

ADDRESS = re.compile(
    r"milvus://(?P<host>[\w.-]+|\[[0-9a-fA-F:]+\]):(?P<port>\d{1,5})/(?P<name>[A-Za-z_]\w{0,99})(?P<tls>\?tls)?",
    re.ASCII,
)
FORM = (
    'A library on a server is milvus://HOST:PORT/NAME, with "?tls" behind it where the way there is encrypted; NAME is '
    "of letters, digits and underscores. A user and password stand in $MILVUS_TOKEN, as USER:PASSWORD, and not in it"
)
# What the home has of each note; which notes it lacks as they are now; keys whose last place went since it was told.
TABLES = """
CREATE TABLE sent(note_id INTEGER PRIMARY KEY, packed TEXT NOT NULL);
CREATE TABLE unsent(note_id INTEGER PRIMARY KEY);
CREATE TABLE dropped(key BLOB PRIMARY KEY) WITHOUT ROWID;
"""
# Not "INSERT OR IGNORE": in a trigger what the statement says that set it off is done about a conflict.
TRIGGER = (
    "CREATE TRIGGER {table}_{into}_{what} AFTER {what} ON {table}"
    " BEGIN DELETE FROM {into} WHERE {key} = {value}; INSERT INTO {into} VALUES ({value}); END"
)
TRIGGERS = (
    *(
        TRIGGER.format(
            table=table,
            what=what,
            into="unsent",
            key="note_id",
            value=f"{'old' if what == 'DELETE' else 'new'}.{column}",
        )
        for table, column in (("note", "id"), ("place", "note_id"), ("document", "note_id"))
        for what in ("INSERT", "UPDATE", "DELETE")
    ),
    TRIGGER.format(table="place", what="DELETE", into="dropped", key="key", value="old.vector_key"),
)


class Searched(Protocol):
    """What one state of a library is searched by. tokens: for reranking, None where there are none."""

    @property
    def tokens(self) -> TokenFile | None: ...

    def nearest(self, question: Vectors, count: int, among: NDArray[np.int64] | None = None) -> dict[int, float]:
        """Content ids and cosine similarities of the `count` nearest vectors, best first.

        question: (dimension,) float32 of unit length. among: only these content ids.
        """
        ...


class Home(Protocol):
    """What the library's file in a folder does not do by itself. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """How a person is told where the library is."""
        ...

    def follow(self, connection: Connection, *, now: bool = False) -> None:
        """Bring the folder in step with what other machines wrote; now: even if that was done a moment ago."""
        ...

    def turn(self, connection: Connection) -> AbstractContextManager[None]:
        """Around everything that is written, inside the folder's own lock: no other machine writes meanwhile."""
        ...

    def current(self, connection: Connection) -> Searched:
        """What the state that this transaction sees is searched by."""
        ...

    def save(self, connection: Connection) -> None:
        """Take over what was just committed, before the turn ends."""
        ...

    def vectors_of(self, connection: Connection, keys: Keys) -> Mapping[bytes, Vectors]:
        """(dimension,) float32 of unit length by key, for keys that have a place."""
        ...


def open_home(folder: Path, connection: Connection, lock: Lock, *, create: bool) -> Home:
    """The home that a library's file names, its own folder where it names none. lock: the folder's, seconds to wait.

    Raises LibraryMissing where a server has no such library, unless `create`.
    """
    named = connection.execute("SELECT value FROM meta WHERE key = 'home'").fetchone()
    if named is None:
        from quotewise.index.home import FaissHome

        return FaissHome(folder, lock)
    from quotewise.index.milvus_home import MilvusHome

    home = MilvusHome(named[0], folder, lock)
    home.join(connection, create=create)
    return home


class FaissHome:
    """The FAISS index in memory is stamped with the state it was made from and replaced whole."""

    def __init__(self, folder: Path, lock: Lock) -> None:
        self.name = str(folder)
        self.file = folder / "vectors.faiss"
        self._library = folder / "library.db"
        self._lock = lock
        self._snapshot: vectors.Snapshot | None = None
        self._swap = threading.Lock()

    def follow(self, connection: Connection, *, now: bool = False) -> None:
        """Nobody writes to it but by its file."""

    def turn(self, connection: Connection) -> AbstractContextManager[None]:
        return nullcontext()

    def vectors_of(self, connection: Connection, keys: Keys) -> Mapping[bytes, Vectors]:
        return vectors.stored(connection, keys)

    def current(self, connection: Connection) -> vectors.Snapshot:
        stamp = vectors.stamp_of(connection)
        with self._swap:
            if self._snapshot is None or self._snapshot.stamp != stamp:
                try:
                    self._snapshot = vectors.load(self.file, connection)
                except vectors.UnusableIndex as reason:
                    self._snapshot = vectors.make(self.file, connection)
                    if self._snapshot.index is not None:
                        log.warning("%s %s: made again from the library, nothing embedded", self.file.name, reason)
                        self._write_if_free(self._snapshot)
            return self._snapshot

    def save(self, connection: Connection) -> None:
        with transaction(connection, "DEFERRED"), self._swap:
            try:
                self._snapshot = vectors.load(self.file, connection)
            except vectors.UnusableIndex:
                self._snapshot = vectors.make(self.file, connection)
                try:
                    self._snapshot = vectors.write(self.file, self._snapshot)
                except OSError as error:  # the library itself is whole
                    log.warning("%s was not written (%s): the next search makes it again", self.file, error)

    def _write_if_free(self, snapshot: vectors.Snapshot) -> None:
        try:
            with self._lock(0), closing(schema.open_existing(self._library)) as connection:
                if vectors.stamp_of(connection) == snapshot.stamp:  # else a newer one is there
                    vectors.write(self.file, snapshot)
        except (LibraryError, OSError) as error:  # a writer will write its own; a read-only folder does without
            log.info("%s was not written: %s", self.file, error)


class AddressError(LibraryError):
    """An address that cannot be one of a library."""


def is_address(place: Path | str) -> bool:
    return str(place).startswith("milvus:")  # a Path makes one stroke of two


def folder_of(place: Path | str) -> Path:
    """The folder of a library at `place`; for an address, that of this machine's copy, made where there is none.

    The server is not asked. Raises AddressError for an address that is none, and LibraryMissing for the folder of a
    copy that was deleted.
    """
    if not is_address(place):
        folder = Path(place)
        if folder.parent == copies() and not (folder / "library.db").exists():  # no other one is made in its place
            raise LibraryMissing(f"{folder} was deleted, the copy of a library on a server: begin the program again")
        return folder
    address = re.sub(r"^milvus:/+", "milvus://", str(place))
    match = ADDRESS.fullmatch(address)
    if match is None or not 0 < int(match["port"]) < 65536:
        raise AddressError(FORM)  # without what was given, in which a password may stand
    named = re.sub(r"[^\w.-]", "_", f"{match['host']}_{match['port']}_{match['name']}")
    file = copies() / named / "library.db"
    try:
        connection = schema.open_existing(file)
    except LibraryMissing:
        connection = schema.create(file)
    with closing(connection), schema.explained(file):
        home = connection.execute("SELECT value FROM meta WHERE key = 'home'").fetchone()
        if home is None or home[0] != address:  # with "?tls" now, or without
            make_copy(connection, address)
    return file.parent


def copies() -> Path:
    return Path(platformdirs.user_data_dir("quotewise", appauthor=False)) / "copies"


def make_copy(connection: sqlite3.Connection, address: str, *, pushed: str | None = None) -> None:
    """Have a library's file follow a home, which lacks every note it holds, or a copy follow it at another address.

    pushed: what the home's head names.
    """
    with transaction(connection, "IMMEDIATE"):
        if connection.execute("UPDATE meta SET value = ? WHERE key = 'home'", (address,)).rowcount:
            return
        facts = {"home": address, "pushed": pushed}
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)", [fact for fact in facts.items() if fact[1] is not None]
        )
        for statement in (*TABLES.strip().split("\n"), *TRIGGERS):
            connection.execute(statement)
        connection.execute("INSERT INTO unsent SELECT id FROM note")
        connection.execute("INSERT OR IGNORE INTO meta SELECT 'dimension', length(value) / 4 FROM vector LIMIT 1")


def make_own(connection: sqlite3.Connection) -> None:
    """Have a copy's file be a library of its own; the vectors it lacks are to be put in."""
    with transaction(connection, "IMMEDIATE"):
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in rows:
            connection.execute(f"DROP TRIGGER {name}")
        for table in ("sent", "unsent", "dropped"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute("DELETE FROM meta WHERE key IN ('home', 'pushed')")
