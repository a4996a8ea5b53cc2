"""The ingestion job: survey the folders, embed what was never embedded, then change the library in one step."""

import json
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from quotewise.index.document import READER, as_one_passage
from quotewise.index.encoder import Encode, Encoder, EncoderError, FloatMatrix, TokenVectors
from quotewise.index.engine import Engine, Lost
from quotewise.index.notes import (
    embedded_about,
    embedded_text,
    move_note,
    put_note,
    put_places,
    refresh_contents,
    remove_note,
    sweep,
    vector_key,
)
from quotewise.index.schema import transaction
from quotewise.index.survey import ReadFile, Survey, split_whole
from quotewise.index.tokens import TokenWriter
from quotewise.ingest import (
    SPLITTER,
    Note,
    SkippedNote,
    Tree,
    UnreadableNote,
    as_lines,
    unpack_tree,
    with_tree,
)

BATCH = 64  # strings embedded between two commits: what a kill can cost, and how soon a reading can be stopped

Progress = Callable[[str, int, int], None]  # what is going on, units done, units in all


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingestion did; every file met is counted once, or listed in `skipped` or `failed`.

    repaired, duplicates, passages: over the whole library as it is now. duplicates are passages whose
    text stands elsewhere too and is stored once. embedded: strings embedded now. remarks: what is doubtful
    in notes read now, a line each. again: notes split again from their stored text. characters: of all notes
    in the library; held: those in passages, the rest being white space and what says nothing.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    renamed: int = 0
    repaired: int = 0
    duplicates: int = 0
    skipped: tuple[tuple[str, str], ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    passages: int = 0
    embedded: int = 0
    remarks: tuple[str, ...] = ()
    again: int = 0
    characters: int = 0
    held: int = 0

    @property
    def files(self) -> int:
        """Files met that are notes of the library now."""
        return self.added + self.changed + self.renamed + self.unchanged


def ingest_survey(
    connection: sqlite3.Connection,
    found: Survey,
    encoder: Encoder,
    *,
    folder: Path,
    redo: bool,
    progress: Progress,
    engine: Engine,
) -> Ingested:
    """Bring the library in step with a survey. A kill leaves it as it was, with the vectors made so far kept.

    redo: split every note again from its stored text, because the splitter or the encoder changed.
    """
    staged = [*found.added, *found.changed, *found.renamed]
    known_by = {item.before for item in staged}
    without = {item.path for item in staged} | known_by | set(found.removed)
    again = split_stored(stored(connection, found, without, redo=redo), progress, engine)
    staged += again
    embedded = embed_missing(connection, staged, encoder, folder, progress, engine)
    with transaction(connection, "IMMEDIATE"):
        apply(connection, found, staged, encoder)
    return report(connection, found, embedded, len(again))


def name_redoing(connection: sqlite3.Connection, facts: Mapping[str, str], encoder: Encoder) -> str:
    """What a changed splitter or embedding model makes necessary, in one line; "" where neither changed.

    facts: the library's, with "splitter", "fingerprint" and "backend" once it holds notes.
    """
    (notes,) = connection.execute("SELECT count(*) FROM note").fetchone()
    if facts.get("fingerprint", encoder.fingerprint) != encoder.fingerprint:
        return (
            f"the embedding model changed ({facts.get('backend')}, now {encoder.backend}): "
            f"{notes} notes are split again and every passage is embedded again"
        )
    if facts.get("splitter", SPLITTER) != SPLITTER:
        return (
            f"the rules that split notes changed (version {facts['splitter']}, now {SPLITTER}): "
            f"{notes} notes are split again from their stored text, and only passages with new words are embedded"
        )
    return ""


def stored(connection: sqlite3.Connection, found: Survey, without: set[Path | None], *, redo: bool) -> list[ReadFile]:
    """The other notes of the library that are to be split again from the text they were read as: those whose root now
    lies inside a larger one, for what they are known by changed; redo: every one."""
    again = []
    known = connection.execute(
        "SELECT note.id, note.path, root.path FROM note JOIN root ON root.id = root_id"
    ).fetchall()
    for note_id, *paths in known:
        path, before = map(Path, paths)
        root = next((root for root in found.roots if path.is_relative_to(root)), before)
        if path not in without and (redo or root != before):
            row = connection.execute("SELECT * FROM note WHERE id = ?", (note_id,)).fetchone()
            pages = tuple(json.loads(row["pages"]))
            kept = unpack_tree(row["tree"]) if row["basis"] == "extracted" else Tree()
            note = Note(row["text"], row["sha256"], row["basis"], row["reader"], pages, tree=kept)
            again.append(ReadFile(path, root, note, row["size"], row["mtime_ns"], before=path))
    return again


def split_stored(notes: Sequence[ReadFile], progress: Progress, engine: Engine) -> list[ReadFile]:
    again = []
    for item, outcome in zip(notes, engine.map(split_again, notes), strict=True):
        if isinstance(outcome, Lost):
            outcome = split_whole(replace(item, note=as_lines(item.note, outcome.why)))
        again.append(outcome)
        progress("splitting notes", len(again), len(notes))
    return again


def split_again(item: ReadFile) -> ReadFile:
    """A note of the library with the passages that its text has by today's rules."""
    if item.note.reader == READER:
        return replace(item, passages=as_one_passage(item.note.text))
    try:
        note = with_tree(item.note, item.path)
    except (SkippedNote, UnreadableNote) as reason:  # a file would be refused; a note of the library stays
        note = as_lines(item.note, str(reason))
    return split_whole(replace(item, note=note))


def embed_missing(
    connection: sqlite3.Connection,
    staged: Sequence[ReadFile],
    encoder: Encoder,
    folder: Path,
    progress: Progress,
    engine: Engine,
) -> int:
    """Embed each string whose vector is not stored yet, a commit per batch; returns how many there were.

    Token vectors are kept of a passage's own words, read below its heading, not of the heading's.
    """
    about = strings_to_embed(connection, staged, encoder)
    missing = sorted(about, key=len)  # like lengths together
    writer = TokenWriter(folder, connection, encoder.dimension) if encoder.gives_tokens and missing else None
    together = list(batches(missing, BATCH))
    encoded = engine.map(Encode(encoder, with_tokens=writer is not None), together)
    progress("embedding passages", 0, len(missing))
    done = 0
    for batch, outcome in zip(together, encoded, strict=True):
        if isinstance(outcome, Lost):
            raise EncoderError(
                f"{len(batch)} passages could not be embedded: {outcome.why}; see that the workers have memory enough"
            )
        vectors, tokens = outcome
        keys = [vector_key(encoder.fingerprint, text) for text in batch]
        rows = [(key, vector.astype("<f4").tobytes()) for key, vector in zip(keys, vectors, strict=True)]
        with transaction(connection, "IMMEDIATE"):  # else SQLite writes to the disk once a row
            connection.executemany("INSERT OR IGNORE INTO vector VALUES (?, ?)", rows)
            if writer is not None:
                writer.append(
                    keys, [own_vectors(found, about[text]) for text, found in zip(batch, tokens, strict=True)]
                )
        done += len(batch)
        progress("embedding passages", done, len(missing))
    return len(missing)


def strings_to_embed(connection: sqlite3.Connection, staged: Sequence[ReadFile], encoder: Encoder) -> dict[str, int]:
    """Each string that has no vector yet, with where the passage's own words begin in it."""
    known = "SELECT 1 FROM vector WHERE key = ?1"
    if connection.execute("SELECT 1 FROM meta WHERE key = 'home'").fetchone():  # those of its places lie on a server
        known += " UNION ALL SELECT 1 FROM place WHERE vector_key = ?1"
    every = {embedded_text(passage): len(embedded_about(passage)) for item in staged for passage in item.passages}
    return {
        text: start
        for text, start in every.items()
        if connection.execute(known, (vector_key(encoder.fingerprint, text),)).fetchone() is None
    }


def own_vectors(tokens: TokenVectors, start: int) -> FloatMatrix:
    return tokens.vectors[tokens.offsets[:, 0] >= start]


def apply(connection: sqlite3.Connection, found: Survey, staged: Sequence[ReadFile], encoder: Encoder) -> None:
    """Everything that a reader could notice, in the caller's one transaction."""
    connection.executemany("INSERT OR IGNORE INTO root(path) VALUES (?)", [(str(root),) for root in found.roots])
    touched: set[int] = set()
    for path in found.removed:
        touched |= remove_note(connection, path)
    moved = move_notes(connection, found)
    for item in staged:
        note_id = put_note(connection, item, source_of(connection, item.path, item.root))
        touched |= put_places(connection, note_id, item.passages, encoder.fingerprint)
    refresh_contents(connection, touched)
    sweep(connection)
    facts = {"fingerprint": encoder.fingerprint, "backend": encoder.backend, "splitter": SPLITTER}
    facts["dimension"] = str(encoder.dimension)
    facts["encoder"] = getattr(encoder, "opened_as", "")  # by this name it is opened again; "" is the default one
    facts["indexed_at"] = datetime.now(UTC).isoformat(timespec="seconds")
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())
    if touched or moved:
        next_generation(connection)


