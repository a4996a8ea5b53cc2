"""Mock exams in a real browser: through a reload and a killed server, by keys, to the end of the time, on paper."""

import re
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from access import findings, with_axe
from browser import PATIENCE, Server, Tab, serve, tab_at
from questions import cited, every_kind, single

from quotewise.assistant.claim import Claim
from quotewise.assistant.exam.chosen import choose_exam, chosen_exam
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.study.log import StudyLog
from quotewise.assistant.study.sitting import ANSWERED, KINDS, open_sitting
from quotewise.index import Library
from quotewise.index.progress import NAME, Progress, now
from quotewise.ui import sitting_start
from quotewise.ui.seat import Seat

QUOTE = "one shard takes in 1 MB/s or 1,000 records/s"
MINUTES, ITEMS = 30, 10
HARM = '<img src=x onerror="window.harmed = 1"> <script>window.harmed = 2</script>'
ASH = f"""
code = "ASH-1"
title = "Ash <img src=x onerror='window.harmed = 3'>"
minutes = {MINUTES}
items = {ITEMS}
scale = [0, 100]
pass_mark = 50
[[domains]]
name = "Ash {HARM.replace('"', "'")}"
weight = 1
about = ["trees"]
"""


@dataclass(frozen=True)
class Hall:
    """A library with an exam and its bank in `place`, and the data of who sits it."""

    place: Path

    @property
    def folder(self) -> Path:
        return self.place / "library"

    @property
    def log(self) -> StudyLog:
        with Library.open(self.folder) as library:
            return StudyLog(Progress(self.place / "data" / "quotewise" / NAME), library.uuid)

    def begin(self, seconds_left: float = 60.0 * MINUTES) -> Seat:
        """A sitting with so much time left; the one before is handed in."""
        log = self.log
        if before := open_sitting(log.progress.events(*KINDS), now(), log.library):
            Seat(log, before.id).end()
        ago = timedelta(seconds=60.0 * MINUTES - seconds_left)
        with Library.open(self.folder) as library, pytest.MonkeyPatch.context() as patch:
            chosen = chosen_exam(library)
            assert chosen
            patch.setattr(sitting_start, "now", lambda: now() - ago)
            form = sitting_start.form_of(
                Bank.of(library).questions(), chosen.blueprint, "full", sitting_start.past_of(log)
            )
            return sitting_start.take_seat(log, form, "full", chosen.blueprint)

    def seat(self) -> Seat:
        """That of the sitting that goes on."""
        log = self.log
        found = open_sitting(log.progress.events(*KINDS), now(), log.library)
        assert found
        return Seat(log, found.id)


def lay_out(place: Path) -> Hall:
    hall = Hall(place)
    (place / "ash.toml").write_text(ASH)
    with Library.open(hall.folder) as library:
        claim = Claim(QUOTE, (cited(library, "data-ingestion.md", QUOTE),))
        exam = choose_exam(library, str(place / "ash.toml"))
        domain = exam.blueprint.domains[0].name
        stems = [f"Which tree is the fastest of {at}? {HARM * (at == 3)}" for at in range(ITEMS)]
        Bank.of(library).keep([single(f"tree {at}", claim, domain=domain, stem=stem) for at, stem in enumerate(stems)])
    return hall


@pytest.fixture(scope="module")
def hall(place: Path) -> Hall:
    return lay_out(place)


@pytest.fixture(scope="module")
def url(hall: Hall) -> Iterator[str]:
    with serve(hall.place) as url:
        yield url


@pytest.fixture
def apart(tmp_path: Path, sample_library: Path) -> Hall:
    """One to kill or to change."""
    shutil.copytree(sample_library, tmp_path / "library")
    return lay_out(tmp_path)


def sit_at(tab: Tab, seat: Seat, at: int = 1) -> Any:
    page = tab.go(f"exam?sitting={seat.id}&at={at}")
    page.locator(".qw-grid [aria-current]").wait_for()
    tab.settle()
    return page


def key_of(seat: Seat, at: int) -> str:
    """The number key of the right option of an item."""
    asked = seat.sitting.order[at - 1].question
    return str(list(asked.options).index(asked.answer[0]) + 1)


def item_shown(page: Any, at: int) -> None:
    page.locator(f'.qw-grid [aria-current]:text-is("{at}")').wait_for()


def state_of(page: Any, at: int, state: str) -> None:
    """Wait until the grid says so of an item."""
    page.get_by_role("button", name=re.compile(f"^Item {at}, {state}$")).wait_for()


def hand_in(page: Any) -> None:
    page.get_by_role("button", name="Hand in", exact=False).last.click()
    page.get_by_role("dialog").get_by_role("button", name="Hand in now").click()
    page.locator(".qw-mark-told").wait_for()


