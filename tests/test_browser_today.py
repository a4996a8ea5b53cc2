"""Today in a real browser: from nothing to the first five questions, and a click on what goes wrong begins a round."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from access import findings, with_axe
from browser import PATIENCE, Tab, serve, tab_at
from questions import cited, single

from quotewise.assistant.claim import Claim
from quotewise.assistant.exam.chosen import choose_exam
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.study.log import StudyLog
from quotewise.index import Library
from quotewise.index.progress import NAME, Progress, now

QUOTE = "one shard takes in 1 MB/s or 1,000 records/s"
DOMAIN = "Data Preparation for ML and AI"
ROUND = UUID("6f9d5d5e-7d0b-5a0e-9c39-5b5c6a2f7a14")
DAY = timedelta(days=1)
LONG = 10 * PATIENCE  # notes read and questions written on a busy machine
CORNER = {"x": 4, "y": 4}  # of a domain's row
LOOKS = [{}, {"dark": True, "phone": True}]


def study(folder: Path, data: Path) -> None:
    """Six questions of one domain kept, answered on three days, every other one wrong; the exam is in nine days."""
    with Library.open(folder) as library:
        mark = choose_exam(library, "MLA-C02", date.today() + 9 * DAY).blueprint.mark
        claim = Claim(QUOTE, (cited(library, "data-ingestion.md", QUOTE),))
        asked = [single(name, claim, domain=DOMAIN, exam=mark) for name in "abcdef"]
        Bank.of(library).keep(asked)
        log = StudyLog(Progress(data / "quotewise" / NAME), library.uuid)
    for back in (5, 4, 3):
        session = str(uuid5(ROUND, str(back)))
        for at, one in enumerate(asked):
            given = one.answer if at % 2 else tuple(one.wrong[:1])
            event = log.answered(session, one, given, "sure", 9, "quiz")
            log.progress.append(replace(event, at=now() - back * DAY))


@pytest.fixture(scope="module")
def place(place: Path) -> Path:
    study(place / "library", place / "data")
    return place


def today(tab: Tab) -> Any:
    """Today once its figures are counted."""
    page = tab.go()
    page.locator('[data-testid="stVegaLiteChart"] svg.marks').nth(1).wait_for()
    tab.settle()
    return page


def first_run(tab: Tab) -> Any:
    """From nothing to the first question, with keys alone."""
    page = tab.go()
    tab.settle()
    press(page, "Read the sample notes")
    press(page, "Choose")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio").first.wait_for()
    tab.settle()
    dialog.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    dialog.locator("button:enabled", has_text="Keep").wait_for()
    press(page, "Keep")
    dialog.wait_for(state="detached")
    page.get_by_text("Add your notes, done").wait_for(timeout=LONG)
    page.get_by_text("Choose your exam and its day, done").wait_for(timeout=LONG)
    page.get_by_role("button", name="Answer the first 5").wait_for(timeout=LONG)
    tab.settle()
    return page


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_a_new_reader_comes_to_the_first_five_questions_with_keys_alone(chromium: Any, tmp_path: Path) -> None:
    with serve(tmp_path, "--questions", "6") as url, tab_at(chromium, url) as tab:
        page = first_run(tab)
        press(page, "Answer the first 5")
        page.wait_for_url(re.compile("round="))


def test_a_click_on_a_domain_practises_it(chromium: Any, url: str) -> None:
    with tab_at(chromium, url) as tab:
        page = today(tab)
        page.locator('[data-testid="stVegaLiteChart"] svg.marks .layer_0_marks path').first.click(position=CORNER)
        page.wait_for_url(re.compile("round="))
        page.get_by_role("link", name="Today").first.click()
        page.locator('[data-testid="stVegaLiteChart"] svg.marks').first.wait_for()
        tab.settle()
        assert page.locator("h1").inner_text() == "Today", "the click of before counted again"


def test_a_domain_is_practised_with_keys_from_its_table(chromium: Any, url: str) -> None:
    with tab_at(chromium, url, phone=True) as tab:
        page = today(tab)
        page.locator("summary", has_text="As a table").focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Practise", exact=True).first.wait_for()
        tab.settle()
        page.get_by_role("button", name="Practise", exact=True).first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("round="))


def test_what_is_wrong_is_read_beside_and_due_begins_at_the_one_button(chromium: Any, url: str) -> None:
    with tab_at(chromium, url) as tab:
        page = today(tab)
        page.get_by_role("button", name="Read", exact=True).first.click()
        page.locator("mark").first.wait_for()
        assert "1 MB/s" in page.locator("mark").first.inner_text()
        page.get_by_role("button", name=re.compile("Study now|Go on")).click()
        page.wait_for_url(re.compile("round="))


@with_axe
@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark phone"])
def test_today_has_no_serious_finding_and_fits(chromium: Any, url: str, look: dict[str, bool]) -> None:
    with tab_at(chromium, url, **look) as tab:
        page = today(tab)
        found = findings(tab)
        page.get_by_text("As a table").click()
        page.get_by_text("Notes to write").click()
        page.get_by_role("button", name="Practise", exact=True).first.wait_for()
        assert [*found, *findings(tab)] == []
        assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0


@with_axe
@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark phone"])
def test_the_first_run_has_no_serious_finding_and_fits(chromium: Any, tmp_path: Path, look: dict[str, bool]) -> None:
    with serve(tmp_path) as url, tab_at(chromium, url, **look) as tab:
        page = tab.go()
        found = findings(tab)
        page.get_by_role("button", name="Choose", exact=True).click()
        page.get_by_role("dialog").get_by_role("radio").first.wait_for()
        assert [*found, *findings(tab)] == []
        assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0
