"""What is found under a folder, and that nothing vanishes without a reason."""

import os
import subprocess
from pathlib import Path

from quotewise.ingest.folder import find_files


def fill(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("words")


def test_files_come_in_path_order_and_hidden_folders_once(tmp_path: Path) -> None:
    fill(tmp_path, "b.md", "a/z.md", "a-b.md", ".git/one", ".git/two", "~$open.docx", "a/.x.md")
    found = find_files(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in found.files] == ["a/z.md", "a-b.md", "b.md"]
    assert [(path.name, why) for path, why in found.skipped] == [
        (".git", "hidden"),
        (".x.md", "hidden"),
        ("~$open.docx", "hidden"),
    ]
    assert found.failed == []


def test_links_to_folders_are_not_followed_and_links_to_files_are(tmp_path: Path) -> None:
    fill(tmp_path, "notes/a.md", "outside/b.md")
    notes = tmp_path / "notes"
    (notes / "up").symlink_to(tmp_path)
    (notes / "b.md").symlink_to(tmp_path / "outside/b.md")
    (notes / "dead.md").symlink_to(tmp_path / "nowhere")
    found = find_files(notes)
    assert [path.name for path in found.files] == ["a.md", "b.md"]
    assert [(path.name, why.split(";")[0]) for path, why in found.skipped] == [("up", "a link to a folder")]
    assert [(path.name, why.split(";")[0]) for path, why in found.failed] == [("dead.md", "a link that leads nowhere")]


def test_a_pipe_is_skipped_and_a_missing_root_fails(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert find_files(tmp_path).skipped == [(tmp_path / "pipe.md", "not a regular file")]
    assert find_files(tmp_path / "none").failed == [(tmp_path / "none", "is not there")]


def test_the_librarys_own_folder_is_left_out_however_it_is_written(tmp_path: Path) -> None:
    fill(tmp_path, "a.md", "my.library/vectors.txt")
    found = find_files(tmp_path, leave_out=[tmp_path / "x/../my.library"])
    assert [path.name for path in found.files] == ["a.md"]
    assert found.skipped == [(tmp_path / "my.library", "left out, as asked")]
    assert find_files(tmp_path / "my.library", leave_out=[tmp_path / "my.library"]).files == []


def test_a_root_that_is_one_file_is_read_even_when_hidden(tmp_path: Path) -> None:
    fill(tmp_path, ".a.md")
    assert find_files(tmp_path / ".a.md").files == [tmp_path / ".a.md"]


def test_a_name_that_is_not_utf8_fails_by_name(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text("words")
    found = find_files(tmp_path)
    assert (found.files, [why for _, why in found.failed]) == ([], ["its name is not valid UTF-8; rename it"])


def test_folders_nested_deeper_than_pythons_calls_are_walked(tmp_path: Path) -> None:
    deep = tmp_path / "/".join("d" * 1200)
    for depth in range(300, 1201, 300):  # in steps: Path.mkdir(parents=True) calls itself once a level
        (tmp_path / "/".join("d" * depth)).mkdir(parents=True)
    fill(deep, "a.md")
    try:
        assert [path.name for path in find_files(tmp_path).files] == ["a.md"]
    finally:  # shutil.rmtree, which pytest clears up with, gives up at this depth
        subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)
