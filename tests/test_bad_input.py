"""What is wrong with notes or library is said in a line with its remedy; the rest goes on, nothing is harmed."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import contract_schemas as contract
import pytest
from conftest import Quotewise
from desk import Desk, assert_sound
from filelock import FileLock
from printed import complaint, held

from quotewise.index import Library

GOOD = "A good note says something plain."
FRENCH = "Le modèle a été entraîné puis évalué sur des données séparées. " * 8


@pytest.fixture
def desk_with_a_good_note(desk: Desk) -> Desk:
    desk.write("good.md", GOOD)
    return desk


def put_nothing(notes: Path) -> None:
    (notes / "bad.txt").write_bytes(b"")


def put_binary(notes: Path) -> None:
    (notes / "bad.txt").write_bytes(bytes(range(256)) * 20)


def put_picture(notes: Path) -> None:
    (notes / "bad.md").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0")


def put_long_line(notes: Path) -> None:
    with (notes / "bad.txt").open("wb") as stream:
        stream.truncate(50_000_000)  # sparse: no 50 MB are written


def put_dead_link(notes: Path) -> None:
    (notes / "bad.md").symlink_to(notes / "nowhere")


def put_odd_name(notes: Path) -> None:
    (notes / os.fsdecode(b"bad\xe9.md")).write_text("Words.")


BAD = {
    "binary": (put_binary, "is not text", "leave it out"),
    "picture": (put_picture, "a picture", "type its text out"),
    "over the limit": (put_long_line, "is 50.0 MB, over the limit of 20 MB", "split it, or raise --max-mb"),
    "dead link": (put_dead_link, "a link that leads nowhere", "mend or remove it"),
    "name not UTF-8": (put_odd_name, "its name is not valid UTF-8", "rename it"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_named_with_its_remedy_and_the_rest_is_ingested(
    quotewise: Quotewise, tmp_path: Path, kind: str
) -> None:
    put, why, remedy = BAD[kind]
    notes, library = tmp_path / "notes", tmp_path / "library"
    notes.mkdir()
    (notes / "good.md").write_text(GOOD)
    put(notes)
    result = quotewise("ingest", notes, "--library", library, "--json")
    value = held(result, contract.INGEST)
    assert (result.exit_code, value["added"]) == (1, 1)
    (failed,) = value["failed"]
    assert failed["source"].startswith("bad")
    assert why in failed["why"]
    assert remedy in failed["why"]
    assert result.stderr == f"quotewise: {failed['source']}: {failed['why']}\n"
    found = held(quotewise("search", "something plain", "--library", library, "--json"), contract.SEARCH)
    assert [passage["source"] for passage in found["passages"]] == ["good.md"]


def test_an_empty_file_is_skipped_by_name_and_is_no_failure(quotewise: Quotewise, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/good.md").write_text(GOOD)
    put_nothing(tmp_path / "notes")
    result = quotewise("ingest", tmp_path / "notes", "--library", tmp_path / "library", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert held(result, contract.INGEST)["skipped"] == [{"source": "bad.txt", "why": "empty"}]


def test_a_missing_folder_is_said_and_makes_no_library(quotewise: Quotewise, tmp_path: Path) -> None:
    said = complaint(quotewise("ingest", tmp_path / "none", "--library", tmp_path / "library", "--json"), 1)
    assert said == f"quotewise: {tmp_path / 'none'}: no such file or folder: check the path\n"
    assert not (tmp_path / "library").exists()


def test_a_missing_folder_beside_a_good_one_fails_and_the_good_one_is_ingested(
    quotewise: Quotewise, tmp_path: Path
) -> None:
    (tmp_path / "good.md").write_text(GOOD)
    words = ("ingest", tmp_path / "none", tmp_path / "good.md", "--library", tmp_path / "library", "--json")
    result = quotewise(*words)
    value = held(result, contract.INGEST)
    assert (result.exit_code, value["added"], len(value["failed"])) == (1, 1, 1)
    assert "check the path" in result.stderr


def test_an_empty_folder_is_said(quotewise: Quotewise, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    result = quotewise("ingest", tmp_path / "notes", "--library", tmp_path / "library", "--json")
    (failed,) = held(result, contract.INGEST)["failed"]
    assert (result.exit_code, failed["source"]) == (1, str(tmp_path / "notes"))
    assert failed["why"] == "holds no notes: give a folder with Markdown or text files"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"\xef\xbb\xbf# Head\r\n\r\nFirst line.\r\nSecond line.\r\n", "utf-8"),
        (b"old\rmac\rlines of words\r", "utf-8"),
        (FRENCH.encode("latin-1"), "cp1252"),
        (("\ufeff" + FRENCH).encode("utf-16-le"), "utf-16-le"),
        (FRENCH.encode("utf-16-be"), "utf-16-be"),
        ("An emoji 🎯 counts once.\u2028And a separator.".encode(), "utf-8"),
    ],
)
def test_offsets_count_the_characters_of_the_file_in_its_own_encoding(desk: Desk, data: bytes, encoding: str) -> None:
    path = desk.write("a.txt", data)
    assert desk.ingest().failed == ()
    with path.open(encoding=encoding, newline="") as stream:
        original = stream.read()
    hits = desk.library.search("line modèle lines emoji", budget=10**6)
    assert hits
    assert all(original[hit.start : hit.end] == hit.text for hit in hits)
    assert desk.library.original("a.txt") == original
    assert desk.rows("SELECT reader FROM note") == [(encoding,)]


def test_one_line_of_3_mb_is_ingested_where_the_limit_allows_it(desk_with_a_good_note: Desk) -> None:
    desk = desk_with_a_good_note
    sentences = (f"Sentence number {number} says little of any use. " for number in range(70_000))
    path = desk.write("long.txt", "".join(sentences)[:3_000_000])
    small = desk.ingest(max_bytes=2_000_000)
    assert (small.added, [source for source, _ in small.failed]) == (1, ["long.txt"])
    large = desk.ingest(max_bytes=4_000_000)
    assert (large.added, large.failed, large.unchanged) == (1, (), 1)
    assert large.passages > 5000
    text = path.read_text()
    for hit in desk.library.search("number 4711"):
        assert (desk.library.original(hit.source)[hit.start : hit.end], text[hit.start : hit.end]) == (hit.text,) * 2


def run_unprivileged(*words: Any) -> tuple[int, str, str]:
    """The command without root's right to pass over permissions; skips where that cannot be laid down."""
    drop: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may read everything, and there is no setpriv to give that up with")
        rights = "-dac_override,-dac_read_search"
        drop = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"]
    command = [*drop, sys.executable, "-c", "from quotewise.ui.cli import main; main()", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Callable[[Path, int], None]]:
    """Take permissions away from a path; they come back after the test, or it could not be cleared away."""
    changed: list[tuple[Path, int]] = []

    def close(path: Path, mode: int) -> None:
        changed.append((path, path.stat().st_mode))
        path.chmod(mode)

    yield close
    for path, mode in reversed(changed):
        path.chmod(mode)