def move_notes(connection: sqlite3.Connection, found: Survey) -> bool:
    """Renamed files, and notes whose root now lies inside a larger one; returns whether anything moved."""
    moves = [(item.before, item.path, item.root) for item in found.renamed if item.before is not None]
    renamed = {before for before, _, _ in moves}
    for root in found.roots:
        rows = connection.execute(
            "SELECT note.path FROM note JOIN root ON root.id = root_id WHERE root.path <> ?", (str(root),)
        )
        inside = [Path(row["path"]) for row in rows if Path(row["path"]).is_relative_to(root)]
        moves += [(path, path, root) for path in inside if path not in renamed]
    for before, after, root in moves:
        move_note(connection, before, after, root, source_of(connection, after, root, itself=before))
    return bool(moves)


def source_of(connection: sqlite3.Connection, path: Path, root: Path, *, itself: Path | None = None) -> str:
    """The path relative to its root; where another note has that name, with folders above the root in front."""
    relative = Path(path.name) if path == root else path.relative_to(root)
    above = path.parts[1 : len(path.parts) - len(relative.parts)]
    for depth in range(len(above) + 1):
        source = Path(*above[len(above) - depth :], relative).as_posix()
        holder = connection.execute("SELECT path FROM note WHERE source = ?", (source,)).fetchone()
        if holder is None or holder["path"] in (str(path), str(itself)):
            return source
    return path.as_posix()


