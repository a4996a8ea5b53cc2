"""Library: notes go in, what became of them is told, and they come out again."""

from functools import partial
from pathlib import Path

import pytest
from page_desk import PATIENCE, PageDesk, button, html_of
from questions import cited, single
from streamlit.testing.v1 import AppTest

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.bank import Bank
from quotewise.index import Library
from quotewise.ui.page import opened
from quotewise.ui.page.ingest_job import STOPPED, job_of, read_notes
from quotewise.ui.page.job import Job


def settle(tab: AppTest) -> AppTest:
    """The page once the job in the background is done."""
    job_of(opened.library()).wait(PATIENCE)
    return tab.run()


def read_folder(desk: PageDesk, folder: Path) -> AppTest:
    return settle(name_folder(desk, folder))


def name_folder(desk: PageDesk, folder: Path) -> AppTest:
    tab = desk.visit("notes")
    tab.text_input[0].set_value(str(folder))
    return button(tab, "Read this folder").click().run()


def test_the_sample_notes_come_at_one_click(empty_desk: PageDesk) -> None:
    tab = settle(button(empty_desk.visit(), "Read the sample notes").click().run())
    assert "How long can Kinesis" in " ".join(found.label for found in tab.button)


def test_uploads_are_read_and_what_is_refused_is_told(empty_desk: PageDesk) -> None:
    tab = empty_desk.visit("notes")
    good = ("pruning.md", b"# Pruning\n\nPruning cuts branches that help little.", "text/markdown")
    tab.file_uploader[0].set_value([good, ("fake.pdf", b"no pdf", "application/pdf")])
    tab = settle(button(tab, "Add these files").click().run())
    assert "pruning.md" in html_of(tab)
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
    assert "changed on disk" in html_of(tab)
    tab = settle(button(tab, "Read all again").click().run())
    assert "changed on disk" not in html_of(tab)
    assert "nobody" in opened.library().original("a.md")


def test_a_note_is_taken_out_after_asking_and_its_file_stays(empty_desk: PageDesk, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/a.md").write_text("Pruning cuts branches that help little.")
    tab = read_folder(empty_desk, tmp_path / "mine")
    tab = button(tab, "out of the library").click().run()
    assert opened.library().status().notes == 1
    button(tab, "Take it out").click().run()
    assert opened.library().status().notes == 0
    assert (tmp_path / "mine/a.md").exists()


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
    tab = empty_desk.visit("notes")
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


def test_the_exam_is_chosen_on_the_page_and_an_end_is_told(page_desk: PageDesk) -> None:
    tab = page_desk.visit("notes")
    box = next(found for found in tab.selectbox if found.label == "Exam")
    assert box.value == "none"
    tab = box.set_value("MLS-C01").run()
    assert "MLS-C01 ended on 2026-03-31; MLA-C02 takes its place." in html_of(tab)
    assert "MLS-C01 ended" in html_of(page_desk.visit("practise"))
    tab = next(found for found in tab.selectbox if found.label == "Exam").set_value("none").run()
    assert "MLS-C01 ended" not in html_of(tab)
    assert not tab.exception
