"""An answer and the note beside it in a real browser: quotes, lines, pages; by keyboard, on a phone; harmless."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from access import findings, with_axe
from browser import Tab, serve, tab_at
from openai_server import OpenAiServer, serve_openai

from quotewise.index import Library

VANES = "\n".join(
    [
        "# Vanes",
        "",
        *(f"Line {number} is of no use." for number in range(1, 31)),
        "",
        "A vane turns **48 times** a minute. A vane is made of oak.",
        "",
        "## Tails",
        "",
        "| tail | length of the tail | turns in |",
        "|---|---|---|",
        "| long tail | 3 m of length | 9 s |",
        "| short tail | 1 m of length | 4 s |",
        "",
        "## Force",
        "",
        "The force on a tail is $F = \\frac{1}{2} \\rho v^2 A$ as long as the wind holds.",
    ]
)
TURNS, FORCE = "How often does a vane turn?", "What is the force on a tail?"
TAILS = "How long is a long tail, and how long is a short tail?"
PDF, ON_PAGE = "What are AI service cards?", "AI service cards are the counterpart"
HARM = """# Pruning

Pruning cuts branches that help little. <script>window.harmed = 1</script>

Pruning keeps 37 leaves at most. <img src=x onerror="window.harmed = 2">

![a tree](https://evil.example/tree.png) Pruning needs [a reason](javascript:window.harmed=3).

<a href="https://evil.example" onmouseover="window.harmed = 4">Pruning waits 12 rounds.</a>
"""
MODEL_HARM = [
    "<script>window.harmed = 5</script> Pruning keeps 37 leaves. [1]\n",
    '![x](https://evil.example/y.png) Pruning keeps 37 leaves. [1] "Pruning keeps 37 leaves at most."\n',
    '[Pruning](javascript:window.harmed=6) <img src=x onerror="window.harmed=7"> helps. [1]\n',
]


@pytest.fixture(scope="module")
def place(place: Path) -> Path:
    """With a note of ours among them."""
    ingest(place, {"vanes.md": VANES})
    return place


def ingest(place: Path, notes: dict[str, str]) -> None:
    folder = place / "notes"
    folder.mkdir(exist_ok=True)
    for name, text in notes.items():
        (folder / name).write_text(text, "utf-8")
    with Library.open(place / "library", create=True) as library:
        library.ingest([folder])


def ask(tab: Tab, question: str) -> Any:
    """The answer to a question in a conversation of its own."""
    page = tab.go("ask")
    tab.settle()
    page.get_by_label("Ask your notes").fill(question)
    page.keyboard.press("Enter")
    page.locator(".qw-answer:not(.qw-live) .qw-spent").wait_for()
    tab.settle()
    return page


def open_first(tab: Tab) -> Any:
    """Open the note at the first number."""
    tab.page.locator(".qw-cite").first.click()
    tab.page.locator(".st-key-note mark").first.wait_for()
    tab.settle()
    return tab.page.locator(".st-key-note")


def choose(tab: Tab, way: str) -> None:
    with tab.run():
        tab.page.locator(".st-key-note_way").get_by_text(way, exact=True).click()


def text_of(marks: Any) -> str:
    return re.sub(r"\s+", " ", " ".join(marks.all_inner_texts()))


def test_a_number_shows_its_quote_and_opens_the_note_at_the_very_line(tab: Tab) -> None:
    page = ask(tab, TURNS)
    assert "48 times" in page.locator(".qw-direct").inner_text()
    assert "**" not in page.locator(".qw-answer").inner_text()
    page.locator(".qw-cite").first.hover()
    peek = page.locator(".qw-peek")
    peek.wait_for()
    assert text_of(peek.locator("mark")) == "A vane turns 48 times a minute."
    note = open_first(tab)
    assert text_of(note.locator("mark")) == "A vane turns 48 times a minute."
    assert note.locator("strong", has_text="48 times").count() == 1
    page.wait_for_function(IN_SIGHT)
    assert page.locator(".qw-cite").first.get_attribute("aria-current") == "true"
    choose(tab, "Source")
    here = note.locator(".qw-here")
    here.wait_for()
    assert here.locator(".qw-number").inner_text() == "34"
    assert here.locator("mark").inner_text() == "A vane turns **48 times** a minute."
    page.wait_for_function(IN_SIGHT)


# The marked words lie within the box of the note
IN_SIGHT = """() => {
  const note = document.querySelector(".st-key-note").getBoundingClientRect()
  const mark = document.querySelector(".st-key-note :is(mark, .qw-boxed)").getBoundingClientRect()
  return mark.top >= note.top && mark.bottom <= Math.min(note.bottom, innerHeight)
}"""


def test_the_keyboard_alone_reads_a_quote_opens_its_note_goes_on_and_closes(tab: Tab) -> None:
    page = ask(tab, TURNS)
    field = page.get_by_label("Ask your notes")
    field.focus()
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.qw-cite[data-cite=\"1\"]')"):
            break
    peek = page.locator(".qw-peek")
    peek.wait_for()
    focused = page.locator(".qw-cite[aria-describedby]")
    assert focused.get_attribute("aria-label").startswith("[1] Vanes")
    page.keyboard.press("Escape")
    peek.wait_for(state="hidden")
    page.keyboard.press("Enter")
    steps = page.locator(".st-key-note .qw-at-of")
    steps.wait_for()
    tab.settle()
    assert steps.inner_text().startswith("1 of")
    with tab.run():
        page.keyboard.press("]")
    assert steps.inner_text().startswith("2 of")
    with tab.run():
        page.keyboard.press("[")
    assert steps.inner_text().startswith("1 of")
    field.focus()
    page.keyboard.type("]")
    assert field.input_value() == "]"
    tab.settle()
    assert steps.inner_text().startswith("1 of")
    field.fill("")
    page.locator(".st-key-note button").first.focus()
    page.keyboard.press("Escape")
    page.locator(".st-key-note").wait_for(state="detached")


def test_rows_of_a_table_stand_in_one_with_a_number_each(tab: Tab) -> None:
    page = ask(tab, TAILS)
    table = page.locator(".qw-answer table").first
    assert table.locator("thead th").all_inner_texts() == ["tail", "length of the tail", "turns in"]
    rows = table.locator("tbody tr")
    assert rows.count() == 2
    for row in rows.all():
        assert row.locator(".qw-cite").count() == 1
    assert "|" not in table.inner_text()


def test_a_formula_is_drawn_in_the_answer_and_in_the_note_and_what_was_unfolded_stays_so(tab: Tab) -> None:
    page = ask(tab, FORCE)
    assert page.locator(".qw-direct math mfrac").count() == 1
    more = page.locator("details", has_text="More from your notes")
    more.locator("summary").click()
    note = open_first(tab)
    assert note.locator("math mfrac").count() == 1
    assert more.evaluate("element => element.open")


def test_the_page_of_a_pdf_is_shown_with_the_quote_boxed(tab: Tab) -> None:
    page = ask(tab, PDF)
    assert ON_PAGE in page.locator(".qw-direct").inner_text()
    note = open_first(tab)
    choose(tab, "Page")
    boxes = note.locator(".qw-boxed")
    boxes.first.wait_for()
    sheet = note.locator(".qw-sheet img")
    assert sheet.evaluate("image => image.naturalWidth") > 500
    around = sheet.bounding_box()
    for box in boxes.all():
        place = box.bounding_box()
        assert around["x"] <= place["x"]
        assert place["x"] + place["width"] <= around["x"] + around["width"]
    page.wait_for_function(IN_SIGHT)


def test_an_answer_is_copied_with_its_places(tab: Tab) -> None:
    page = ask(tab, TURNS)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy", exact=True).click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "- A vane turns 48 times a minute. [1]" in copied.replace("**", "")
    assert "[1] Vanes" in copied


def test_a_note_whose_words_are_gone_says_so(chromium: Any, tmp_path: Path) -> None:
    ingest(tmp_path, {"vanes.md": VANES})
    with serve(tmp_path) as url, tab_at(chromium, url) as tab:
        page = ask(tab, TURNS)
        ingest(tmp_path, {"vanes.md": "# Vanes\n\nThere are none any more."})
        page.locator(".qw-cite").first.click()
        page.locator(".st-key-note .qw-gone").wait_for()
        assert "48 times" in page.locator(".st-key-note .qw-quote").inner_text()


def test_on_a_phone_the_note_is_a_sheet_above_the_tabs(chromium: Any, url: str) -> None:
    with tab_at(chromium, url, phone=True) as tab:
        page = ask(tab, TAILS)
        note = open_first(tab)
        sheet, tabs = note.bounding_box(), page.locator(".st-key-tabs").bounding_box()
        assert sheet["x"] == 0
        assert sheet["width"] == 390
        assert sheet["y"] > 200
        assert sheet["y"] + sheet["height"] <= tabs["y"] + 1
        assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0
        page.get_by_role("button", name="Close").click()
        note.wait_for(state="detached")


def test_a_hostile_note_and_a_hostile_model_do_nothing(chromium: Any, tmp_path: Path) -> None:
    ingest(tmp_path, {"<img src=x onerror=harm()> pruning.md": HARM})
    with (
        serve_openai(OpenAiServer(MODEL_HARM)) as model,
        serve(tmp_path, "--model", "openai:tiny", "--base-url", model.url, OPENAI_API_KEY="x") as url,
        tab_at(chromium, url) as tab,
    ):
        page = ask(tab, "How many leaves does pruning keep?")
        page.get_by_text("Show what was withheld").click()
        page.locator(".qw-cite").first.hover()
        page.locator(".qw-peek").wait_for()
        note = open_first(tab)
        note.get_by_text("Pruning needs").last.hover()
        choose(tab, "Source")
        note.get_by_text("window.harmed").last.hover()
        assert model.requests
        assert page.locator("script", has_text="harmed").count() == 0
        assert page.locator('a[href^="javascript"], :is(.qw-answer, .stHtml, .st-key-note) img').count() == 0
        assert page.locator("[onerror], [onmouseover]").count() == 0


@with_axe
@pytest.mark.parametrize("look", [{}, {"dark": True, "phone": True}], ids=["light", "dark phone"])
def test_no_state_of_an_answer_has_a_serious_finding(chromium: Any, url: str, look: dict[str, bool]) -> None:
    with tab_at(chromium, url, **look) as tab:
        found = {name: findings(tab) for name in walk(tab)}
        assert not {name: what for name, what in found.items() if what}


def walk(tab: Tab) -> Iterator[str]:
    page = ask(tab, "How does SageMaker HyperPod replace a failed node?")
    page.get_by_text("See the nearest passages").click()
    yield "refused"
    page = ask(tab, TAILS)
    page.get_by_text("More from your notes").click()
    yield "answered"
    page.locator(".qw-cite").first.hover()
    page.locator(".qw-peek").wait_for()
    yield "a quote shown"
    open_first(tab)
    yield "the note read"
    choose(tab, "Source")
    yield "its source"
    ask(tab, PDF)
    open_first(tab)
    choose(tab, "Page")
    page.locator(".qw-boxed").first.wait_for()
    yield "a page of a PDF"
