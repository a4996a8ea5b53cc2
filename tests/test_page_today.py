"""Today on the page: where the learner stands, and the way on from there."""

from datetime import date, timedelta

from page_desk import PageDesk, button, html_of
from questions import cited, single

from quotewise.assistant.claim import Claim
from quotewise.assistant.exam.chosen import choose_exam
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.study.log import StudyLog
from quotewise.index.progress import NAME, Event, Progress

QUOTE = "one shard takes in 1 MB/s or 1,000 records/s"
ROUND = "6f9d5d5e-7d0b-5a0e-9c39-5b5c6a2f7a12"


def answer(desk: PageDesk, *, sure: bool = True) -> None:
    """Keep a question on the sample notes, and a wrong answer to it."""
    claim = Claim(QUOTE, (cited(desk.library(), "data-ingestion.md", QUOTE),))
    question = single("one", claim)
    Bank.of(desk.library()).keep([question])
    log = StudyLog(Progress(desk.data / NAME), desk.library().uuid)
    log.answer(ROUND, question, tuple(question.wrong[:1]), "sure" if sure else "guess", 4)


def test_without_an_answer_or_an_exam_it_says_what_to_do(page_desk: PageDesk) -> None:
    tab = page_desk.visit("today")
    assert not tab.exception
    assert "No exam is chosen" in html_of(tab)
    assert button(tab, "Practise").disabled


def test_an_empty_library_asks_for_notes(empty_desk: PageDesk) -> None:
    tab = empty_desk.visit("today")
    assert not tab.exception
    assert button(tab, "Read the sample notes")


def test_what_was_wrong_while_sure_leads_to_the_notes(page_desk: PageDesk) -> None:
    answer(page_desk)
    choose_exam(page_desk.library(), "MLA-C02", date.today() + timedelta(days=5))
    tab = page_desk.visit("today")
    assert "in 5 days" in html_of(tab)
    assert "Not enough answers yet" in html_of(tab)
    assert "Wrong while you were sure" in [found.value for found in tab.subheader]
    tab = tab.button(key="again_0").click().run()
    assert "<mark>" in html_of(tab)


def test_a_session_aimed_at_what_goes_wrong_begins_at_a_click(page_desk: PageDesk) -> None:
    answer(page_desk)
    tab = button(page_desk.visit("today"), "Practise what goes wrong").click().run()
    assert "Question 1 of 1" in html_of(tab)


def test_what_was_asked_in_vain_is_a_note_to_write_and_shown_as_words(page_desk: PageDesk) -> None:
    body = {"question": "<img src=x onerror=alert(1)>?", "reason": "not_in_notes"}
    Progress(page_desk.data / NAME).append(Event("refused", body, library=page_desk.library().uuid))
    tab = page_desk.visit("today")
    assert "Asked, and not in your notes (1)" in [found.label for found in tab.expander]
    assert "<img" not in html_of(tab)


def test_a_broken_record_is_told(page_desk: PageDesk) -> None:
    page_desk.data.mkdir(parents=True, exist_ok=True)
    (page_desk.data / NAME).write_bytes(b"no database at all" * 99)
    tab = page_desk.visit("today")
    assert not tab.exception
    assert "move the file away" in tab.error[0].value
