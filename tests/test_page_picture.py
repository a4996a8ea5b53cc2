"""The page of a PDF beside an answer."""

from pathlib import Path

from quotewise.ingest.note import UnreadableNote
from quotewise.ui.page import page_picture


def test_a_page_that_cannot_be_drawn_is_not_tried_at_every_run(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    file, tried = tmp_path / "broken.pdf", []

    def fail(data: bytes, page: int, words: str) -> None:
        tried.append(page)
        raise UnreadableNote("it took too long")

    file.write_bytes(b"%PDF")
    monkeypatch.setattr(page_picture, "picture_of", fail)
    for _ in range(3):
        assert page_picture.picture(str(file), 1, 4, "words") is None
    assert tried == [4]
