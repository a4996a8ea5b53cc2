"""Anki's packages (.apkg, .colpkg) to a note: the cards of their database, below the names of their decks."""

import io
import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import zstandard

from quotewise.ingest.archive import Archive
from quotewise.ingest.block import apply_edits
from quotewise.ingest.card import find_card_marks, has_words
from quotewise.ingest.note import Note, UnreadableNote
from quotewise.ingest.parts import MAX_CHARACTERS, Part, clean, squeeze, write_note

READER = "quotewise apkg 2"
MAX_DATABASE = 200_000_000  # bytes: a hundred thousand cards with their history have about 50 million

# The newest first: beside it, an older one holds a single card that asks for a newer Anki
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
FIELD = "\x1f"  # between the fields of a note; in newer databases between the names of nested decks too
_LONGEST = 10_000_000  # bytes of one value in the database
_STEPS = 100_000  # of SQLite's machine between two looks at what it has taken
_PATIENCE = 20_000  # such looks: some hundred times what a large collection needs
_AGAIN = "export it again from Anki (File, Export)"

Deck = tuple[str, ...]  # its name and, before it, those of the decks it lies in


def read_apkg(data: bytes) -> Note:
    """The note in a package: a paragraph a card, its front and back on a line each, decks as headings.

    Raises UnreadableNote as `read_package`.
    """
    return write_note(data, [_make_parts(read_package(data))], READER)


def read_package(data: bytes) -> list[tuple[Deck, str]]:
    """The deck and the fields of each card in a package, as they are written, FIELD between two.

    Raises UnreadableNote for what is no package, holds no collection or a damaged one, or unpacks to too much.
    """
    collection = _unpack(Archive(data, "an Anki package"))
    with tempfile.TemporaryDirectory(prefix="quotewise-") as folder:
        file = Path(folder, "collection.db")
        file.write_bytes(collection)
        try:
            with closing(_open(file)) as connection:
                return _read_cards(connection)
        except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:  # the last: SQLite quotes what is broken
            raise UnreadableNote(f"holds a damaged collection ({squeeze(clean(str(error)))[:80]}); {_AGAIN}") from error


def _unpack(archive: Archive) -> bytes:
    name = next((name for name in _COLLECTIONS if name in archive.names), None)
    if name is None:
        raise UnreadableNote(f"is no Anki package: it holds no collection of cards; {_AGAIN}")
    stored = archive.read(name)
    if not name.endswith("b"):
        return stored
    try:
        with zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(io.BytesIO(stored)) as stream:
            collection = stream.read(MAX_DATABASE + 1)
    except zstandard.ZstdError as error:
        raise archive.damaged() from error
    if len(collection) > MAX_DATABASE:
        raise UnreadableNote(f"unpacks to more than {MAX_DATABASE:,} bytes; export its decks one by one")
    return collection


def _open(file: Path) -> sqlite3.Connection:
    """The database, to be read and not trusted: it runs no code of its own, and takes bounded time and memory."""
    connection = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.text_factory = lambda stored: stored.decode("utf-8", "replace")
    looks = iter(range(_PATIENCE))
    connection.set_progress_handler(lambda: next(looks, None) is None, _STEPS)
    return connection


def _read_cards(connection: sqlite3.Connection) -> list[tuple[Deck, str]]:
    """Each note's deck and its fields, in the order of decks and then as they were added."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"notes", "cards", "col"} <= tables:
        raise UnreadableNote(f"is no Anki package: its database holds no cards; {_AGAIN}")
    names = dict(_read_decks(connection, tables))
    # A card in a filtered deck says in `odid` which deck is its own
    decks = dict(connection.execute("SELECT nid, CASE odid WHEN 0 THEN did ELSE odid END FROM cards ORDER BY id DESC"))
    cards = []
    length = 0
    for note, fields in connection.execute("SELECT id, flds FROM notes ORDER BY id"):
        length += len(str(fields))
        if length > MAX_CHARACTERS:
            raise UnreadableNote(f"unfolds to more than {MAX_CHARACTERS:,} characters; export its decks one by one")
        cards.append((names.get(decks.get(note), ()), str(fields)))
    return sorted(cards, key=lambda card: [name.casefold() for name in card[0]])


def _read_decks(connection: sqlite3.Connection, tables: set[str]) -> Iterator[tuple[object, Deck]]:
    """The decks' names by their ids. Where all is in Anki's first deck, which has id 1, nobody named it."""
    if "decks" in tables:
        for deck, name in connection.execute("SELECT id, name FROM decks"):
            yield deck, _split(str(name), FIELD) if deck != 1 else ()
        return
    for (stored,) in connection.execute("SELECT decks FROM col"):
        try:
            for deck, about in json.loads(stored).items():
                yield int(deck), _split(str(about["name"]), "::") if deck != "1" else ()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise UnreadableNote(f"holds a damaged list of decks; {_AGAIN}") from error


def _split(name: str, sign: str) -> Deck:
    return tuple(filter(None, (squeeze(clean(part)) for part in name.split(sign))))


def _make_parts(cards: Iterable[tuple[Deck, str]]) -> Iterator[Part]:
    """The cards, each deck's name once above them."""
    above = Deck()
    for deck, fields in cards:
        sides = list(filter(None, map(show_field, fields.split(FIELD))))
        if sides:
            levels = (level for level in range(1, len(deck) + 1) if deck[:level] != above[:level])
            yield from (Part("heading", deck[level - 1], level) for level in levels)
            yield Part("card", sides[0], label="\n".join(sides[1:]))
            above = deck


def show_field(field: str) -> str:
    """What a field says, without an empty line; nothing where it has no words."""
    marks = find_card_marks(field, 0, len(field))
    if not has_words(field, 0, len(field), marks):
        return ""
    lines = clean(apply_edits(field, marks).text).splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip()).strip()
