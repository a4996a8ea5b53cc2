"""Accessibility, by axe-core's rules: no serious finding on any page but Streamlit's own, which are listed."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from access import findings, with_axe
from browser import Tab, begin_practice, choose_options, chromium, serve, tab_at  # noqa: F401 - a fixture among them

pytestmark = with_axe


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, sample_library: Path) -> Iterator[str]:
    place = tmp_path_factory.mktemp("served")
    shutil.copytree(sample_library, place / "library")
    (place / "data").mkdir()
    with serve(place / "library", place / "data") as url:
        yield url


@pytest.mark.parametrize("look", [{}, {"dark": True, "phone": True}], ids=["light", "dark phone"])
def test_no_page_has_a_serious_finding(chromium: Any, url: str, look: dict[str, bool]) -> None:  # noqa: F811
    with tab_at(chromium, url, **look) as tab:
        found = {name: findings(tab) for name in walk(tab)}
        assert not {name: what for name, what in found.items() if what}


def walk(tab: Tab) -> Iterator[str]:
    """Every page in every state, one after the other."""
    tab.go()
    yield "today"
    page = tab.go("ask")
    yield "ask, empty"
    page.get_by_label("Ask your notes").fill("How long can Kinesis Data Streams keep records?")
    page.keyboard.press("Enter")
    page.locator(".qw-spent").wait_for()
    page.get_by_role("button", name="[1]").first.click()
    page.locator("mark").first.wait_for()
    yield "ask, answered"
    page = tab.go("ask?check=1")
    page.get_by_label("A sentence from").fill("A Kinesis shard takes in 5 MB per second.")
    page.get_by_role("button", name="What do my notes say?").click()
    page.get_by_role("heading", name="Your notes say otherwise.").wait_for()
    yield "ask, a sentence checked"
    tab.go("practise")
    yield "practise, empty"
    page = begin_practice(tab)
    yield "practise, a question"
    choose_options(tab)
    page.keyboard.press("s")
    page.locator(".qw-because").wait_for()
    yield "practise, answered"
    tab.go("practise")
    yield "practise, start"
