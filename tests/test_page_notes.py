"""Notes: they go in, what became of them is told, they are found and read, and they come out again."""

import os
import time
from functools import partial
from pathlib import Path

import pytest
from page_desk import PATIENCE, PageDesk, button, given, html_of
from questions import cited, single
from streamlit.testing.v1 import AppTest

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.bank import Bank
from quotewise.index import Library
from quotewise.ui.page import ingest_job, opened
from quotewise.ui.page.first_run import sample_notes
from quotewise.ui.page.ingest_job import STOPPED, job_of, read_notes
from quotewise.ui.page.job import Cancelled, Job
from quotewise.ui.page.trash import HELD, to_trash
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


def test_the_sample_notes_come_at_one_click(empty_desk: PageDesk) -> None:
    settle(button(empty_desk.visit("notes"), "Read the sample notes").click().run())
    assert opened.library().status().notes == len(list(sample_notes().iterdir()))


def test_uploads_are_read_and_what_is_refused_is_told(empty_desk: PageDesk) -> None:
    tab = add(empty_desk)
    good = ("pruning.md", b"# Pruning\n\nPruning cuts branches that help little.", "text/markdown")
    tab = tab.file_uploader[0].set_value([good, ("fake.pdf", b"no pdf", "application/pdf")]).run()
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
    assert "\u201cRead all again\u201d takes them in again." in html_of(tab)
    assert (tmp_path / "mine/copy of a.md").exists()
    settle(button(tab, "Undo").click().run())
    assert opened.library().status().sources == ("a.md", "copy of a.md")


def test_an_upload_that_is_removed_goes_to_the_trash_and_comes_back_from_it(empty_desk: PageDesk) -> None:
    tab = add(empty_desk)
    text = b"# Pruning\n\nPruning cuts branches that help little."
    both = [("a.md", text, "text/markdown"), ("b.md", text + b"\n", "text/markdown")]
    tab = tab.file_uploader[0].set_value(both).run()
    tab = settle(button(tab, "Add these files").click().run())
    kept = empty_desk.data / "uploads" / opened.library_id()
    tab = button(tab, "Remove them").click().run()
    assert [path.name for path in kept.iterdir()] == ["a.md"]
    settle(button(tab, "Undo").click().run())
    assert sorted(path.name for path in kept.iterdir()) == ["a.md", "b.md"]
    assert opened.library().original("b.md").encode() == text + b"\n"


def test_each_removal_keeps_its_files_until_they_are_old(empty_desk: PageDesk, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.md", "b.md", "c.md")]
    for file in files:
        file.write_text("Pruning cuts branches that help little.")
    empty_desk.library()
    (first,), (second,) = to_trash(files[:1]), to_trash(files[1:2])
    assert first[1].exists()
    os.utime(first[1].parent, (0, time.time() - HELD - 60))
    to_trash(files[2:])
    assert (first[1].exists(), second[1].exists()) == (False, True)


def test_uploads_whose_reading_was_stopped_are_given_up_with_what_is_said_of_it(
    page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise Cancelled

    with monkeypatch.context() as now:
        now.setattr(ingest_job, "read_notes", stopped)
        tab = add(page_desk)
        assert button(tab, "Add these files").disabled
        tab = tab.file_uploader[0].set_value([("a.md", b"# A\n\nThe first of all letters.", "text/markdown")]).run()
        tab = settle(button(tab, "Add these files").click().run())
    assert "1 file you added" in tab.warning[0].value
    button(tab, "Dismiss").click().run()
    tab = add(page_desk)
    tab = tab.file_uploader[0].set_value([("b.md", b"# B\n\nThe second of all letters.", "text/markdown")]).run()
    settle(button(tab, "Add these files").click().run())
    sources = opened.library().status().sources
    assert ("a.md" in sources, "b.md" in sources) == (False, True)


def test_a_note_that_is_not_there_is_named_in_short(page_desk: PageDesk) -> None:
    tab = page_desk.visit("notes", note="x" * 5000)
    assert len(tab.warning[0].value) < 200


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


def test_a_search_finds_passages_and_notes_by_name_and_tells_what_was_set_right(page_desk: PageDesk) -> None:
    tab = page_desk.visit("notes")
    tab = tab.text_input(key="search_notes").set_value("kinesis shrad").run()
    assert "Searched for: kinesis shard" in html_of(tab)
    assert "<mark>shard" in given(tab, "passage_0")["html"]
    tab = tab.text_input(key="search_notes").set_value("ingestion").run()
    assert [row["source"] for row in given(tab, "notes_table")["rows"]] == ["data-ingestion.md"]


@pytest.mark.parametrize("page", ["ask", "practise", "exam", "notes"])
def test_an_empty_library_shows_the_way_to_notes_and_nothing_else(empty_desk: PageDesk, page: str) -> None:
    tab = empty_desk.visit(page)
    assert button(tab, "Read the sample notes")
    assert "qw-empty" not in html_of(tab)  # a gap to fill, drawn as three dots
    assert not [found for found in tab.expander if found.label == "Customise"]
