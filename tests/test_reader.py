"""Reading text files: strict, recorded, and always a note or a reason."""

import os
from pathlib import Path

import pytest

from quotewise.ingest.note import Note, SkippedNote, UnreadableNote
from quotewise.ingest.reader import read_note


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def read(folder: Path, data: bytes, name: str = "a.txt") -> Note:
    return read_note(write(folder, name, data))


def test_line_ends_and_the_byte_order_mark_stay_as_they_are(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfone\r\ntwo\rthree\n"
    note = read(tmp_path, data)
    assert note.text == "\ufeffone\r\ntwo\rthree\n"
    assert note.text.encode() == data
    assert (note.basis, note.reader, note.pages, note.warnings) == ("file", "utf-8", (), ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_names_the_encoding_and_is_kept(tmp_path: Path, encoding: str) -> None:
    data = "\ufeffRecall is 63 %, précis".encode(encoding)
    note = read(tmp_path, data)
    assert (note.reader, note.text.encode(encoding)) == (encoding, data)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known_by_its_look(tmp_path: Path, encoding: str) -> None:
    note = read(tmp_path, "Plain words, no mark".encode(encoding))
    assert (note.reader, note.text) == (encoding, "Plain words, no mark")


def test_an_old_encoding_is_detected_and_recorded(tmp_path: Path) -> None:
    sentence = "Le modèle a été entraîné puis évalué sur des données séparées, à précision égale. "
    data = (sentence * 8).encode("cp1252")
    note = read(tmp_path, data)
    assert note.basis == "file"
    assert note.text == sentence * 8
    assert note.text.encode(note.reader) == data


def test_one_broken_byte_does_not_garble_the_rest(tmp_path: Path) -> None:
    note = read(tmp_path, "Größe — “quoted” naïveté, façade".encode() + b" \xff end")
    assert "Größe — “quoted”" in note.text
    assert note.basis == "extracted"
    assert "1 places" in note.warnings[0]


@pytest.mark.parametrize(
    ("data", "sign"),
    [
        (b"text\0more text, and more", "NUL bytes"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08", "control characters"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "a picture"),
        (b"%PDF-1.7\n1 0 obj", "a PDF; let its name end in .pdf"),
        (b"PK\x03\x04\x14\0\0\0\x08\0[Content", "Office document"),
    ],
)
def test_what_is_not_text_is_refused_with_its_kind(tmp_path: Path, data: bytes, sign: str) -> None:
    with pytest.raises(UnreadableNote, match=sign) as caught:
        read(tmp_path, data)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe \0"])
def test_nothing_but_white_space_is_skipped_as_empty(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(SkippedNote, match="empty"):
        read(tmp_path, data)


def test_too_large_a_file_names_size_limit_and_remedy(tmp_path: Path) -> None:
    path = write(tmp_path, "a.md", b"x" * 2_000_001)
    with pytest.raises(UnreadableNote, match=r"is 2\.0 MB, over the limit of 2 MB; split it, or raise --max-mb"):
        read_note(path, max_bytes=2_000_000)


def test_an_unsupported_kind_is_skipped_and_the_supported_ones_named(tmp_path: Path) -> None:
    with pytest.raises(SkippedNote, match=r"\.mp3 is not read; what is: text \(\.md \.txt"):
        read(tmp_path, b"ID3", "a.mp3")


def test_a_file_that_vanished_a_folder_and_a_pipe_are_named_for_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    for name, why in [
        ("gone.md", "is not there"),
        ("folder.md", "not a regular file"),
        ("pipe.md", "not a regular"),
        ("loop.md", "symbolic links"),
    ]:
        with pytest.raises(UnreadableNote, match=why):
            read_note(tmp_path / name)
