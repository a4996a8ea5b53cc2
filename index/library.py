"""The library: notes as they were read, passages, vectors and full text in one SQLite file."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from quotewise.index import schema
from quotewise.index.cross_encoder import Reranker
from quotewise.index.document import ROOT
from quotewise.index.encoder import Encoder, open_encoder
from quotewise.index.engine import Engine, LocalEngine
from quotewise.index.errors import EncoderMismatch, LibraryBusy, LibraryError, LibraryMissing, StaleCopy
from quotewise.index.expansion import expand
from quotewise.index.hit import Hit
from quotewise.index.home import FaissHome, Home, Keys, Vectors, folder_of, open_home
from quotewise.index.ingestion import Ingested, Progress, ingest_survey, name_redoing, next_generation
from quotewise.index.lexical import count_holding_all, count_texts, language_of_question, languages_of
from quotewise.index.notes import refresh_contents, remove_note, sweep, tree_of
from quotewise.index.rerank import Weights
from quotewise.index.schema import transaction
from quotewise.index.search import globs_of, search
from quotewise.index.spelling import repair
from quotewise.index.status import Listed, Status, changed_on_disk, read_doubles, read_inventory, read_status
from quotewise.index.survey import locate, survey
from quotewise.index.tokens import tidy
from quotewise.ingest import Tree

WAIT = 5.0  # seconds for the lock: who remembers a fact, or writes the FAISS file again, holds it for a moment

log = logging.getLogger("quotewise.index")


class Library:
    """A library in a folder. Safe from several threads and processes: readers see it before or after a change.

    Each thread has a connection of its own; a writer holds the file lock. Where its vectors lie, and whether the folder
    is a copy that follows a server, is its home's to know.
    """

    def __init__(self, folder: Path, encoder: Encoder | None = None, reranker: Reranker | None = None) -> None:
        self.folder = folder
        self.reranker = reranker
        self._encoder = encoder
        self._home: Home = FaissHome(folder, self._lock)
        self._connecting = threading.Lock()
        self._connections: dict[threading.Thread, sqlite3.Connection] = {}

    @classmethod
    def open(
        cls,
        place: Path | str,
        *,
        encoder: Encoder | None = None,
        reranker: Reranker | None = None,
        create: bool = False,
    ) -> Self:
        """The library at `place`, made if `create`; raises LibraryMissing or LibraryError with the remedy.

        place: its folder, or milvus://HOST:PORT/NAME, of which this machine's copy is opened and brought in step.
        reranker: reads the front of every search's ranking again.
        """
        library = cls(folder_of(place), encoder, reranker)
        try:
            library._keep(schema.open_existing(library.file))
        except LibraryMissing:
            if not create:
                raise
            with library._lock(WAIT):
                library._keep(schema.create(library.file))
        try:
            with schema.explained(library.file):
                library._home = open_home(library.folder, library._connection(), library._lock, create=create)
        except LibraryError:
            library.close()
            raise
        return library

    @property
    def home(self) -> str:
        """Where it lies, as a person is told: its folder, or a server's address."""
        return self._home.name

    @property
    def file(self) -> Path:
        return self.folder / "library.db"

    @property
    def encoder(self) -> Encoder:
        if self._encoder is None:
            named = self._facts(self._connection()).get("encoder")
            self._encoder = open_encoder(named) if named else open_encoder()
        return self._encoder

    def close(self) -> None:
        with self._connecting:
            for connection in self._connections.values():
                connection.close()
            self._connections.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ingest(
        self,
        paths: Iterable[Path | str],
        *,
        progress: Progress = lambda stage, done, total: None,
        reembed: bool = False,
        max_bytes: int = 20_000_000,
        engine: Engine | None = None,
    ) -> Ingested:
        """Bring the library in step with folders and files; what cannot be read is reported, the rest goes on.

        reembed: accept an encoder other than the one the library was made with; every passage is then embedded again.
        engine: where files are read and passages embedded; None: in this process.
        Raises EncoderMismatch without it, and LibraryBusy while another ingestion runs.
        """
        engine = engine or LocalEngine()
        with self._writing() as connection:
            facts = self._facts(connection)
            if not reembed:
                self._check_encoder(facts)
            redo = name_redoing(connection, facts, self.encoder)
            if redo:
                log.warning("%s", redo)
            elif reembed and "fingerprint" in facts:
                log.warning("the embedding model is the one that made this library: only what is new is embedded")
            found = survey(
                connection,
                map(Path, paths),
                leave_out=[self.folder.resolve()],
                max_bytes=max_bytes,
                progress=progress,
                engine=engine,
            )
            ingested = ingest_survey(
                connection, found, self.encoder, folder=self.folder, redo=bool(redo), progress=progress, engine=engine
            )
            tidy(self.folder, connection, self.encoder.dimension)
            self._home.save(connection)
        return ingested

    def search(
        self,
        question: str,
        *,
        budget: int = 4000,
        source: str | Sequence[str] | None = None,
        as_typed: bool = False,
        weights: Weights | None = None,
    ) -> list[Hit]:
        """The passages that fit the question best, best first, within `budget` characters of note text.

        source: only notes with this source, or whose source matches this GLOB, or one of some. as_typed: search for the
        question itself: nothing is set right in it, no acronym spelt out. weights: how the parts of a passage's score
        are mixed.
        """

        def look() -> list[Hit]:
            with self.reading() as connection:
                self._check_encoder(self._facts(connection))
                return search(
                    connection,
                    self._home.current(connection),
                    self.encoder,
                    question if as_typed else expand(connection, repair(connection, self.encoder, question)),
                    read_vectors=partial(self._home.vectors_of, connection),
                    budget=budget,
                    globs=globs_of(connection, source),
                    weights=weights,
                    reranker=self.reranker,
                )

        return self._in_step(look)

    def repaired(self, question: str) -> str:
        """The question as it is searched for: shorthand written out, misspelt words set right by the notes' own."""
        with self.reading() as connection:
            return repair(connection, self.encoder, question)

    def original(self, source: str) -> str:
        """The text of a note as it was read; raises LibraryError for an unknown source."""
        with self.reading() as connection:
            return str(self._note(connection, source)["text"])

    def tree(self, source: str) -> Tree:
        """The blocks that a note was read into; raises LibraryError for an unknown source."""
        with self.reading() as connection:
            return tree_of(connection, self._note(connection, source)["id"])

    def forget(self, *unwanted: str) -> list[str]:
        """Take out notes by their sources, or every note under a folder or file path; returns the sources gone."""
        with self._writing() as connection:
            known = {row["source"]: Path(row["path"]) for row in connection.execute("SELECT source, path FROM note")}
            gone = {source: known[source] for what in unwanted for source in named(what, known)}
            with transaction(connection, "IMMEDIATE"):
                touched = set[int]().union(*(remove_note(connection, path) for path in gone.values()))
                refresh_contents(connection, touched)
                sweep(connection)
                next_generation(connection)
            self._home.save(connection)
        return sorted(gone)

    def inventory(self) -> tuple[Listed, ...]:
        """Every note in a row, by source."""
        with self.reading() as connection:
            return read_inventory(connection)

    def doubles(self) -> dict[str, str]:
        """Each note of which another holds every passage, with that one, which is to be kept."""
        with self.reading() as connection:
            return read_doubles(connection)

    def status(self) -> Status:
        with self.reading() as connection:
            return read_status(connection, self.folder, self.home)

    def is_empty(self) -> bool:
        with self.reading() as connection:
            return connection.execute("SELECT 1 FROM place").fetchone() is None

    def changed(self, sources: Iterable[str]) -> dict[str, str | None]:
        """Those of `sources` whose file changed since it was ingested, with its text now (None: unreadable, gone)."""
        with self.reading() as connection:
            return dict(changed_on_disk(connection, sources))

    def languages(self) -> tuple[str, ...]:
        """The languages of the notes as ISO 639-1, the commonest first."""
        with self.reading() as connection:
            return languages_of(connection)

    def language_of(self, question: str) -> str:
        """Which of the notes' languages a question is in; the commonest where that cannot be told."""
        with self.reading() as connection:
            return language_of_question(connection, question)

    def indexed_at(self) -> str | None:
        """When the library was last brought in step, in UTC (ISO 8601); None before the first ingestion."""
        with self.reading() as connection:
            return self._facts(connection).get("indexed_at")

    @property
    def uuid(self) -> str:
        """The library's own, wherever it lies."""
        with self.reading() as connection:
            return str(self._facts(connection)["library"])

    def remembered(self, name: str) -> str | None:
        """What `remember` was told under a name."""
        with self.reading() as connection:
            return self._facts(connection).get(name)

    def remember(self, facts: Mapping[str, str | None]) -> None:
        """Keep facts about the library that are none of its notes; None forgets one. Raises LibraryBusy."""
        with self._writing() as connection:
            with transaction(connection, "IMMEDIATE"):
                connection.executemany("DELETE FROM meta WHERE key = ?", [(name,) for name in facts])
                kept = [(name, value) for name, value in facts.items() if value is not None]
                connection.executemany("INSERT INTO meta VALUES (?, ?)", kept)
            self._home.save(connection)

    def document_frequency(self, words: Iterable[str]) -> tuple[dict[str, int], int]:
        """For each word how many passage texts hold it (stemmed as in full text), and how many there are."""
        with self.reading() as connection:
            return count_texts(connection, words)

    def holding_all(self, words: Iterable[str]) -> int:
        """How many passage texts hold all of some words (stemmed as in full text)."""
        with self.reading() as connection:
            return count_holding_all(connection, words)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A read transaction: everything read inside is of one generation."""
        connection = self._connection()
        if connection.in_transaction:  # part of a larger read of this thread
            yield connection
            return
        with schema.explained(self.file):
            self._home.follow(connection)
            with transaction(connection, "DEFERRED"):
                yield connection

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """The writer's connection, in no transaction yet; the FAISS file follows what was changed inside.

        Raises LibraryBusy, and EncoderMismatch where vectors made now would not agree with those stored.
        """
        with self._writing() as connection:
            self._check_encoder(self._facts(connection))
            yield connection
            self._home.save(connection)

    def nearest(self, vector: Vectors, count: int) -> dict[int, float]:
        """Content ids and cosine similarities of the `count` nearest vectors, best first.

        vector: (dimension,) float32 of unit length; raises ValueError for another dimension, and EncoderMismatch.
        """
        with self.reading() as connection:
            self._check_encoder(self._facts(connection))
            if vector.shape != (self.encoder.dimension,):
                raise ValueError(
                    f"The vector has {vector.size} components, the library's have {self.encoder.dimension}"
                )
            return self._home.current(connection).nearest(vector, count)

    def vectors_of(self, keys: Keys) -> Mapping[bytes, Vectors]:
        """The stored vectors by their keys, (dimension,) float32 of unit length; keys: read in the same `reading`."""
        with self.reading() as connection:
            return self._home.vectors_of(connection, keys)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock(WAIT), schema.explained(self.file):
            connection = self._connection()
            with self._home.turn(connection):
                yield connection

    @contextmanager
    def _lock(self, wait: float) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / "writer.lock", timeout=wait)
            lock.acquire()
        except Timeout as error:
            raise LibraryBusy(
                f"Another ingestion is writing to {self.folder}: wait until it is done, then run this again"
            ) from error
        except OSError as error:
            raise LibraryError(
                f"Cannot write to {self.folder} ({error.strerror}): choose another folder with --library"
            ) from error
        try:
            yield
        finally:
            lock.release()

    def _in_step(self, look: Callable[[], list[Hit]]) -> list[Hit]:
        """What a look finds, once this copy has caught up with its home where it turns out to be behind."""
        try:
            return look()
        except StaleCopy:
            self._home.follow(self._connection(), now=True)
            return look()

    def _keep(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        """Keep this thread's connection, and close those of threads that ended: a web page has one a visit."""
        with self._connecting:
            for thread in [thread for thread in self._connections if not thread.is_alive()]:
                self._connections.pop(thread).close()
            self._connections[threading.current_thread()] = connection
        return connection

    def _connection(self) -> sqlite3.Connection:
        connection = self._connections.get(threading.current_thread())
        return connection or self._keep(schema.open_existing(self.file))

    def _note(self, connection: sqlite3.Connection, source: str) -> sqlite3.Row:
        row: sqlite3.Row | None = connection.execute("SELECT id, text FROM note WHERE source = ?", (source,)).fetchone()
        if row is None:
            raise LibraryError(f'No note "{source}" in the library: "quotewise status" lists them')
        return row

    def _facts(self, connection: sqlite3.Connection) -> dict[str, str]:
        return dict(connection.execute("SELECT key, value FROM meta").fetchall())

    def _check_encoder(self, facts: dict[str, str]) -> None:
        made_with = facts.get("fingerprint")
        if made_with not in (None, self.encoder.fingerprint):
            raise EncoderMismatch(
                f"The library was made with another embedding model ({facts.get('encoder') or facts.get('backend')}): "
                'use that one (--embeddings), or run "quotewise ingest --reembed NOTES"'
            )


def named(what: str, known: Mapping[str, Path]) -> list[str]:
    """The sources that `what` names: one of them, or those under a path; raises LibraryError for none."""
    path = ROOT if what == str(ROOT) else locate(Path(what))
    found = [what] if what in known else [source for source, held in known.items() if held.is_relative_to(path)]
    if not found or not what:  # Path("") would be the working folder
        raise LibraryError(f'No note or folder "{what}" in the library: "quotewise status" lists them')
    return found