def test_notes_that_may_not_be_read_are_named_and_kept(
    desk_with_a_good_note: Desk, closed: Callable[[Path, int], None], quotewise: Quotewise
) -> None:
    desk = desk_with_a_good_note
    library = desk.folder.with_name("real")
    for name in ("file.md", "folder/inner.md"):
        desk.write(name, f"The secret of {name}.")
    assert quotewise("ingest", desk.notes, "--library", library).exit_code == 0
    desk.write("file.md", "The secret was changed.")
    desk.write("good.md", f"{GOOD} And more.")
    closed(desk.notes / "file.md", 0)
    closed(desk.notes / "folder", 0)
    status, out, err = run_unprivileged("ingest", desk.notes, "--library", library, "--json")
    value = json.loads(out)
    assert (status, value["changed"], value["removed"]) == (1, 1, 0)
    assert [failed["source"] for failed in value["failed"]] == ["folder", "file.md"]
    assert all("read" in failed["why"] and "ermission denied" in failed["why"] for failed in value["failed"])
    assert err.count("\n") == 2
    assert json.loads(quotewise("status", "--library", library, "--json").stdout)["notes"] == 3


def test_an_unwritable_library_folder_is_said_in_one_line(
    tmp_path: Path, desk_with_a_good_note: Desk, closed: Callable[[Path, int], None]
) -> None:
    notes = desk_with_a_good_note.notes
    (tmp_path / "shut").mkdir()
    closed(tmp_path / "shut", 0o555)
    (tmp_path / "file").write_text("no folder")
    for folder in (tmp_path / "shut/library", tmp_path / "shut", tmp_path / "file/library", Path("/proc/library")):
        status, out, err = run_unprivileged("ingest", notes, "--library", folder, "--json")
        assert (status, out, err.count("\n")) == (1, "", 1)
        assert "choose another folder with --library" in err


