"""Notes: they go in, what became of them is told, they are found and read, and they come out again."""

import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from page_desk import PATIENCE, PageDesk, button, html_of
from questions import cited, single
from streamlit.testing.v1 import AppTest

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.bank import Bank
from quotewise.index import Library
from quotewise.ingest import note_of
from quotewise.ui.page import opened
from quotewise.ui.page.first_run import sample_notes
from quotewise.ui.page.ingest_job import STOPPED, job_of, read_notes
from quotewise.ui.page.job import Job
from quotewise.ui.page.outline import LONGEST_SECTION, make_outline
from quotewise.ui.page.upload import pasted


def settle(tab: AppTest) -> AppTest:
    """The page once the job in the background is done."""
    job_of(opened.library()).wait(PATIENCE)
    return tab.run()


def add(desk: PageDesk) -> AppTest:
    """A tab with the dialog open."""
    return button(desk.visit("notes"), "Add notes").click().run()


def read_folder(desk: PageDesk, folder: Path) -> AppTest:
    return settle(name_folder(desk, folder))


def name_folder(desk: PageDesk, folder: Path) -> AppTest:
    tab = add(desk)
    next(box for box in tab.text_input if "folder" in box.label).set_value(str(folder))
    return button(tab, "Read this folder").click().run()


def given(tab: AppTest, name: str) -> Any:
    """What a component of ours was given, by a part of its key."""
    found = next(one for one in tab.get("bidi_component") if name in one.proto.id)
    return json.loads(found.proto.json)


def test_the_sample_notes_come_at_one_click(empty_desk: PageDesk) -> None:
    settle(button(empty_desk.visit("notes"), "Read the sample notes").click().run())
    assert opened.library().status().notes == len(list(sample_notes().iterdir()))


def test_uploads_are_read_and_what_is_refused_is_told(empty_desk: PageDesk) -> None:
    tab = add(empty_desk)
    good = ("pruning.md", b"# Pruning\n\nPruning cuts branches that help little.", "text/markdown")
    tab.file_uploader[0].set_value([good, ("fake.pdf", b"no pdf", "application/pdf")])
    tab = settle(button(tab, "Add these files").click().run())
    assert [row["source"] for row in given(tab, "notes_table")["rows"]] == ["pruning.md"]
    assert "called .pdf and is none" in html_of(tab)
    assert opened.library().original("pruning.md").startswith("# Pruning")


