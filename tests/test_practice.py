"""Practice: questions from a file, a round that comes back the same, and a log that is only appended to."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from questions import every_kind

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.practice.exchange import BadQuestions
from quotewise.assistant.practice.exchange import read_questions as read
from quotewise.assistant.practice.grading import is_right, right_response
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.selection import choose
from quotewise.assistant.study.log import StudyLog
from quotewise.index.progress import Progress
from quotewise.ui.page.chats import new_id
from quotewise.ui.practice_round import show
from quotewise.ui.question_sets import SAMPLE, files_in, load, sample_file

CLAIM = Claim("A vane turns 48 times", (Citation("a.md", 0, 9, "48 times.", "file"),))
ENTRY = {"question": "Which?", "options": {"A": "one", "B": "two", "C": "three", "D": "four"}, "answer": ["C"]}
ROUND = "6f9d5d5e-7d0b-5a0e-9c39-5b5c6a2f7a12"


def questions(*entries: object) -> bytes:
    return "\n".join(json.dumps(entry) for entry in entries).encode()


def test_the_sample_exam_can_be_practised_whole() -> None:
    sample = load(SAMPLE, sample_file())
    assert len(sample.questions) >= 24
    assert sample.failed == ()
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
    assert (len(found.questions), len(found.failed)) == (1, 1)


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"[1, 2", b"{}", b"[]", b"[[[["])
def test_a_file_without_a_question_is_refused(data: bytes) -> None:
    with pytest.raises(BadQuestions):
        read("x", data)


def test_options_come_in_an_order_of_the_round_and_keep_their_right_one() -> None:
    (question,) = read("x", questions(ENTRY)).questions
    orders = {tuple(show(question, new_id()).options.values()) for _ in range(30)}
    assert len(orders) > 5
    shown = show(question, ROUND)
    assert show(question, ROUND) == shown
    assert [words for letter, words in shown.options.items() if letter in shown.answer] == ["three"]
    assert list(shown.options) == list("ABCD")


def test_options_that_name_others_stay_where_they_are() -> None:
    options = {"A": "one", "B": "two", "C": "Both A and B", "D": "none of the above"}
    (question,) = read("x", questions({**ENTRY, "options": options})).questions
    assert list(show(question, new_id()).options.values()) == list(options.values())


def test_an_answer_is_logged_with_the_whole_question_once_a_round(tmp_path: Path) -> None:
    log = StudyLog(Progress(tmp_path / "progress.db"), "lib")
    (question,) = read("x", questions(ENTRY)).questions
    shown = show(question, ROUND)
    log.answer(ROUND, shown, shown.answer, "sure", 3.21)
    log.answer(ROUND, shown, ("A",), "guess", 1)
    (given,) = log.of_session(ROUND).values()
    assert (given.correct, given.confidence, given.seconds) == (True, "sure", 3.2)
    assert given.question == shown


@pytest.mark.parametrize("question", every_kind(CLAIM), ids=lambda question: question.kind)
def test_every_kind_is_graded_and_logged_as_it_was_shown(question: Question, tmp_path: Path) -> None:
    log, shown = StudyLog(Progress(tmp_path / "progress.db"), "lib"), show(question, ROUND)
    right = right_response(shown)
    wrong = ("Z",) if shown.kind != "matching" else (("shard", "none"), ("stream", "many"))
    assert (is_right(shown, right), is_right(shown, wrong)) == (True, False)
    log.answer(ROUND, shown, right, "sure", 1)
    (kept,) = log.answers()
    assert (kept.response, kept.question) == (right, shown)


@pytest.mark.parametrize(
    ("given", "right"),
    [("1 mb", True), (" 1MB/s. ", True), ("1,000 KB", False), ("the 1 MB", True), ("11 MB", False), ("", False)],
)
def test_a_gap_is_filled_by_the_words_whatever_their_case_and_spaces(given: str, right: bool) -> None:
    cloze = next(question for question in every_kind(CLAIM) if question.kind == "cloze")
    assert is_right(cloze, (given,)) is right


def test_an_order_is_right_only_as_a_whole() -> None:
    ordering = every_kind(CLAIM)[-1]
    assert is_right(ordering, ("label", "train", "serve"))
    assert not is_right(ordering, ("label", "serve", "train"))


def test_reasons_go_with_their_options() -> None:
    question = every_kind(CLAIM)[0]
    for _ in range(5):
        shown = show(question, new_id())
        for letter, why in shown.why_not.items():
            was = next(before for before, words in question.options.items() if words == shown.options[letter])
            assert question.why_not[was] == why


TABLE = """Question;Option A;Option B;Option C;Correct Answer;Explanation;Domain
Which?;one;two;three;b;Because.;Data
Which "two"?;one;two;three;A, C;;
Which of none?;one;two;three;;;
Which by its words?;one;two;three;three;;
"""


def test_a_table_of_questions_is_read_and_what_cannot_be_is_told_by_its_line() -> None:
    found = read("bank.csv", TABLE.encode())
    assert [question.answer for question in found.questions] == [("B",), ("A", "C"), ("C",)]
    assert found.questions[0].rationale == Claim("Because.", ())
    assert (found.questions[0].domain, found.questions[0].origin) == ("Data", "import:bank.csv")
    assert [item.line for item in found.failed] == [4]
    assert found.failed[0].why == "it has no answer"


def test_lines_of_json_that_cannot_be_read_are_told_by_their_line() -> None:
    found = read("x.jsonl", b"\n".join([questions(ENTRY), b"", b"{not json", questions({**ENTRY, "answer": "Z"})]))
    assert [item.place for item in found.failed] == ["line 3", "line 4"]
    assert "none of its options" in found.failed[1].why


def test_the_same_question_twice_is_read_once() -> None:
    assert len(read("x", questions(ENTRY, {**ENTRY, "id": "other"})).questions) == 1


def test_what_was_logged_cannot_be_changed(tmp_path: Path) -> None:
    log = StudyLog(Progress(tmp_path / "progress.db"), "lib")
    (question,) = read("x", questions(ENTRY)).questions
    log.answer(ROUND, show(question, ROUND), ("A",), "guess", 1)
    log.report(show(question, ROUND), "two are right")
    with closing(sqlite3.connect(tmp_path / "progress.db")) as connection:
        for change in ("DELETE FROM event", "UPDATE event SET body = '{}'"):
            with pytest.raises(sqlite3.IntegrityError, match="never changed"):
                connection.execute(change)


def test_question_files_are_found_by_name_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_bytes(questions(ENTRY))
    (tmp_path / "readme.rst").write_text("no questions")
    assert list(files_in(tmp_path)) == [SAMPLE, "mine.jsonl"]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.csv", b"question,left,answer\nQ,a | b,a = 1 | b = 2\n", '"right" must be'),
        ("a.json", rb'{"question": "\ud800?", "options": {"A": "x", "B": "y"}, "answer": "A"}', "half a sign"),
        ("a.json", json.dumps({"question": "Q?", "options": list("abcdefghij"), "answer": "a"}).encode(), "2 to 9"),
        ("a.json", b'{"question": 5, "options": {"A": "x", "B": "y"}, "answer": "A"}', "what is asked"),
        ("a.csv", bytes(range(256)) * 50, "NUL"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused_by_that_rule(name: str, data: bytes, why: str) -> None:
    with pytest.raises(BadQuestions, match=re.escape(why)):
        read(name, data)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_read_whatever_program_saved_it(encoding: str) -> None:
    table = (
        "question,a,b,answer\n" + "Où le modèle a-t-il été entraîné à côté du café ?,Sur des données séparées,Là,A\n"
    )
    (question,) = read("a.csv", table.encode(encoding)).questions
    assert question.stem.startswith("Où le modèle a-t-il été entraîné")


def test_letters_may_be_small() -> None:
    (question,) = read("a.json", b'{"question": "Q?", "options": {"a": "x", "b": "y"}, "answer": "b"}').questions
    assert (question.answer, dict(question.options)) == (("B",), {"A": "x", "B": "y"})


def test_statements_come_last_and_none_of_them_is_lost() -> None:
    questions = every_kind(CLAIM)
    (truth,) = (question for question in questions if question.kind == "true_false")
    others = len(questions) - 1
    assert truth not in choose(questions, others, 0, {}, {})
    assert choose(questions, others + 1, 0, {}, {})[-1] == truth
    answered = {question.id: 1 for question in questions if question != truth}
    assert choose(questions, 1, 0, {}, answered) == [truth]
