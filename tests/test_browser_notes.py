"""Notes in a real browser: added, found, opened, read, removed; many of them; and notes that mean harm."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from access import AXE, findings
from browser import PATIENCE, Tab, serve, tab_at, upload

from quotewise.index import Library
from quotewise.ui.page.note_table import AT_ONCE

HARM = """# Pruning <img src=x onerror="window.harmed = 1">

Pruning cuts branches that help little. <script>window.harmed = 2</script>

## A [reason](javascript:window.harmed=3) <svg onload="window.harmed = 4">

<a href="https://evil.example" onmouseover="window.harmed = 5">Pruning waits 12 rounds.</a>
"""
NUMBERED = "Note {0} says that vane {0} turns {0} times a minute."


def row(tab: Tab, title: str) -> Any:
    return tab.page.locator(".qw-notes tbody tr", has_text=title)


def test_pasted_text_is_read_and_what_is_refused_is_told_until_it_is_dismissed(chromium: Any, tmp_path: Path) -> None:
    with serve(tmp_path) as url, tab_at(chromium, url) as tab:
        page = tab.go("notes")
        page.get_by_role("button", name="Add notes").click()
        page.get_by_role("tab", name="Paste text").click()
        page.get_by_label("Title").fill("Weather vanes")
        page.get_by_label("Text", exact=True).fill("A vane turns 48 times a minute.")
        page.get_by_role("button", name="Add this text").click()
        page.get_by_text("1 added.").wait_for()
        row(tab, "Weather vanes").wait_for()
        page.get_by_role("button", name="Add notes").click()
        fake = {"name": "fake.pdf", "mimeType": "application/pdf", "buffer": b"no pdf"}
        page.locator('input[type="file"]').set_input_files(fake)
        page.get_by_text("fake.pdf").wait_for()
        page.get_by_role("button", name="Add these files").click()
        page.get_by_text("called .pdf and is none").wait_for()
        page.reload()
        page.get_by_role("button", name="Add notes").click()
        page.get_by_role("dialog").wait_for()
        tab.settle()
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="detached")


def test_a_reading_can_be_stopped_while_questions_are_answered_and_goes_on(chromium: Any, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    for number in range(1500):
        (tmp_path / "mine" / f"{number}.md").write_text(NUMBERED.format(number) * 3)
    with serve(tmp_path) as url, tab_at(chromium, url) as tab:
        upload(tab, "vanes.txt", "A vane turns 48 times a minute.")
        page = tab.page
        page.get_by_role("button", name="Add notes").click()
        page.get_by_role("tab", name="A folder").click()
        page.get_by_role("textbox", name="A folder on this machine").fill(str(tmp_path / "mine"))
        page.get_by_role("button", name="Read this folder").click()
        page.get_by_text(re.compile(r"(Reading files|Embedding passages).*: [\d,]+ of [\d,]+")).wait_for()
        with tab_at(chromium, url) as other:
            other.go("ask")
            other.page.get_by_label("Ask your notes").fill("How often does a vane turn?")
            other.page.keyboard.press("Enter")
            other.page.get_by_text("A vane turns 48 times a minute.").first.wait_for()
        page.get_by_role("button", name="Stop").click()
        page.get_by_text("Stopped. The library is as it was").wait_for(
            timeout=3 * PATIENCE
        )  # a batch is embedded first
        assert page.locator(".qw-notes tbody tr").count() == 1
        page.get_by_role("button", name="Go on reading").click()
        page.get_by_role("button", name="Stop").click()  # while it reads files
        page.get_by_text("Stopped. The library is as it was").wait_for()
        page.get_by_role("button", name="Dismiss").click()
        page.get_by_text("Stopped. The library is as it was").wait_for(state="detached")


def test_a_row_opens_its_note_and_the_outline_leads_to_a_section(tab: Tab) -> None:
    page = tab.go("notes")
    row(tab, "Data ingestion and storage").get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Data ingestion and storage").wait_for()
    page.get_by_role("link", name="Shard arithmetic").click()
    section = page.locator(".qw-reading section", has=page.get_by_role("heading", name="Shard arithmetic"))
    page.wait_for_function("() => new URLSearchParams(location.search).get('at')?.endsWith('Shard arithmetic')")
    tab.settle()
    assert section.evaluate("element => element.getBoundingClientRect().top") < 400
    assert page.get_by_role("link", name="Shard arithmetic").get_attribute("aria-current") == "true"
    page.reload()
    page.get_by_role("link", name="Shard arithmetic", exact=True).wait_for()
    page.get_by_text("Source", exact=True).click()
    page.locator(".qw-number").first.wait_for()
    page.get_by_role("button", name="All notes").click()
    row(tab, "Data ingestion and storage").wait_for()


def test_a_section_is_asked_about_and_practised(tab: Tab) -> None:
    page = tab.go("notes?note=data-ingestion.md&at=Shard%20arithmetic")
    page.get_by_role("button", name="Ask: Shard arithmetic").focus()
    page.keyboard.press("Enter")
    page.get_by_text("What should I know about Shard arithmetic?").first.wait_for()
    page.wait_for_url("**/ask**")
    tab.settle()
    page = tab.go("notes?note=data-ingestion.md&at=Shard%20arithmetic")
    page.get_by_role("button", name="Quiz: Shard arithmetic").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Practise").wait_for()
    tab.settle()


def test_a_search_opens_the_note_beside_at_the_place(tab: Tab) -> None:
    page = tab.go("notes")
    page.get_by_label("Search your notes").fill("kinesis shrad")
    page.keyboard.press("Enter")
    page.get_by_text("Searched for: kinesis shard").wait_for()
    page.locator("[class*=st-key-hit_] mark", has_text="shard").first.wait_for()
    with tab.run():  # the key closes what is drawn to its end
        page.locator("[class*=st-key-hit_]").first.get_by_role("button").click()
    page.locator(".st-key-note").wait_for()
    page.keyboard.press("Escape")
    page.locator(".st-key-note").wait_for(state="detached")


def test_notes_are_chosen_removed_and_brought_back(chromium: Any, tmp_path: Path) -> None:
    with serve(tmp_path) as url, tab_at(chromium, url) as tab:
        for number in (1, 2, 3):
            upload(tab, f"note {number}.txt", NUMBERED.format(number))
        page = tab.page
        for number in (1, 3):
            page.get_by_label(f"Choose note {number}").check()
        page.get_by_text("2 chosen").wait_for()
        page.get_by_role("button", name="Remove").click()
        page.get_by_text("Removed: note 1, note 3.").wait_for()
        tab.settle()
        assert page.locator(".qw-notes tbody .qw-title a").all_inner_texts() == ["note 2"]
        page.get_by_role("button", name="Undo").click()
        row(tab, "note 3").wait_for()
        tab.settle()
        assert page.locator(".qw-notes tbody .qw-title a").all_inner_texts() == ["note 1", "note 2", "note 3"]
        upload(tab, "copy.txt", NUMBERED.format(3))
        page.get_by_text("1 note says only what another says too").click()
        page.get_by_role("button", name="Remove them").click()
        row(tab, "note 3").wait_for(state="detached")


def test_hostile_names_and_contents_do_nothing(chromium: Any, tmp_path: Path) -> None:
    with serve(tmp_path) as url, tab_at(chromium, url) as tab:
        upload(tab, "<img src=x onerror=harm()> *b* [a](javascript:harm()).md", HARM)
        page = tab.page
        page.locator(".qw-notes tbody a").click()
        page.locator(".qw-reading").get_by_text("Pruning waits 12 rounds").hover()
        page.locator(".qw-outline a").last.click()
        page.get_by_text("Source", exact=True).click()
        page.locator(".qw-reading").get_by_text("window.harmed = 5").wait_for()
        page.get_by_role("button", name="All notes").click()
        page.get_by_label("Search your notes").fill("pruning <img src=x onerror=harm()>")
        page.keyboard.press("Enter")
        page.locator("[class*=st-key-hit_]").first.wait_for()
        tab.settle()
        assert (
            page.locator("a[href^=javascript], main img:not([data-testid]), [onerror], [onload], [onmouseover]").count()
            == 0
        )


@pytest.fixture(scope="module")
def many_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A library of two thousand notes of a sentence."""
    place = tmp_path_factory.mktemp("many")
    (place / "notes").mkdir()
    for number in range(2000):
        (place / "notes" / f"note {number}.md").write_text(f"# Vane {number}\n\nA vane turns {number % 40} times.")
    with Library.open(place / "library", create=True) as library:
        library.ingest([place / "notes"])
    with serve(place) as url:
        yield url