def test_an_exam_outlives_a_reload_and_a_killed_server(chromium: Any, apart: Hall) -> None:
    with Server(apart.place) as server, tab_at(chromium, server.url) as tab:
        page = tab.go("exam")
        page.locator(".st-key-exam_begin_ten button").click()
        item_shown(page, 1)
        seat = apart.seat()
        for at in range(1, 5):
            item_shown(page, at)
            page.keyboard.press(key_of(seat, at))
            state_of(page, at, "answered")
            page.keyboard.press("n")
        item_shown(page, 5)
        page.reload()
        item_shown(page, 5)
        for at in range(1, 5):
            state_of(page, at, "answered")
        page.keyboard.press(key_of(seat, 5))
        state_of(page, 5, "answered")
        server.end(signal.SIGKILL)
        server.begin()
        page = sit_at(tab, seat, 5)
        tab.errors.clear()  # those of a server that was away
        for at in range(1, 6):
            state_of(page, at, "answered")
        assert page.get_by_role("radio", checked=True).count() == 1
        for at in range(6, 9):
            page.keyboard.press("n")
            item_shown(page, at)
            page.keyboard.press(key_of(seat, at))
            state_of(page, at, "answered")
        page.get_by_role("button", name=re.compile("^Hand in")).click()
        page.get_by_text("2 of 10 items are open").wait_for()
        page.get_by_role("button", name="Hand in now").click()
        page.get_by_text("8 of 10 right").wait_for()
        page.get_by_text("Passed: 80").wait_for()
        assert f"report={seat.id}" in page.url


def test_an_answer_given_while_the_server_is_away_is_recorded_once_it_is_back(chromium: Any, apart: Hall) -> None:
    with Server(apart.place) as server, tab_at(chromium, server.url) as tab:
        page = sit_at(tab, apart.begin())
        server.end(signal.SIGKILL)
        page.keyboard.press("1")
        page.locator('.qw-pick[aria-checked="true"]').wait_for()
        server.begin()
        state_of(page, 1, "answered")
        tab.errors.clear()  # those of a server that was away
        assert page.locator('.qw-pick[aria-checked="true"]').count() == 1
        shown = page.locator('.qw-pick[aria-checked="true"] .qw-letter').inner_text()
        assert apart.seat().sitting.order[0].answer == (shown,)


def test_when_the_time_is_up_the_report_comes_by_itself(tab: Tab, hall: Hall) -> None:
    seat = hall.begin(seconds_left=25)
    seat.do(ANSWERED, 1, list(seat.sitting.order[0].question.answer))
    page = tab.go(f"exam?sitting={seat.id}")
    page.get_by_role("timer").wait_for()
    page.get_by_text("its time ran out").wait_for(timeout=2 * PATIENCE)
    page.get_by_text("1 of 10 right").wait_for()
    assert f"report={seat.id}" in page.url


def test_items_are_flagged_and_jumped_to_by_keys(tab: Tab, hall: Hall) -> None:
    page = sit_at(tab, hall.begin())
    page.keyboard.press("f")
    state_of(page, 1, "open, flagged")
    page.keyboard.press("1")
    state_of(page, 1, "answered, flagged")
    page.locator(".qw-grid [aria-current]").focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    item_shown(page, 3)
    page.keyboard.press("p")
    item_shown(page, 2)
    page.keyboard.press("n")
    item_shown(page, 3)
    state_of(page, 1, "answered, flagged")


def test_two_tabs_sit_one_exam_and_neither_breaks(tab: Tab, hall: Hall, chromium: Any) -> None:
    seat = hall.begin()
    page = sit_at(tab, seat)
    with tab_at(chromium, tab.url) as other:
        there = sit_at(other, seat, 2)
        there.keyboard.press("1")
        state_of(there, 2, "answered")
        page.keyboard.press("1")
        state_of(page, 1, "answered")
        state_of(page, 2, "answered")
        hand_in(there)
        there.get_by_text("8 items were not answered").wait_for()
        page.keyboard.press("f")
        page.locator(".qw-mark-told").wait_for()


def test_other_pages_stay_within_reach_and_lead_back(tab: Tab, hall: Hall) -> None:
    seat = hall.begin()
    page = sit_at(tab, seat)
    page.keyboard.press("2")
    state_of(page, 1, "answered")
    page.get_by_role("link", name="Notes").first.click()
    page.get_by_role("heading", name="Notes", exact=True, level=1).wait_for()
    page.get_by_role("link", name="Exam").first.click()
    page.get_by_text("1 of 10 answered").wait_for()
    page.locator(".st-key-exam_go_on button").click()
    item_shown(page, 2)
    state_of(page, 1, "answered")


def test_a_report_tells_every_key_and_opens_its_note(tab: Tab, hall: Hall) -> None:
    seat = hall.begin()
    for at in (1, 2, 3):
        seat.do(ANSWERED, at, list(seat.sitting.order[at - 1].question.answer))
    seat.end()
    page = tab.go(f"exam?report={seat.id}")
    page.locator(".qw-entry").nth(9).wait_for()
    page.get_by_role("radio", name="Open (7)").click()
    page.wait_for_function("() => document.querySelectorAll('.qw-entry').length === 7")
    page.locator(".qw-entry [data-number]").first.click()
    page.locator("mark").first.wait_for()
    assert QUOTE in page.locator("mark").first.inner_text()
    page.get_by_role("button", name="All exams").click()
    page.locator('tr:has-text("3 of 10") [data-number]').first.click()
    page.get_by_text("3 of 10 right").wait_for()


