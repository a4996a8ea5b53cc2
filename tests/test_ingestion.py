"""What an ingestion notices, counts, keeps and embeds."""

import os
from pathlib import Path

import pytest
from desk import Desk, assert_sound
from letter_encoder import LetterEncoder

import quotewise.index.ingestion
from quotewise.index import EncoderMismatch, Ingested, Library, LibraryError


def counts(ingested: Ingested) -> dict[str, int]:
    """The counts that are not zero."""
    names = ("added", "changed", "removed", "unchanged", "renamed")
    return {name: getattr(ingested, name) for name in names if getattr(ingested, name)}


def test_ingesting_twice_changes_nothing_and_says_so(desk: Desk) -> None:
    desk.write("a.md", "# Shards\n\nA shard is a unit of capacity.")
    desk.write("b.txt", "Epochs are passes over the data.")
    first = desk.ingest()
    assert counts(first) == {"added": 2}
    assert first.embedded == first.passages == 2
    before = desk.generation(), desk.rows("SELECT * FROM place"), desk.rows("SELECT * FROM note")
    desk.encoder.seen.clear()
    second = desk.ingest()
    assert (counts(second), second.embedded, second.passages) == ({"unchanged": 2}, 0, 2)
    assert (desk.generation(), desk.rows("SELECT * FROM place"), desk.rows("SELECT * FROM note")) == before
    assert desk.encoder.seen == []


def test_every_file_and_every_character_is_accounted_for(desk: Desk) -> None:
    desk.write("a.md", "# Shards\n\n\nA shard is a unit.\n")
    desk.write("b.md", "A shard is a unit.")
    desk.write("c.mp3", "Words that are sung.")
    desk.write("d.txt", bytes(range(256)) * 20)
    found = desk.ingest()
    assert (found.files, len(found.skipped), len(found.failed)) == (2, 1, 1)
    texts, passages = desk.rows("SELECT text FROM note"), desk.rows('SELECT "start", "end" FROM place')
    assert found.characters == sum(len(text) for (text,) in texts)
    assert found.held == sum(end - start for start, end in passages) == found.characters - 1  # the last line break


def test_added_changed_renamed_and_removed_notes_are_each_noticed(desk: Desk) -> None:
    for name in ("stays.md", "changes.md", "moves.md", "goes.md"):
        desk.write(name, f"This note is called {name} at first.")
    desk.ingest()
    desk.write("changes.md", "This note says something else now.")
    desk.write("comes.md", "A note nobody knew.")
    (desk.notes / "sub").mkdir()
    (desk.notes / "moves.md").rename(desk.notes / "sub" / "moved.md")
    (desk.notes / "goes.md").unlink()
    found = desk.ingest()
    assert counts(found) == {"added": 1, "changed": 1, "renamed": 1, "removed": 1, "unchanged": 1}
    assert found.embedded == 2  # a renamed note keeps its vectors: its name is searched by its words alone
    assert set(desk.sources()) == {"stays.md", "changes.md", "sub/moved.md", "comes.md"}
    assert desk.library.search("something else now")[0].source == "changes.md"
    assert_sound(desk)


def test_a_renamed_note_embeds_nothing_and_its_passages_are_found_under_the_new_name(desk: Desk) -> None:
    path = desk.write("old.md", "# Drift\n\nDrift is a slow change of the data.\n\n# Bias\n\nBias is a lean.")
    desk.ingest()
    old_ids = {hit.id for hit in desk.library.search("drift bias")}
    desk.encoder.seen.clear()
    path.rename(path.with_name("new.md"))
    renamed = desk.ingest()
    assert (counts(renamed), renamed.embedded, desk.encoder.seen) == ({"renamed": 1}, 0, [])
    hits = desk.library.search("drift bias")
    assert {hit.source for hit in hits} == {"new.md"}
    assert not {hit.id for hit in hits} & old_ids
    assert_sound(desk)


def test_an_edit_embeds_only_the_passages_it_changed(desk: Desk) -> None:
    sections = [f"# Part {letter}\n\nThe word of this part is {letter * 5}." for letter in "bcdfg"]
    desk.write("a.md", "\n\n".join(sections))
    before = {hit.text: hit.id for hit in (desk.ingest(), desk.library.search("part word"))[1]}
    desk.encoder.seen.clear()
    sections[2] = "# Part d\n\nThe word of this part was changed."
    desk.write("a.md", "\n\n".join(sections))
    assert desk.ingest().embedded == 1
    after = {hit.text: hit.id for hit in desk.library.search("part word")}
    assert len(before) == len(after) == 5
    assert sum(before.get(text) == passage_id for text, passage_id in after.items()) == 4


