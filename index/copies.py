"""This machine's copy of a library that lies on a server: a folder as any library's, which knows its home."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import platformdirs

from quotewise.index import schema
from quotewise.index.errors import LibraryError, LibraryMissing
from quotewise.index.schema import transaction

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
