"""The list of notes, the notes that others hold whole, and what an ingestion says of how far it is."""

from pathlib import PurePath

import pytest
from desk import Desk, assert_sound

from quotewise.index import LibraryError

SHARDS, EPOCHS = "# Shards\n\nA shard is a unit of capacity.", "# Epochs\n\nEpochs are passes over the data."


def test_every_note_is_listed_with_its_passages(desk: Desk) -> None:
    desk.write("b/epochs.md", EPOCHS)
    desk.write("a.md", f"{SHARDS}\n\n{EPOCHS}")
    desk.ingest()
    listed = desk.library.inventory()
    assert [(one.source, one.name, one.passages) for one in listed] == [
        ("a.md", "Shards", 2),
        ("b/epochs.md", "Epochs", 1),
    ]
    assert {PurePath(one.path).name for one in listed} == {"a.md", "epochs.md"}


def test_of_notes_that_say_the_same_one_is_kept(desk: Desk) -> None:
    for name in ("shards.md", "sub/shards.md", "copy of shards.md"):
        desk.write(name, SHARDS)
    desk.write("epochs.md", EPOCHS)
    desk.ingest()
    assert desk.library.doubles() == {"sub/shards.md": "shards.md", "copy of shards.md": "shards.md"}


def test_a_note_within_another_is_a_double_and_one_that_shares_a_passage_is_not(desk: Desk) -> None:
    desk.write("all.md", f"{SHARDS}\n\n{EPOCHS}")
    desk.write("shards.md", SHARDS)
    desk.write("other.md", f"{SHARDS}\n\n# Layers\n\nLayers are stacked.")
    desk.ingest()
    assert desk.library.doubles() == {"shards.md": "all.md"}
    desk.library.forget(*desk.library.doubles())
    assert set(desk.sources()) == {"all.md", "other.md"}
    assert desk.library.doubles() == {}
    assert_sound(desk)


def test_an_unknown_note_among_those_to_forget_takes_none_out(desk: Desk) -> None:
    desk.write("a.md", SHARDS)
    desk.ingest()
    with pytest.raises(LibraryError, match='No note or folder "b'):
        desk.library.forget("a.md", "b.md")
    assert set(desk.sources()) == {"a.md"}


def test_an_ingestion_says_how_many_files_it_has_read(desk: Desk) -> None:
    for name in ("a.md", "b.md", "c.md"):
        desk.write(name, f"Note {name} says something of its own.")
    told: list[tuple[str, int, int]] = []
    desk.ingest(progress=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "reading files"] == [("reading files", at, 3) for at in (1, 2, 3)]
    assert ("embedding passages", 3, 3) in told


def test_a_stale_note_is_told_whether_its_file_changed_or_is_gone(desk: Desk) -> None:
    for name in ("same.md", "changed.md", "gone.md"):
        desk.write(name, f"Note {name} says something of its own.")
    desk.ingest()
    desk.write("changed.md", "Something else.")
    (desk.notes / "gone.md").unlink()
    assert set(desk.library.status().stale) == {"changed.md", "gone.md"}
