"""A library at home on a Milvus server, read and written by many machines, each by a copy that follows it.

The server keeps notes as they travel (`packed_note`), token vectors and vectors; a copy keeps what SQL and full text
are asked of, and the nearest vectors are asked of the server. Notes are kept under the hash of what they are, a list
under the hash of its own names them all, and one record, the head, names the list: to write it is the one step by which
everything changes for everybody. Before it nothing that a reader uses is touched; what only the state before the last
named is taken away after it, so that who reads in the last one can go on.
"""

import hashlib
import json
import threading
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotewise.index import vectors
from quotewise.index.errors import LibraryBusy, LibraryError, LibraryMissing, StaleCopy
from quotewise.index.home import Keys, Lock, Vectors
from quotewise.index.lease import Lease
from quotewise.index.milvus import MOST, Milvus
from quotewise.index.notes import refresh_contents, remove_note
from quotewise.index.packed_note import pack_note, put_packed, unpack_note
from quotewise.index.schema import transaction
from quotewise.index.tokens import TokenFile, TokenWriter, open_tokens

FORMAT = 1  # of what lies on the server
WAIT = 10.0  # seconds for the folder's lock, where a copy is begun
FRESH = 2.0  # seconds in which a copy takes itself to be in step
HEAD = "head"
OWN = ("home", "pushed", "tokens")  # facts of a copy's own, which do not travel
FEW = 5000  # keys named to the server in one search
AT_ONCE = 200  # notes or token vectors on the way together


