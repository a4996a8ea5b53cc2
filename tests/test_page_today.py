"""Today on the page: where the learner stands, what to do now, and the way to the first questions."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid5

import pytest
from page_desk import PATIENCE, PageDesk, button, html_of
from questions import cited, single
from streamlit.testing.v1 import AppTest

from quotewise.assistant.claim import Claim
from quotewise.assistant.exam.blueprint import open_blueprint, packaged, text_of
from quotewise.assistant.exam.chosen import choose_exam, chosen_exam
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.history import history, streak
from quotewise.assistant.study.log import StudyLog
from quotewise.assistant.study.plan import Step
from quotewise.assistant.study.readiness import LEAST, DomainScore
from quotewise.index.progress import NAME, Event, Progress, now
from quotewise.ui.page import exam_choice, figures
from quotewise.ui.page.job import UNFORESEEN
from quotewise.ui.page.markup import label
from quotewise.ui.page.today_charts import domain_chart
from quotewise.ui.page.today_plan import row
from quotewise.ui.planning import KEPT

QUOTE = "one shard takes in 1 MB/s or 1,000 records/s"
ROUND = UUID("6f9d5d5e-7d0b-5a0e-9c39-5b5c6a2f7a12")
DAY = timedelta(days=1)


def log_of(desk: PageDesk) -> StudyLog:
    return StudyLog(Progress(desk.data / NAME), desk.library().uuid)


def questions(desk: PageDesk, *names: str) -> list[Question]:
    """Questions on the sample notes, kept in the bank."""
    claim = Claim(QUOTE, (cited(desk.library(), "data-ingestion.md", QUOTE),))
    made = [single(name, claim) for name in names]
    Bank.of(desk.library()).keep(made)
    return made


def answer(desk: PageDesk, *, back: Sequence[int] = (0,), right: bool = False) -> None:
    """A question kept, and an answer to it so many days ago, each sure."""
    (question,) = questions(desk, "one")
    log = log_of(desk)
    given = question.answer if right else tuple(question.wrong[:1])
    for days in back:
        event = log.answered(str(uuid5(ROUND, str(days))), question, given, "sure", 4, "quiz")
        log.progress.append(replace(event, at=now() - days * DAY))


def counted(desk: PageDesk) -> AppTest:
    """Today once its figures are counted."""
    tab = desk.visit("today")
    desk.counted()
    return tab.run()


def test_who_begins_is_led_by_three_steps(empty_desk: PageDesk) -> None:
    tab = empty_desk.visit("today")
    assert not tab.exception
    assert html_of(tab).count(", to do") == 3
    assert button(tab, "Read the sample notes")
    assert button(tab, "Choose")


def test_steps_are_ticked_off_as_they_are_done(page_desk: PageDesk) -> None:
    choose_exam(page_desk.library(), "MLA-C02", date.today() + 5 * DAY)
    assert html_of(page_desk.visit("today")).count(", done") == 2
    tab = page_desk.visit("today")
    assert button(tab, "Write 5 questions")
    questions(page_desk, *"abcdef")
    tab = button(page_desk.visit("today"), "Answer the first 5").click().run()
    assert tab.query_params["round"]


def test_figures_are_told_after_the_first_answer(page_desk: PageDesk) -> None:
    answer(page_desk)
    choose_exam(page_desk.library(), "MLA-C02", date.today() + 5 * DAY)
    shown = html_of(counted(page_desk))
    assert "<strong>5 days</strong>" in shown
    assert f"<strong>Not enough answers yet</strong><span>Answer about {LEAST} more questions</span>" in shown
    assert "%</strong>" not in shown


def test_without_an_exam_nothing_is_said_of_readiness_and_one_can_be_chosen(page_desk: PageDesk) -> None:
    answer(page_desk)
    tab = counted(page_desk)
    assert "it takes an exam to be ready for" in html_of(tab)
    tab = button(tab, "Choose your exam").click().run()
    tab.radio(key=exam_choice.WANTED).set_value("SY0-701").run()
    tab.date_input(key=exam_choice.DAY).set_value(date.today() + 9 * DAY).run()
    button(tab, "Keep").click().run()
    page_desk.counted()
    chosen = chosen_exam(page_desk.library())
    assert chosen
    assert chosen.blueprint.code == "SY0-701"
    assert chosen.planned == date.today() + 9 * DAY


def test_days_are_told_without_an_exam_too(page_desk: PageDesk) -> None:
    answer(page_desk, back=(0, 1, 2))
    tab = counted(page_desk)
    assert not tab.exception
    assert "right of what was answered" in html_of(tab)
    assert "pass mark" not in html_of(tab)


@pytest.mark.parametrize(("text", "fault"), [(b"code = ", "is no TOML"), (b'code = "X"', "domains: it is missing")])
def test_a_file_that_is_no_exam_is_refused_with_its_fault(page_desk: PageDesk, text: bytes, fault: str) -> None:
    answer(page_desk)
    tab = button(counted(page_desk), "Choose your exam").click().run()
    tab = tab.radio(key=exam_choice.WANTED).set_value(exam_choice.OWN).run()
    tab = tab.file_uploader[0].set_value(("mine.toml", text, "application/toml")).run()
    assert fault in tab.error[0].value.replace("\\", "")
    assert button(tab, "Keep").disabled


def test_an_exam_of_ones_own_is_chosen_by_its_file(page_desk: PageDesk) -> None:
    answer(page_desk)
    tab = button(counted(page_desk), "Choose your exam").click().run()
    tab = tab.radio(key=exam_choice.WANTED).set_value(exam_choice.OWN).run()
    text = text_of("ALGORITHMS-101").replace("ALGORITHMS-101", "MY-101")
    tab = tab.file_uploader[0].set_value(("mine.toml", text.encode(), "application/toml")).run()
    button(tab, "Keep").click().run()
    page_desk.counted()
    chosen = chosen_exam(page_desk.library())
    assert chosen
    assert chosen.blueprint.code == "MY-101"


def test_an_exam_that_ended_is_told(page_desk: PageDesk) -> None:
    answer(page_desk)
    choose_exam(page_desk.library(), "MLS-C01", date.today() + DAY)
    assert "MLS-C01 ended on" in html_of(counted(page_desk))


def test_once_the_day_has_passed_it_asks_how_it_went_and_keeps_that(page_desk: PageDesk) -> None:
    answer(page_desk)
    day = date.today() - 2 * DAY
    choose_exam(page_desk.library(), "MLA-C02", day)
    tab = counted(page_desk)
    assert "2 days ago" in html_of(tab)
    tab = button(tab, "I passed").click().run()
    assert "You passed" in html_of(tab)
    assert log_of(page_desk).passed("MLA-C02", day) is True


def test_what_was_wrong_while_sure_leads_to_the_notes(page_desk: PageDesk) -> None:
    answer(page_desk)
    tab = counted(page_desk)
    assert "Wrong while you were sure" in [found.value for found in tab.subheader]
    tab = tab.button(key="read_sure_0").click().run()
    assert "<mark>" in html_of(tab)


def test_what_was_wrong_is_asked_again_at_a_click(page_desk: PageDesk) -> None:
    answer(page_desk)
    tab = counted(page_desk).button(key="quiz_sure_0").click().run()
    assert tab.query_params["round"]


def test_the_one_button_says_what_is_due_and_how_long_it_takes(page_desk: PageDesk) -> None:
    answer(page_desk, back=(3,))
    label = counted(page_desk).button(key="primary").label
    assert label.startswith("Study now")
    assert "min" in label


def test_days_in_a_row_are_local_ones_and_today_may_still_come(page_desk: PageDesk) -> None:
    answer(page_desk, back=(1, 2, 3, 5))
    shown = html_of(counted(page_desk))
    assert "<strong>3</strong><span>today still to come</span>" in shown


def test_a_day_without_an_answer_ends_the_days_in_a_row() -> None:
    today = date(2026, 3, 1)
    assert streak({today, today - DAY, today - 3 * DAY}, today) == 2
    assert streak({today - DAY, today - 2 * DAY}, today) == 2
    assert streak({today - 2 * DAY}, today) == 0


def test_far_days_are_told_by_week_and_what_is_dated_later_is_todays(page_desk: PageDesk) -> None:
    answer(page_desk, back=(-2, 0, 1), right=True)
    today = date.today()
    by_day = history(log_of(page_desk).answers(), today)
    assert [(one.day, one.asked, one.right) for one in by_day] == [(today - DAY, 1, 1), (today, 2, 2)]
    by_week = history(log_of(page_desk).answers(), today + 60 * DAY)
    assert all(one.day.weekday() == 0 for one in by_week)


def test_what_was_asked_in_vain_is_a_note_to_write_and_shown_as_words(page_desk: PageDesk) -> None:
    answer(page_desk)
    body = {"question": "<img src=x onerror=alert(1)>?", "reason": "not_in_notes"}
    Progress(page_desk.data / NAME).append(Event("refused", body, library=page_desk.library().uuid))
    shown = html_of(counted(page_desk))
    assert "Asked, and not in your notes (1)" in shown
    assert "<img" not in shown


def test_a_broken_record_is_told(page_desk: PageDesk) -> None:
    page_desk.data.mkdir(parents=True, exist_ok=True)
    (page_desk.data / NAME).write_bytes(b"no database at all" * 99)
    tab = page_desk.visit("today")
    assert not tab.exception
    assert "move the file away" in tab.error[0].value


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_figures_that_cannot_be_counted_are_told_and_counted_again_at_a_click(
    page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    answer(page_desk)
    with monkeypatch.context() as patched:
        patched.setattr(figures, "count", fail)
        tab = counted(page_desk)
    assert [one.value for one in tab.error] == [label(UNFORESEEN)]
    button(tab, "Try again").click().run()
    page_desk.counted()
    tab = tab.run()
    assert not tab.error
    assert "Wrong while you were sure" in [found.value for found in tab.subheader]


def test_a_plan_that_takes_longer_than_the_page_waits_is_waited_for(
    page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = threading.Event()

    def plan(*_: object) -> figures.DayPlan:
        made.wait(PATIENCE)
        return figures.DayPlan((), "Nothing is planned.")

    answer(page_desk)
    page_desk.library().remember({KEPT: "{}"})
    monkeypatch.setattr(figures, "plan_today", plan)
    tab = page_desk.visit("today")
    figures.kept_now().figures.job.wait(PATIENCE)
    assert "As of before; counting anew" in html_of(tab.run())
    made.set()
    shown = html_of(counted(page_desk))
    assert "Nothing is planned." in shown
    assert "As of before; counting anew" not in shown


def test_a_choice_made_while_the_last_is_kept_is_not_lost_without_a_word(page_desk: PageDesk) -> None:
    answer(page_desk)
    tab = button(counted(page_desk), "Choose your exam").click().run()
    tab.radio(key=exam_choice.WANTED).set_value("SY0-701").run()
    kept = threading.Event()
    job = exam_choice.job_of(page_desk.library())

    def keep(report: object) -> None:
        kept.wait(PATIENCE)

    assert job.start(keep, "keeping it")
    tab = button(tab, "Keep").click().run()
    assert "still being kept" in tab.warning[0].value
    kept.set()
    job.wait()
    button(tab, "Keep").click().run()
    page_desk.counted()
    assert chosen_exam(page_desk.library())


def test_the_review_that_was_planned_says_what_is_due_now_until_it_is_done() -> None:
    step = Step("review", 25, 50)
    half_done = figures.DayPlan((), done={"review": 22})
    assert "Review 28 that are due, about 14 min" in row(step, half_done, 28)
    assert "done</span>" not in row(step, figures.DayPlan((), done={"review": 30}), 20)
    assert "done</span>" in row(step, half_done, 0)


def test_a_domain_is_named_with_its_weight_and_no_mark_stands_for_that() -> None:
    chart = domain_chart([DomainScore("Data", 0.28, 0, 0, 0.0, 0.0, 0.0)])
    assert chart["data"]["values"][0]["told"].startswith("Data (28%)")
    assert [layer["mark"]["type"] for layer in chart["layer"]] == ["bar", "bar", "bar", "rule"]


def test_a_record_that_is_garbage_is_set_aside_at_a_click_and_nothing_of_it_lost(page_desk: PageDesk) -> None:
    page_desk.library()
    page_desk.data.mkdir(parents=True, exist_ok=True)
    (page_desk.data / NAME).write_bytes(b"garbage" * 1000)
    tab = page_desk.visit("today")
    assert NAME in tab.error[0].value.replace("\\", "")
    tab = button(tab, "Set it aside").click().run()
    assert not tab.error
    assert not tab.exception
    (aside,) = page_desk.data.glob(f"{NAME}.aside-*")
    assert aside.read_bytes() == b"garbage" * 1000


def test_a_library_that_was_deleted_under_the_page_is_begun_anew(page_desk: PageDesk) -> None:
    answer(page_desk)
    tab = counted(page_desk)
    for file in page_desk.folder.glob("*"):
        file.unlink()
    tab = tab.run()
    assert not tab.error
    assert button(tab, "Read the sample notes")


def test_each_exam_to_choose_bears_its_own_dates_and_length(page_desk: PageDesk) -> None:
    radio = button(page_desk.visit("today"), "Choose").click().run().radio(key=exam_choice.WANTED)
    shown = dict(zip(radio.options, radio.proto.captions, strict=True))
    known = [open_blueprint(code) for code in packaged()]
    assert {exam_choice.named(one): label(exam_choice.caption(one)) for one in known}.items() <= shown.items()
