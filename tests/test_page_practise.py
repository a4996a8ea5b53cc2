"""Practise: answer with a key, see why, come back where you were."""

import json
import re
import sqlite3
from contextlib import closing

from page_desk import PageDesk, button, html_of
from streamlit.testing.v1 import AppTest

ROUND = "6f9d5d5e-7d0b-5a0e-9c39-5b5c6a2f7a12"
HOSTILE = {
    "question": "Which <img src=x onerror=alert(1)>?",
    "options": {"A": "![x](http://evil.example/x.png)", "B": "<script>alert(2)</script>"},
    "answer": ["A"],
    "rationale": "[y](javascript:alert(3))",
    "why_not": {"B": "<b>no</b>"},
}


def begin(desk: PageDesk, **address: str) -> AppTest:
    return desk.visit("practise", round=ROUND, set="Sample exam questions", count="5", **address)


def answer(tab: AppTest, confidence: str = "Sure") -> AppTest:
    for key in [found.key for found in tab.button if (found.key or "").startswith("option_")]:
        if button(tab, confidence).disabled:
            tab = tab.button(key=key).click().run()
    return button(tab, confidence).click().run()


def test_a_round_begins_at_a_click(page_desk: PageDesk) -> None:
    tab = button(page_desk.visit("practise"), "Begin").click().run()
    assert "Question 1 of 10" in html_of(tab)
    assert tab.query_params["round"]


def test_nothing_is_answered_before_an_option_is_chosen(page_desk: PageDesk) -> None:
    tab = begin(page_desk)
    assert button(tab, "Sure").disabled
    assert button(tab, "Next").disabled


def test_an_answer_shows_the_verdict_why_and_the_notes_behind_it(page_desk: PageDesk) -> None:
    tab = answer(begin(page_desk))
    assert tab.success or tab.error
    assert "Why:" in html_of(tab)
    source = next(found for found in tab.button if (found.key or "").startswith("evidence_"))
    source.click().run()
    assert "<mark>" in html_of(tab)


def test_an_answer_outlives_a_reload(page_desk: PageDesk) -> None:
    answer(begin(page_desk))
    again = begin(page_desk, at="0")
    assert again.success or again.error
    with closing(sqlite3.connect(page_desk.data / "progress.db")) as connection:
        rows = connection.execute("SELECT confidence, question FROM answer").fetchall()
    assert [confidence for confidence, _ in rows] == ["sure"]
    assert set(json.loads(rows[0][1])) >= {"question", "options", "answer"}


def test_the_round_ends_with_what_came_of_it(page_desk: PageDesk) -> None:
    answer(begin(page_desk))
    tab = begin(page_desk, at="5")
    assert tab.subheader[0].value.endswith("of 1 right")
    assert "Skipped: 4" in html_of(tab)


def test_a_bad_question_can_be_reported(page_desk: PageDesk) -> None:
    tab = begin(page_desk)
    tab.text_area[0].set_value("Two of these are right.")
    button(tab, "Report it").click().run()
    with closing(sqlite3.connect(page_desk.data / "progress.db")) as connection:
        assert connection.execute("SELECT why FROM report").fetchone() == ("Two of these are right.",)


def test_questions_of_ones_own_are_added_and_cannot_do_anything(page_desk: PageDesk) -> None:
    tab = page_desk.visit("practise")
    tab.file_uploader[0].set_value(("mine.jsonl", json.dumps(HOSTILE).encode(), "application/json"))
    button(tab, "Add these questions").click().run()
    tab = page_desk.visit("practise", round=ROUND, set="mine.jsonl")
    labels = "".join(found.label for found in tab.button)
    assert not re.search(r"(?<!\\)[<!\[]", labels)  # every sign that could begin a mark is escaped
    shown = html_of(answer(tab))
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown


def test_an_address_of_nonsense_leads_to_the_start(page_desk: PageDesk) -> None:
    for address in ({"round": "x"}, {"round": ROUND, "set": "../../etc/passwd"}):
        assert button(page_desk.visit("practise", **address), "Begin")