def next_generation(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('token', ?)", (str(uuid.uuid4()),))
    connection.execute("INSERT OR REPLACE INTO meta SELECT 'texts', count(*) FROM content")


def report(connection: sqlite3.Connection, found: Survey, embedded: int, again: int) -> Ingested:
    passages, texts, repaired, held = connection.execute(
        'SELECT count(*), count(DISTINCT content_id), total(edits <> "[]"), total("end" - "start") FROM place'
    ).fetchone()
    (characters,) = connection.execute("SELECT total(length(text)) FROM note").fetchone()
    return Ingested(
        added=len(found.added),
        changed=len(found.changed),
        removed=len(found.removed),
        unchanged=len(found.unchanged),
        renamed=len(found.renamed),
        repaired=int(repaired),
        duplicates=passages - texts,
        skipped=tuple((shown(path, found), why) for path, why in found.skipped),
        failed=tuple((shown(path, found), why) for path, why in found.failed),
        passages=passages,
        embedded=embedded,
        remarks=tuple(
            f"{shown(item.path, found)}: {warning}"
            for item in (*found.added, *found.changed)
            for warning in item.note.warnings
        ),
        again=again,
        characters=int(characters),
        held=int(held),
    )


def shown(path: Path, found: Survey) -> str:
    """How a file that is not in the library is named: relative to its root where it has one."""
    root = next((root for root in found.roots if path != root and path.is_relative_to(root)), None)
    name = str(path.relative_to(root) if root else path)
    return name.encode("utf-8", "backslashreplace").decode()


def batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
