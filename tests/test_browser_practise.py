"""Practice in a real browser: with keys alone, by dragging, on a phone; what is half done outlives a reload."""

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from access import AXE, findings
from browser import PATIENCE, Tab, serve, tab_at
from questions import cited, every_kind

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.study.cards import cards_of
from quotewise.assistant.study.log import StudyLog
from quotewise.assistant.study.rounds import begun
from quotewise.index import Library
from quotewise.index.progress import NAME, Progress
from quotewise.ui.page.practice_choice import NOTES

QUOTE = "one shard takes in 1 MB/s or 1,000 records/s"


@pytest.fixture(scope="module")
def place(place: Path) -> Path:
    """With a question of each kind."""
    with Library.open(place / "library") as library:
        Bank.of(library).keep(every_kind(Claim(QUOTE, (cited(library, "data-ingestion.md", QUOTE),))))
    return place


def log_of(place: Path) -> StudyLog:
    with Library.open(place / "library") as library:
        return StudyLog(Progress(place / "data" / "quotewise" / NAME), library.uuid)


def ids_of(place: Path, *kinds: str) -> list[str]:
    known = {one.kind: one.id for one in Bank(place / "library" / "questions.jsonl").questions()}
    return [known[kind] for kind in kinds]


def begin(tab: Tab, place: Path, *kinds: str) -> Any:
    """A new round of the questions of these kinds."""
    log = log_of(place)
    event = begun("own", ids_of(place, *kinds), NOTES, log.library)
    log.progress.append(event)
    page = tab.go(f"practise?round={event.session}")
    page.locator(".qw-card").wait_for()
    tab.settle()
    return page


def marked(page: Any) -> list[str]:
    """The letters of the options that are chosen."""
    return page.locator('[aria-checked="true"] .qw-letter').all_inner_texts()  # type: ignore[no-any-return]


def told(page: Any) -> str:
    """The verdict in words."""
    page.locator(".qw-verdict").wait_for()
    return str(page.locator(".qw-verdict").inner_text())


def drag(page: Any, what: Any, where: Any) -> None:
    """From the middle of one to the lower part of another, by mouse."""
    start, end = what.bounding_box(), where.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + end["height"] * 0.8, steps=5)
    page.mouse.up()


def test_an_option_is_chosen_and_taken_back_by_number_and_by_letter(tab: Tab, place: Path) -> None:
    page = begin(tab, place, "single")
    assert page.get_by_role("button", name="Sure", exact=True).is_disabled()
    page.keyboard.press("2")
    assert marked(page) == ["B"]
    page.keyboard.press("c")
    assert marked(page) == ["C"]
    page.keyboard.press("c")
    assert marked(page) == []
    page.keyboard.press("Control+b")
    assert marked(page) == []


def test_of_several_the_oldest_gives_way_and_that_is_told(tab: Tab, place: Path) -> None:
    page = begin(tab, place, "multiple")
    page.get_by_text("Choose 2.").wait_for()
    page.keyboard.press("a")
    page.get_by_text("Choose 2: 1 chosen.").wait_for()
    for key in "bc":
        page.keyboard.press(key)
    assert marked(page) == ["B", "C"]
    assert page.locator(".qw-unseen[role=status]").inner_text() == "C chosen, A gave way"


def test_what_is_chosen_stays_while_the_page_is_drawn_anew(tab: Tab, place: Path) -> None:
    page = begin(tab, place, "single")
    page.keyboard.press("2")
    with tab.run():
        page.keyboard.press("f")
    page.get_by_label("What is wrong with this question?").fill("abc")
    assert marked(page) == ["B"]


def test_a_gap_is_filled_without_a_mouse(tab: Tab, place: Path) -> None:
    page = begin(tab, place, "cloze")
    page.keyboard.press("Tab")
    page.get_by_label("What fills the gap?").focus()
    page.keyboard.type("1 mbgus")  # no letter typed is a key
    for _ in "gus":
        page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    page.keyboard.press("g")
    assert told(page).startswith("Right.")


def test_pairs_are_matched_by_letters_by_picking_up_and_by_dragging(tab: Tab, place: Path) -> None:
    page = begin(tab, place, "matching")
    shown = page.locator(".qw-tile").all_inner_texts()
    letters = {text.split()[-1]: text.split()[0] for text in shown}
    page.keyboard.press(letters["many"])
    assert page.get_by_role("button", name="many beside shard").is_visible()
    page.keyboard.press(letters["many"])
    page.get_by_role("button", name=f"{letters['one']} one", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="one beside stream").is_visible()
    drag(
        page,
        page.get_by_role("button", name="one beside stream"),
        page.get_by_role("button", name="nothing yet beside shard"),
    )
    drag(page, page.locator(".qw-tile", has_text="none"), page.get_by_role("button", name="nothing yet beside stream"))
    page.keyboard.press("u")
    assert told(page).startswith("Partly right: 1 of 2.")
    assert page.locator(".qw-fate.qw-wrong").inner_text().count("you said: none") == 1


