"""The whole way in a real browser: upload, ask, click, read; look up; practise; and notes that mean harm."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import PATIENCE, Tab, begin_practice, choose_options, chromium, serve, tab_at, upload  # noqa: F401 - a fixture

from quotewise.ui.password import VARIABLE, hash_password

QUOTE = "one shard takes in 1 MB/s or 1,000 records/s"


@pytest.fixture(scope="module")
def sample_url(tmp_path_factory: pytest.TempPathFactory, sample_library: Path) -> Iterator[str]:
    place = tmp_path_factory.mktemp("served")
    shutil.copytree(sample_library, place / "library")
    (place / "data").mkdir()
    with serve(place / "library", place / "data") as url:
        yield url


@pytest.fixture
def tab(chromium: Any, sample_url: str) -> Iterator[Tab]:  # noqa: F811
    with tab_at(chromium, sample_url) as tab:
        yield tab
        assert tab.errors == []
        assert tab.left == []


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path


def ask(tab: Tab, question: str) -> Any:
    page = tab.page
    page.get_by_label("Ask your notes").fill(question)
    page.keyboard.press("Enter")
    page.locator(".qw-spent").last.wait_for()
    tab.settle()
    return page


@pytest.mark.parametrize("look", [{}, {"dark": True}, {"phone": True}])
def test_no_page_has_an_error_or_reaches_out(chromium: Any, sample_url: str, look: dict[str, bool]) -> None:  # noqa: F811
    with tab_at(chromium, sample_url, **look) as tab:
        for path in ("", "ask", "practise", "exam", "ask?check=1", "notes"):
            page = tab.go(path)
            tab.settle()
            wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{path} is wider than the screen"
        assert tab.errors == tab.left == []


def test_a_password_stands_before_everything(chromium: Any, place: Path) -> None:  # noqa: F811
    with serve(place / "library", place / "data", **{VARIABLE: hash_password("open sesame")}) as url:
        context = chromium.new_context()
        page = context.new_page()
        assert page.goto(url).status == 401
        page.get_by_label("Password").fill("open sesame")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Today").wait_for(timeout=30_000)
        context.close()
