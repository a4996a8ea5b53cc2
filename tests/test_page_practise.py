"""Practise: answer with a key, see why, come back where you were."""

import json
import re
from collections.abc import Iterator

import pytest
from page_desk import PATIENCE, PageDesk, button, html_of
from questions import cited, every_kind, single, use_drafts
from streamlit.testing.v1 import AppTest

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.quiz import BATCH
from quotewise.index.progress import NAME, Progress
from quotewise.ui.page import opened
from quotewise.ui.page.practice_choice import NOTES, mark
from quotewise.ui.page.writing_job import job_of
from quotewise.ui.question_sets import SAMPLE, load, sample_file

QUOTE = "one shard takes in 1 MB/s or 1,000 records/s"
ROUND = "6f9d5d5e-7d0b-5a0e-9c39-5b5c6a2f7a12"
HOSTILE = {
    "question": "Which <img src=x onerror=alert(1)>?",
    "options": {"A": "![x](http://evil.example/x.png)", "B": "<script>alert(2)</script>"},
    "answer": ["A"],
    "rationale": "[y](javascript:alert(3))",
    "why_not": {"B": "<b>no</b>"},
}


def begin(desk: PageDesk, **address: str) -> AppTest:
    marks = ".".join(mark(question) for question in load(SAMPLE, sample_file()).questions[:5])
    return desk.visit("practise", round=ROUND, set=SAMPLE, ask=marks, **address)


def answer(tab: AppTest, confidence: str = "Sure") -> AppTest:
    for key in [found.key for found in tab.button if (found.key or "").startswith("option_")]:
        if button(tab, confidence).disabled:
            tab = tab.button(key=key).click().run()
    return button(tab, confidence).click().run()


def keep(desk: PageDesk) -> list[Question]:
    """A question of each kind in the bank, resting on words of the sample notes."""
    claim = Claim(QUOTE, (cited(desk.library(), "data-ingestion.md", QUOTE),))
    questions = every_kind(claim)
    Bank.of(desk.library()).keep(questions)
    return questions


def at(desk: PageDesk, kind: str) -> AppTest:
    """The bank's question of this kind, alone in a round."""
    (asked,) = (question for question in keep(desk) if question.kind == kind)
    return desk.visit("practise", round=ROUND, set=NOTES, ask=mark(asked))


def test_an_empty_bank_says_what_to_do(page_desk: PageDesk) -> None:
    tab = page_desk.visit("practise")
    assert "No questions yet" in html_of(tab)
    assert not button(tab, "Write them").disabled


def test_a_round_begins_at_a_click(page_desk: PageDesk) -> None:
    keep(page_desk)
    tab = button(page_desk.visit("practise"), "Begin").click().run()
    assert "Question 1 of 7" in html_of(tab)
    assert tab.query_params["round"]


def test_questions_are_chosen_by_topic_domain_and_kind(page_desk: PageDesk) -> None:
    keep(page_desk)
    tab = page_desk.visit("practise")
    kind = next(box for box in tab.selectbox if box.label == "Kind")
    assert any("Match (1)" in option for option in kind.options)
    kind.set_value("cloze").run()
    tab = button(tab, "Begin").click().run()
    assert "Question 1 of 1" in html_of(tab)
    assert "Fill the gap" in html_of(tab)


@pytest.mark.parametrize("kind", ["single", "multiple", "true_false", "scenario"])
def test_options_are_chosen_and_every_wrong_one_has_its_reason_with_its_source(page_desk: PageDesk, kind: str) -> None:
    tab = answer(at(page_desk, kind))
    assert ">Why<" in html_of(tab)
    cites = [found for found in tab.button if (found.key or "").startswith("cite_not_")]
    assert len(cites) == {"single": 3, "multiple": 2, "true_false": 1, "scenario": 3}[kind]
    cites[0].click().run()
    assert f"<mark>{QUOTE}</mark>" in html_of(tab)


def test_a_gap_is_filled_in_words(page_desk: PageDesk) -> None:
    tab = at(page_desk, "cloze")
    assert button(tab, "Sure").disabled
    tab.text_input[0].set_value("1mb").run()
    tab = button(tab, "Sure").click().run()
    assert tab.success


def test_pairs_are_matched_and_what_was_wrong_is_told(page_desk: PageDesk) -> None:
    tab = at(page_desk, "matching")
    for box, value in zip(tab.selectbox, ("one", "none"), strict=True):
        box.set_value(value)
    tab = button(tab.run(), "Sure").click().run()
    assert tab.error
    assert "you said: none" in html_of(tab)


def test_items_are_put_in_order_by_choosing_them_in_turn(page_desk: PageDesk) -> None:
    tab = at(page_desk, "ordering")
    for item in ("label", "train", "serve"):
        tab = button(tab, item).click().run()
    assert "3rd" in button(tab, "serve").label
    tab = button(tab, "Sure").click().run()
    assert tab.success


def test_a_stale_question_is_marked_and_kept_out(page_desk: PageDesk) -> None:
    keep(page_desk)
    page_desk.library().forget("data-ingestion.md")
    tab = page_desk.visit("practise")
    assert "Stale: 7" in [found.label for found in tab.expander]
    assert not [found for found in tab.button if "Begin" in found.label]
    button(tab, "Take them out").click().run()
    assert Bank.of(page_desk.library()).questions() == []


