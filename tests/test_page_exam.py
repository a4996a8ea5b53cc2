"""Exam, by the page's script: what is offered, an exam that is sat and reported, and what may be odd about it."""

import re
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from page_desk import PageDesk, button, html_of
from questions import cited, single, use_drafts
from streamlit.testing.v1 import AppTest

from quotewise.assistant.claim import Claim
from quotewise.assistant.exam.blueprint import Blueprint
from quotewise.assistant.exam.chosen import choose_exam, chosen_exam, drop_exam
from quotewise.assistant.practice import quiz
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.study.log import StudyLog
from quotewise.assistant.study.sitting import ANSWERED, BEGUN, ENDED, FLAGGED, VISITED
from quotewise.index.progress import Event, now
from quotewise.ui import sitting_start
from quotewise.ui.learner import study_log
from quotewise.ui.page import writing_job
from quotewise.ui.seat import Seat

QUOTE = "one shard takes in 1 MB/s or 1,000 records/s"
ASH = """
code = "ASH-1"
title = "Ash & <b>bark</b>"
minutes = 30
items = 6
scale = [0, 100]
pass_mark = 50
{more}
[[domains]]
name = "Ash"
weight = 1
about = ["trees"]
"""
Sit = Callable[..., Seat]


@pytest.fixture
def desk(page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch) -> PageDesk:
    """A desk with an exam of six items and a bank of twelve."""
    use_drafts(monkeypatch, [])
    choose(page_desk)
    fill(page_desk, 12)
    return page_desk


def choose(desk: PageDesk, more: str = "") -> None:
    file = Path(desk.folder).with_name("ash.toml")
    file.write_text(ASH.format(more=more))
    choose_exam(desk.library(), str(file))


def fill(desk: PageDesk, count: int) -> None:
    claim = Claim(QUOTE, (cited(desk.library(), "data-ingestion.md", QUOTE),))
    Bank.of(desk.library()).keep([single(f"tree {at}", claim, domain="Ash") for at in range(count)])


def log_of(desk: PageDesk) -> StudyLog:
    return study_log(desk.library().uuid)


@pytest.fixture
def sit(desk: PageDesk) -> Sit:
    """Begin an exam, so long ago in minutes."""

    def begin(ago: float = 0.0) -> Seat:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sitting_start, "now", lambda: now() - timedelta(minutes=ago))
            log, past = log_of(desk), sitting_start.past_of(log_of(desk))
            blueprint = chosen_blueprint(desk)
            form = sitting_start.form_of(Bank.of(desk.library()).questions(), blueprint, "full", past)
            return sitting_start.take_seat(log, form, "full", blueprint)

    return begin


def chosen_blueprint(desk: PageDesk) -> Blueprint:
    chosen = chosen_exam(desk.library())
    assert chosen
    return chosen.blueprint


def keys(seat: Seat) -> list[list[str]]:
    return [list(item.question.answer) for item in seat.sitting.order]


def test_what_is_offered_says_its_length_and_what_is_ready(desk: PageDesk) -> None:
    tab = desk.visit("exam")
    told = html_of(tab)
    assert "6 items · 30 minutes" in told
    assert "3 items · 15 minutes" in told
    assert told.count("All of them are ready.") == 3
    assert "50 of 100 to pass" in told
    assert "Ash &amp; &lt;b&gt;bark&lt;/b&gt;" in told


def test_an_exam_is_begun_and_stands_in_the_address(desk: PageDesk) -> None:
    tab = desk.visit("exam")
    tab.button(key="exam_begin_half").click().run()
    (begun,) = log_of(desk).progress.events(BEGUN)
    assert address(tab, "sitting") == begun.session
    assert "Item 1 of 3" in html_of(tab)
    again = desk.visit("exam")
    assert "An exam goes on" in html_of(again)
    assert not any("Begin" in one.label for one in again.button)
    again.button(key="exam_go_on").click().run()
    assert address(again, "sitting") == begun.session


def test_items_are_gone_through_and_flagged_and_time_is_kept(desk: PageDesk, sit: Sit) -> None:
    seat = sit()
    tab = desk.visit("exam", sitting=seat.id)
    assert button(tab, "Previous").disabled
    tab.button(key="exam_flag").click().run()
    button(tab, "Next").click().run()
    assert "Item 2 of 6" in html_of(tab)
    assert [item.flagged for item in seat.sitting.order] == [True, *[False] * 5]
    (visit,) = log_of(desk).progress.events(VISITED)
    assert visit.about == seat.sitting.order[0].question.id
    assert 0 <= visit.body["seconds"] < 60


