"""A library at home on a Milvus server: what every machine sees, and that nothing is lost when something goes wrong."""

import json
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from letter_encoder import LetterEncoder
from milvus_server import MilvusServer, with_milvus

from quotewise.index import EncoderMismatch, Library, LibraryBusy, LibraryError, LibraryMissing, lease, milvus_home
from quotewise.index import milvus as milvus_module
from quotewise.index.copying import copy_library
from quotewise.index.home import AddressError, folder_of
from quotewise.index.milvus import PIECE, Milvus

pytestmark = with_milvus

NOTES = {
    "streams.md": "# Streams\n\nA shard takes in 1 MB per second.\n\n## Readers\n\nA reader takes 2 MB per second.\n",
    "stores.md": "# Stores\n\nA bucket holds objects of 5 TB.\n\n| Store | Delay |\n|---|---|\n| Tape | hours |\n",
    "same.txt": "# Stores\n\nA bucket holds objects of up to 5 TB.\n",
}


class Machine:
    """One that has a data folder of its own, and opens the library at `address` by its copy there."""

    def __init__(self, place: Path, address: str, patch: pytest.MonkeyPatch) -> None:
        self.place = place
        self.address = address
        self.encoder = LetterEncoder()
        self._patch = patch

    def open(self, *, create: bool = False, encoder: LetterEncoder | None = None) -> Library:
        self._patch.setenv("XDG_DATA_HOME", str(self.place))
        return Library.open(self.address, encoder=encoder or self.encoder, create=create)


