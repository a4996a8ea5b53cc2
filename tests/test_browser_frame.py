"""The frame in a real browser: its tabs, the addresses that were kept, the password; and nothing leaves any page."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from access import findings, with_axe
from browser import chromium, serve, tab_at  # noqa: F401 - a fixture among them

from quotewise.ui.password import VARIABLE, hash_password

TABS = {"Today": "", "Ask": "ask", "Practise": "practise", "Exam": "exam", "Notes": "notes"}
LOOKS = pytest.mark.parametrize("look", [{}, {"dark": True}, {"phone": True}], ids=["light", "dark", "phone"])


@pytest.fixture(scope="module")
def sample_url(tmp_path_factory: pytest.TempPathFactory, sample_library: Path) -> Iterator[str]:
    place = tmp_path_factory.mktemp("served")
    shutil.copytree(sample_library, place / "library")
    (place / "data").mkdir()
    with serve(place / "library", place / "data") as url:
        yield url


@LOOKS
def test_every_page_is_a_tab_away_fits_and_reaches_nothing_elsewhere(
    chromium: Any,  # noqa: F811
    sample_url: str,
    look: dict[str, bool],
) -> None:
    with tab_at(chromium, sample_url, **look) as tab:
        page = tab.go("notes")
        tabs = page.locator(".st-key-tabs") if look.get("phone") else page.get_by_role("navigation")
        for name, path in TABS.items():
            with tab.run():
                tabs.get_by_role("link", name=name, exact=True).click()
            page.wait_for_url(f"{tab.url}/{path}*")
            page.get_by_role("heading", level=1).wait_for()
            wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{name} is wider than the screen"
        assert tab.errors == tab.left == []


@with_axe
@LOOKS
def test_the_frame_has_no_serious_finding(chromium: Any, sample_url: str, look: dict[str, bool]) -> None:  # noqa: F811
    with tab_at(chromium, sample_url, **look) as tab:
        tab.go("notes")
        assert findings(tab) == []


@pytest.mark.parametrize(
    ("kept", "title"), [("progress", "Today"), ("library", "Notes"), ("look-up", "Ask your notes"), ("today", "Today")]
)
def test_an_address_that_was_kept_leads_on(chromium: Any, sample_url: str, kept: str, title: str) -> None:  # noqa: F811
    with tab_at(chromium, sample_url) as tab:
        tab.go(kept).get_by_role("heading", name=title, level=1).wait_for()
        assert tab.errors == []


def test_a_password_stands_before_everything(chromium: Any, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "data").mkdir()
    with serve(tmp_path / "library", tmp_path / "data", **{VARIABLE: hash_password("open sesame")}) as url:
        context = chromium.new_context()
        page = context.new_page()
        assert page.goto(url).status == 401
        page.get_by_label("Password").fill("open sesame")
        page.keyboard.press("Enter")
        page.get_by_role("heading", level=1, name="Today").wait_for(timeout=60_000)
        context.close()
