"""What is uploaded is what it says it is, and gets a name that is harmless."""

import io
import zipfile
from pathlib import Path

import pytest

from quotewise.ui.page import upload


def archive(**entries: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in entries.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return held.getvalue()


def bomb() -> bytes:
    return archive(word__document_dot_xml="0" * 41_000_000)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("notes.exe", b"MZ", "this kind is not read"),
        ("notes", b"text", "this kind is not read"),
        ("notes.md", b"  \n", "empty"),
        ("notes.md", b"%PDF-1.7 ...", "no text"),
        ("notes.txt", b"a\x00b", "no text"),
        ("notes.pdf", b"hello", "called .pdf and is none"),
        ("notes.docx", b"hello", "damaged or not"),
        ("notes.docx", archive(ppt__presentation_dot_xml="<a/>"), "called .docx and is none"),
        ("notes.ipynb", b"[1, 2]", "no notebook"),
        ("notes.ipynb", b'{"cells": 3}', "no notebook"),
        ("notes.md", b"a" * (upload.LARGEST + 1), "over the limit"),
    ],
)
def test_what_is_not_what_it_says_is_refused_with_the_reason(name: str, data: bytes, why: str, tmp_path: Path) -> None:
    with pytest.raises(upload.Refused, match=why):
        upload.keep(name, data, tmp_path)
    assert not list(tmp_path.iterdir())


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    packed = bomb()
    assert len(packed) < 100_000
    with pytest.raises(upload.Refused, match="over the limit"):
        upload.keep("notes.docx", packed, tmp_path)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/cron.md", "cron.md"),
        ("C:\\notes\\a.md", "a.md"),
        (".hidden.md", "hidden.md"),
        ("con.txt", "con_.txt"),
        ("a\u202egpj.md", "a gpj.md"),
        ("x" * 300 + ".md", "x" * 100 + ".md"),
        ("a<b>|c?.md", "a b c .md"),
        ("~$.md", "$.md"),
        ("Übersicht.MD", "Übersicht.md"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert upload.safe_name(given).replace(" .md", ".md") == kept.replace(" .md", ".md")


def test_the_same_file_is_kept_once_and_another_of_its_name_beside_it(tmp_path: Path) -> None:
    first = upload.keep("a.md", b"one", tmp_path)
    assert upload.keep("a.md", b"one", tmp_path) == first
    assert upload.keep("a.md", b"two", tmp_path).name == "a (2).md"
    assert first.read_bytes() == b"one"


def test_text_in_utf_16_is_text(tmp_path: Path) -> None:
    assert upload.keep("a.txt", "Streams keep records.".encode("utf-16"), tmp_path).exists()
