"""Ask in a real browser: conversations, follow-ups, sources, a sentence checked; tabs, reloads and stopping."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from access import AXE, findings
from browser import Tab, serve, tab_at, upload
from openai_server import OpenAiServer, Replies, serve_openai

from quotewise.assistant import Answer, Model, open_model
from quotewise.assistant.chat.second_look import ChatReader
from quotewise.assistant.trust import Checked, remember
from quotewise.ui.page.chats import Chats, new_id

TAKES, GIVES = "What does a Kinesis shard take in?", "And what does it give out?"
ROWS = '[class*="st-key-go_"] button'
NOTHING = Answer("?", reason="not_in_notes")
WHOLE = ".qw-answer:not(.qw-live)"
# What claims stand on the page whenever that changes, but for those of a run that is over
PAINTED = """() => {
  window.painted = []
  const look = () => {
    const page = [...document.querySelectorAll(".qw-answer")].filter((one) => !one.closest('[data-stale="true"]'))
    const now = page.map((one) => one.innerText).join(" ")
    if (now !== window.painted.at(-1)) window.painted.push(now)
    requestAnimationFrame(look)
  }
  look()
}"""


@pytest.fixture
def kept(place: Path) -> Chats:
    """The conversations of the page, emptied."""
    chats = Chats(place / "data" / "quotewise" / "chats.db")
    Path(chats.place).unlink(missing_ok=True)
    return chats


def visit(tab: Tab, path: str) -> Any:
    page = tab.go(path)
    tab.settle()
    return page


def ask(tab: Tab, question: str) -> Any:
    page = tab.page
    answers = page.locator(WHOLE)
    before = answers.count()
    page.get_by_label("Ask your notes").fill(question)
    page.keyboard.press("Enter")
    answers.nth(before).wait_for()
    tab.settle()
    return page


def choose_in_menu(tab: Tab, title: str, what: str) -> None:
    tab.page.get_by_role("button", name=f"More on {title}").click()
    tab.page.get_by_role("menuitem", name=what).or_(tab.page.get_by_role("option", name=what)).click()


def test_an_empty_conversation_is_begun_by_a_click_and_goes_on_by_one(tab: Tab, kept: Chats) -> None:
    page = visit(tab, "ask")
    offered = page.locator('[class*="st-key-opener_"] button:visible')
    offered.nth(5).wait_for()
    offered.first.click()
    page.locator(WHOLE).wait_for()
    tab.settle()
    follow_up = page.locator(".qw-asks button").first
    asked = follow_up.inner_text()
    follow_up.click()
    page.locator(WHOLE).nth(1).wait_for()
    tab.settle()
    assert page.locator(".qw-question", has_text=asked).count() == 1


def test_what_a_question_leans_on_is_taken_away_by_its_x(tab: Tab, kept: Chats) -> None:
    visit(tab, "ask")
    ask(tab, TAKES)
    page = ask(tab, GIVES)
    chip = page.locator(".qw-leans", has_text=TAKES)
    chip.get_by_role("button", name="Ask without it").click()
    page.locator(WHOLE).nth(2).wait_for()
    tab.settle()
    assert chip.count() == 1  # of the first time it was asked
    assert [turn.answer.leans_on for turn in kept.turns(chat_of(page))] == [None, TAKES, None]


def chat_of(page: Any) -> str:
    return re.search("chat=([0-9a-f-]+)", page.url)[1]  # type: ignore[index]


def test_what_is_no_question_on_the_notes_is_one_calm_line(tab: Tab, kept: Chats) -> None:
    visit(tab, "ask")
    page = ask(tab, "Who won the 1998 World Cup?")
    assert page.locator(".qw-refusal").count() == 1
    assert page.locator(".qw-passage:visible").count() == 0


def test_conversations_are_renamed_pinned_deleted_and_brought_back(tab: Tab, kept: Chats) -> None:
    visit(tab, "ask")
    page = ask(tab, TAKES)
    choose_in_menu(tab, TAKES, "Rename")
    page.get_by_label("Title").fill("Shards")
    page.keyboard.press("Enter")
    page.locator(ROWS, has_text="Shards").wait_for()
    assert page.locator('[class*="st-key-chat_shown_"]').bounding_box()["height"] == 32
    choose_in_menu(tab, "Shards", "Pin")
    page.get_by_role("heading", name="Pinned").wait_for()
    tab.settle()
    choose_in_menu(tab, "Shards", "Delete")
    page.get_by_role("button", name="Undo").click()
    page.locator(".qw-question", has_text=TAKES).wait_for()
    tab.settle()
    assert page.locator(ROWS, has_text="Shards").count() == 1
    choose_in_menu(tab, "Shards", "Copy or export")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as Markdown").click()
    assert f"## {TAKES}" in Path(download.value.path()).read_text("utf-8")


def test_no_conversation_vanishes_and_each_is_found_by_its_words(tab: Tab, kept: Chats, place: Path) -> None:
    for number in range(30):
        kept.append(
            new_id(), str(place / "library"), f"Question {number} on ducks?", Answer("?", reason="not_in_notes")
        )
    page = visit(tab, "ask")
    page.get_by_role("button", name="Show older").click()
    page.locator(ROWS).nth(29).wait_for()
    page.get_by_label("Search conversations").fill("17 DUCKS")
    page.keyboard.press("Enter")
    page.locator(ROWS).nth(1).wait_for(state="detached")
    assert "Question 17" in page.locator(ROWS).inner_text()


def test_only_the_notes_that_are_ticked_are_asked(tab: Tab, kept: Chats) -> None:
    page = visit(tab, "ask")
    page.get_by_role("button", name=re.compile(r"^\w* ?All \d+ notes")).click()
    page.get_by_label("Find a note").fill("glossary")
    page.keyboard.press("Enter")
    page.get_by_role("checkbox").nth(1).wait_for(state="detached")
    page.get_by_text("glossary", exact=True).click()
    page.get_by_role("button", name="Ask these").click()
    page.get_by_role("button", name=re.compile("glossary")).wait_for()
    tab.settle()
    ask(tab, "How long can Kinesis Data Streams keep records?")
    visit(tab, f"ask?chat={chat_of(page)}")
    assert page.get_by_text("365 days").count() == 0
    page.get_by_role("button", name=re.compile("glossary")).click()
    page.get_by_role("button", name=re.compile(r"All \d+ notes")).wait_for()
    tab.settle()
    ask(tab, "How long can Kinesis Data Streams keep records?")
    assert page.get_by_text("365 days").count() > 0


def test_a_conversation_outlives_a_reload_and_another_tab_has_its_own(tab: Tab, kept: Chats, chromium: Any) -> None:
    visit(tab, "ask")
    page = ask(tab, "How long can Kinesis Data Streams keep records?")
    page.reload()
    page.get_by_text("365 days").first.wait_for()
    with tab_at(chromium, tab.url) as other:
        visit(other, "ask")
        assert other.page.locator(".qw-question").count() == 0
        ask(other, "When is recall worth more than precision?")
    page.reload()
    page.get_by_text("365 days").first.wait_for()
    assert page.locator(".qw-question", has_text="recall").count() == 0


def test_back_goes_back_to_the_conversation_before(tab: Tab, kept: Chats) -> None:
    visit(tab, "ask")
    page = ask(tab, TAKES)
    page.get_by_role("button", name="New conversation").click()
    page.locator('[class*="st-key-opener_"]').first.wait_for()
    tab.settle()
    ask(tab, "When is recall worth more than precision?")
    page.go_back()
    page.go_back()
    page.locator(".qw-question", has_text=TAKES).wait_for()


def test_a_sentence_is_checked_where_look_up_was(tab: Tab) -> None:
    page = visit(tab, "look-up")
    page.get_by_label("A sentence from").fill("A Kinesis shard takes in 5 MB per second.")
    page.get_by_role("button", name="What do my notes say?").click()
    page.get_by_role("heading", name="Your notes say otherwise.").wait_for()
    assert "check=1" in page.url
    page.get_by_role("button", name=re.compile("Data ingestion")).first.click()
    page.locator(".st-key-note mark").first.wait_for()
    assert "1 MB/s" in page.locator(".st-key-note mark").first.inner_text()


class Slow(list[str]):
    """Words of a model that takes its time."""

    def __iter__(self) -> Iterator[str]:
        for piece in super().__iter__():
            yield piece
            time.sleep(1)


def test_an_answer_can_be_stopped_and_keeps_what_was_said(chromium: Any, tmp_path: Path) -> None:
    words = Slow(["A vane turns 48 times a minute. [1]\n", *["It goes on and on. [1]\n"] * 20])
    options = ("--model", "openai:tiny", "--base-url")
    with (
        serve_openai(OpenAiServer(words)) as model,
        serve(tmp_path, *options, model.url, OPENAI_API_KEY="x") as url,
        tab_at(chromium, url) as tab,
    ):
        upload(tab, "vanes.txt", "A vane turns 48 times a minute.")
        page = tab.page
        page.get_by_role("link", name="Ask").click()
        page.get_by_label("Ask your notes").fill("How often does a vane turn?")
        page.keyboard.press("Enter")
        page.get_by_text("A vane turns 48 times a minute.").first.wait_for()
        page.locator('[class*="st-key-stop_answer"] button').click()
        page.get_by_text("stopped before it was complete").wait_for()
        assert page.get_by_text("A vane turns 48 times a minute.").first.is_visible()
        ask(tab, "What turns 48 times?")  # while nothing else is asked, and after it was stopped
        assert page.locator(".qw-question").count() == 2


def test_a_line_in_the_notes_words_gives_way_to_the_wording_once_it_is_vouched_for(
    chromium: Any,
    tmp_path: Path,
) -> None:
    notes, reworded = "A vane turns 48 times a minute in calm air.", "In calm air it is 48 turns of a vane per minute."
    replies = Replies(f'[1] {reworded} | "{notes}"\n', "[1] yes\n", wait=1)
    options = ("--model", "openai:tiny", "--base-url")
    with (
        serve_openai(OpenAiServer(replies)) as model,
        serve(tmp_path, *options, model.url, OPENAI_API_KEY="x") as url,
        tab_at(chromium, url) as tab,
    ):
        remember(
            tmp_path / "data" / "quotewise" / "readers.json", ChatReader(chat_model(model)), Checked(0, 30, 30, 30)
        )
        upload(tab, "vanes.txt", notes)
        tab.page.get_by_role("link", name="Ask").click()
        tab.page.get_by_role("button", name=re.compile("tiny · checked by")).wait_for()
        tab.page.evaluate(PAINTED)
        page = ask(tab, "How often does a vane turn?")
        page.locator(".qw-spent").wait_for()
        painted = page.evaluate("window.painted")
        first = next(at for at, shown in enumerate(painted) if notes in shown)
        assert all(reworded not in shown for shown in painted[: first + 1])
        assert reworded in page.locator(".qw-answer").inner_text()


def chat_model(server: OpenAiServer) -> Model:
    """The model as the page opens it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", "x")
        return open_model("openai:tiny", base_url=server.url)