def test_when_the_time_is_up_the_report_comes_by_itself(desk: PageDesk, sit: Sit) -> None:
    seat = sit(ago=31)
    tab = desk.visit("exam", sitting=seat.id)
    assert address(tab, "report") == seat.id
    assert "its time ran out" in html_of(tab)
    assert "Not passed: 0" in html_of(tab)


def test_the_report_tells_right_of_asked_and_every_key(desk: PageDesk, sit: Sit) -> None:
    seat = sit()
    right = keys(seat)
    for at in (1, 2, 3):
        seat.do(ANSWERED, at, right[at - 1])
    seat.do(ANSWERED, 4, [next(letter for letter in "ABCD" if letter not in right[3])])
    seat.do(FLAGGED, 4, True)
    seat.do(VISITED, 5, 42.0)
    seat.end()
    tab = desk.visit("exam", report=seat.id)
    told = html_of(tab)
    assert "Passed: 50" in told
    assert "3 of 6 right" in told
    assert "42 s · item 5, wrong" in told
    assert re.search(r"<th[^>]*>Ash</th><td>100%</td><td>3 of 6</td>", told)
    assert "Practise the wrong ones (3)" in tab.button(key="exam_again").label
    assert {"All (6)", "Wrong (1)", "Open (2)", "Flagged (1)"} <= set(tab.segmented_control[0].options)
    tab.button(key="exam_again").click().run()
    assert not tab.exception
    assert "The wrong ones again" in [one.value for one in tab.title]


def test_an_exam_taken_in_from_elsewhere_can_do_nothing(desk: PageDesk, sit: Sit) -> None:
    seat = sit()
    seat.do(ANSWERED, 1, keys(seat)[0])
    seat.end()
    (begun,) = log_of(desk).progress.events(BEGUN)
    harm, session = "<img src=x onerror=alert(1)>", str(uuid.uuid4())
    items = [dict(one) for one in begun.body["items"]]
    items[0] |= {"options": {harm: "one", "B": "two"}, "answer": [harm], "why_not": {}, "domain": harm, "id": ""}
    log = log_of(desk).progress
    log.append(Event(BEGUN, {**begun.body, "title": "![x](http://a.example/x)", "items": items}, session))
    log.append(Event(ANSWERED, {"answer": [{"no": "answer"}, 5]}, session, items[1]["id"]))
    log.append(Event(ENDED, {"why": harm}, session))
    tab = desk.visit("exam", report=session)
    assert not tab.exception
    assert "<img" not in html_of(tab)
    assert tab.title[0].value.startswith("\\!")


def test_places_that_come_again_are_gone_through_once() -> None:
    def opening() -> None:
        from quotewise.assistant import Citation
        from quotewise.ui.page.note_view import open_note

        first, second = (Citation("a.md", at, at + 1, "x", "file") for at in (0, 1))
        open_note(first, (first, second, first))

    tab = AppTest.from_function(opening).run()
    assert not tab.exception
    assert [one.start for one in tab.session_state["open_among"]] == [0, 1]


def test_what_is_done_after_it_was_handed_in_elsewhere_is_told_calmly(desk: PageDesk, sit: Sit) -> None:
    seat = sit()
    tab = desk.visit("exam", sitting=seat.id)
    seat.end()
    tab.button(key="exam_flag").click().run()
    assert not tab.exception
    assert address(tab, "report") == seat.id


def test_a_pause_stops_the_clock_where_the_exam_has_them(desk: PageDesk, sit: Sit) -> None:
    assert not any(one.key == "exam_pause" for one in desk.visit("exam", sitting=sit().id).button)
    sit().end()
    choose(desk, "pauses = true")
    seat = sit()
    tab = desk.visit("exam", sitting=seat.id)
    tab.button(key="exam_pause").click().run()
    assert seat.sitting.paused
    tab.run()
    tab.button(key="exam_resume").click().run()
    assert not seat.sitting.paused


def test_results_are_a_table_with_a_line(desk: PageDesk, sit: Sit) -> None:
    assert "Exams you sat" not in [one.value for one in desk.visit("exam").subheader]
    for _ in range(2):
        sit().end()
    tab = desk.visit("exam")
    assert "Exams you sat" in [one.value for one in tab.subheader]
    assert 'aria-label="Right, exam by exam: 0%, 0%"' in html_of(tab)


def test_one_whose_time_ran_out_unseen_is_among_those_that_were_sat(desk: PageDesk, sit: Sit) -> None:
    sit(ago=31)
    tab = desk.visit("exam")
    assert "goes on" not in html_of(tab)
    assert "Exams you sat" in [one.value for one in tab.subheader]


def test_of_the_three_forms_one_stands_out(desk: PageDesk) -> None:
    begins = [one for one in desk.visit("exam").button if one.label == "Begin"]
    assert [one.proto.type for one in begins] == ["primary", "secondary", "secondary"]