def test_a_library_that_may_only_be_read_is_said_in_one_line_and_not_harmed(
    tmp_path: Path, desk_with_a_good_note: Desk, closed: Callable[[Path, int], None]
) -> None:
    desk = desk_with_a_good_note
    desk.ingest()
    desk.library.close()
    before = {path.name: path.read_bytes() for path in desk.folder.iterdir()}
    closed(desk.folder / "library.db", 0o444)
    closed(desk.folder, 0o555)
    for words in (("ingest", desk.notes), ("status",), ("forget", "good.md")):
        status, out, err = run_unprivileged(*words, "--library", desk.folder, "--json")
        assert (status, out, err.count("\n")) == (1, "", 1)
        assert "check that you may read and write it and its folder" in err
    assert {path.name: path.read_bytes() for path in desk.folder.iterdir()} == before


def test_a_library_that_may_not_be_looked_at_is_said_in_one_line(
    desk_with_a_good_note: Desk, closed: Callable[[Path, int], None]
) -> None:
    desk = desk_with_a_good_note
    desk.library.close()
    closed(desk.folder, 0)
    for words in (("search", "why"), ("ingest", desk.notes)):
        status, out, err = run_unprivileged(*words, "--library", desk.folder, "--json")
        assert (status, out, err.count("\n")) == (1, "", 1)
        assert "check that you may read and write it" in err


def make_foreign(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE contacts(name TEXT)")


def make_newer(file: Path) -> None:
    with closing(Library.open(file.parent, create=True)):
        pass
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 999")


def make_text(file: Path) -> None:
    file.write_text("Dear diary, this is no database at all. " * 50)


def make_folder(file: Path) -> None:
    file.mkdir()


NOT_OURS = {
    "another program's": (make_foreign, "was made by something else, not by quotewise", "choose another folder"),
    "a newer version's": (make_newer, "was made by a newer quotewise (schema 999", "update quotewise"),
    "a text file": (make_text, "is damaged or no library", "restore a copy of it"),
    "a folder": (make_folder, "Cannot use", "check that you may read and write it"),
}


@pytest.mark.parametrize("kind", NOT_OURS)
def test_a_library_that_is_not_ours_to_use_is_refused_and_left_alone(
    quotewise: Quotewise, tmp_path: Path, kind: str
) -> None:
    make, why, remedy = NOT_OURS[kind]
    folder = tmp_path / "library"
    folder.mkdir()
    make(folder / "library.db")
    before = (folder / "library.db").read_bytes() if kind != "a folder" else None
    (tmp_path / "good.md").write_text(GOOD)
    for words in (("ingest", tmp_path / "good.md"), ("search", "plain"), ("status",), ("forget", "good.md")):
        said = complaint(quotewise(*words, "--library", folder, "--json"), 1)
        assert str(folder / "library.db") in said
        assert why in said
        assert remedy in said
    if before is not None:
        assert (folder / "library.db").read_bytes() == before


def test_a_library_damaged_in_the_middle_is_said_in_one_line(quotewise: Quotewise, desk: Desk) -> None:
    for number in range(200):
        desk.write(f"{number}.md", f"Note number {number} has words of its own. " * 20)
    desk.ingest()
    desk.library.close()
    file = desk.folder / "library.db"
    data = bytearray(file.read_bytes())
    data[3 * 4096 : -4096] = b"\xaa" * len(data[3 * 4096 : -4096])
    file.write_bytes(data)
    for words in (("status",), ("show", "1.md"), ("forget", "1.md")):
        said = complaint(quotewise(*words, "--library", desk.folder, "--json"), 1)
        assert "is damaged or no library" in said
        assert "restore a copy of it, or move it away and ingest again" in said


def test_an_empty_file_in_the_librarys_place_becomes_one(quotewise: Quotewise, tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library/library.db").touch()
    (tmp_path / "good.md").write_text(GOOD)
    assert 'run "quotewise ingest NOTES" first' in complaint(quotewise("status", "--library", tmp_path / "library"), 1)
    assert quotewise("ingest", tmp_path / "good.md", "--library", tmp_path / "library").exit_code == 0


def test_a_second_ingestion_by_command_is_one_line(quotewise: Quotewise, desk_with_a_good_note: Desk) -> None:
    desk = desk_with_a_good_note
    desk.ingest()
    with FileLock(desk.folder / "writer.lock"):
        said = complaint(quotewise("ingest", desk.notes, "--library", desk.folder, "--json"), 1)
    assert "Another ingestion is writing" in said
    assert "wait until it is done, then run this again" in said
    assert_sound(desk)