def test_a_text_in_two_notes_is_stored_once_and_found_with_both_places(desk: Desk) -> None:
    said = "# Recall\n\nRecall is the share of positives found."
    desk.write("a.md", said)
    desk.write("b.md", f"\n\n{said}")
    ingested = desk.ingest()
    assert (ingested.passages, ingested.duplicates, ingested.embedded) == (2, 1, 1)
    (hit,) = desk.library.search("recall")
    assert (hit.source, hit.start) == ("a.md", 0)
    assert [(place.source, place.start, place.end) for place in hit.also] == [("b.md", 2, 2 + len(said))]
    (desk.notes / "a.md").unlink()
    desk.ingest()
    (hit,) = desk.library.search("recall")
    assert (hit.source, hit.also) == ("b.md", ())


def test_the_key_of_a_forgotten_text_is_never_given_again(desk: Desk) -> None:
    used: set[int] = set()
    for round_ in range(3):
        desk.write("a.md", f"Gradients point uphill, round {round_}.")
        desk.ingest()
        new = set(desk.contents().values())
        assert not new & used
        used |= new
        desk.library.forget("a.md")
        assert desk.contents() == {}


def test_two_roots_with_the_same_relative_path_keep_both_notes_apart(desk: Desk, tmp_path: Path) -> None:
    one = desk.write(str(tmp_path / "one/week.md"), "Monday is for reading.").parent
    two = desk.write(str(tmp_path / "two/week.md"), "Tuesday is for writing.").parent
    desk.ingest(one, two)
    assert desk.sources() == {"week.md": "Monday is for reading.", "two/week.md": "Tuesday is for writing."}
    (one / "week.md").unlink()
    desk.write(str(one / "other.md"), "Wednesday is for rest.")
    assert counts(desk.ingest(one)) == {"added": 1, "removed": 1}
    assert set(desk.sources()) == {"other.md", "two/week.md"}  # removal stays within its root, names stay


def test_a_single_file_is_a_root_of_its_own(desk: Desk) -> None:
    path = desk.write("a.md", "Only this note is wanted.")
    desk.write("b.md", "This one was not asked for.")
    assert counts(desk.ingest(path)) == {"added": 1}
    assert desk.sources() == {"a.md": "Only this note is wanted."}
    path.write_text("Only this note is wanted, and changed.")
    assert counts(desk.ingest(path)) == {"changed": 1}


def test_a_file_inside_a_known_root_belongs_to_that_root_and_removes_nothing_else(desk: Desk) -> None:
    desk.write("sub/a.md", "The first note.")
    desk.write("sub/b.md", "The second note.")
    desk.ingest()
    (desk.notes / "sub/b.md").unlink()
    path = desk.write("sub/a.md", "The first note, changed.")
    assert counts(desk.ingest(path)) == {"changed": 1}
    assert set(desk.sources()) == {"sub/a.md", "sub/b.md"}
    assert desk.library.status().roots == ((str(desk.notes), 2),)


def test_a_root_inside_a_larger_root_is_taken_in_with_its_vectors(desk: Desk) -> None:
    desk.write("inner/a.md", "A note of the inner folder.")
    single = desk.write("single.md", "A note given by itself.")
    desk.ingest(desk.notes / "inner", single)
    assert set(desk.sources()) == {"a.md", "single.md"}
    desk.write("outer.md", "A note of the outer folder.")
    desk.encoder.seen.clear()
    whole = desk.ingest()
    assert counts(whole) == {"added": 1, "unchanged": 2}
    assert desk.encoder.seen == ["A note of the outer folder."]
    assert set(desk.sources()) == {"inner/a.md", "single.md", "outer.md"}
    assert desk.library.status().roots == ((str(desk.notes), 3),)
    assert desk.library.search("inner folder")[0].source == "inner/a.md"
    assert_sound(desk)


def test_a_note_renamed_in_a_root_that_is_taken_in_meanwhile_is_still_one_note(desk: Desk) -> None:
    path = desk.write("inner/a.md", "A note that wanders.")
    desk.ingest(desk.notes / "inner")
    path.rename(desk.notes / "wandered.md")
    desk.write("inner/b.md", "Another note.")
    assert counts(desk.ingest()) == {"renamed": 1, "added": 1}
    assert set(desk.sources()) == {"wandered.md", "inner/b.md"}
    assert_sound(desk)