def test_two_thousand_notes_are_paged_sorted_and_opened_quickly(chromium: Any, many_url: str) -> None:
    with tab_at(chromium, many_url) as tab:
        page = tab.go("notes")
        page.locator(".qw-notes tbody tr").nth(AT_ONCE - 1).wait_for()
        assert page.locator(".qw-notes tbody tr").count() == AT_ONCE
        assert page.get_by_text("1–100 of 2,000").count() == 1  # noqa: RUF001
        page.get_by_role("button", name="Next").click()
        row(tab, "Vane 100").wait_for()
        page.get_by_role("button", name="Title").click()
        row(tab, "Vane 1999").wait_for()
        page.get_by_label("Search your notes").fill("vane 77")
        page.keyboard.press("Enter")
        row(tab, "Vane 777").wait_for()


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed (npm install --prefix .axe axe-core)")
@pytest.mark.parametrize("look", [{}, {"dark": True, "phone": True}], ids=["light", "dark phone"])
def test_no_state_has_a_serious_finding_or_is_too_wide(chromium: Any, url: str, look: dict[str, bool]) -> None:
    with tab_at(chromium, url, **look) as tab:
        found = {}
        for state in states(tab):
            found[state] = findings(tab)
            wide = tab.page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{state} is wider than the screen"
        assert not {state: what for state, what in found.items() if what}


def states(tab: Tab) -> Iterator[str]:
    page = tab.go("notes")
    page.locator(".qw-notes tbody tr").first.wait_for()
    yield "the table"
    page.locator(".qw-notes tbody input").first.check()
    yield "a note chosen"
    page.get_by_label("Search your notes").fill("ingestion")
    page.keyboard.press("Enter")
    page.locator("[class*=st-key-hit_]").first.wait_for()
    yield "a search"
    page.locator("[class*=st-key-hit_]").first.get_by_role("button").click()
    page.locator(".st-key-note").wait_for()
    yield "a passage beside"
    page = tab.go("notes?note=data-ingestion.md")
    page.locator(".qw-reading section").first.wait_for()
    yield "a note"
    page.get_by_text("Source", exact=True).click()
    page.locator(".qw-number").first.wait_for()
    yield "its source"
    page = tab.go("notes")
    page.get_by_role("button", name="Add notes").click()
    for name in ("Files", "A folder", "Paste text"):
        page.get_by_role("tab", name=name).click()
        yield f"adding: {name}"
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.get_by_role("button", name="Library").click()
    page.get_by_text("Kept in").wait_for()
    yield "the library's settings"