def test_a_folder_is_read_with_what_failed_and_why(empty_desk: PageDesk, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/a.md").write_text("Pruning cuts branches that help little.")
    (tmp_path / "mine/b.pdf").write_bytes(b"no pdf at all")
    (tmp_path / "mine/c.xyz").write_bytes(b"?")
    tab = read_folder(empty_desk, tmp_path / "mine")
    assert {found.label for found in tab.expander} >= {"Could not be read (1)", "Skipped (1)"}
    assert "b.pdf" in html_of(tab)


def test_a_folder_that_is_not_there_is_named(empty_desk: PageDesk, tmp_path: Path) -> None:
    tab = name_folder(empty_desk, tmp_path / "nowhere")
    assert "no such file or folder" in tab.error[0].value


def test_a_note_that_changed_on_disk_is_marked_and_read_again(empty_desk: PageDesk, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/a.md").write_text("Pruning cuts branches that help little.")
    read_folder(empty_desk, tmp_path / "mine")
    (tmp_path / "mine/a.md").write_text("Pruning cuts branches that help nobody.")
    tab = empty_desk.visit("notes")
    assert given(tab, "notes_table")["rows"][0]["stale"]
    tab = settle(button(tab, "Read all again").click().run())
    assert not given(tab, "notes_table")["rows"][0]["stale"]
    assert "nobody" in opened.library().original("a.md")


def test_a_double_is_removed_at_a_click_its_file_stays_and_undo_brings_it_back(
    empty_desk: PageDesk, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    for name in ("a.md", "copy of a.md"):
        (tmp_path / "mine" / name).write_text("Pruning cuts branches that help little.")
    tab = read_folder(empty_desk, tmp_path / "mine")
    assert "<strong>copy of a.md</strong>: all of it is in a.md" in html_of(tab)
    tab = button(tab, "Remove them").click().run()
    assert opened.library().status().sources == ("a.md",)
    assert "Removed: copy of a" in html_of(tab)
    assert (tmp_path / "mine/copy of a.md").exists()
    settle(button(tab, "Undo").click().run())
    assert opened.library().status().sources == ("a.md", "copy of a.md")


def test_an_upload_that_is_removed_goes_to_the_trash_and_comes_back_from_it(empty_desk: PageDesk) -> None:
    tab = add(empty_desk)
    text = b"# Pruning\n\nPruning cuts branches that help little."
    tab.file_uploader[0].set_value([("a.md", text, "text/markdown"), ("b.md", text + b"\n", "text/markdown")])
    tab = settle(button(tab, "Add these files").click().run())
    kept = empty_desk.data / "uploads" / opened.library_id()
    tab = button(tab, "Remove them").click().run()
    assert [path.name for path in kept.iterdir()] == ["a.md"]
    settle(button(tab, "Undo").click().run())
    assert sorted(path.name for path in kept.iterdir()) == ["a.md", "b.md"]
    assert opened.library().original("b.md").encode() == text + b"\n"


def test_pasted_text_is_kept_as_markdown_under_its_title(empty_desk: PageDesk) -> None:
    tab = add(empty_desk)
    tab.text_input(key="paste_title").set_value("Streams / shards: 1")
    tab.text_area[0].set_value("One shard takes in 1 MB/s.")
    settle(button(tab, "Add this text").click().run())
    (source,) = opened.library().status().sources
    assert source == "Streams shards 1.md"
    assert opened.library().original(source) == "# Streams / shards: 1\n\nOne shard takes in 1 MB/s.\n"


def test_a_text_that_has_a_heading_keeps_its_own() -> None:
    assert pasted("x", "\n# Own\n\nText") == ("x.md", b"# Own\n\nText\n")


def test_an_ingestion_can_be_stopped_and_leaves_the_library_as_it_was(empty_desk: PageDesk, tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.md").write_text(f"Note {number} holds a sentence of its own, number {number}.")
    with Library.open(tmp_path / "stopped", create=True) as library:
        job = Job(STOPPED)
        assert job.start(partial(read_notes, library, [tmp_path]), "reading")
        assert not job.start(partial(read_notes, library, [tmp_path]), "reading")  # one at a time
        job.cancel()
        job.wait(PATIENCE)
        assert job.trouble is not None
        assert job.trouble.startswith("Stopped.")
        assert library.is_empty()


def test_a_page_that_others_can_reach_reads_no_folders(empty_desk: PageDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWISE_SHARED", "1")
    tab = add(empty_desk)
    assert "Folders are not read from here" in tab.info[0].value
    assert not [found for found in tab.button if "Read this folder" in found.label]
    assert button(tab, "Add these files")


def test_an_ingestion_that_takes_words_away_tells_which_questions_are_stale(
    empty_desk: PageDesk, tmp_path: Path
) -> None:
    quote = "Pruning cuts branches that help little."
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/a.md").write_text(quote)
    read_folder(empty_desk, tmp_path / "mine")
    Bank.of(empty_desk.library()).keep([single("x", Claim(quote, (cited(empty_desk.library(), "a.md", quote),)))])
    (tmp_path / "mine/a.md").write_text("Nothing of it is left.")
    tab = settle(button(empty_desk.visit("notes"), "Read all again").click().run())
    assert "1 of 1 practice questions are stale" in tab.warning[0].value


def test_the_exam_is_chosen_from_the_page(page_desk: PageDesk) -> None:
    tab = button(page_desk.visit("notes"), "Choose your exam").click().run()
    assert "MLS\\-C01" in " ".join(tab.radio[0].options)
    assert not tab.exception


def test_a_note_is_shown_with_its_outline_and_the_questions_of_each_section(page_desk: PageDesk) -> None:
    quote = "one shard takes in 1 MB/s or 1,000 records/s"
    claim = Claim(quote, (cited(page_desk.library(), "data-ingestion.md", quote),))
    Bank.of(page_desk.library()).keep([single("x", claim)])
    tab = page_desk.visit("notes", note="data-ingestion.md", at="Shard arithmetic")
    shown = given(tab, "note_page")
    at = next(one for one in shown["outline"] if one["n"] == shown["at"])
    assert (at["name"], at["level"]) == ("Shard arithmetic", 2)
    assert [one["n"] for one in shown["sections"] if one["questions"]] == [
        one["n"] for one in shown["sections"] if quote in re.sub("<[^>]+>", "", one["html"])
    ]


def test_the_source_of_a_note_is_shown_with_its_lines(page_desk: PageDesk) -> None:
    tab = page_desk.visit("notes", note="data-ingestion.md")
    tab = next(one for one in tab.segmented_control if one.label == "Show it").set_value("Source").run()
    html = given(tab, "note_page")["sections"][0]["html"]
    assert '<span class="qw-number" aria-hidden="true">1</span><span class="qw-words"># ' in html


def test_a_note_that_is_not_there_is_said(page_desk: PageDesk) -> None:
    assert "There is no note" in page_desk.visit("notes", note="no.md").warning[0].value


def test_a_search_finds_passages_and_notes_by_name_and_tells_what_was_set_right(page_desk: PageDesk) -> None:
    tab = page_desk.visit("notes")
    tab = tab.text_input(key="search_notes").set_value("kinesis shrad").run()
    assert "Searched for: kinesis shard" in html_of(tab)
    assert "<mark>shard" in given(tab, "passage_0")["html"]
    tab = tab.text_input(key="search_notes").set_value("ingestion").run()
    assert [row["source"] for row in given(tab, "notes_table")["rows"]] == ["data-ingestion.md"]


def outline_of(text: str, pages: tuple[int, ...] = ()) -> Any:
    note = note_of(text, Path("a.md"))
    return make_outline(note.text, note.tree, pages=pages)


def test_sections_nest_and_hold_the_whole_note() -> None:
    found = outline_of("Before.\n\n# One\n\n## Two\n\nText.\n\n# Three\n\nText.")
    assert [(one.name, one.level) for one in found.sections] == [("Beginning", 0), ("One", 0), ("Two", 1), ("Three", 0)]
    assert "".join(found.text[one.start : one.end] for one in found.sections) == found.text
    assert found.find("One > Two") == found.find("Two") == found.find("2") == 2
    assert found.find("no such heading") == 0


def test_a_long_note_without_headings_is_cut_into_parts_and_shown_in_sheets() -> None:
    found = outline_of("\n\n".join(f"Paragraph {number} says something." for number in range(3000)))
    assert max(one.end - one.start for one in found.sections) < LONGEST_SECTION + 100
    assert found.sections[1].name == "Beginning · part 2"
    assert [n for sheet in found.sheets for n in sheet] == list(range(len(found.sections)))
    assert len(found.sheets) > 1


def test_pages_part_a_note_without_headings() -> None:
    text = "First page.\n\nSecond page.\n\nThird page."
    found = outline_of(text, (0, text.index("Second"), text.index("Third")))
    assert [one.name for one in found.sections] == ["Page 1", "Page 2", "Page 3"]