@pytest.fixture
def address(milvus: MilvusServer, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(milvus_home, "FRESH", 0.0)
    monkeypatch.setattr(lease, "BEAT", 0.1)
    monkeypatch.setattr(lease, "PATIENCE", 3.0)
    return milvus.address(f"lib{abs(hash(request.node.nodeid))}")


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name, text in NOTES.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def one(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path / "one", address, monkeypatch)


@pytest.fixture
def two(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path / "two", address, monkeypatch)


@pytest.fixture
def written(one: Machine, notes: Path) -> Iterator[Library]:
    """Machine one's library, the notes in it."""
    with one.open(create=True) as library:
        library.ingest([notes])
        yield library


def rows(library: Library, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(library.file)) as connection:
        return connection.execute(query).fetchall()


def held(library: Library) -> dict[str, list[tuple[Any, ...]]]:
    """All that a copy holds of notes, as its tables say it."""
    with library.reading():
        tables = "note place content document passage_text word".split()
        facts = "SELECT * FROM meta WHERE key NOT IN ('home', 'pushed', 'tokens') ORDER BY 1"
        apart = {"place": "SELECT note_id, position, content_id, passage_id, hex(vector_key) FROM place ORDER BY 1, 2"}
        return {table: sorted(rows(library, apart.get(table, f"SELECT * FROM {table}"))) for table in tables} | {
            "facts": rows(library, facts)
        }


def texts(library: Library, question: str) -> list[str]:
    return [hit.text for hit in library.search(question)]


def test_another_machine_reads_what_one_wrote(written: Library, two: Machine) -> None:
    with two.open() as other:
        assert held(other) == held(written)
        assert texts(other, "shard") == texts(written, "shard")
        assert "A shard takes in 1 MB per second." in texts(other, "shard second")[0]
        assert rows(other, "SELECT count(*) FROM vector") == [(0,)]  # they lie on the server alone


def test_the_search_is_that_of_a_library_in_a_folder(written: Library, tmp_path: Path, notes: Path) -> None:
    with Library.open(tmp_path / "own", encoder=LetterEncoder(), create=True) as own:
        own.ingest([notes])
        for question in ("shard", "bucket objects", "tape hours", "reader second", "nothing of that"):
            assert written.search(question) == own.search(question)
            assert written.search(question, source="st*.md") == own.search(question, source="st*.md")


def test_changes_of_either_machine_are_seen_by_the_other(written: Library, two: Machine, notes: Path) -> None:
    with two.open() as other:
        (notes / "streams.md").write_text("# Streams\n\nA shard takes in 3 MB per second.\n")
        (notes / "stores.md").rename(notes / "shops.md")
        (notes / "same.txt").unlink()
        found = other.ingest([notes])
        assert (found.changed, found.renamed, found.removed, found.embedded) == (1, 1, 1, 1)
        assert held(written) == held(other)
        written.forget("shops.md")
        assert [row.source for row in other.inventory()] == ["streams.md"]
        other.remember({"exam": "MLA"})
        assert written.remembered("exam") == "MLA"
        assert held(written) == held(other)


def test_a_machine_without_the_files_answers_as_one_that_has_them(
    written: Library, two: Machine, notes: Path, tmp_path: Path
) -> None:
    notes.rename(tmp_path / "on another disk")
    with two.open() as other:
        assert other.status().stale == ()
        assert other.changed(other.status().sources) == {}
        assert "shard" in texts(other, "shard")[0]
    notes.mkdir()  # where the folder is, its files are looked for
    assert written.status().stale == tuple(sorted(NOTES))


def test_no_library_is_made_for_nothing(quotewise: Any, address: str, tmp_path: Path) -> None:
    assert quotewise("ingest", tmp_path / "none", "--library", address).exit_code == 1
    assert Milvus(address).read(["head"]) == {}


def test_what_nobody_names_any_more_is_gone_from_the_server(
    written: Library, milvus: MilvusServer, notes: Path, address: str
) -> None:
    (notes / "streams.md").write_text("# Streams\n\nA shard takes in 3 MB per second.\n")
    written.ingest([notes])
    written.forget("stores.md")
    written.remember({"exam": "MLA"})
    (before,) = rows(written, "SELECT value FROM meta WHERE key = 'pushed'")[0]
    written.remember({"exam": "SAA"})  # of what came before the last state nothing is left
    name, client = address.rpartition("/")[2], milvus.client()
    ids = {row["id"] for row in client.query(f"{name}_records", filter='id like "%"', output_fields=["id"])}
    (listed,) = rows(written, "SELECT value FROM meta WHERE key = 'pushed'")[0]
    assert ids == {"head", listed, before, *(packed for (packed,) in rows(written, "SELECT packed FROM sent"))}
    collection = next(named for named in client.list_collections() if named.startswith(f"{name}_vectors"))
    keys = {row["id"] for row in client.query(collection, filter='id like "%"', output_fields=["id"])}
    assert keys == {key.hex() for (key,) in rows(written, "SELECT vector_key FROM place")}


def test_a_server_that_dies_while_notes_are_read_costs_nothing(
    milvus: MilvusServer, one: Machine, two: Machine, notes: Path
) -> None:
    def kill(stage: str, done: int, total: int) -> None:
        if stage == "embedding passages" and done == total:
            milvus.kill()

    with one.open(create=True) as library:
        with pytest.raises(LibraryError, match=r"cannot be used .*: see that the server runs"):
            library.ingest([notes], progress=kill)
        milvus.start()
        with two.open() as other:
            assert other.is_empty()
            assert library.ingest([notes]).embedded == 0
            assert held(other) == held(library)
            assert "bucket" in texts(other, "bucket")[0]


def test_a_server_that_dies_under_a_question_is_told_and_used_again(written: Library, milvus: MilvusServer) -> None:
    before = texts(written, "bucket")
    milvus.kill()
    with pytest.raises(LibraryError, match=r"milvus://.* cannot be used"):
        written.search("bucket")
    milvus.start()
    assert texts(written, "bucket") == before


def test_a_server_that_falls_silent_is_not_waited_for(
    one: Machine, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_module, "WAIT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        one.address = f"milvus://127.0.0.1:{silent.getsockname()[1]}/{address.rpartition('/')[2]}"
        with pytest.raises(LibraryError, match="cannot be used"):
            one.open()


@pytest.mark.parametrize("record", ["head", "list"])
def test_a_writer_that_is_killed_before_its_last_step_changed_nothing(
    written: Library, two: Machine, notes: Path, record: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with two.open() as other:
        before = held(other)
        write, sent = Milvus.write, []

        def die(server: Milvus, records: dict[str, bytes]) -> None:
            sent.extend(records)
            if "head" in records or (record == "list" and not any(id.startswith("lease") for id in records)):
                raise KeyboardInterrupt
            write(server, records)

        (notes / "streams.md").write_text("# Streams\n\nA shard takes in 3 MB per second.\n")
        with monkeypatch.context() as patch:
            patch.setattr(Milvus, "write", die)
            with pytest.raises(KeyboardInterrupt):
                written.ingest([notes])
        assert ("head" in sent) == (record == "head")
        assert held(other) == before
        assert "1 MB" in texts(other, "shard")[0]
        assert written.ingest([notes]).embedded == 0
        assert held(other) == held(written)


def test_what_a_killed_writer_never_sent_goes_when_others_wrote(
    written: Library, two: Machine, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Milvus.write

    def die(server: Milvus, records: dict[str, bytes]) -> None:
        if "head" in records:
            raise KeyboardInterrupt
        write(server, records)

    new = notes / "new.md"
    new.write_text("# New\n\nA queue keeps messages for 14 days.\n")
    with monkeypatch.context() as patch:
        patch.setattr(Milvus, "write", die)
        with pytest.raises(KeyboardInterrupt):
            written.ingest([notes])
    new.rename(notes.parent / "new.md")
    with two.open() as other:
        other.remember({"exam": "MLA"})
        assert held(written) == held(other)  # nothing is left of the note here
        (notes / "other.md").write_text("# Other\n\nA topic has subscribers.\n")
        other.ingest([notes])
        other.forget("other.md")
        (notes / "other.md").unlink()
        (notes.parent / "new.md").rename(new)
        other.ingest([notes])  # under another number than the killed one's
        assert held(written) == held(other)
        assert "queue" in texts(written, "queue")[0]


def test_a_list_that_is_replaced_while_it_is_read_is_read_again(
    written: Library, two: Machine, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with two.open() as other:
        read, again = Milvus.read, []

        def write_meanwhile(server: Milvus, ids: list[str]) -> dict[str, bytes]:
            if ids != ["head"] and not again:
                again.append("written")
                with monkeypatch.context() as patch:
                    patch.setattr(Milvus, "read", read)
                    for number in range(3):
                        written.remember({"exam": str(number)})
            return read(server, ids)

        written.remember({"exam": "MLA"})
        with monkeypatch.context() as patch:
            patch.setattr(Milvus, "read", write_meanwhile)
            assert other.remembered("exam") == "2"
        assert again


@pytest.mark.parametrize("what", ["note", "list"])
@pytest.mark.parametrize("data", [b"rubbish", None])
def test_a_damaged_record_is_told(written: Library, two: Machine, what: str, data: bytes | None) -> None:
    query = "SELECT packed FROM sent" if what == "note" else "SELECT value FROM meta WHERE key = 'pushed'"
    server, name = Milvus(two.address), rows(written, query)[0][0]
    if data is None:
        server.remove([name])
    else:
        server.write({name: data})
    with pytest.raises(LibraryError, match=r"is damaged .*: copy it from a machine that has it whole"):
        two.open()


def test_a_library_whose_server_lost_it_is_told_with_the_remedy(
    written: Library, one: Machine, two: Machine, notes: Path
) -> None:
    server = Milvus(one.address)
    server.remove(["head"])
    for act in (lambda: written.ingest([notes]), written.status, one.open):
        with pytest.raises(LibraryError, match=r"is gone from its server.*delete .*library.db and ingest"):
            act()
    written.file.unlink()
    with one.open(create=True) as library:
        assert library.ingest([notes]).added == 3
        with two.open() as other:
            assert held(other) == held(library)


def test_vectors_that_the_server_lost_are_told(written: Library, one: Machine) -> None:
    keys = [key for (key,) in rows(written, "SELECT vector_key FROM place")]
    Milvus(one.address).remove_vectors(one.encoder.fingerprint, keys)
    with pytest.raises(LibraryError, match=r"is damaged .vectors are missing"):
        written.search("bucket")


def test_a_copy_that_was_deleted_under_a_program_is_made_anew_by_its_address_alone(
    written: Library, one: Machine
) -> None:
    written.file.unlink()
    with pytest.raises(LibraryMissing, match="begin the program again"):
        Library.open(written.folder, create=True)
    with one.open() as library:
        assert len(library.inventory()) == 3


def test_the_way_is_encrypted_from_when_the_address_says_so(written: Library, one: Machine) -> None:
    assert folder_of(f"{one.address}?tls") == written.folder
    assert rows(written, "SELECT value FROM meta WHERE key = 'home'") == [(f"{one.address}?tls",)]
    folder_of(one.address)
    assert rows(written, "SELECT value FROM meta WHERE key = 'home'") == [(one.address,)]


def test_a_copying_that_is_killed_is_done_by_the_next(
    address: str, two: Machine, tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(self: Milvus, encoder: str, vectors: Any) -> None:
        raise KeyboardInterrupt

    with Library.open(tmp_path / "own", encoder=LetterEncoder(), create=True) as own:
        own.ingest([notes])
        with monkeypatch.context() as patch:
            patch.setattr(Milvus, "write_vectors", die)
            with pytest.raises(KeyboardInterrupt):
                copy_library(own, address, progress=lambda *_: None)
        copy_library(own, address, progress=lambda *_: None).close()
        with two.open() as other:
            assert other.search("bucket") == own.search("bucket")


def test_two_machines_do_not_write_at_once(written: Library, two: Machine, notes: Path) -> None:
    tried: list[str] = []

    def try_too(stage: str, done: int, total: int) -> None:
        if stage == "embedding passages" and done == total:
            with two.open() as other, pytest.raises(LibraryBusy) as refused:
                other.forget("same.txt")
            tried.append(str(refused.value))

    (notes / "new.md").write_text("# New\n\nA queue keeps messages for 14 days.\n")
    written.ingest([notes], progress=try_too)
    assert ["Another machine is writing" in said for said in tried] == [True]
    assert "queue" in texts(written, "queue")[0]


def test_many_who_write_at_once_do_so_one_after_the_other(written: Library, two: Machine, one: Machine) -> None:
    machines = [written, two.open()]
    done: list[str] = []

    def write(number: int) -> None:
        while True:
            try:
                machines[number % 2].remember({f"fact{number}": str(number)})
            except LibraryBusy:
                continue
            done.append(str(number))
            return

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [str(number) for number in range(6)]
    for library in machines:
        assert [library.remembered(f"fact{number}") for number in range(6)] == [str(number) for number in range(6)]
    machines[1].close()


def test_a_dead_writers_turn_ends(written: Library, two: Machine) -> None:
    server = Milvus(two.address)
    server.write({"lease/of-a-dead-one": b"{}"})
    with two.open() as other:
        other.remember({"exam": "MLA"})
    assert server.beginning_with("lease/") == {}


def test_a_writer_that_was_taken_for_dead_changes_nothing(written: Library, two: Machine, notes: Path) -> None:
    def lose(stage: str, done: int, total: int) -> None:
        if stage == "embedding passages" and done == total:
            server = Milvus(two.address)
            server.remove(list(server.beginning_with("lease/")))

    (notes / "new.md").write_text("# New\n\nA queue keeps messages for 14 days.\n")
    with pytest.raises(LibraryBusy, match="meanwhile"):
        written.ingest([notes], progress=lose)
    with two.open() as other:
        assert "new.md" not in other.status().sources
        other.remember({"exam": "MLA"})
        assert written.ingest([notes]).embedded == 0  # its vectors were kept
        assert "new.md" in other.status().sources


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (json.dumps({"format": 99, "notes": "x"}), "newer quotewise"),
        (json.dumps({"format": 0, "notes": "x"}), "older quotewise"),
        ("no JSON", "something else, or is damaged"),
        ("[]", "something else, or is damaged"),
    ],
)
def test_what_another_edition_wrote_is_refused_and_left_alone(
    written: Library, two: Machine, notes: Path, head: str, said: str
) -> None:
    Milvus(two.address).write({"head": head.encode()})
    with pytest.raises(LibraryError, match=said):
        two.open()
    with pytest.raises(LibraryError, match=said):
        written.ingest([notes])
    assert Milvus(two.address).read(["head"]) == {"head": head.encode()}


def test_another_encoder_is_refused_until_all_is_embedded_again(written: Library, two: Machine, notes: Path) -> None:
    other_encoder = LetterEncoder("abcdef")
    with two.open(encoder=other_encoder) as other:
        with pytest.raises(EncoderMismatch):
            other.search("bucket")
        assert other.ingest([notes], reembed=True).embedded > 0
        assert "bucket" in texts(other, "bucket")[0]
    with pytest.raises(EncoderMismatch):
        written.search("bucket")


def test_a_library_goes_there_and_back_without_being_embedded(address: str, tmp_path: Path, notes: Path) -> None:
    class NeverAgain(LetterEncoder):
        def encode(self, texts: Any) -> Any:
            raise AssertionError(texts)

    with Library.open(tmp_path / "own", encoder=LetterEncoder(), create=True) as own:
        own.ingest([notes])
        (own.folder / "questions.jsonl").write_text("{}\n")
        found, vectors = own.search("bucket"), own.vectors_of([key for (key,) in rows(own, "SELECT key FROM vector")])
    with (
        Library.open(tmp_path / "own", encoder=NeverAgain()) as own,
        copy_library(own, address, progress=lambda *_: None) as there,
    ):
        assert there.uuid == own.uuid
        assert (there.folder / "questions.jsonl").read_text() == "{}\n"
        with copy_library(there, tmp_path / "back", progress=lambda *_: None) as back:
            again = back.vectors_of(list(vectors))
            assert all(np.array_equal(again[key], vector) for key, vector in vectors.items())
        for library in (own, there):
            with pytest.raises(LibraryError, match="There are notes in milvus"):
                copy_library(library, address, progress=lambda *_: None)
    for place in (tmp_path / "back", address):
        with Library.open(place, encoder=LetterEncoder()) as library:
            assert library.search("bucket") == found


def test_nearly_all_of_the_nearest_are_found(milvus: MilvusServer, address: str) -> None:
    random = np.random.default_rng(7)
    centres = random.normal(size=(40, 32))
    vectors = np.repeat(centres, 75, axis=0) + 0.6 * random.normal(size=(3000, 32))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    keys = [number.to_bytes(32, "big") for number in range(3000)]
    server = Milvus(address)
    server.write_vectors("f", list(zip(keys, vectors, strict=True)))
    recalled = []
    for asked in vectors[::100]:
        exact = {keys[at] for at in np.argsort(-(vectors @ asked))[:150]}
        recalled.append(len(exact & set(server.nearest("f", asked, 150, None))) / 150)
    assert np.mean(recalled) >= 0.99
    among = keys[::7]
    exact_among = sorted(among, key=lambda key: -float(vectors[keys.index(key)] @ vectors[0]))[:20]
    assert list(server.nearest("f", vectors[0], 20, among)) == exact_among


def test_a_long_record_is_kept_in_pieces(address: str) -> None:
    server, long = Milvus(address), bytes(range(256)) * 1000
    server.write({"long": long, "short": b"", "just": b"x" * (PIECE // 4 * 3)})
    assert server.read(["long", "short", "just", "none"]) == {
        "long": long,
        "short": b"",
        "just": b"x" * (PIECE // 4 * 3),
    }


@pytest.mark.parametrize(
    "place",
    [
        "milvus://h/n",
        "milvus://h:1",
        "milvus://h:0/n",
        "milvus://u:secret@h:1/n",
        "milvus://h:1/a-b",
        "milvus://h:1/\xe9",
    ],
)
def test_an_address_that_is_none_is_refused_without_being_repeated(place: str) -> None:
    with pytest.raises(AddressError, match="milvus://HOST:PORT/NAME") as refused:
        folder_of(place)
    assert "secret" not in str(refused.value)


def test_a_library_that_is_not_there_is_told_with_the_remedy(two: Machine) -> None:
    with pytest.raises(LibraryMissing, match=r'run "quotewise ingest NOTES --library milvus://'):
        two.open()


def test_the_commands_take_an_address(quotewise: Any, notes: Path, address: str, tmp_path: Path) -> None:
    assert quotewise("ingest", notes, "--library", address).exit_code == 0
    asked = json.loads(quotewise("ask", "How much does a shard take in?", "--library", address, "--json").stdout)
    assert asked["claims"][0]["citations"][0]["source"] == "streams.md"
    assert json.loads(quotewise("status", "--library", address, "--json").stdout)["library"] == address
    passages = json.loads(quotewise("status", "--library", address, "--json").stdout)["passages"]
    copied = quotewise("copy", tmp_path / "own", "--library", address)
    assert copied.stdout == f"3 notes in {passages} passages lie in {tmp_path / 'own'} now, too\n"
    assert quotewise("status", "--library", "milvus://nowhere").exit_code == 2