def test_items_are_put_in_order_by_letters_by_arrows_and_by_dragging(tab: Tab, place: Path) -> None:
    page = begin(tab, place, "ordering")
    order = page.locator(".qw-grip .qw-text")
    assert page.get_by_role("button", name="Sure", exact=True).is_disabled()
    page.keyboard.press("c")
    page.keyboard.press("a")
    assert order.all_inner_texts() == ["label", "serve", "train"]
    drag(page, page.locator(".qw-grip").first, page.locator(".qw-grip").last)
    assert order.all_inner_texts() == ["serve", "train", "label"]
    page.locator(".qw-grip", has_text="label, 3 of 3").focus()
    for key in ("Enter", "ArrowUp", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    page.get_by_role("button", name="serve down").click()
    assert order.all_inner_texts() == ["label", "train", "serve"]
    page.keyboard.press("s")
    assert told(page) == "Right."


def test_right_and_wrong_are_told_in_place_and_a_number_opens_the_note(tab: Tab, place: Path) -> None:
    page = begin(tab, place, "single")
    wrong = page.locator(".qw-pick", has_text="three").locator(".qw-letter").inner_text()
    page.keyboard.press(wrong)
    page.keyboard.press("s")
    assert told(page).startswith("Not right. The answer is ")
    yours = page.locator(".qw-fate.qw-yours")
    assert "your answer" in yours.inner_text()
    assert yours.locator(".qw-mark").inner_text() == "\u2717"
    yours.get_by_role("button").click()
    page.locator("mark").first.wait_for()
    assert page.locator("mark").first.inner_text() == QUOTE


KEYS = {"cloze": "", "ordering": "cba", "multiple": "ab", "matching": "ab", "single": "a", "true_false": "a"}


def respond(page: Any, kind: str) -> None:
    """Answer whatever is asked, by keys alone."""
    if kind == "cloze":
        page.keyboard.press("Tab")
        page.get_by_label("What fills the gap?").focus()
        page.keyboard.type("1 MB")
        page.keyboard.press("Enter")
    for key in KEYS[kind]:
        page.keyboard.press(key)
    page.keyboard.press("s")
    told(page)


def test_a_whole_round_is_done_with_keys_alone_and_the_wrong_ones_again(tab: Tab, place: Path) -> None:
    kinds = ("single", "multiple", "cloze", "matching", "ordering")
    page = begin(tab, place, *kinds)
    for number, kind in enumerate(kinds, start=1):
        page.locator(".qw-card .qw-status", has_text=f"{number} of 5").first.wait_for()
        respond(page, kind)
        page.keyboard.press("n" if number % 2 else "Enter")
    page.locator(".qw-score").wait_for()
    tab.settle()
    right = int(page.locator(".qw-score").inner_text().split()[0])
    assert right >= 2  # the gap and the order
    page.get_by_role("heading", name="Wrong while you were sure").wait_for()
    page.get_by_role("button", name="Read data-ingestion").first.click()
    page.locator("mark").first.wait_for()
    page.get_by_role("button", name="Retry the wrong ones").click()
    page.locator(".qw-card .qw-status", has_text=f"1 of {5 - right}").first.wait_for()


def test_a_reload_in_mid_round_leaves_it_where_it_is(tab: Tab, place: Path) -> None:
    page = begin(tab, place, "single", "cloze")
    respond(page, "single")
    page.reload()
    told(page)
    page.keyboard.press("n")
    page.get_by_label("What fills the gap?").wait_for()
    page.reload()
    page.get_by_label("What fills the gap?").wait_for()
    tab.settle()
    steps = page.locator(".qw-steps")
    assert str(steps.get_attribute("aria-label")).startswith("1 of 2 done")


def test_a_round_outlives_its_server_and_is_offered_in_another_tab(
    chromium: Any,
    place: Path,
    tmp_path: Path,
) -> None:
    shutil.copytree(place / "library", tmp_path / "library")
    with serve(tmp_path) as url, tab_at(chromium, url) as tab:
        begin(tab, tmp_path, "single", "cloze", "ordering")
        respond(tab.page, "single")
    with serve(tmp_path) as url, tab_at(chromium, url) as tab:
        page = tab.go("practise")
        page.get_by_role("button", name="Go on: 1 of 3").click()
        page.get_by_label("What fills the gap?").wait_for()


def test_a_review_of_questions_and_cards_is_done_with_keys_alone(tab: Tab, place: Path) -> None:
    log, cards = log_of(place), cards_of_library(place)
    event = begun("due", [cards[0], *ids_of(place, "single"), cards[1]], NOTES, log.library)
    log.progress.append(event)
    page = tab.go(f"practise?round={event.session}")
    for key in ("Space", "Enter"):
        page.get_by_role("button", name="Show the back").wait_for()
        tab.settle()
        page.keyboard.press(key)
        page.locator(".qw-back .qw-claim").wait_for()
        page.keyboard.press("3")
        if key == "Space":
            page.locator(".qw-pick").first.wait_for()
            respond(page, "single")
            page.keyboard.press("n")
    page.locator(".qw-score").wait_for()
    kept = log.progress.events("card", "answer", session=event.session)
    assert [one.body.get("grade") or one.body["where"] for one in kept] == ["good", "review", "good"]


def test_the_last_answer_is_taken_back_with_a_key_where_that_says_nothing_else(tab: Tab, place: Path) -> None:
    log, cards = log_of(place), cards_of_library(place)
    event = begun("due", [cards[0], *ids_of(place, "single")], NOTES, log.library)
    log.progress.append(event)
    page = tab.go(f"practise?round={event.session}")

    def kept() -> list[str]:
        done = log.progress.events("card", "answer", session=event.session)
        return [one.body.get("grade") or one.body["confidence"] for one in done]

    for grade, key in (("again", "1"), ("easy", "4")):
        page.get_by_role("button", name="Show the back").wait_for()
        tab.settle()
        page.keyboard.press("Space")
        page.keyboard.press(key)
        page.locator(".qw-pick").first.wait_for()
        tab.settle()
        assert kept() == [grade]
        if grade == "again":
            page.get_by_role("button", name="Undo").click()
    page.keyboard.press("u")  # with nothing chosen it says nothing
    page.keyboard.press("a")
    page.keyboard.press("u")
    told(page)
    tab.settle()
    assert kept() == ["easy", "unsure"]
    page.keyboard.press("u")
    page.locator(".qw-pick").first.wait_for()
    assert kept() == ["easy"]
    respond(page, "single")
    page.keyboard.press("n")
    page.locator(".qw-score").wait_for()
    tab.settle()
    page.keyboard.press("u")
    page.locator(".qw-pick").first.wait_for()
    assert kept() == ["easy"]


def cards_of_library(place: Path) -> list[str]:
    with Library.open(place / "library") as library:
        return [card.id for card in cards_of(library)]


def test_questions_are_written_unasked_and_practice_begins_with_the_first(
    chromium: Any,
    tmp_path: Path,
    sample_library: Path,
) -> None:
    shutil.copytree(sample_library, tmp_path / "library")
    with serve(tmp_path, "--questions", "12") as url, tab_at(chromium, url) as tab:
        page = tab.go("practise")
        page.get_by_text("being written").wait_for()
        page.locator(".st-key-begin_new button:enabled").click(timeout=10 * PATIENCE)
        page.locator(".qw-card").wait_for()


def test_questions_are_taken_to_anki(tab: Tab) -> None:
    page = tab.go("practise")
    page.get_by_text("Customise", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download for Anki").click()
    assert set(zipfile.ZipFile(download.value.path()).namelist()) == {"collection.anki2", "media"}


@pytest.mark.parametrize("look", [{}, {"dark": True, "phone": True}], ids=["light", "dark phone"])
@pytest.mark.parametrize("kind", ["multiple", "cloze", "matching", "ordering"])
def test_no_state_of_a_question_has_a_serious_finding_or_is_too_wide(
    chromium: Any,
    url: str,
    place: Path,
    kind: str,
    look: dict[str, bool],
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed (npm install --prefix .axe axe-core)")
    with tab_at(chromium, url, **look) as tab:
        page = begin(tab, place, kind)
        assert findings(tab) == []
        if kind == "cloze":
            page.get_by_label("What fills the gap?").fill("a MB")
            page.keyboard.press("Enter")
        for key in "abc" if kind != "cloze" else "":
            page.keyboard.press(key)
        assert findings(tab) == []
        page.keyboard.press("s")
        told(page)
        assert findings(tab) == []
        assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.parametrize("look", [{}, {"dark": True, "phone": True}], ids=["light", "dark phone"])
def test_start_card_and_end_have_no_serious_finding_and_are_not_too_wide(
    chromium: Any,
    url: str,
    place: Path,
    look: dict[str, bool],
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed (npm install --prefix .axe axe-core)")
    with tab_at(chromium, url, **look) as tab:
        for state in states(tab, place):
            assert findings(tab) == [], state
            assert tab.page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0, state


def states(tab: Tab, place: Path) -> Iterator[str]:
    page = tab.go("practise")
    page.get_by_text("Customise", exact=True).click()
    page.get_by_role("combobox", name="Kind").wait_for()
    yield "start"
    log = log_of(place)
    event = begun("cards", cards_of_library(place)[:2], NOTES, log.library)
    log.progress.append(event)
    page = tab.go(f"practise?round={event.session}")
    page.get_by_role("button", name="Show the back").click()
    page.locator(".qw-back .qw-claim").wait_for()
    yield "card"
    begin(tab, place, "single", "multiple")
    respond(page, "single")
    page.get_by_role("button", name="End the round").click()
    page.locator(".qw-score").wait_for()
    yield "end"
