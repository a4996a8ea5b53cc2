"""Practice: questions from a file, a round that comes back the same, and a log that is only appended to."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quotewise.ui.page.chats import new_id
from quotewise.ui.page.practice_round import draw, show
from quotewise.ui.progress_log import ProgressLog
from quotewise.ui.question_file import SAMPLE, BadQuestions, files_in, load, read, sample_file

ENTRY = {"question": "Which?", "options": {"A": "one", "B": "two", "C": "three", "D": "four"}, "answer": ["C"]}
ROUND = "6f9d5d5e-7d0b-5a0e-9c39-5b5c6a2f7a12"


def questions(*entries: object) -> bytes:
    return "\n".join(json.dumps(entry) for entry in entries).encode()


def test_the_sample_exam_can_be_practised_whole() -> None:
    sample = load(SAMPLE, sample_file())
    assert len(sample.questions) >= 24
    assert sample.unusable == 0
    assert len({question.id for question in sample.questions}) == len(sample.questions)


def test_a_question_without_a_uuid_always_gets_the_same() -> None:
    (first,), (again,) = read("x", questions(ENTRY)).questions, read("x", questions({**ENTRY, "id": "q1"})).questions
    assert first.id == again.id
    (named,) = read("x", questions({**ENTRY, "id": ROUND})).questions
    assert named.id == ROUND


@pytest.mark.parametrize(
    "bad", [{}, {**ENTRY, "answer": ["E"]}, {**ENTRY, "answer": []}, {**ENTRY, "options": {"A": "one"}}, 3, None]
)
def test_what_cannot_be_asked_is_counted_and_the_rest_goes_on(bad: object) -> None:
    found = read("x", questions(bad, ENTRY))
    assert (len(found.questions), found.unusable) == (1, 1)


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"[1, 2", b"{}"])
def test_a_file_without_a_question_is_refused(data: bytes) -> None:
    with pytest.raises(BadQuestions):
        read("x", data)


def test_options_come_in_an_order_of_the_round_and_keep_their_right_one() -> None:
    (question,) = read("x", questions(ENTRY)).questions
    orders = {tuple(words for _, words in show(question, new_id()).options) for _ in range(30)}
    assert len(orders) > 5
    shown = show(question, ROUND)
    assert show(question, ROUND) == shown
    assert [words for letter, words in shown.options if letter in shown.right] == ["three"]


def test_options_that_name_others_stay_where_they_are() -> None:
    options = {"A": "one", "B": "two", "C": "Both A and B", "D": "none of the above"}
    (question,) = read("x", questions({**ENTRY, "options": options})).questions
    assert [words for _, words in show(question, new_id()).options] == list(options.values())


def test_a_round_draws_the_same_questions_again() -> None:
    sample = load(SAMPLE, sample_file()).questions
    assert [shown.question.id for shown in draw(sample, ROUND, 7)] == [
        shown.question.id for shown in draw(tuple(reversed(sample)), ROUND, 7)
    ]


def test_an_answer_is_logged_with_the_whole_question_once_a_round(tmp_path: Path) -> None:
    log = ProgressLog(tmp_path / "progress.db", "lib")
    (question,) = read("x", questions(ENTRY)).questions
    shown = show(question, ROUND)
    log.answer(ROUND, shown, shown.right, "sure", 3.21)
    log.answer(ROUND, shown, ["A"], "guess", 1)
    (given,) = log.of_round(ROUND).values()
    assert (given.correct, given.confidence, given.seconds) == (True, "sure", 3.2)
    with closing(sqlite3.connect(tmp_path / "progress.db")) as connection:
        (kept,) = connection.execute("SELECT question FROM answer").fetchone()
    assert json.loads(kept)["options"] == dict(shown.options)


def test_what_was_logged_cannot_be_changed(tmp_path: Path) -> None:
    log = ProgressLog(tmp_path / "progress.db", "lib")
    (question,) = read("x", questions(ENTRY)).questions
    log.answer(ROUND, show(question, ROUND), ["A"], "guess", 1)
    log.report(show(question, ROUND), "two are right")
    with closing(sqlite3.connect(tmp_path / "progress.db")) as connection:
        for change in ("DELETE FROM answer", "UPDATE answer SET correct = 1", "DELETE FROM report"):
            with pytest.raises(sqlite3.IntegrityError, match="never changed"):
                connection.execute(change)


def test_question_files_are_found_by_name_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_bytes(questions(ENTRY))
    (tmp_path / "readme.md").write_text("no questions")
    assert list(files_in(tmp_path)) == [SAMPLE, "mine.jsonl"]
