"""Anki's packages are read as cards below their decks, and what is none is refused in one line."""

import contextlib
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import pack

from quotewise.ingest.anki_package import read_apkg
from quotewise.ingest.block import apply_edits
from quotewise.ingest.note import Note, SkippedNote, UnreadableNote
from quotewise.ingest.reader import read_note

CARDS = [
    ("Recht::Zivilrecht", "Was ist {{c1::Verzug::ein Begriff}}?\x1fNichtleistung&nbsp;trotz <b>Mahnung</b>."),
    ("Default", "Which gate is red?\x1f<div>Alpha</div><div>and Beta</div>\x1f[sound:x.mp3]"),
    ("Recht::Strafrecht", "Drei Stufen?\x1f<ol><li>Tatbestand</li><li>Rechtswidrigkeit</li><li>Schuld</li></ol>"),
    ("Recht", "<img src=x>\x1f"),
]


def old(cards: list[tuple[str, Any]], *, decks: str | None = None) -> bytes:
    """A database as Anki's schema 11 has it."""
    names = sorted({deck for deck, _ in cards})
    numbers = {name: 1 if name == "Default" else 100 + place for place, name in enumerate(names)}
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript("CREATE TABLE col(decks TEXT); CREATE TABLE notes(id INTEGER PRIMARY KEY, flds TEXT)")
        connection.execute("CREATE TABLE cards(id INTEGER PRIMARY KEY, nid INTEGER, did INTEGER, odid INTEGER)")
        held = json.dumps({str(number): {"name": name} for name, number in numbers.items()})
        connection.execute("INSERT INTO col VALUES (?)", (held if decks is None else decks,))
        for number, (deck, fields) in enumerate(cards):
            connection.execute("INSERT INTO notes VALUES (?, ?)", (number, fields))
            away = number % 2  # in a filtered deck: its own stands in `odid`
            place = (999, numbers[deck]) if away else (numbers[deck], 0)
            connection.execute("INSERT INTO cards VALUES (?, ?, ?, ?)", (number, number, *place))
        connection.commit()
        return connection.serialize()


