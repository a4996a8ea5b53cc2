"""Practise: answer with a key, see why, come back where you were."""

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from page_desk import PATIENCE, PageDesk, button, html_of
from questions import cited, every_kind, single, use_drafts
from streamlit.testing.v1 import AppTest

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.grading import right_response
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.quiz import BATCH
from quotewise.assistant.study.cards import Flashcard
from quotewise.assistant.study.log import StudyLog
from quotewise.assistant.study.rounds import begun, find_round, outcomes
from quotewise.index.progress import NAME, Progress
from quotewise.ui.page import figures, opened
from quotewise.ui.page.practice_choice import NOTES, log
from quotewise.ui.page.rounds import asks_of, cards_now, close_round, due_now, make_card, open_round
from quotewise.ui.page.writing_job import job_of
from quotewise.ui.question_sets import SAMPLE, load, sample_file
from quotewise.ui.review_round import keep_card

QUOTE = "one shard takes in 1 MB/s or 1,000 records/s"
ROUND = "6f9d5d5e-7d0b-5a0e-9c39-5b5c6a2f7a12"
HOSTILE = {
    "question": "Which <img src=x onerror=alert(1)>?",
    "options": {"A": "![x](http://evil.example/x.png)", "B": "<script>alert(2)</script>"},
    "answer": ["A"],
    "rationale": "[y](javascript:alert(3))",
    "why_not": {"B": "<b>no</b>"},
}


def round_of(desk: PageDesk, questions: str, ids: Sequence[str], way: str = "own") -> str:
    """A round of these, begun; gives its id."""
    event = begun(way, ids, questions, desk.library().uuid)
    log().progress.append(event)
    return event.session


def begin(desk: PageDesk, **address: str) -> AppTest:
    """A round of the first five sample questions."""
    ids = [question.id for question in load(SAMPLE, sample_file()).questions[:5]]
    return desk.visit("practise", round=round_of(desk, SAMPLE, ids), **address)


def card(tab: AppTest) -> dict[str, Any]:
    """What the question's card on the page is given to show."""
    (shown,) = tab.get("bidi_component")
    found: dict[str, Any] = json.loads(shown.proto.json)
    return found


def answer(tab: AppTest, confidence: str = "sure", *, wrong: bool = False) -> AppTest:
    """Answer the question shown, as its card does."""
    found = find_round(log().progress, tab.query_params["round"])
    assert found
    question = next(one for one in asks_of(found) if card(tab)["id"].endswith(one.id))
    assert isinstance(question, Question)
    response = right_response(question)
    if wrong:
        response = (question.wrong[0],) if len(response) == 1 and question.options else response[::-1]
    log().answer(found.id, question, response, confidence, 1.0)
    return tab.run()


def keep(desk: PageDesk) -> list[Question]:
    """A question of each kind in the bank, resting on words of the sample notes."""
    claim = Claim(QUOTE, (cited(desk.library(), "data-ingestion.md", QUOTE),))
    questions = every_kind(claim)
    Bank.of(desk.library()).keep(questions)
    return questions


def at(desk: PageDesk, kind: str) -> AppTest:
    """The bank's question of this kind, alone in a round."""
    (asked,) = (question for question in keep(desk) if question.kind == kind)
    return desk.visit("practise", round=round_of(desk, NOTES, [asked.id]))


def test_an_empty_bank_says_what_to_do(page_desk: PageDesk) -> None:
    tab = page_desk.visit("practise")
    assert "None yet" in html_of(tab)
    assert not button(tab, "Write some").disabled


def test_a_round_begins_at_a_click(page_desk: PageDesk) -> None:
    keep(page_desk)
    tab = page_desk.visit("practise").button(key="begin_new").click().run()
    assert card(tab)["about"].startswith("1 of 7")
    assert tab.query_params["round"]


def test_questions_are_chosen_by_topic_domain_and_kind(page_desk: PageDesk) -> None:
    keep(page_desk)
    tab = page_desk.visit("practise")
    kind = next(box for box in tab.selectbox if box.label == "Kind")
    assert any("Match (1)" in option for option in kind.options)
    kind.set_value("cloze").run()
    tab = button(tab, "Begin this").click().run()
    assert card(tab)["about"].startswith("1 of 1")
    assert "Fill the gap" in card(tab)["about"]


@pytest.mark.parametrize("kind", ["single", "multiple", "true_false", "scenario"])
def test_every_wrong_option_has_its_reason_where_that_is_not_the_why_again(page_desk: PageDesk, kind: str) -> None:
    told = card(answer(at(page_desk, kind)))["verdict"]
    reasons = [row["why"] for row in told["rows"] if row["why"]]
    assert told["label"] == "Why"
    assert len(reasons) == {"single": 3, "multiple": 0, "true_false": 0, "scenario": 3}[kind]
    assert all(reason["cites"] == [1] for reason in reasons)
    assert told["places"][0]["quote"] == QUOTE
    assert [row["right"] for row in told["rows"]].count(True) == {"multiple": 2}.get(kind, 1)


