"""The page's bank grows unasked, gives way to everything else, and asks nothing twice before all was asked."""

import threading
import time
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from page_desk import PATIENCE, PageDesk, button, html_of
from questions import cited, single, use_drafts
from streamlit.testing.v1 import AppTest
from test_page_practise import answer, card

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.quiz import BATCH
from quotewise.ui.page.growth import Growth, growth_of
from quotewise.ui.page.ingest_job import job_of, start_reading
from quotewise.ui.page.listening import ANSWERING, is_answering

QUOTE = "one shard takes in 1 MB/s or 1,000 records/s"
STOCK = 2 * BATCH
WHOLE = 50 * BATCH  # a stock that is never reached


@pytest.fixture
def claim(page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch) -> Claim:
    monkeypatch.setenv("QUOTEWISE_QUESTIONS", str(STOCK))
    monkeypatch.setattr("quotewise.ui.page.growth.REST", 0.0)
    monkeypatch.setattr("quotewise.ui.page.practice_growth.LOW", 1.0)  # filled up as soon as one is lacking
    return Claim(QUOTE, (cited(page_desk.library(), "data-ingestion.md", QUOTE),))


@pytest.fixture
def begun(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Without an end there is something to write; a number for each time that writing began."""
    seen: list[int] = []

    def write(library: object, **settings: object) -> Iterator[Question]:
        seen.append(len(seen))
        return (single(f"number {number}", claim) for number in count())

    use_drafts(monkeypatch, [])
    monkeypatch.setattr("quotewise.assistant.practice.quiz.write_questions", write)
    return seen


def growth(desk: PageDesk) -> Growth:
    return growth_of(desk.library())


def kept(desk: PageDesk) -> list[Question]:
    return Bank.of(desk.library()).questions()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def grown(desk: PageDesk, page: str = "practise") -> AppTest:
    """The page when what it wrote unasked is written."""
    desk.visit(page)
    growth(desk).job.wait(PATIENCE)
    return desk.visit(page)


def test_questions_are_written_unasked_until_enough_wait(page_desk: PageDesk, begun: list[int]) -> None:
    tab = grown(page_desk, "ask")
    assert len(kept(page_desk)) == STOCK
    tab.switch_page("practise.py").run()
    assert f"{STOCK} never answered" in html_of(tab)
    assert not growth(page_desk).job.running
    assert len(begun) == 1


def test_tabs_and_reruns_begin_no_second_writing(
    page_desk: PageDesk, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTEWISE_QUESTIONS", str(WHOLE))
    first, second = page_desk.visit("practise"), page_desk.visit("practise")
    assert "being written" in html_of(second)
    first.run()
    assert len(begun) <= 1


def test_a_round_begins_with_what_is_ready_while_more_are_written(
    page_desk: PageDesk, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTEWISE_QUESTIONS", str(WHOLE))
    page_desk.visit("practise")
    until(lambda: growth(page_desk).job.done >= BATCH)
    tab = page_desk.visit("practise").button(key="begin_new").click().run()
    asked = card(tab)["id"]
    until(lambda: growth(page_desk).job.done >= 3 * BATCH)
    assert card(tab.run())["id"] == asked


def test_writing_goes_on_only_when_an_answer_is_given(
    page_desk: PageDesk, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTEWISE_QUESTIONS", str(WHOLE))
    looks: list[bool] = []

    def look() -> bool:
        looks.append(is_answering())
        return looks[-1]

    monkeypatch.setattr("quotewise.ui.page.growth.is_answering", look)
    page_desk.visit()
    until(lambda: growth(page_desk).job.done > 0)
    given = threading.Event()
    answering = threading.Thread(target=given.wait, name=ANSWERING)
    answering.start()
    waits = looks.count(True)
    until(lambda: looks.count(True) > waits)  # the batch in hand ended
    before, waits = len(kept(page_desk)), looks.count(True)
    until(lambda: looks.count(True) > waits + 2)
    assert len(kept(page_desk)) == before
    given.set()
    answering.join()
    until(lambda: len(kept(page_desk)) > before)


def test_an_ingestion_ends_the_writing_and_after_it_writing_begins_again(
    page_desk: PageDesk, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTEWISE_QUESTIONS", str(WHOLE))
    page_desk.visit("practise")
    until(lambda: growth(page_desk).job.done > 0)
    start_reading(page_desk.library(), [page_desk.folder / "none"])
    job_of(page_desk.library()).wait(PATIENCE)
    assert not growth(page_desk).job.running
    page_desk.visit("practise")
    assert growth(page_desk).job.running


def test_what_the_reader_stops_begins_again_only_when_asked_to(
    page_desk: PageDesk, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTEWISE_QUESTIONS", str(WHOLE))
    button(page_desk.visit("practise"), "Stop writing").click().run()
    growth(page_desk).job.wait(PATIENCE)
    tab = page_desk.visit("practise")
    assert not growth(page_desk).job.running
    assert "No more are written for now" in html_of(tab)
    button(tab, "Go on writing").click().run()
    assert growth(page_desk).job.running


def test_notes_that_give_no_more_say_what_was_looked_for_and_are_not_read_over_and_over(
    page_desk: PageDesk, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_drafts(monkeypatch, [single("one", claim), single("bad", claim, stem="Bad?")])
    tab = grown(page_desk)
    assert "Your notes give no more questions for now" in html_of(tab)
    assert "table rows: " in html_of(tab)
    assert "leans on often, usually, quite and the like: 1" in html_of(tab)
    assert not growth(page_desk).job.running


def test_an_error_is_told_calmly_and_the_rest_of_the_page_goes_on(page_desk: PageDesk, claim: Claim) -> None:
    page_desk.folder.joinpath("questions.jsonl").mkdir()
    assert not page_desk.visit("ask").error
    assert "cannot be read" in page_desk.visit("practise").error[0].value


def test_the_page_asks_none_twice_before_all_were_asked(page_desk: PageDesk, begun: list[int]) -> None:
    tab, asked = grown(page_desk), list[str]()
    for _ in range(2):
        next(box for box in tab.selectbox if box.label == "How many").set_value(5)
        tab = button(tab.run(), "Begin this").click().run()
        for at in range(5):
            asked.append(card(tab)["id"].partition("_")[2].partition("_")[2])
            answer(tab)
            tab.query_params["at"] = str(at + 1)
            tab.run()
        tab = button(tab, "Another round").click().run()
    assert len(asked) == len(set(asked)) == 10


def test_a_question_that_is_reported_and_taken_out_is_not_written_again(page_desk: PageDesk, begun: list[int]) -> None:
    tab = grown(page_desk).button(key="begin_new").click().run()
    before = {question.id for question in kept(page_desk)}
    tab = button(tab, "Report").click().run()
    tab.text_area[0].set_value("Two of these are right.")
    tab.checkbox[0].check()
    button(tab, "Report it").click().run()
    (gone,) = before - {question.id for question in kept(page_desk)}
    growth(page_desk).job.wait(PATIENCE)
    grown(page_desk)
    assert len(kept(page_desk)) >= STOCK
    assert gone not in {question.id for question in kept(page_desk)}