def written(tab: AppTest) -> AppTest:
    job_of(opened.library()).wait(PATIENCE)
    return tab.run()


def test_questions_are_written_at_a_click_and_what_was_left_out_is_told(
    page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = Claim(QUOTE, (cited(page_desk.library(), "data-ingestion.md", QUOTE),))
    use_drafts(monkeypatch, [*every_kind(claim), *(single(f"bad {n}", claim, stem="Bad?") for n in range(5))])
    tab = written(button(page_desk.visit("practise"), "Write them").click().run())
    assert "7 new questions, of 12 drafts" in " ".join(found.value for found in tab.success).replace("\\", "")
    assert "leans on often, usually, quite and the like: 5" in html_of(tab)
    assert button(tab, "Begin")


def test_writing_can_be_stopped_and_keeps_what_was_found(page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = Claim(QUOTE, (cited(page_desk.library(), "data-ingestion.md", QUOTE),))
    job = job_of(page_desk.library())

    def drafts() -> Iterator[Question]:
        for number in range(10_000):
            if number == 50:
                job.cancel()
            yield single(f"number {number}", claim)

    use_drafts(monkeypatch, drafts())
    tab = page_desk.visit("practise")
    next(box for box in tab.selectbox if box.label == "New questions").set_value(100).run()
    tab = written(button(tab, "Write them").click().run())
    assert "Stopped" in tab.warning[0].value
    kept = len(Bank.of(page_desk.library()).questions())
    assert kept == 50 // BATCH * BATCH


def test_questions_of_a_file_are_held_against_the_notes(page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    use_drafts(monkeypatch, [])
    tab = page_desk.visit("practise")
    tab.segmented_control[0].set_value("Sample exam questions").run()
    tab = written(button(tab, "Check them").click().run())
    assert "Your notes bear out" in " ".join(found.value for found in tab.success)
    assert Bank.of(page_desk.library()).questions()


def test_nothing_is_answered_before_an_option_is_chosen(page_desk: PageDesk) -> None:
    tab = begin(page_desk)
    assert button(tab, "Sure").disabled
    assert button(tab, "Next").disabled


def test_an_answer_shows_the_verdict_why_and_the_notes_behind_it(page_desk: PageDesk) -> None:
    tab = answer(begin(page_desk))
    assert tab.success or tab.error
    assert "not checked against your notes" in html_of(tab)
    source = next(found for found in tab.button if (found.key or "").startswith("cite_why_"))
    source.click().run()
    assert "<mark>" in html_of(tab)


def test_an_answer_outlives_a_reload(page_desk: PageDesk) -> None:
    answer(begin(page_desk))
    again = begin(page_desk, at="0")
    assert again.success or again.error
    (kept,) = Progress(page_desk.data / NAME).events("answer")
    assert kept.body["confidence"] == "sure"
    assert set(kept.body["question"]) >= {"question", "options", "answer"}


def test_the_round_ends_with_what_came_of_it(page_desk: PageDesk) -> None:
    answer(begin(page_desk))
    tab = begin(page_desk, at="5")
    assert tab.subheader[0].value.endswith("of 1 right")
    assert "Skipped: 4" in html_of(tab)


def test_a_bad_question_can_be_reported(page_desk: PageDesk) -> None:
    tab = button(begin(page_desk), "Report").click().run()
    tab.text_area[0].set_value("Two of these are right.")
    button(tab, "Report it").click().run()
    (kept,) = Progress(page_desk.data / NAME).events("report")
    assert kept.body["why"] == "Two of these are right."


def test_a_reported_question_is_not_asked_again_if_so_wished(page_desk: PageDesk) -> None:
    tab = button(at(page_desk, "cloze"), "Report").click().run()
    tab.text_area[0].set_value("The gap may be anything.")
    tab.checkbox[0].check()
    button(tab, "Report it").click().run()
    assert "cloze" not in [question.kind for question in Bank.of(page_desk.library()).questions()]


def test_questions_of_ones_own_are_added_and_cannot_do_anything(page_desk: PageDesk) -> None:
    tab = page_desk.visit("practise")
    tab.file_uploader[0].set_value(("mine.jsonl", json.dumps(HOSTILE).encode(), "application/json"))
    button(tab, "Add these questions").click().run()
    tab = page_desk.visit("practise")
    tab = button(tab.segmented_control[0].set_value("mine.jsonl").run(), "Begin").click().run()
    labels = "".join(found.label for found in tab.button)
    assert not re.search(r"(?<!\\)[<!\[]", labels)  # every sign that could begin a mark is escaped
    shown = html_of(answer(tab))
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown


def test_an_address_of_nonsense_leads_to_the_start(page_desk: PageDesk) -> None:
    for address in (
        {"round": "x"},
        {"round": ROUND, "set": "../../etc/passwd", "ask": "0"},
        {"round": ROUND, "ask": "0.1"},
    ):
        assert button(page_desk.visit("practise", **address), "Write them")
