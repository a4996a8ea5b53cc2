"""What is left out on purpose is told by kind; each file's name only where it is asked for."""

from pathlib import Path

import contract_schemas as contract
from conftest import Quotewise
from printed import held

from quotewise.ui.skips import count_skips

UNREAD = "{} is not read; what is: text (.md .txt), .pdf"


def test_a_line_tells_a_kind_with_its_number_and_what_can_be_done() -> None:
    skipped = [
        *((f"images/{number}.PNG", UNREAD.format(".png")) for number in range(29)),
        ("photo.jpeg", UNREAD.format(".jpeg")),
        ("a.xlsx", ".xlsx is not read; save its sheets as .csv"),
        ("b.xlsx", ".xlsx is not read; save its sheets as .csv"),
        ("talk.mp3", UNREAD.format(".mp3")),
        ("Makefile", UNREAD.format("a file without a suffix")),
        ("LICENSE", UNREAD.format("a file without a suffix")),
        (".git", "hidden"),
        (".obsidian", "hidden"),
        ("none.md", "empty"),
        ("old.xyz", UNREAD.format(".xyz")),
        ("up", "a link to a folder; give that folder itself to have it read"),
    ]
    assert count_skips(skipped) == [
        "30 images skipped",
        "2 .xlsx skipped: save its sheets as .csv",
        "2 files without a suffix skipped",
        "2 hidden files or folders skipped",
        "1 recording skipped",
        "1 empty file skipped",
        "1 .xyz skipped",
        "1 skipped: a link to a folder; give that folder itself to have it read",
    ]
    assert count_skips([]) == []


def test_thirty_pictures_are_one_line_and_thirty_names_where_they_are_asked_for(
    quotewise: Quotewise, tmp_path: Path
) -> None:
    notes, library = tmp_path / "notes", tmp_path / "library"
    (notes / "images").mkdir(parents=True)
    (notes / "a.md").write_text("# A\n\nThe Alpha gate is red.\n")
    for number in range(30):
        (notes / f"images/Pasted image {number}.png").write_bytes(b"\x89PNG")
    told = quotewise("ingest", notes, "--library", library)
    assert told.exit_code == 0
    assert told.stdout.count("skipped") == 2  # the sum, and the kind
    assert "30 images skipped\n" in told.stdout
    assert ".png" not in told.stdout
    named = quotewise("ingest", notes, "--library", library, "--verbose").stdout
    assert "30 images skipped" not in named
    assert "skipped images/Pasted image 7.png" in " ".join(named.split())
    value = held(quotewise("ingest", notes, "--library", library, "--json"), contract.INGEST)
    assert len(value["skipped"]) == 30


def test_a_file_that_failed_is_named_without_being_asked_for(quotewise: Quotewise, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("The Alpha gate is red.")
    (notes / "b.png").write_bytes(b"\x89PNG")
    (notes / "deck.apkg").write_bytes(b"no package")
    result = quotewise("ingest", notes, "--library", tmp_path / "library")
    assert result.exit_code == 1
    assert result.stderr.startswith("quotewise: deck.apkg: is damaged or not an Anki package; ")
    assert "1 image skipped" in result.stdout