class MilvusHome:
    """Where this machine's copy in `folder` is at home."""

    def __init__(self, address: str, folder: Path, lock: Lock) -> None:
        self.name = address
        self._server = Milvus(address)
        self._folder = folder
        self._lock = lock
        self._looked = float("-inf")
        self._following = threading.Lock()
        self._lease: Lease | None = None
        self._left: list[bytes] = []  # keys that had no place any more when this turn began

    def join(self, connection: Connection, *, create: bool) -> None:
        """Bring the copy in step for the first time; raises LibraryMissing where the server has no such library."""
        if self._head() is not None or fact(connection, "pushed") is not None:
            self.follow(connection, now=True)
        elif create:
            with self._lock(WAIT):
                if self._head() is None:  # nobody else was faster
                    with self.turn(connection):
                        self.save(connection)
            self.follow(connection, now=True)
        else:
            raise LibraryMissing(f'No library at {self.name}: run "quotewise ingest NOTES --library {self.name}" first')

    def follow(self, connection: Connection, *, now: bool = False) -> None:
        if connection.in_transaction or (not now and time.monotonic() - self._looked < FRESH):
            return
        if not self._following.acquire(blocking=now):
            return  # another thread of ours is at it
        try:
            if self._ahead(connection) is not None and self._lease is None:
                with self._lock(0):  # another process may have been here in between
                    self._come_in_step(connection)
            self._looked = time.monotonic()
        except LibraryBusy:  # another process of this machine writes, and brings the copy in step
            pass
        finally:
            self._following.release()

    @contextmanager
    def turn(self, connection: Connection) -> Iterator[None]:
        with Lease(self._server) as self._lease:
            try:
                self._come_in_step(connection)
                self._left = dropped(connection)
                yield
            finally:
                self._lease = None

    def current(self, connection: Connection) -> "AtServer":
        return AtServer(self._server, connection, self._folder)

    def vectors_of(self, connection: Connection, keys: Keys) -> Mapping[bytes, Vectors]:
        here = vectors.stored(connection, keys)  # made on this machine, and not there yet
        there = self._server.read_vectors(encoder_of(connection), [key for key in keys if key not in here])
        found = {**here, **there}
        if len(found) < len(keys):
            if self._ahead(connection) is None:
                raise self._damaged("vectors are missing")
            raise StaleCopy(f"{self.name} has changed meanwhile: do it again")
        return found

    def save(self, connection: Connection) -> None:
        """Write to the server what it lacks, then the head. A kill leaves the library there as it was."""
        notes = self._send_notes(connection)
        listed = json.dumps({"facts": facts_of(connection), "notes": notes}, sort_keys=True).encode()
        name = name_of(listed)
        before = self._head()
        if before is not None and before["notes"] == name:
            return
        self._server.write({name: zlib.compress(listed)})
        if self._lease is None or not self._lease.holds() or (before or {}).get("notes") != fact(connection, "pushed"):
            raise LibraryBusy(f"Another machine has written to {self.name} meanwhile: run this again")
        head = {
            "format": FORMAT,
            "notes": name,
            "before": (before or {}).get("notes"),
            "encoder": encoder_of(connection),
            "encoder_before": (before or {}).get("encoder"),
        }
        self._server.write({HEAD: json.dumps(head).encode()})
        self._told(connection, name, notes)
        if before is not None:
            self._take_away(connection, before, notes)

    def _head(self) -> dict[str, str] | None:
        found = self._server.read([HEAD]).get(HEAD)
        if found is None:
            return None
        try:
            head = json.loads(found)
            made_by = int(head["format"])
        except (ValueError, KeyError, TypeError) as error:
            raise LibraryError(f"{self.name} holds something else, or is damaged: choose another NAME") from error
        if made_by > FORMAT:
            raise LibraryError(
                f"{self.name} was written by a newer quotewise (format {made_by}, this one reads {FORMAT}): update it"
            )
        if made_by < FORMAT:
            raise LibraryError(
                f"{self.name} was written by an older quotewise (format {made_by}, this one reads {FORMAT}): "
                'copy it into a folder with that one ("quotewise copy"), and from there to a new NAME with this one'
            )
        return head  # type: ignore[no-any-return]

    def _ahead(self, connection: Connection) -> dict[str, str] | None:
        """The head where it names another state than the copy's, which follows it from here."""
        head, pushed = self._head(), fact(connection, "pushed")
        if head is None and pushed is not None:
            raise LibraryError(
                f"{self.name} is gone from its server, which this machine has a copy of: bring it back there, "
                f"or delete {self._folder / 'library.db'} and ingest the notes again"
            )
        return None if head is None or head["notes"] == pushed else head

    def _come_in_step(self, connection: Connection) -> None:
        """The caller holds the folder's lock."""
        while head := self._ahead(connection):
            try:
                self._catch_up(connection, head)
            except StaleCopy as error:  # written again while it was read
                if head == self._ahead(connection):
                    raise self._damaged("something is missing") from error

    def _damaged(self, what: str) -> LibraryError:
        return LibraryError(
            f"{self.name} is damaged ({what}): copy it from a machine that has it whole, or ingest into another NAME"
        )

    def _catch_up(self, connection: Connection, head: Mapping[str, str]) -> None:
        """Make the copy what the head names; the caller holds the folder's lock."""
        listed = self._fetch([head["notes"]])[0]
        wanted: dict[int, str] = {int(id): name for id, name in listed["notes"].items()}
        sent = dict(connection.execute("SELECT * FROM sent WHERE note_id NOT IN (SELECT * FROM unsent)").fetchall())
        new = [(id, name) for id, name in wanted.items() if sent.get(id) != name]
        packed = [self._fetch([name for _, name in new[at : at + AT_ONCE]]) for at in range(0, len(new), AT_ONCE)]
        notes = [note for some in packed for note in some]
        self._fetch_tokens(connection, {place["vector_key"] for note in notes for place in note["places"]})
        left = dropped(connection)
        with transaction(connection, "IMMEDIATE"):
            here = connection.execute("SELECT id, path FROM note").fetchall()
            # One that was never sent is in neither: it goes, too, and comes back with the next ingestion.
            gone = [Path(row["path"]) for row in here if wanted.get(row["id"], "") != sent.get(row["id"])]
            touched = [remove_note(connection, path) for path in gone]
            refresh_contents(connection, set[int]().union(*touched))
            refresh_contents(connection, set[int]().union(*(put_packed(connection, note) for note in notes)))
            connection.execute("DELETE FROM root WHERE id NOT IN (SELECT root_id FROM note)")
            connection.execute(f"DELETE FROM meta WHERE key NOT IN ({','.join('?' * len(OWN))})", OWN)
            connection.executemany("INSERT INTO meta VALUES (?, ?)", listed["facts"].items())
            self._mark(connection, head["notes"], listed["notes"])
            connection.execute("DELETE FROM dropped")  # by us, not by a writer
            connection.executemany("INSERT INTO dropped VALUES (?)", [(key,) for key in left])

    def _fetch(self, names: Sequence[str]) -> list[Mapping[str, Any]]:
        found = self._server.read(names)
        if len(found) < len(set(names)):
            raise StaleCopy(f"{self.name} has changed meanwhile: do it again")
        try:
            return [unpack_note(found[name]) for name in names]
        except (ValueError, zlib.error) as error:
            raise self._damaged("a record cannot be read") from error

    def _fetch_tokens(self, connection: Connection, keys: set[str]) -> None:
        known = "SELECT 1 FROM token WHERE key = ?"
        missing = [key for key in sorted(keys) if not connection.execute(known, (bytes.fromhex(key),)).fetchone()]
        writer: TokenWriter | None = None
        for start in range(0, len(missing), AT_ONCE):
            found = self._server.read([f"token/{key}" for key in missing[start : start + AT_ONCE]])
            rows = [
                np.frombuffer(data[4:], np.uint8).reshape(int.from_bytes(data[:4], "big"), -1)
                for data in found.values()
            ]
            if rows:
                with transaction(connection, "IMMEDIATE"):
                    writer = writer or TokenWriter(self._folder, connection, rows[0].shape[1] - 4)
                    writer.append_rows([bytes.fromhex(id.removeprefix("token/")) for id in found], rows)

    def _send_notes(self, connection: Connection) -> dict[str, str]:
        """Send vectors, tokens and notes that the server lacks; returns the name of each note there, by its id."""
        encoder, tokens = encoder_of(connection), open_tokens_of(connection, self._folder)
        staged = connection.execute("SELECT key FROM vector WHERE key IN (SELECT vector_key FROM place) ORDER BY key")
        keys = [row[0] for row in staged.fetchall()]
        for start in range(0, len(keys), AT_ONCE * 10):
            some = keys[start : start + AT_ONCE * 10]
            self._server.write_vectors(encoder, list(vectors.stored(connection, some).items()))
        for start in range(0, len(keys) if tokens else 0, AT_ONCE):
            assert tokens is not None
            some = keys[start : start + AT_ONCE]
            places = connection.execute(
                f"SELECT * FROM token WHERE key IN ({','.join('?' * len(some))})", some
            ).fetchall()
            self._server.write(
                {
                    f"token/{key.hex()}": count.to_bytes(4, "big") + tokens.rows[first : first + count].tobytes()
                    for key, first, count in places
                    if count
                }
            )
        names = dict(connection.execute("SELECT * FROM sent WHERE note_id IN (SELECT id FROM note)").fetchall())
        unsent = connection.execute("SELECT id FROM note WHERE id NOT IN (SELECT note_id FROM sent) OR id IN unsent")
        ids = [row[0] for row in unsent.fetchall()]
        for start in range(0, len(ids), AT_ONCE):
            packed = {id: pack_note(connection, id) for id in ids[start : start + AT_ONCE]}
            self._server.write({name_of(data): data for data in packed.values()})
            names.update((id, name_of(data)) for id, data in packed.items())
        return {str(id): name for id, name in sorted(names.items())}

    def _told(self, connection: Connection, name: str, notes: Mapping[str, str]) -> None:
        with transaction(connection, "IMMEDIATE"):
            self._mark(connection, name, notes)
            connection.execute("DELETE FROM vector")

    def _mark(self, connection: Connection, name: str, notes: Mapping[str, str]) -> None:
        """Note that the server has these notes, and that this copy is what the list of this name says."""
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('pushed', ?)", (name,))
        connection.execute("DELETE FROM sent")
        connection.executemany("INSERT INTO sent VALUES (?, ?)", [(int(id), packed) for id, packed in notes.items()])
        connection.execute("DELETE FROM unsent")

    def _take_away(self, connection: Connection, before: Mapping[str, Any], notes: Mapping[str, str]) -> None:
        """What only the state before the last named; whoever still reads that one finds out and catches up."""
        encoder = encoder_of(connection)
        still = set(dropped(connection))
        gone = [key for key in self._left if key in still]
        self._server.remove([f"token/{key.hex()}" for key in gone])
        self._server.remove_vectors(encoder, gone)
        with transaction(connection, "IMMEDIATE"):
            connection.executemany("DELETE FROM dropped WHERE key = ?", [(key,) for key in gone])
        if before["before"]:
            listed = self._server.read([before["before"], before["notes"]])
            old, last = (
                set(unpack_note(listed[name])["notes"].values()) if name in listed else set[str]()
                for name in (before["before"], before["notes"])
            )
            self._server.remove([before["before"], *(old - last - set(notes.values()))])
        if (older := before.get("encoder_before")) not in (None, before["encoder"], encoder):
            self._server.drop_vectors(older)