def test_a_printed_report_holds_every_item_whole_and_nothing_else(tab: Tab, hall: Hall) -> None:
    seat = hall.begin()
    for at in range(1, 6):  # what is right is folded on the screen
        seat.do(ANSWERED, at, list(seat.sitting.order[at - 1].question.answer))
    seat.end()
    page = tab.go(f"exam?report={seat.id}")
    page.locator(".qw-entry").nth(9).wait_for()
    tab.settle()
    printed = pypdfium2.PdfDocument(BytesIO(page.pdf()))
    words = " ".join(" ".join(leaf.get_textpage().get_text_range() for leaf in printed).split())
    assert words.count("Why.") == ITEMS
    assert words.count("Which tree is the fastest of") == ITEMS
    assert "5 of 10 right" in words
    assert not {"Practise", "Download", "All exams"} & set(re.findall("Practise|Download|All exams", words))


def test_what_is_half_answered_outlives_a_reload_and_is_none_of_the_next_exam(
    chromium: Any,
    apart: Hall,
) -> None:
    with Library.open(apart.folder) as library:
        bank, exam = Bank.of(library), chosen_exam(library)
        assert exam
        bank.drop([one.id for one in bank.questions()])
        claim = Claim(QUOTE, (cited(library, "data-ingestion.md", QUOTE),))
        bank.keep(replace(one, domain=exam.blueprint.domains[0].name) for one in every_kind(claim))
    halves = {"multiple": '[aria-checked="true"]', "matching": ".qw-slot.qw-full", "ordering": ".qw-placed"}
    with serve(apart.place) as url, tab_at(chromium, url) as tab:
        seat = apart.begin()
        places = {item.question.kind: at for at, item in enumerate(seat.sitting.order, start=1)}
        for kind, half in halves.items():
            page = sit_at(tab, seat, places[kind])
            page.keyboard.press("a")
            page.wait_for_function("half => document.querySelectorAll(half).length === 1", arg=half)
            page.reload()
            page.locator(half).wait_for()
        page = sit_at(tab, seat, places["single"])
        page.keyboard.press("2")
        state_of(page, places["single"], "answered")
        later = apart.begin()
        for at, item in enumerate(later.sitting.order, start=1):
            page = sit_at(tab, later, at)
            page.locator(".qw-stem").wait_for()
            if item.question.kind in halves or item.question.kind == "single":
                assert page.locator(", ".join(halves.values())).count() == 0


def test_what_another_tab_answers_stands_where_an_item_is_shown_again(
    tab: Tab,
    hall: Hall,
    chromium: Any,
) -> None:
    seat = hall.begin()
    page = sit_at(tab, seat)
    page.keyboard.press("1")
    state_of(page, 1, "answered")
    with tab_at(chromium, tab.url) as other:
        there = sit_at(other, seat)
        with other.run():
            there.keyboard.press("2")
    page.keyboard.press("n")
    item_shown(page, 2)
    page.keyboard.press("p")
    item_shown(page, 1)
    page.locator('.qw-pick[aria-checked="true"][aria-keyshortcuts^="2"]').wait_for()


LOOKS = pytest.mark.parametrize("look", [{}, {"dark": True, "phone": True}], ids=["light", "dark phone"])


def walk(tab: Tab, hall: Hall) -> Iterator[str]:
    """Every state, one after the other."""
    seat = hall.begin()
    tab.go("exam")
    yield "goes on"
    page = sit_at(tab, seat)
    page.keyboard.press("1")
    state_of(page, 1, "answered")
    page.keyboard.press("f")
    state_of(page, 1, "answered, flagged")
    yield "sitting"
    page.get_by_role("button", name=re.compile("^Hand in")).click()
    page.get_by_role("button", name="Hand in now").wait_for()
    yield "handing in"
    page.get_by_role("button", name="Hand in now").click()
    page.locator(".qw-entry").nth(9).wait_for()
    yield "report"
    page.locator(".qw-entry [data-number]").first.click()
    page.locator("mark").first.wait_for()
    yield "report and note"
    hall.begin(seconds_left=200).end()
    tab.go("exam")
    page.locator(".qw-trend").wait_for()
    yield "start"


@LOOKS
def test_no_state_is_wider_than_the_screen(chromium: Any, url: str, hall: Hall, look: dict[str, bool]) -> None:
    with tab_at(chromium, url, **look) as tab:
        for name in walk(tab, hall):
            tab.settle()
            wide = tab.page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
            assert wide <= 0, name


@with_axe
@LOOKS
def test_no_state_has_a_serious_finding(chromium: Any, url: str, hall: Hall, look: dict[str, bool]) -> None:
    with tab_at(chromium, url, **look) as tab:
        found = {name: findings(tab) for name in walk(tab, hall)}
        assert not {name: what for name, what in found.items() if what}