def test_an_emptied_folder_keeps_its_notes_and_says_so(desk: Desk) -> None:
    path = desk.write("a.md", "A disk may just not be there today.")
    desk.ingest()
    path.unlink()
    generation = desk.generation()
    emptied = desk.ingest()
    assert counts(emptied) == {}
    ((where, why),) = emptied.failed
    assert where == str(desk.notes)
    assert "1 known from it were kept" in why
    assert "quotewise forget" in why
    assert set(desk.sources()) == {"a.md"}
    assert desk.generation() == generation


def test_a_folder_that_vanished_keeps_its_notes_and_says_so(desk: Desk) -> None:
    path = desk.write("a.md", "Here now, gone later.")
    desk.ingest()
    path.unlink()
    desk.notes.rmdir()
    gone = desk.ingest()
    assert (counts(gone), len(gone.failed)) == ({}, 1)
    assert set(desk.sources()) == {"a.md"}


def test_a_note_that_became_empty_is_taken_out_and_listed(desk: Desk) -> None:
    desk.write("a.md", "Words that will be deleted.")
    desk.write("b.md", "Words that stay.")
    desk.ingest()
    desk.write("a.md", "")
    emptied = desk.ingest()
    assert counts(emptied) == {"removed": 1, "unchanged": 1}
    assert emptied.skipped == (("a.md", "empty"),)


def test_a_linked_note_is_known_by_its_own_name(desk: Desk, tmp_path: Path) -> None:
    target = desk.write(str(tmp_path / "elsewhere/target.md"), "Words that lie elsewhere.")
    desk.write("a.md", "A plain note.")
    link = desk.notes / "link.md"
    link.symlink_to(target)
    (tmp_path / "shortcut").symlink_to(desk.notes)
    desk.ingest(tmp_path / "shortcut")
    assert set(desk.sources()) == {"a.md", "link.md"}
    assert counts(desk.ingest(link)) == {"unchanged": 1}
    assert desk.library.forget(str(link)) == ["link.md"]


def test_a_loop_of_links_is_a_failure_by_name(desk: Desk) -> None:
    desk.write("a.md", "A plain note.")
    loop = desk.notes / "loop.md"
    loop.symlink_to(loop)
    ingested = desk.ingest(loop, desk.notes / "a.md")
    assert (counts(ingested), [Path(path).name for path, _ in ingested.failed]) == ({"added": 1}, ["loop.md"])


