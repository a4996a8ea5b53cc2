"""The whole way in a real browser: upload, ask, click, read; look up; practise; and notes that mean harm."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import PATIENCE, Tab, begin_practice, choose_options, chromium, serve, tab_at, upload  # noqa: F401 - a fixture
from openai_server import OpenAiServer, Replies, serve_openai

from quotewise.assistant import Model, open_model
from quotewise.assistant.chat.second_look import ChatReader
from quotewise.assistant.trust import Checked, remember
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


def test_a_conversation_outlives_a_reload_and_another_tab_has_its_own(tab: Tab, chromium: Any) -> None:  # noqa: F811
    tab.go("ask")
    page = ask(tab, "How long can Kinesis Data Streams keep records?")
    assert "chat=" in page.url
    page.reload()
    page.get_by_text("365 days").first.wait_for()
    with tab_at(chromium, tab.url) as other:
        other.go("ask")
        other.settle()
        assert other.page.locator(".qw-claim").count() == 0
        ask(other, "When is recall worth more than precision?")
    page.reload()
    page.get_by_text("365 days").first.wait_for()
    assert page.locator(".qw-question", has_text="recall").count() == 0


def test_a_sentence_is_looked_up(tab: Tab) -> None:
    page = tab.go("look-up")
    page.get_by_label("A sentence from").fill("A Kinesis shard takes in 5 MB per second.")
    page.get_by_role("button", name="What do my notes say?").click()
    page.get_by_role("heading", name="Your notes say otherwise.").wait_for()
    page.get_by_role("button", name=re.compile("Data ingestion")).first.click()
    page.locator("mark").first.wait_for()
    assert "1 MB/s" in page.locator("mark").first.inner_text()


# What claims stand on the page whenever that changes, but for those of a run that is over
PAINTED = """() => {
  window.painted = []
  const look = () => {
    const claims = [...document.querySelectorAll(".qw-claim")].filter((claim) => !claim.closest('[data-stale="true"]'))
    const now = claims.map((claim) => claim.innerText)
    if (JSON.stringify(now) !== JSON.stringify(window.painted.at(-1))) window.painted.push(now)
    requestAnimationFrame(look)
  }
  look()
}"""


def test_a_line_in_the_notes_words_gives_way_to_the_wording_once_it_is_vouched_for(
    chromium: Any,  # noqa: F811
    place: Path,
) -> None:
    notes, reworded = "A vane turns 48 times a minute in calm air.", "In calm air it is 48 turns of a vane per minute."
    replies = Replies(f'[1] {reworded} | "{notes}"\n', "[1] yes\n", wait=1)
    options = ("--model", "openai:tiny", "--base-url")
    with (
        serve_openai(OpenAiServer(replies)) as model,
        serve(place / "library", place / "data", *options, model.url, OPENAI_API_KEY="x") as url,
        tab_at(chromium, url) as tab,
    ):
        remember(place / "data" / "quotewise" / "readers.json", ChatReader(chat_model(model)), Checked(0, 30, 30, 30))
        upload(tab, "vanes.txt", notes)
        tab.page.get_by_role("link", name="Ask").click()
        tab.page.evaluate(PAINTED)
        page = ask(tab, "How often does a vane turn?")
        painted = [claims for claims in page.evaluate("window.painted") if claims]
        assert painted == [[notes], [reworded]]
        mark = page.locator(".qw-whose")
        mark.focus()
        told = mark.locator(".qw-vouched")
        assert told.inner_text() == "checked by openai:tiny"
        assert told.evaluate("element => element.offsetHeight") > 10
        page.get_by_label("Ask your notes").focus()
        assert told.evaluate("element => element.offsetHeight") <= 1
        assert tab.errors == tab.left == []


def chat_model(server: OpenAiServer) -> Model:
    """The model as the page opens it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", "x")
        return open_model("openai:tiny", base_url=server.url)


class Slow(list[str]):
    """Words of a model that takes its time."""

    def __iter__(self) -> Iterator[str]:
        for piece in super().__iter__():
            yield piece
            time.sleep(1)


def test_an_answer_can_be_stopped_and_keeps_what_was_said(chromium: Any, place: Path) -> None:  # noqa: F811
    words = Slow(["A vane turns 48 times a minute. [1]\n", *["It goes on and on. [1]\n"] * 20])
    options = ("--model", "openai:tiny", "--base-url")
    with (
        serve_openai(OpenAiServer(words)) as model,
        serve(place / "library", place / "data", *options, model.url, OPENAI_API_KEY="x") as url,
        tab_at(chromium, url) as tab,
    ):
        upload(tab, "vanes.txt", "A vane turns 48 times a minute.")
        page = tab.page
        page.get_by_role("link", name="Ask").click()
        page.get_by_label("Ask your notes").fill("How often does a vane turn?")
        page.keyboard.press("Enter")
        page.locator(".qw-claim").wait_for()
        page.locator('[class*="st-key-stop_answer"] button').click()
        page.get_by_text("stopped before it was complete").wait_for(timeout=10_000)
        assert page.locator(".qw-claim").inner_text() == "A vane turns 48 times a minute."
        assert page.get_by_role("button", name="[1]").is_enabled()


@pytest.mark.parametrize("look", [{}, {"dark": True}, {"phone": True}])
def test_no_page_has_an_error_or_reaches_out(chromium: Any, sample_url: str, look: dict[str, bool]) -> None:  # noqa: F811
    with tab_at(chromium, sample_url, **look) as tab:
        for path in ("", "ask", "practise", "exam", "look-up", "notes"):
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
