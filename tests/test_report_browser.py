"""The page of a run in a real browser: what a reader sees offline, in both themes and at a phone's width."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from access import AXE, SERIOUS
from browser import PHONE, WIDE, Tab, tab_at
from made_runs import answers_run, hostile_run, retrieval_run

from quotewise.eval.compare import compare
from quotewise.eval.report import write_comparison, write_page


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("report") / "page.html"
    write_page([retrieval_run(), answers_run(), hostile_run()], file)
    return file.as_uri()


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a run and of the same with every verdict turned."""
    file = tmp_path_factory.mktemp("comparison") / "page.html"
    before = answers_run()
    after = replace(before, items=tuple(replace(one, right=not one.right) for one in before.items))
    write_comparison(before, after, compare(before, after), file)
    return file.as_uri()


@pytest.fixture(params=[{}, {"dark": True}, {"phone": True}], ids=["light", "dark", "phone"])
def tab(request: pytest.FixtureRequest, chromium: Any, address: str) -> Iterator[Tab]:
    with tab_at(chromium, address, **request.param) as tab:
        tab.page.on("dialog", lambda dialog: tab.errors.append(dialog.message))
        tab.page.goto(address)
        yield tab


def test_nothing_runs_loads_or_overflows(tab: Tab) -> None:
    for question in tab.page.locator("details.item > summary").all():
        question.click()
    assert (tab.errors, tab.left) == ([], [])
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_questions_are_sifted_by_words_and_by_where_they_ended(tab: Tab) -> None:
    answers = tab.page.locator("main > section").nth(1)
    status = answers.get_by_role("status")
    assert status.inner_text() == "6 of 6 questions"
    answers.get_by_label("Search").fill("KEPT shard")
    assert status.inner_text() == "1 of 6 questions"
    assert answers.locator("details.item:visible .asked").all_inner_texts() == ["What is shard?"]
    answers.get_by_label("Search").fill("")
    answers.get_by_label("Ended").select_option("wrongly refused")
    assert answers.locator("details.item:visible .asked").all_inner_texts() == ["What is queue?"]


def test_drawings_take_the_colours_of_the_theme(chromium: Any, address: str) -> None:
    colours = []
    for dark in (False, True):
        with tab_at(chromium, address, dark=dark) as tab:
            tab.page.goto(address)
            colours.append(tab.page.locator("figure svg text").first.evaluate("each => getComputedStyle(each).fill"))
    assert len(set(colours)) == 2


@pytest.mark.parametrize("look", [{}, {"dark": True, "phone": True}], ids=["light", "dark phone"])
def test_a_comparison_opens_in_a_browser(chromium: Any, compared: str, look: dict[str, bool]) -> None:
    with tab_at(chromium, compared, **look) as tab:
        tab.page.goto(compared)
        for question in tab.page.locator("details.item > summary").all():
            question.click()
        assert tab.page.locator("details.item[open]").count() == 12
        assert (tab.errors, tab.left) == ([], [])
        assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed (npm install --prefix .axe axe-core)")
@pytest.mark.parametrize(("look", "size"), [("light", WIDE), ("dark", PHONE)])
def test_axe_has_no_serious_finding(chromium: Any, address: str, look: str, size: dict[str, int]) -> None:
    # Past the page's policy, which would keep axe out as well
    context = chromium.new_context(bypass_csp=True, color_scheme=look, viewport=size)
    page = context.new_page()
    page.goto(address)
    for closed in page.locator("summary:visible").all():
        closed.click()
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    context.close()
    serious = [rule for rule in found["violations"] if rule["impact"] in SERIOUS]
    assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in serious] == []
