"""Accessibility, by axe-core's rules: no serious finding on any page but Streamlit's own, which are listed."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Tab, begin_practice, choose_options, chromium, serve, tab_at  # noqa: F401 - a fixture among them

AXE = Path(os.environ.get("QUOTEWISE_AXE") or Path(__file__).parents[1] / ".axe/node_modules/axe-core/axe.min.js")
SERIOUS = ("serious", "critical")
# Findings in elements that Streamlit draws and gives us no say in: rule, and part of the element found.
STREAMLITS_OWN: tuple[tuple[str, str], ...] = ()

pytestmark = pytest.mark.skipif(
    not AXE.is_file(), reason="axe-core is not installed (npm install --prefix .axe axe-core)"
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, sample_library: Path) -> Iterator[str]:
    place = tmp_path_factory.mktemp("served")
    shutil.copytree(sample_library, place / "library")
    (place / "data").mkdir()
    with serve(place / "library", place / "data") as url:
        yield url


def findings(tab: Tab) -> list[str]:
    """What axe finds on the page as it stands, Streamlit's own left out."""
    tab.settle()
    tab.page.wait_for_timeout(400)  # what fades in is pale until it has
    tab.page.evaluate(AXE.read_text())
    found = tab.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for rule in found["violations"]
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
        if not any(rule["id"] == known and part in node["html"] for known, part in STREAMLITS_OWN)
    ]


@pytest.mark.parametrize("look", [{}, {"dark": True, "phone": True}], ids=["light", "dark phone"])
def test_no_page_has_a_serious_finding(chromium: Any, url: str, look: dict[str, bool]) -> None:  # noqa: F811
    with tab_at(chromium, url, **look) as tab:
        found = {name: findings(tab) for name in walk(tab)}
        assert not {name: what for name, what in found.items() if what}


def walk(tab: Tab) -> Iterator[str]:
    """Every page in every state, one after the other."""
    page = tab.go()
    yield "ask, empty"
    page.get_by_label("Ask your notes").fill("How long can Kinesis Data Streams keep records?")
    page.keyboard.press("Enter")
    page.locator(".qw-spent").wait_for()
    page.get_by_role("button", name="[1]").first.click()
    page.locator("mark").first.wait_for()
    yield "ask, answered"
    page = tab.go("look-up")
    page.get_by_label("A sentence from").fill("A Kinesis shard takes in 5 MB per second.")
    page.get_by_role("button", name="What do my notes say?").click()
    page.get_by_role("heading", name="Your notes say otherwise.").wait_for()
    yield "look up, a sentence"
    page.get_by_text("Browse", exact=True).click()
    page.locator(".qw-note").wait_for()
    yield "look up, browse"
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
    tab.go("library")
    yield "library"