@pytest.mark.parametrize("look", [{}, {"dark": True, "phone": True}], ids=["light", "dark phone"])
def test_no_state_has_a_serious_finding_or_is_too_wide(
    chromium: Any,
    url: str,
    kept: Chats,
    look: dict[str, bool],
) -> None:
    with tab_at(chromium, url, **look) as tab:
        found = {name: [*wide(tab), *(findings(tab) if AXE.is_file() else [])] for name in walk(tab)}
        assert not {name: what for name, what in found.items() if what}


def wide(tab: Tab) -> list[str]:
    tab.settle()
    over = tab.page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
    return [f"{over} pixels too wide"] if over > 0 else []


def walk(tab: Tab) -> Iterator[str]:
    """Every state of the page, one after the other."""
    page = visit(tab, "ask")
    yield "empty"
    ask(tab, TAKES)
    ask(tab, GIVES)
    yield "answered"
    page.get_by_role("button", name=re.compile(r"All \d+ notes")).click()
    page.get_by_label("Find a note").wait_for()
    yield "sources"
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.get_by_role("button", name=re.compile("own sentences")).first.click()
    page.get_by_role("radio").first.wait_for()
    yield "models"
    page = visit(tab, "ask?check=1")
    page.get_by_label("A sentence from").fill("A Kinesis shard takes in 5 MB per second.")
    page.get_by_role("button", name="What do my notes say?").click()
    page.get_by_role("heading", name="Your notes say otherwise.").wait_for()
    yield "checked"
