"""The frame in a real browser: its tabs, the addresses that were kept, the password; and nothing leaves any page."""

from pathlib import Path
from typing import Any

import pytest
from access import findings, with_axe
from browser import PATIENCE, PHONE, serve, tab_at

from quotewise.ui.password import VARIABLE, hash_password

TABS = {"Today": "", "Ask": "ask", "Practise": "practise", "Exam": "exam", "Notes": "notes"}
LOOKS = pytest.mark.parametrize("look", [{}, {"dark": True}, {"phone": True}], ids=["light", "dark", "phone"])


@LOOKS
def test_every_page_is_a_tab_away_fits_and_reaches_nothing_elsewhere(
    chromium: Any,
    url: str,
    look: dict[str, bool],
) -> None:
    with tab_at(chromium, url, **look) as tab:
        page = tab.go("notes")
        tabs = page.locator(".st-key-tabs") if look.get("phone") else page.get_by_role("navigation")
        for name, path in TABS.items():
            with tab.run():
                tabs.get_by_role("link", name=name, exact=True).click()
            page.wait_for_url(f"{tab.url}/{path}*")
            page.get_by_role("heading", level=1).wait_for()
            wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{name} is wider than the screen"


@with_axe
@LOOKS
def test_the_frame_has_no_serious_finding(chromium: Any, url: str, look: dict[str, bool]) -> None:
    with tab_at(chromium, url, **look) as tab:
        tab.go("notes")
        assert findings(tab) == []


@pytest.mark.parametrize(
    ("kept", "title"), [("progress", "Today"), ("library", "Notes"), ("look-up", "Ask your notes"), ("today", "Today")]
)
def test_an_address_that_was_kept_leads_on(chromium: Any, url: str, kept: str, title: str) -> None:
    with tab_at(chromium, url) as tab:
        tab.go(kept).get_by_role("heading", name=title, level=1).wait_for()


def test_a_password_stands_before_everything(chromium: Any, tmp_path: Path) -> None:
    with serve(tmp_path, **{VARIABLE: hash_password("open sesame")}) as url:
        context = chromium.new_context()
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        assert page.goto(url).status == 401
        page.get_by_label("Password").fill("open sesame")
        page.keyboard.press("Enter")
        page.get_by_role("heading", level=1, name="Today").wait_for()
        context.close()


# A number in a line has a wider place to touch around it; a list is opened by all of its field, not by its arrow alone.
SMALL = """[...document.querySelectorAll('button, summary')].filter((one) => {
  const box = one.getBoundingClientRect()
  return box.height > 0 && box.width > 1 && box.height < 43.5 && box.left >= 0 && box.left < innerWidth
    && !one.matches('.qw-cite, [data-testid="stLogoLink"], [aria-haspopup="listbox"]')
})"""


def test_on_a_phone_what_is_touched_is_large_enough_and_no_key_is_named(chromium: Any, url: str) -> None:
    with tab_at(chromium, url, phone=True) as tab:
        for path in [*TABS.values(), "ask?check=1", "notes?note=data-ingestion.md"]:
            page = tab.go(path)
            tab.settle()
            page.wait_for_function(f"() => {SMALL}.length === 0")
            assert page.locator("kbd:visible").count() == 0
            bar, menu = page.locator(".st-key-tabs").bounding_box(), page.locator("header button").last.bounding_box()
            assert bar["y"] + bar["height"] == PHONE["height"]
            assert menu["x"] + menu["width"] <= PHONE["width"] - 8