def test_the_library_inside_the_notes_is_not_read_as_a_note(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("A note beside its library.")
    with Library.open(tmp_path / "library", encoder=LetterEncoder(), create=True) as library:
        (library.folder / "stray.txt").write_text("Not a note.")
        ingested = library.ingest([tmp_path])
        assert (counts(ingested), library.status().sources) == ({"added": 1}, ("a.md",))
        assert [source for source, _ in ingested.skipped] == ["library"]


def test_forgetting_a_source_or_a_folder_takes_out_those_notes_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.md", "sub/b.md", "sub/c.md", "subway.md"):
        desk.write(name, f"The name of this is {name}.")
    desk.ingest()
    assert desk.library.forget("a.md") == ["a.md"]
    monkeypatch.chdir(desk.notes)
    assert desk.library.forget("sub") == ["sub/b.md", "sub/c.md"]
    assert set(desk.sources()) == {"subway.md"}
    assert {hit.source for hit in desk.library.search("name")} == {"subway.md"}
    assert all((desk.notes / name).exists() for name in ("a.md", "sub/b.md"))
    assert counts(desk.ingest()) == {"added": 3, "unchanged": 1}
    assert_sound(desk)


@pytest.mark.parametrize("what", ["nothing.md", "", "*", "../library"])
def test_what_is_not_in_the_library_cannot_be_forgotten(desk: Desk, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.md", "A note.")
    desk.ingest()
    monkeypatch.chdir(desk.notes)
    with pytest.raises(LibraryError, match="quotewise status"):
        desk.library.forget(what)
    assert set(desk.sources()) == {"a.md"}


def test_a_new_splitter_splits_every_note_again_and_uses_the_vectors_it_has(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = desk.write("a.md", "# One\n\nThe first part.\n\n# Two\n\nThe second part.")
    desk.write("b.md", "A note whose file will be missing.")
    desk.ingest()
    rows = desk.rows("SELECT passage_id FROM place ORDER BY 1")
    path.rename(path.with_name("renamed.md"))
    (desk.notes / "b.md").unlink()
    desk.write("c.md", "A new one.")
    (before,) = desk.rows("SELECT value FROM meta WHERE key = 'splitter'")
    monkeypatch.setattr(quotewise.index.ingestion, "SPLITTER", "another")
    desk.encoder.seen.clear()
    again = desk.ingest()
    assert caplog.messages == [
        f"the rules that split notes changed (version {before[0]}, now another): "
        "2 notes are split again from their stored text, and only passages with new words are embedded"
    ]
    assert counts(again) == {"added": 1, "renamed": 1, "removed": 1}
    assert desk.encoder.seen == ["A new one."]
    assert desk.ingest().again == 0
    assert set(desk.sources()) == {"renamed.md", "c.md"}
    assert len(desk.rows("SELECT passage_id FROM place")) == len(rows)
    assert desk.rows("SELECT value FROM meta WHERE key = 'splitter'") == [("another",)]
    assert_sound(desk)


def test_another_encoder_is_refused_until_everything_is_embedded_again(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.write("a.md", "Vowels and consonants.")
    desk.write("b.md", "Consonants alone.")
    desk.ingest()
    desk.reopen(LetterEncoder("aeiou"))
    for use in (lambda: desk.library.search("vowels"), desk.ingest):
        with pytest.raises(EncoderMismatch, match=r"quotewise ingest --reembed"):
            use()
    assert desk.encoder.seen == []
    (desk.notes / "b.md").unlink()
    again = desk.ingest(desk.notes / "a.md", reembed=True)
    assert (counts(again), again.again, again.embedded) == ({"unchanged": 1}, 2, 2)  # b.md from its stored text
    assert caplog.messages == [
        "the embedding model changed (letters, now letters): "
        "2 notes are split again and every passage is embedded again"
    ]
    assert {hit.source for hit in desk.library.search("vowels")} == {"a.md", "b.md"}
    assert {vector.shape for vector in desk.vectors().values()} == {(6,)}
    assert_sound(desk)


def test_embedding_again_with_the_same_model_embeds_nothing_and_says_so(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.write("a.md", "Vowels and consonants.")
    assert desk.ingest(reembed=True).embedded == 1
    assert desk.ingest(reembed=True).embedded == 0
    assert set(caplog.messages) == {
        "the embedding model is the one that made this library: only what is new is embedded"
    }


def test_a_doubtful_note_is_remarked_upon(desk: Desk) -> None:
    desk.write("a.md", "Größe, naïveté, façade, Übung, Äpfel".encode() + b" \xff end")
    (remark,) = desk.ingest().remarks
    assert remark.startswith("a.md: 1 places are not valid UTF-8")


def test_status_says_which_notes_changed_since_they_were_read(desk: Desk) -> None:
    for name in ("same.md", "touched.md", "edited.md", "gone.md", "pipe.md"):
        desk.write(name, f"The text of {name}.")
    desk.ingest()
    os.utime(desk.notes / "touched.md", (1, 1))
    desk.write("edited.md", "Another text altogether.")
    (desk.notes / "gone.md").unlink()
    (desk.notes / "pipe.md").unlink()
    os.mkfifo(desk.notes / "pipe.md")
    assert desk.library.status().stale == ("edited.md", "gone.md", "pipe.md")


def test_a_large_note_that_was_touched_can_still_be_compared(desk: Desk) -> None:
    path = desk.write("a.md", ("Many words stand here. " * 5 + "\n\n") * 10)
    desk.ingest()
    path.write_text("Fewer words.")
    assert desk.library.changed(["a.md"]) == {"a.md": "Fewer words."}


def test_a_source_with_glob_signs_is_found_by_its_name_and_by_a_glob(desk: Desk) -> None:
    desk.write("week [1].md", "Trees split the data.")
    desk.write("week 1.md", "Trees vote together.")
    desk.write("other.md", "Trees grow outside.")
    desk.ingest()
    assert [hit.source for hit in desk.library.search("trees", source="week [1].md")] == ["week [1].md"]
    assert {hit.source for hit in desk.library.search("trees", source="week*")} == {"week 1.md", "week [1].md"}
    assert desk.library.search("trees", source="none*") == []