class AtServer:
    """What a copy's state is searched by: the server's vectors, as far as the copy has places for them."""

    def __init__(self, server: Milvus, connection: Connection, folder: Path) -> None:
        self.tokens: TokenFile | None = open_tokens_of(connection, folder)
        self._server = server
        self._connection = connection

    def nearest(self, question: Vectors, count: int, among: NDArray[np.int64] | None = None) -> dict[int, float]:
        """As Milvus's HNSW graph finds them; similarities are exact. Of many `among`, the front is looked through."""
        keys = None if among is None else self._keys_of(among)
        named = keys if keys is not None and len(keys) <= FEW else None
        wanted, encoder = None if among is None else set(among.tolist()), encoder_of(self._connection)
        limit = min(count, MOST)
        while True:
            hits = self._server.nearest(encoder, question, limit, named) if keys != [] else {}
            found = self._contents_of(hits, wanted)
            if len(found) >= count or len(hits) < limit or limit == MOST:
                return dict(list(found.items())[:count])
            limit = min(4 * limit, MOST)  # others' vectors, or those of other notes, took the room

    def _keys_of(self, contents: NDArray[np.int64]) -> list[bytes]:
        query = "SELECT DISTINCT vector_key FROM place WHERE content_id IN (SELECT value FROM json_each(?))"
        return [row[0] for row in self._connection.execute(query, (json.dumps(contents.tolist()),))]

    def _contents_of(self, hits: Mapping[bytes, float], wanted: set[int] | None) -> dict[int, float]:
        """By content, nearest first; a vector may be that of several, a text may have several."""
        keys = list(hits)
        rows = self._connection.execute(
            f"SELECT DISTINCT vector_key, content_id FROM place WHERE vector_key IN ({','.join('?' * len(keys))})"
            " ORDER BY content_id",
            keys,
        ).fetchall()
        contents: dict[bytes, list[int]] = {}
        for key, content in rows:
            contents.setdefault(key, []).append(content)
        found: dict[int, float] = {}
        for key, similarity in hits.items():
            for content in contents.get(key, ()):
                if wanted is None or content in wanted:
                    found.setdefault(content, similarity)
        return found


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fact(connection: Connection, name: str) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()
    return str(row[0]) if row else None


def facts_of(connection: Connection) -> dict[str, str]:
    return {key: value for key, value in connection.execute("SELECT * FROM meta").fetchall() if key not in OWN}


def encoder_of(connection: Connection) -> str:
    """The fingerprint of what made the vectors, "none" where there are none yet."""
    return fact(connection, "fingerprint") or "none"


def dropped(connection: Connection) -> list[bytes]:
    """The keys of vectors that lost their last place, by what this machine wrote."""
    query = "SELECT key FROM dropped WHERE key NOT IN (SELECT vector_key FROM place)"
    return [row[0] for row in connection.execute(query)]


def open_tokens_of(connection: Connection, folder: Path) -> TokenFile | None:
    dimension = fact(connection, "dimension")
    return open_tokens(folder, connection, int(dimension)) if dimension else None
