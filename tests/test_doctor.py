"""`quotewise doctor`: what is derived is made again and serves as before, what is not is told with its remedy."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Quotewise

from quotewise.index import Library
from quotewise.index.doctor import examine

PARTS = ["database", "full text", "vectors", "index", "folder", "questions", "record", "conversations"]
QUESTION = "How long does the offline store keep history?"


@pytest.fixture
def mine(tmp_path: Path, library: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library to damage, and a data folder of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return Path(shutil.copytree(library, tmp_path / "library"))


def states(quotewise: Quotewise, folder: Path) -> dict[str, str]:
    done = quotewise("doctor", "--library", folder, "--json")
    value = json.loads(done.stdout)
    assert value["whole"] is (done.exit_code == 0)
    return {finding["part"]: finding["state"] for finding in value["findings"]}


def change(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "library.db", isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def cut(folder: Path, pattern: str) -> None:
    for file in folder.glob(pattern):
        os.truncate(file, file.stat().st_size // 2)


DAMAGE: dict[str, tuple[str, Callable[[Path], None]]] = {
    "full text lost": ("full text", lambda folder: change(folder, "DELETE FROM passage_text")),
    "full text torn": ("full text", lambda folder: change(folder, "DELETE FROM passage_text_data WHERE id > 10")),
    "vectors lost": ("vectors", lambda folder: change(folder, "DELETE FROM vector")),
    "vectors of nothing": ("vectors", lambda folder: change(folder, "UPDATE vector SET value = zeroblob(1536)")),
    "vectors cut": ("vectors", lambda folder: change(folder, "UPDATE vector SET value = substr(value, 1, 8)")),
    "token vectors lost": ("vectors", lambda folder: next(folder.glob("tokens-*")).unlink()),
    "token vectors cut": ("vectors", lambda folder: cut(folder, "tokens-*")),
    "index lost": ("index", lambda folder: (folder / "vectors.faiss").unlink()),
    "index cut": ("index", lambda folder: cut(folder, "vectors.faiss")),
    "label of another": ("index", lambda folder: (folder / "vectors.json").write_text("{}") and None),
    "draft left": ("folder", lambda folder: (folder / "vectors.draft").write_bytes(b"half") and None),
}


def test_a_whole_library_is_said_to_be_whole(quotewise: Quotewise, mine: Path) -> None:
    before = {file.name: file.read_bytes() for file in mine.iterdir() if file.suffix in (".faiss", ".json", ".int8")}
    assert states(quotewise, mine) == dict.fromkeys(PARTS, "whole")
    assert {name: (mine / name).read_bytes() for name in before} == before


@pytest.mark.parametrize("name", DAMAGE)
def test_what_is_derived_is_made_again(quotewise: Quotewise, mine: Path, name: str) -> None:
    part, damage = DAMAGE[name]
    before = quotewise("search", QUESTION, "--library", mine, "--json").stdout
    damage(mine)
    found = states(quotewise, mine)
    assert found[part] == "repaired"
    assert "broken" not in found.values()
    assert states(quotewise, mine) == dict.fromkeys(PARTS, "whole")
    assert quotewise("search", QUESTION, "--library", mine, "--json").stdout == before


BROKEN: dict[str, tuple[str, str, Callable[[Path], None]]] = {
    "words moved": (
        "database",
        "stores.md",
        lambda folder: change(folder, "UPDATE note SET text = 'x' || text WHERE source = 'stores.md'"),
    ),
    "rows gone": ("database", "ingest", lambda folder: change(folder, "DELETE FROM content WHERE id = 1")),
    "library of zeros": (
        "library",
        "move it away and ingest again",
        lambda folder: (folder / "library.db").write_bytes(bytes(8192)) and None,
    ),
    "questions of another": (
        "questions",
        "kept as they are",
        lambda folder: (folder / "questions.jsonl").write_text('{"id": 1}\nnot json\n') and None,
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_made_again_is_told_and_left(quotewise: Quotewise, mine: Path, name: str) -> None:
    part, remedy, damage = BROKEN[name]
    damage(mine)
    kept = {file.name: file.read_bytes() for file in mine.glob("questions.jsonl")}
    done = quotewise("doctor", "--library", mine, "--json")
    assert done.exit_code == 1
    told = {finding["part"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert told[part]["state"] == "broken"
    assert remedy in told[part]["told"]
    assert told["record"]["state"] == told["conversations"]["state"] == "whole"
    assert {file.name: file.read_bytes() for file in mine.glob("questions.jsonl")} == kept


def test_nothing_is_made_of_a_damaged_file(quotewise: Quotewise, mine: Path) -> None:
    change(mine, "UPDATE note SET text = 'x' || text", "DELETE FROM passage_text", "DELETE FROM vector")
    assert states(quotewise, mine)["database"] == "broken"
    with closing(sqlite3.connect(mine / "library.db")) as connection:
        for table in ("passage_text", "vector"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_no_note_goes_elsewhere_to_be_embedded_again(mine: Path) -> None:
    change(mine, "DELETE FROM vector")
    with Library.open(mine) as library:
        library.encoder.place = "a server far away"  # type: ignore[attr-defined]
        found = {finding.part: finding for finding in examine(library)}
    assert found["vectors"].state == "broken"
    assert "a server far away" in found["vectors"].told
    assert "--reembed" in found["vectors"].told


@pytest.mark.parametrize(("file", "part"), [("progress.db", "record"), ("chats.db", "conversations")])
def test_a_record_that_is_garbage_is_told_and_left(
    quotewise: Quotewise, mine: Path, tmp_path: Path, file: str, part: str
) -> None:
    place = tmp_path / "data/quotewise" / file
    place.parent.mkdir(parents=True)
    place.write_bytes(b"no database at all" * 100)
    assert states(quotewise, mine)[part] == "broken"
    assert place.read_bytes() == b"no database at all" * 100


def test_a_library_that_is_not_there_is_told(quotewise: Quotewise, tmp_path: Path) -> None:
    done = quotewise("doctor", "--library", tmp_path / "none")
    assert done.exit_code == 1
    assert "quotewise ingest NOTES" in " ".join(done.stdout.split())


TORN = {
    "its name is gone": "UPDATE meta SET key = 'librarx' WHERE key = 'library'",
    "a tree is no JSON": "UPDATE note SET tree = substr(tree, 2)",
    "a vector's key is nothing": "UPDATE place SET vector_key = ''",
}


@pytest.mark.parametrize("name", TORN)
def test_a_torn_row_is_told_as_damage_and_not_as_an_error_of_ours(quotewise: Quotewise, mine: Path, name: str) -> None:
    change(mine, TORN[name])
    (mine / "vectors.json").unlink()
    for command in (("search", QUESTION), ("ask", QUESTION), ("status",)):
        done = quotewise(*command, "--library", mine, "--json")
        assert done.exit_code == 0 or "ingest again" in done.stderr, done.stderr
    assert quotewise("doctor", "--library", mine, "--json").exit_code == 1
