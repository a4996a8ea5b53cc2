"""A note to read on the page: its outline and sections, its source, what is asked of it."""

import re
from pathlib import Path
from typing import Any

import pytest
from page_desk import PageDesk, button, given, html_of
from questions import cited, single

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.suggestions import asked
from quotewise.ingest import note_of
from quotewise.ui.page.number import number_in, number_of
from quotewise.ui.page.outline import LONGEST_SECTION, make_outline


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


def test_what_is_asked_of_a_note_is_asked_of_it_alone(page_desk: PageDesk) -> None:
    tab = button(page_desk.visit("notes", note="data-ingestion.md"), "Ask").click().run()
    assert not tab.exception
    assert "What should I know about " in html_of(tab)
    assert re.fullmatch(r"1 of \d+ notes", tab.button(key="sources").label)


def test_a_heading_of_signs_alone_can_be_asked_about(page_desk: PageDesk) -> None:
    assert "***" in asked(page_desk.library(), "***")


@pytest.mark.parametrize("given", [None, -1, 3, True, 1.0, "1", [1], 10**99])
def test_what_a_browser_gives_is_a_place_or_nothing(given: object) -> None:
    assert number_of(given, 3) is None


@pytest.mark.parametrize("given", ["", "3", "-1", "x", "1.0", "9" * 5000], ids=range(6))
def test_a_number_in_an_address_is_a_place_or_nothing(given: str) -> None:
    assert number_in(given, 3) is None
    assert number_in("2", 3) == 2


def outline_of(text: str, pages: tuple[int, ...] = ()) -> Any:
    note = note_of(text, Path("a.md"))
    return make_outline(note.text, note.tree, pages=pages)


def test_sections_nest_and_hold_the_whole_note() -> None:
    found = outline_of("Before.\n\n# One\n\n## Two\n\nText.\n\n# Three\n\nText.")
    assert [(one.name, one.level) for one in found.sections] == [("Beginning", 0), ("One", 0), ("Two", 1), ("Three", 0)]
    assert "".join(found.text[one.start : one.end] for one in found.sections) == found.text
    assert found.find("One > Two") == found.find("Two") == found.find("2") == 2
    assert found.find("no such heading") == found.find("4") == found.find("9" * 5000) == 0


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