def new(cards: list[tuple[str, Any]]) -> bytes:
    """The same as newer Ankis have it: decks in a table of their own, in an order that only Anki knows."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(old(cards))
        connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
        connection.execute("CREATE TABLE decks(id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE unicase)")
        connection.execute("CREATE UNIQUE INDEX by_name ON decks(name)")
        for number, deck in json.loads(connection.execute("SELECT decks FROM col").fetchone()[0]).items():
            connection.execute("INSERT INTO decks VALUES (?, ?)", (number, deck["name"].replace("::", "\x1f")))
        connection.execute("UPDATE col SET decks = ''")
        connection.commit()
        return connection.serialize()


DUMMY = old([("Default", "Please update\x1f")])
PACKAGES = {
    "collection.anki2": {"collection.anki2": old(CARDS), "media": "{}"},
    "collection.anki21": {"collection.anki2": DUMMY, "collection.anki21": old(CARDS)},
    "collection.anki21b": {"collection.anki2": DUMMY, "collection.anki21b": zstandard.compress(new(CARDS))},
}
TEXT = (
    "Which gate is red?\nAlpha\nand Beta\n\n"
    "# Recht\n\n## Strafrecht\n\nDrei Stufen?\n1. Tatbestand\n2. Rechtswidrigkeit\n3. Schuld\n\n"
    "## Zivilrecht\n\nWas ist Verzug?\nNichtleistung trotz **Mahnung**."
)


def outline(note: Note) -> list[tuple[str, int, str]]:
    shown = apply_edits(note.text, note.tree.edits)
    return [(block.kind, block.level, shown.cut(block.start, block.end)) for block in note.tree.blocks]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_of_any_age_is_its_cards_below_their_decks(name: str) -> None:
    note = read_apkg(pack(PACKAGES[name]))
    assert (note.text, note.basis) == (TEXT, "extracted")
    assert outline(note)[:4] == [
        ("card", 0, "Which gate is red?\nAlpha\nand Beta"),
        ("heading", 1, "# Recht"),
        ("heading", 2, "## Strafrecht"),
        ("card", 0, "Drei Stufen?\n1. Tatbestand\n2. Rechtswidrigkeit\n3. Schuld"),
    ]
    front, back = note.tree.blocks[0].children
    assert note.text[front.start : front.end] == "Which gate is red?"
    assert note.text[back.start : back.end] == "Alpha\nand Beta"
    assert "".join(note.text[block.start : block.end] for block in note.tree.blocks) == TEXT.replace("\n\n", "")


def test_the_reader_takes_packages_and_whole_collections_in_a_process_of_its_own(tmp_path: Path) -> None:
    for suffix in ("apkg", "colpkg"):
        file = tmp_path / f"deck.{suffix}"
        file.write_bytes(pack(PACKAGES["collection.anki21b"]))
        assert read_note(file) == read_apkg(file.read_bytes())


def test_what_anki_itself_exports_is_read(tmp_path: Path) -> None:
    pytest.importorskip("anki", reason="Anki's own package is not installed (pip install anki)")
    from anki.collection import Collection, ExportAnkiPackageOptions

    collection = Collection(str(tmp_path / "collection.anki2"))
    kind = collection.models.by_name("Cloze")
    assert kind is not None
    note = collection.new_note(kind)
    note.fields = ["Marl lies under {{c1::chalk::a rock}}.", "See the <i>atlas</i>."]
    deck = collection.decks.id("Geo::Rocks")
    assert deck is not None
    collection.add_note(note, deck)
    for legacy in (True, False):
        options = ExportAnkiPackageOptions(
            with_scheduling=False, with_deck_configs=False, with_media=False, legacy=legacy
        )
        collection.export_anki_package(out_path=str(tmp_path / "it.apkg"), options=options, limit=None)
        read = read_apkg((tmp_path / "it.apkg").read_bytes())
        assert read.text == "# Geo\n\n## Rocks\n\nMarl lies under chalk.\nSee the *atlas*."
    collection.close()


def script(sql: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(sql)
        return connection.serialize()


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, 'x' AS flds FROM n"
BOMB = zstandard.compress(bytes(210_000_000))
REFUSED: dict[str, tuple[bytes, str]] = {
    "no zip": (b"no zip at all", "is damaged or not an Anki package"),
    "nothing in it": (pack({"a.txt": "words"}), "it holds no collection of cards; export it again"),
    "no database": (pack({"collection.anki2": "words" * 500}), "holds a damaged collection"),
    "cut off": (pack({"collection.anki21": old(CARDS)[:6000]}), "holds a damaged collection|holds no cards"),
    "an empty database": (pack({"collection.anki2": script("CREATE TABLE a(b)")}), "its database holds no cards"),
    "other tables": (
        pack({"collection.anki2": script("CREATE TABLE col(a); CREATE TABLE notes(a); CREATE TABLE cards(a)")}),
        "holds a damaged collection",
    ),
    "no zstd": (pack({"collection.anki21b": "words"}), "is damaged or not an Anki package"),
    "a bomb": (pack({"collection.anki21b": BOMB}), "unpacks to more than 200,000,000 bytes"),
    "endless": (
        pack(
            {
                "collection.anki2": script(
                    f"CREATE TABLE col(decks); CREATE TABLE cards(id); CREATE VIEW notes AS {ENDLESS}"
                )
            }
        ),
        "its database holds no cards",
    ),
    "values made up": (
        pack(
            {
                "collection.anki2": script(
                    "CREATE TABLE col(decks); INSERT INTO col VALUES ('{}'); CREATE TABLE cards(id, nid, did, odid);"
                    "CREATE TABLE notes(id, flds AS (hex(zeroblob(20000000)))); INSERT INTO notes VALUES (1)"
                )
            }
        ),
        "holds a damaged collection",
    ),
    "no decks": (pack({"collection.anki2": old(CARDS, decks="[]")}), "holds a damaged list of decks"),
    "no names": (pack({"collection.anki2": old(CARDS, decks='{"7": 3}')}), "holds a damaged list of decks"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_package_is_refused_in_one_line_with_its_remedy(kind: str) -> None:
    data, why = REFUSED[kind]
    with pytest.raises(UnreadableNote, match=why) as caught:
        read_apkg(data)
    assert "; " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_package_without_words_is_empty_and_odd_values_are_text() -> None:
    with pytest.raises(SkippedNote, match="empty"):
        read_apkg(pack({"collection.anki2": old([("Default", "<img src=x>\x1f[sound:a.mp3]")])}))
    odd = [("Default", b"a\xffb"), ("Default", 23), ("Default", "end: data:a/b;base64,"), ("Default", "word " * 30)]
    note = read_apkg(pack({"collection.anki2": old(odd)}))
    assert "23" in note.text
    assert note.text.encode()
    assert note.tree.blocks[-1].end == len(note.text)


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, 10**9), value=st.integers(0, 255), name=st.sampled_from(sorted(PACKAGES)))
def test_a_broken_byte_gives_a_note_or_a_reason(place: int, value: int, name: str) -> None:
    written = bytearray(dict(PACKAGES[name])[name])
    written[place % len(written)] = value
    with contextlib.suppress(UnreadableNote, SkippedNote):
        assert read_apkg(pack({name: bytes(written)})).text


def test_a_zip_cut_off_anywhere_is_refused() -> None:
    data = pack(PACKAGES["collection.anki21"])
    assert zipfile.is_zipfile(io.BytesIO(data))
    for end in range(0, len(data), 97):
        with pytest.raises(UnreadableNote, match="is damaged"):
            read_apkg(data[:end])