@pytest.mark.parametrize("where", [{"sitting": "x"}, {"report": str(uuid.uuid4())}, {"sitting": "../..", "at": "9"}])
def test_an_address_of_no_exam_offers_what_there_is(desk: PageDesk, where: dict[str, str]) -> None:
    tab = desk.visit("exam", **where)
    assert not tab.exception
    assert "All of them are ready." in html_of(tab)


@pytest.mark.parametrize("at", ["0", "7", "-1", "x", "1e9", "99999999"])
def test_an_address_of_no_item_shows_the_first_open_one(desk: PageDesk, sit: Sit, at: str) -> None:
    seat = sit()
    seat.do(ANSWERED, 1, ["A"])
    assert "Item 2 of 6" in html_of(desk.visit("exam", sitting=seat.id, at=at))


def test_another_learners_exam_is_not_shown(desk: PageDesk, sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = sit()
    monkeypatch.setenv("QUOTEWISE_LEARNER", "ann")
    told = html_of(desk.visit("exam", sitting=seat.id))
    assert "Item 1" not in told
    assert "goes on" not in told


def test_without_an_exam_there_is_a_way_to_choose_one(page_desk: PageDesk) -> None:
    tab = page_desk.visit("exam")
    assert not tab.exception
    assert "goes by the exam you are preparing for" in html_of(tab)
    tab.button(key="choose_exam").click().run()
    assert not tab.exception
    assert "Exam" in [one.label for one in tab.radio]


def test_an_exam_that_goes_on_is_gone_on_with_though_its_exam_is_chosen_no_more(desk: PageDesk, sit: Sit) -> None:
    sit()
    drop_exam(desk.library())
    assert button(desk.visit("exam"), "Go on")


def test_too_few_questions_are_written_first_and_then_it_begins(
    page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(page_desk)
    fill(page_desk, 4)
    claim = Claim(QUOTE, (cited(page_desk.library(), "data-ingestion.md", QUOTE),))
    more = [single(f"new {at}", claim, domain="Ash", stem=f"Which new {at} is it?") for at in range(9)]
    use_drafts(monkeypatch, more)
    monkeypatch.setattr(quiz, "tagged", lambda drafts, library: drafts)
    tab = page_desk.visit("exam")
    assert "4 of 6 are ready." in html_of(tab)
    assert "about a minute" in tab.button(key="exam_write_full").label
    assert button(tab, "Begin with these 4").proto.type == "secondary"
    tab.button(key="exam_write_full").click().run()
    wait(tab, page_desk)
    (begun,) = log_of(page_desk).progress.events(BEGUN)
    assert len(begun.body["items"]) == 6
    assert address(tab, "sitting") == begun.session


def test_notes_that_give_no_more_begin_with_what_there_is_and_say_so(
    page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_drafts(monkeypatch, [])
    choose(page_desk)
    fill(page_desk, 4)
    tab = page_desk.visit("exam")
    tab.button(key="exam_write_full").click().run()
    wait(tab, page_desk)
    (begun,) = log_of(page_desk).progress.events(BEGUN)
    assert len(begun.body["items"]) == 4
    assert "4 of 6 items" in html_of(tab)


def test_writing_that_is_stopped_begins_nothing_and_says_so(
    page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(page_desk)
    fill(page_desk, 4)

    def endless(*_: Any, progress: quiz.Progress, **__: Any) -> None:
        while True:
            progress(quiz.STAGE, 1, 6)
            threading.Event().wait(0.01)

    monkeypatch.setattr(quiz, "top_up", endless)
    tab = page_desk.visit("exam")
    tab.button(key="exam_write_full").click().run()
    assert "The exam begins when they are written" in html_of(tab)
    assert not any("Begin" in one.label for one in tab.button)
    button(tab, "Stop").click().run()
    wait(tab, page_desk)
    assert "Stopped" in tab.info[0].value
    assert "4 of 6 are ready." in html_of(tab)
    assert not log_of(page_desk).progress.events(BEGUN)
    tab.button(key="exam_begin_full").click().run()
    assert "Item 1 of 4" in html_of(tab)


@pytest.mark.parametrize("named", ["sitting", "report"])
def test_an_exam_that_is_not_here_is_told_and_leaves_the_address(desk: PageDesk, named: str) -> None:
    tab = desk.visit("exam", **{named: str(uuid.uuid4())})
    assert "That exam is not here" in tab.info[0].value
    assert named not in tab.query_params
    assert not tab.run().info


def address(tab: AppTest, name: str) -> str:
    value = tab.query_params[name]
    return value if isinstance(value, str) else value[0]


def wait(tab: AppTest, desk: PageDesk) -> None:
    """Until the questions are written, and what follows is drawn."""
    writing_job.job_of(desk.library()).wait(60)
    tab.run()
