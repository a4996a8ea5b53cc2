"""The kind of index follows from the size; a change costs what it adds; a large file is mapped and still checked."""

import logging
from pathlib import Path
from random import Random

import numpy as np
import pytest
from desk import Desk
from milvus_server import in_a_folder

from quotewise.index import faiss_index, vectors

pytestmark = in_a_folder

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def passages(count: int, seed: int) -> str:
    """A note of so many passages, no two alike, a heading each."""
    chance = Random(seed)
    words = ["".join(chance.choices(LETTERS, k=12)) for _ in range(count)]
    return "\n\n".join(f"# {word[:4]}\n\n{word} {word[::-1]} {word[3:]}" for word in words)


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries of a few hundred passages count as large ones."""
    monkeypatch.setattr(faiss_index, "EXACT", 200)
    monkeypatch.setattr(faiss_index, "BLOCK", 64)
    monkeypatch.setattr(vectors, "LARGE", 10_000)
    monkeypatch.setattr(vectors, "SAMPLED", 64)


@pytest.fixture
def large(desk: Desk, small_limits: None) -> Desk:
    for number in range(4):
        desk.write(f"{number}.md", passages(400, number))
    desk.ingest()
    return desk


def snapshot_of(desk: Desk) -> vectors.Snapshot:
    with desk.library.reading() as connection:
        return desk.library._home.current(connection)


def nearest_exactly(desk: Desk, vector: vectors.Vectors, count: int) -> dict[int, float]:
    rows = desk.rows("SELECT DISTINCT content_id, value FROM place JOIN vector ON key = vector_key")
    products = np.array([np.frombuffer(row[1], np.float32) for row in rows]) @ vector
    best = np.argsort(-products, kind="stable")[:count]
    return {rows[row][0]: float(products[row]) for row in best}


def recall(desk: Desk, count: int = 30) -> float:
    """The share of the truly nearest that the index finds, over ten questions."""
    shares = []
    for vector in desk.encoder.encode([passages(1, 1000 + number) for number in range(10)]):
        exact = nearest_exactly(desk, vector, count)
        shares.append(len(exact.keys() & snapshot_of(desk).nearest(vector, count).keys()) / count)
    return float(np.mean(shares))


def test_a_small_library_is_searched_exactly_and_a_large_one_in_lists(desk: Desk, small_limits: None) -> None:
    desk.write("a.md", passages(150, 1))
    desk.ingest()
    assert faiss_index.kind_of(snapshot_of(desk).index) == "Flat"
    desk.write("b.md", passages(250, 2))
    desk.ingest()
    assert faiss_index.kind_of(snapshot_of(desk).index) == "IVF16,SQ8"
    desk.library.forget("b.md")
    assert faiss_index.kind_of(snapshot_of(desk).index) == "Flat"


def test_lists_grow_with_the_root_of_the_number_of_vectors() -> None:
    assert [faiss_index.lists_for(10**power) for power in (5, 6, 7)] == [256, 1024, 4096]


def test_a_large_library_finds_nearly_all_of_the_nearest(large: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faiss_index, "PROBED", 16)  # letters counted spread less than meaning does
    assert recall(large) > 0.9
    (vector,) = large.encoder.encode(["some question"])
    exact = nearest_exactly(large, vector, 5)
    found = snapshot_of(large).nearest(vector, 5)
    assert found == pytest.approx({content: exact.get(content, 0) for content in found}, abs=0.02)


def test_a_library_that_just_grew_large_still_finds_what_it_found(large: Desk) -> None:
    # of its 32 lists more may be looked into than there are; only the 8 bits are lost
    assert recall(large) > 0.97


def test_a_question_about_one_note_looks_into_every_list(large: Desk) -> None:
    rows = large.rows("SELECT DISTINCT content_id FROM place JOIN note ON note.id = note_id WHERE source = '2.md'")
    among = np.array(sorted(row[0] for row in rows))
    (vector,) = large.encoder.encode(["zzzz"])
    assert set(snapshot_of(large).nearest(vector, 1000, among)) == set(among.tolist())
    assert {hit.source for hit in large.library.search("zzzz", source="2.md")} == {"2.md"}


def test_one_more_note_is_added_to_the_lists_there_are(large: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("made from nothing")

    monkeypatch.setattr(faiss_index, "build", refuse)
    large.write("new.md", "qqqq zzzz")
    large.write("3.md", passages(100, 9))
    large.ingest()
    snapshot = snapshot_of(large)
    assert snapshot.added == 101
    (vector,) = large.encoder.encode(["qqqq zzzz"])
    assert next(iter(snapshot.nearest(vector, 1))) == large.contents()["qqqq zzzz"]
    with large.library.reading() as connection:
        assert faiss_index.entries_held(snapshot.index).tolist() == faiss_index.entries_in_use(connection).tolist()


def test_an_index_is_made_anew_once_half_of_it_is_newer_than_its_lists(large: Desk) -> None:
    large.write("new.md", passages(1000, 10))
    large.ingest()
    assert snapshot_of(large).added == 1000
    large.write("newer.md", passages(1000, 11))
    large.ingest()
    assert snapshot_of(large).added == 0


def test_the_same_library_gives_the_same_index(large: Desk) -> None:
    large.library.close()
    before = (large.folder / "vectors.faiss").read_bytes()
    (large.folder / "vectors.faiss").unlink()
    large.reopen().search("anything")
    assert (large.folder / "vectors.faiss").read_bytes() == before


def test_a_large_index_is_read_where_it_lies_on_the_disk(large: Desk, caplog: pytest.LogCaptureFixture) -> None:
    found = large.library.search("abc def")
    assert "OnDisk" in str(type(mapped_lists(large)))
    assert large.reopen().search("abc def") == found
    assert "OnDisk" in str(type(mapped_lists(large)))
    assert caplog.messages == []


def mapped_lists(desk: Desk) -> object:
    import faiss

    return faiss.downcast_InvertedLists(snapshot_of(desk).index.invlists)


@pytest.mark.parametrize("harm", ["cut", "longer", "head", "tail", "swapped"])
def test_a_large_file_that_is_not_what_was_written_is_noticed(
    large: Desk, harm: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = large.library.search("abc def")
    large.library.close()
    file = large.folder / "vectors.faiss"
    data = file.read_bytes()
    assert len(data) > vectors.LARGE
    flipped = bytes([data[0] ^ 1])
    harmed = {
        "cut": data[:-1],
        "longer": data + b"\0",
        "head": flipped + data[1:],
        "tail": data[:-1] + bytes([data[-1] ^ 1]),
        "swapped": data[len(data) // 2 :] + data[: len(data) // 2],
    }
    file.write_bytes(harmed[harm])
    with caplog.at_level(logging.WARNING, "quotewise"):
        assert large.reopen().search("abc def") == before
    assert caplog.messages == ["vectors.faiss is damaged: made again from the library, nothing embedded"]


def test_a_text_under_another_heading_gets_its_new_vector(large: Desk) -> None:
    large.write("moved.md", "# aaaa\n\nzyx zyx zyx")
    large.ingest()
    large.write("moved.md", "# bbbb\n\nzyx zyx zyx")
    large.ingest()
    with large.library.reading() as connection:
        assert faiss_index.entries_held(snapshot_of(large).index).tolist() == (
            faiss_index.entries_in_use(connection).tolist()
        )
