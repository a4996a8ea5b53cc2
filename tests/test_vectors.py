"""The FAISS index is derived: whatever happens to its file, search finds the same and nothing is embedded."""

import json
import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from desk import Desk
from letter_encoder import LetterEncoder
from milvus_server import in_a_folder

from quotewise.index import Library

pytestmark = in_a_folder

NOTES = {
    "a.md": "aaa\n\n# B\n\nbbb bbb\n\n# C\n\nccc\n\n# D\n\nabcd",
    "e.md": "eeee\n\n# F\n\nfff eee\n\n# G\n\nggg abc",
}


@pytest.fixture
def written(desk: Desk) -> Desk:
    for name, text in NOTES.items():
        desk.write(name, text)
    desk.ingest()
    return desk


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Desk]:
    """Another library, of as many changes."""
    desk = Desk(tmp_path / "other")
    desk.write("z.md", "zzz")
    desk.ingest()
    yield desk
    desk.library.close()


def put(text: bytes, name: str = "vectors.faiss") -> Callable[[Desk, Desk], None]:
    return lambda desk, other: (desk.folder / name).write_bytes(text) and None


def cut(desk: Desk, other: Desk) -> None:
    file = desk.folder / "vectors.faiss"
    file.write_bytes(file.read_bytes()[:-20])


def flip(desk: Desk, other: Desk) -> None:
    file = desk.folder / "vectors.faiss"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)


def take_from_other(desk: Desk, other: Desk) -> None:
    for name in ("vectors.faiss", "vectors.json"):
        shutil.copy(other.folder / name, desk.folder / name)


def make_folder(desk: Desk, other: Desk) -> None:
    (desk.folder / "vectors.faiss").unlink()
    (desk.folder / "vectors.faiss").mkdir()


def relabel(desk: Desk, other: Desk) -> None:
    label = desk.folder / "vectors.json"
    fields = json.loads(label.read_text())
    label.write_text(json.dumps({**fields, "stamp": {**fields["stamp"], "generation": 7}}))


DAMAGE = {
    "deleted": (lambda desk, other: (desk.folder / "vectors.faiss").unlink(), "is missing"),
    "empty": (put(b""), "is damaged"),
    "truncated": (cut, "is damaged"),
    "a bit flipped": (flip, "is damaged"),
    "garbage": (put(b"no index at all" * 100), "is damaged"),
    "a folder": (make_folder, "cannot be read"),
    "of another library": (take_from_other, "belongs to another library"),
    "of another generation": (relabel, "is from another state of this library"),
    "without its label": (lambda desk, other: (desk.folder / "vectors.json").unlink(), "has no label"),
    "label cut": (put(b'{"library": "x', "vectors.json"), "has an unreadable label"),
    "label no object": (put(b"[1]", "vectors.json"), "has an unreadable label"),
    "label no text": (put(b"\xff\xfe\x00", "vectors.json"), "has an unreadable label"),
    "label of other fields": (put(b'{"sha256": "x", "size": 1}', "vectors.json"), "has an unreadable label"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_index_is_made_again_without_embedding_and_said_so(
    written: Desk, other: Desk, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    harm, reason = DAMAGE[damage]
    before = written.library.search("bbb abc")
    written.library.close()
    harm(written, other)
    library = written.reopen()
    with caplog.at_level(logging.WARNING, "quotewise"):
        assert library.search("bbb abc") == before
    assert caplog.messages == [f"vectors.faiss {reason}: made again from the library, nothing embedded"]
    assert written.encoder.seen == ["bbb abc"]
    caplog.clear()
    if damage != "a folder":
        assert written.reopen().search("bbb abc") == before
        assert caplog.messages == []  # it was written back


def test_an_index_of_a_copy_that_went_its_own_way_is_not_believed(written: Desk, tmp_path: Path) -> None:
    written.library.close()
    shutil.copytree(written.folder, tmp_path / "copy")
    written.reopen()
    written.write("h.md", "hhh iii")
    written.ingest()
    with Library.open(tmp_path / "copy", encoder=LetterEncoder()) as copy:
        extra = written.write(str(tmp_path / "elsewhere/k.md"), "kkk\n\n# L\n\nlll\n\n# M\n\nmmm")
        copy.ingest([extra])
    for name in ("vectors.faiss", "vectors.json"):  # same library, same generation, other texts
        shutil.copy(tmp_path / "copy" / name, written.folder / name)
    with written.reopen().reading() as connection:
        nearest = written.library._home.current(connection).nearest(written.encoder.encode(["hhh iii"])[0], 1)
    assert nearest == {written.contents()["hhh iii"]: pytest.approx(1)}


def test_faiss_agrees_with_a_plain_product(written: Desk) -> None:
    rows = written.rows("SELECT DISTINCT content_id, value FROM place JOIN vector ON key = vector_key ORDER BY 1")
    ids, matrix = [row[0] for row in rows], np.array([np.frombuffer(row[1], np.float32) for row in rows])
    with written.library.reading() as connection:
        snapshot = written.library._home.current(connection)
    for question in ("abc", "ffff", "dg", "?"):
        (vector,) = written.encoder.encode([question])
        products = dict(zip(ids, (matrix @ vector).tolist(), strict=True))
        nearest = snapshot.nearest(vector, 4)
        assert list(nearest.values()) == pytest.approx(sorted(products.values(), reverse=True)[:4])
        assert nearest == pytest.approx({content: products[content] for content in nearest})
        among = np.array(ids[2:4])
        assert snapshot.nearest(vector, 4, among) == pytest.approx({content: products[content] for content in among})


def test_a_short_result_cites_no_row_minus_one(desk: Desk) -> None:
    desk.write("a.md", "aaa\n\n# B\n\nbbb")
    desk.ingest()
    contents = set(desk.contents().values())
    with desk.library.reading() as connection:
        snapshot = desk.library._home.current(connection)
    assert set(snapshot.nearest(desk.encoder.encode(["zzz"])[0], 150)) == contents
    assert {hit.content for hit in desk.library.search("zzz", budget=100_000)} == contents
    assert desk.library.search("zzz", source="nowhere*") == []


def test_an_empty_library_finds_nothing_and_needs_no_index(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    assert desk.library.search("anything") == []
    desk.write("a.md", "aaa")
    desk.ingest()
    desk.library.forget("a.md")
    assert not (desk.folder / "vectors.faiss").exists()
    assert desk.reopen().search("anything") == []
    assert caplog.messages == []


def test_a_search_that_lags_behind_does_not_overwrite_a_newer_index(written: Desk) -> None:
    library, newer = written.reopen(), threading.Event()
    started = threading.Event()
    found: list[str] = []

    def read() -> None:
        with library.reading():
            library.is_empty()  # the transaction sees this state from here on
            started.set()
            newer.wait(10)
            found.extend(hit.source for hit in library.search("hhh iii", budget=10**6))

    reader = threading.Thread(target=read)
    reader.start()
    assert started.wait(10)
    with Library.open(written.folder, encoder=LetterEncoder()) as elsewhere:
        written.write("h.md", "hhh iii")
        elsewhere.ingest([written.notes])
    label = (written.folder / "vectors.json").read_bytes()
    newer.set()
    reader.join()
    assert set(found) == set(NOTES)
    assert (written.folder / "vectors.json").read_bytes() == label