def test_what_is_partly_right_is_told(page_desk: PageDesk) -> None:
    tab = answer(at(page_desk, "ordering"), wrong=True)
    told = card(tab)["verdict"]
    assert told["title"] == "Partly right: 1 of 3."
    assert [row["right"] for row in told["rows"]] == [False, True, False]
    assert told["rows"][0]["tags"] == ["you said: number 3"]


def test_a_stale_question_is_marked_and_kept_out(page_desk: PageDesk) -> None:
    keep(page_desk)
    page_desk.library().forget("data-ingestion.md")
    tab = page_desk.visit("practise")
    assert "Stale: 7" in [found.label for found in tab.tabs]
    assert not [found for found in tab.button if found.key in ("begin_new", "begin_own")]
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
    assert "7 new questions, of 12 drafts" in html_of(tab)
    assert "leans on often, usually, quite and the like: 5" in html_of(tab)
    assert not tab.button(key="begin_new").disabled


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
    assert "Stopped" in tab.toast[0].value
    assert not tab.run().toast
    kept = len(Bank.of(page_desk.library()).questions())
    assert kept == 50 // BATCH * BATCH


def test_questions_of_a_file_are_held_against_the_notes(page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    use_drafts(monkeypatch, [])
    tab = page_desk.visit("practise")
    tab.segmented_control[0].set_value("Sample exam questions").run()
    tab = written(button(tab, "Check them").click().run())
    assert "Your notes bear out" in html_of(tab)
    assert Bank.of(page_desk.library()).questions()


def test_the_key_is_not_told_before_the_answer(page_desk: PageDesk) -> None:
    shown = card(begin(page_desk))
    assert shown["verdict"] is None
    assert not {"answer", "pairs", "rationale", "why_not"} & set(shown)


def test_what_a_file_says_is_told_to_be_unchecked(page_desk: PageDesk) -> None:
    assert "not checked against your notes" in card(answer(begin(page_desk)))["verdict"]["label"]


def test_an_answer_outlives_a_reload(page_desk: PageDesk) -> None:
    tab = answer(begin(page_desk))
    again = page_desk.visit("practise", round=tab.query_params["round"], at="0")
    assert card(again)["verdict"]["mark"] == "right"
    (kept,) = Progress(page_desk.data / NAME).events("answer")
    assert kept.body["confidence"] == "sure"
    assert set(kept.body["question"]) >= {"question", "options", "answer"}


def test_the_round_ends_with_what_came_of_it(page_desk: PageDesk) -> None:
    tab = answer(begin(page_desk), wrong=True)
    tab.query_params["at"] = "5"
    shown = html_of(tab.run())
    assert "0 of 1 right" in shown
    assert "4 not answered" in shown
    assert "Wrong while you were sure" in [found.value for found in tab.subheader]
    assert "(wrong)" in button(tab, "1").label.replace("\\", "")
    assert button(tab, "Go on with the 4 left")
    tab = button(tab, "Retry the wrong ones").click().run()
    assert card(tab)["about"].startswith("1 of 1")


def test_a_round_that_was_left_is_offered_until_it_is_done_or_let_go(page_desk: PageDesk) -> None:
    keep(page_desk)
    tab = page_desk.visit("practise").button(key="begin_new").click().run()
    answer(tab)
    button(tab, "Pause").click().run()
    tab = page_desk.visit("practise")  # of another tab
    again = button(tab, "Go on: 1 of 7").click().run()
    assert card(again)["about"].startswith("2 of 7")
    button(page_desk.visit("practise"), "Discard").click().run()
    assert not [found for found in page_desk.visit("practise").button if "Go on" in found.label]


def test_what_is_due_is_cards_and_questions_and_a_graded_card_is_kept_as_review_keeps_it(page_desk: PageDesk) -> None:
    keep(page_desk)
    page_desk.visit("practise")
    page_desk.counted()
    tab = page_desk.visit("practise")
    assert "cards and" in html_of(tab)
    tab = tab.button(key="begin_due").click().run()
    found = find_round(log().progress, tab.query_params["round"])
    assert found
    kinds = {type(asks) for asks in asks_of(found)}
    assert kinds == {Question, Flashcard}
    first = next(asks for asks in asks_of(found) if isinstance(asks, Flashcard))
    assert keep_card(first, "good", 2.0, log(), found.id)
    (event,) = Progress(page_desk.data / NAME).events("card")
    assert event.body["grade"] == "good"
    assert outcomes(log().progress, found.id).right(first.id)


def test_an_answer_is_made_a_card_that_is_reviewed_while_its_words_stand(page_desk: PageDesk) -> None:
    page_desk.visit("practise")
    claim = Claim(QUOTE, (cited(page_desk.library(), "data-ingestion.md", QUOTE),))
    id = make_card("How much does a shard take in?", [claim, Claim("No quote.", ())])
    assert make_card("How much does a shard take in?", [claim]) == id
    assert make_card("Nothing?", [Claim("No quote.", ())]) == ""
    made = next(card for card in cards_now() if card.front == "How much does a shard take in?")
    assert (made.id, made.back.text) == (id, QUOTE)
    assert made.id in due_now().desk.items
    page_desk.library().forget("data-ingestion.md")
    assert made.id not in due_now().desk.items


def test_of_a_card_whose_note_changed_the_back_before_is_shown(page_desk: PageDesk) -> None:
    page_desk.visit("practise")
    first = cards_now()[0]
    before = replace(first, back=replace(first.back, text="As it read before."))
    keep_card(before, "good", 2.0, log(), ROUND)
    shown = card(page_desk.visit("practise", round=round_of(page_desk, NOTES, [first.id], "cards")))
    assert shown["back"]["was"] == "As it read before."
    assert "its note changed" in shown["about"]
    other = cards_now()[1]
    assert (
        card(page_desk.visit("practise", round=round_of(page_desk, NOTES, [other.id], "cards")))["back"]["was"] is None
    )


def test_the_last_answer_is_taken_back_and_given_again(page_desk: PageDesk) -> None:
    tab = answer(begin(page_desk), wrong=True)
    tab = button(tab, "Undo").click().run()
    assert card(tab)["verdict"] is None
    assert log().answers() == []
    tab = answer(tab)
    assert card(tab)["verdict"]["mark"] == "right"
    assert [one.correct for one in log().answers()] == [True]
    tab.query_params["at"] = "5"
    tab = button(tab.run(), "Undo").click().run()
    assert card(tab)["about"].startswith("1 of 5")
    assert not [found for found in tab.button if found.label == "Undo"]
    assert open_round()


def test_a_grade_that_was_taken_back_is_forgotten_by_memory(page_desk: PageDesk) -> None:
    page_desk.visit("practise")
    first, second = cards_now()[:2]
    before = due_now().desk.items[first.id].memory
    round_id = round_of(page_desk, NOTES, [first.id, second.id], "cards")
    keep_card(first, "again", 2.0, log(), round_id)
    assert due_now().desk.items[first.id].memory != before
    tab = button(page_desk.visit("practise", round=round_id, at="1"), "Undo").click().run()
    assert card(tab)["about"].startswith("1 of 2")
    assert due_now().desk.items[first.id].memory == before
    assert due_now().desk.done == 0
    assert keep_card(first, "easy", 2.0, log(), round_id)
    assert outcomes(log().progress, round_id).grades == {first.id: "easy"}


def test_a_round_let_go_in_one_tab_hides_no_newer_one(page_desk: PageDesk) -> None:
    ids = [question.id for question in keep(page_desk)]
    page_desk.visit("practise")
    older, newer = (round_of(page_desk, NOTES, some, "new") for some in (ids[:2], ids[2:]))
    close_round(older)
    left = open_round()
    assert left
    assert left.round.id == newer
    close_round(newer)
    assert open_round() is None


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
    tab = button(tab.segmented_control[0].set_value("mine.jsonl").run(), "Begin this").click().run()
    shown = json.dumps([card(tab), card(answer(tab))])
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown


def test_questions_of_ones_own_are_added_and_asked_without_any_note(empty_desk: PageDesk) -> None:
    tab = empty_desk.visit("practise")
    tab.file_uploader[0].set_value(("mine.jsonl", json.dumps(HOSTILE).encode(), "application/json"))
    button(tab, "Add these questions").click().run()
    tab = empty_desk.visit("practise")
    tab = button(tab.segmented_control[0].set_value("mine.jsonl").run(), "Begin this").click().run()
    assert card(answer(tab))["verdict"]["mark"] == "right"
    assert not tab.exception


def test_what_is_due_is_counted_while_the_page_stands(page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = threading.Event()

    def due(kept: StudyLog) -> object:
        counted.wait(PATIENCE)
        return due_now(kept)

    keep(page_desk)
    monkeypatch.setattr(figures, "due_now", due)
    tab = page_desk.visit("practise")
    assert "Counting what is due" in html_of(tab)
    assert not tab.button(key="begin_due").disabled
    counted.set()
    page_desk.counted()
    shown = html_of(tab.run())
    assert "Counting what is due" not in shown
    assert "cards and 1 question" in shown


def test_another_page_keeps_nothing_of_a_rounds_address(page_desk: PageDesk) -> None:
    tab = begin(page_desk)
    tab = tab.switch_page("today.py").run()
    assert dict(tab.query_params) == {}


def test_an_address_of_nonsense_leads_to_the_start(page_desk: PageDesk) -> None:
    for address in ({"round": "x"}, {"round": ROUND}, {"round": ROUND, "at": "-1"}):
        assert button(page_desk.visit("practise", **address), "Write some")


def test_a_round_that_is_not_here_is_told_and_leaves_the_address(page_desk: PageDesk) -> None:
    tab = page_desk.visit("practise", round=ROUND)
    assert "That round is not here" in tab.info[0].value
    assert "round" not in tab.query_params
