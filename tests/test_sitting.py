"""A sitting is what its events make of it: answers, flags, the clock, pauses, the end; and its report."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from exams import blueprint, question

from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.act import NotTaken
from quotewise.assistant.study.form import Form
from quotewise.assistant.study.log import StudyLog
from quotewise.assistant.study.marking import report_json, report_of
from quotewise.assistant.study.sitting import (
    ANSWERED,
    FLAGGED,
    KINDS,
    PAUSED,
    RESUMED,
    VISITED,
    begin,
    finish,
    fold,
    open_sitting,
    settle,
    times_asked,
)
from quotewise.index.progress import Progress
from quotewise.ui.seat import Seat

START = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # an hour before clocks are set back in much of Europe
MARKED: dict[str, Any] = {"scale": (100, 1000), "pass_mark": 700}
Begin = Callable[..., Seat]


class Clock:
    """A clock that is set by hand, in seconds from the start."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> datetime:
        return START + timedelta(seconds=self.at)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(tmp_path: Path) -> StudyLog:
    return StudyLog(Progress(tmp_path / "progress.db"), "")


@pytest.fixture
def sit(log: StudyLog, clock: Clock) -> Begin:
    """Begin a sitting of ten minutes over these questions."""

    def start(*questions: Question, minutes: int | None = 10, **exam: Any) -> Seat:
        asked = questions or tuple(question(at, "Ash") for at in range(1, 5))
        form = Form(asked, minutes, {"generated": len(asked)}, ())
        session = str(uuid.uuid4())
        log.progress.append(begin(form, "full", blueprint({"Ash": 1}, **exam), "lib", session, clock()))
        return Seat(log, session, clock)

    return start


def test_the_last_answer_counts_and_can_be_taken_back(sit: Begin, clock: Clock) -> None:
    seat = sit()
    for number, answer in ((3, ["A"]), (1, ["B"]), (3, ["C"]), (1, []), (2, ["D"])):
        clock.at += 10
        seat.do(ANSWERED, number, answer)
    seat.do(FLAGGED, 4, True)
    seat.do(FLAGGED, 3, True)
    seat.do(FLAGGED, 3, False)
    seat.do(VISITED, 2, 4.5)
    seat.do(VISITED, 2, 3)
    one, two, three, four = seat.sitting.order
    assert [item.answer for item in (one, two, three, four)] == [(), ("D",), ("C",), ()]
    assert [item.flagged for item in (one, two, three, four)] == [False, False, False, True]
    assert (two.seconds, seat.sitting.unanswered, seat.sitting.left) == (7.5, 2, 550)


def test_the_clock_runs_while_nobody_looks_and_nothing_is_taken_after_it(
    sit: Begin, clock: Clock, log: StudyLog
) -> None:
    seat = sit()
    clock.at = 599
    seat.do(ANSWERED, 1, ["A"])
    assert open_sitting(log.progress.events(*KINDS), clock(), "lib") == seat.sitting
    clock.at = 600
    with pytest.raises(NotTaken, match="time is up"):
        seat.do(ANSWERED, 2, ["A"])
    assert (seat.sitting.why, seat.sitting.left, seat.sitting.unanswered) == ("time", 0, 3)
    assert open_sitting(log.progress.events(*KINDS), clock(), "lib") is None
    (answer,) = log.answers()
    assert (answer.response, answer.correct, answer.where, answer.at) == (
        ("A",),
        True,
        "exam",
        START + timedelta(seconds=599),
    )


def test_an_answer_written_too_late_by_another_program_is_not_taken(sit: Begin, clock: Clock, log: StudyLog) -> None:
    seat = sit()
    seat.do(ANSWERED, 1, ["A"])
    given = log.progress.events(ANSWERED)[0]
    log.progress.append(replace(given, uuid=str(uuid.uuid4()), body={"answer": ["B"]}, at=START + timedelta(hours=1)))
    assert fold(log.progress.events(session=seat.id), clock()).order[0].answer == ("A",)


def test_a_pause_stops_the_clock_only_where_the_exam_allows_it(sit: Begin, clock: Clock) -> None:
    strict, kind = sit(), sit(pauses=True)
    with pytest.raises(NotTaken, match="lets nobody pause"):
        strict.do(PAUSED)
    clock.at = 100
    kind.do(PAUSED)
    clock.at = 5000
    with pytest.raises(NotTaken, match="paused"):
        kind.do(ANSWERED, 1, ["A"])
    kind.do(RESUMED)
    clock.at = 5100
    assert (strict.sitting.left, kind.sitting.left) == (0, 400)


def test_a_clock_set_back_stands_still_and_is_told(sit: Begin, clock: Clock) -> None:
    seat = sit()
    clock.at = 60
    seat.do(ANSWERED, 1, ["A"])
    clock.at = -3540
    assert (seat.sitting.left, seat.sitting.trouble[:53]) == (
        540,
        "This machine's clock was set back by 3600 seconds: th",
    )
    seat.do(ANSWERED, 2, ["A"])
    clock.at = -3500
    seat.do(ANSWERED, 3, ["A"])
    assert seat.sitting.left == 500
    assert "set back" in seat.sitting.trouble
    assert seat.sitting.trouble in report_of(seat.end()).remarks


def test_a_clock_that_is_put_right_again_counts_nothing_twice(sit: Begin, clock: Clock) -> None:
    seat = sit(minutes=90)
    clock.at = 600
    seat.do(ANSWERED, 1, ["A"])
    clock.at = 600 - 3600
    seat.do(ANSWERED, 2, ["A"])
    clock.at = 960 - 3600
    seat.do(ANSWERED, 3, ["A"])
    clock.at = 960
    assert seat.sitting.left == 90 * 60 - 960
    seat.do(ANSWERED, 4, ["A"])
    clock.at = 1000
    assert seat.sitting.left == 90 * 60 - 1000


def test_what_was_acknowledged_while_another_program_hands_in_is_counted(
    sit: Begin, clock: Clock, log: StudyLog
) -> None:
    seat = sit()
    seat.do(ANSWERED, 1, ["A"])
    seen = seat.sitting
    clock.at = 5
    seat.do(ANSWERED, 2, ["A"])
    finish(log, seen)
    assert [item.answer for item in seat.sitting.order[:2]] == [("A",), ("A",)]
    assert len(log.answers()) == 2
    with pytest.raises(NotTaken):
        seat.do(ANSWERED, 3, ["A"])


def test_a_sitting_goes_on_with_its_own_library_alone(sit: Begin, clock: Clock, log: StudyLog) -> None:
    sit()
    assert open_sitting(log.progress.events(*KINDS), clock(), "another") is None


def test_a_sitting_without_a_limit_goes_on_for_ever(sit: Begin, clock: Clock, log: StudyLog) -> None:
    seat = sit(minutes=None)
    clock.at = 1e8
    assert settle(log, clock()) == []
    assert (seat.sitting.left, seat.sitting.over) == (None, False)


def test_a_sitting_ends_once_and_its_answers_are_written_once(sit: Begin, clock: Clock, log: StudyLog) -> None:
    seat = sit()
    seat.do(ANSWERED, 1, ["A"])
    seat.do(ANSWERED, 2, ["B"])
    seat.do(VISITED, 2, 12)
    clock.at = 2000
    (settled,) = settle(log, clock())
    assert (settled.why, settled.ended, settle(log, clock())) == ("time", START + timedelta(seconds=600), [])
    before = len(log.progress.events())
    finish(log, settled)
    seat.end()
    assert len(log.progress.events()) == before
    assert [(answer.correct, answer.seconds) for answer in log.answers()] == [(True, 0), (False, 12)]
    assert times_asked(log) == {item.question.id: 1 for item in settled.order}


@pytest.mark.parametrize("number", [0, 5, None, "1", True])
def test_an_item_that_there_is_not_is_refused(sit: Begin, number: Any) -> None:
    with pytest.raises(NotTaken, match="items 1 to 4"):
        sit().do(ANSWERED, number, ["A"])


def bare(kind: Any, **shape: Any) -> Question:
    return question(9, "Ash", kind, options={}, **shape)


SHAPES = [
    (question(9, "Ash"), [["B"]], [["E"], ["A", "B"], [1], "A", None, [{}], [["A"]]]),
    (question(9, "Ash", "multiple"), [["B", "A"]], [["A"], ["A", "A"]]),
    (bare("cloze", answer=("ash",)), [["oak"]], [[" "], ["a", "b"], [["a", "b"]]]),
    (bare("ordering", answer=("x", "y"), items=("y", "x")), [["y", "x"]], [["x"], ["x", "x"], ["x", 2]]),
    (
        bare("matching", answer=(), left=("a", "b"), right=("c", "d"), pairs=(("a", "c"), ("b", "d"))),
        [[["a", "d"], ["b", "d"]]],
        [[["a", "d"]], [["a", "d"], ["a", "c"]], [["a", "x"], ["b", "c"]], [["a", {}], ["b", "c"]], ["a", "b"]],
    ),
]


@pytest.mark.parametrize(("asked", "fine", "wrong"), SHAPES, ids=[asked.kind for asked, *_ in SHAPES])
def test_only_what_can_be_an_answer_is_taken(sit: Begin, asked: Question, fine: list[Any], wrong: list[Any]) -> None:
    seat = sit(asked)
    for answer in wrong:
        with pytest.raises(NotTaken, match="no answer to a question of the kind"):
            seat.do(ANSWERED, 1, answer)
    for answer in fine:
        assert seat.do(ANSWERED, 1, answer).unanswered == 0


def test_the_report_counts_by_hand(sit: Begin, clock: Clock) -> None:
    asked = [question(at, "Ash" if at < 7 else "Beech", "multiple" if at > 8 else "single") for at in range(1, 11)]
    seat = sit(*asked, **MARKED)
    for number in range(1, 6):
        seat.do(ANSWERED, number, ["A"])
    seat.do(ANSWERED, 7, ["B"])
    seat.do(ANSWERED, 9, ["A", "C"])  # half right is wrong
    seat.do(ANSWERED, 10, ["B", "A"])
    seat.do(FLAGGED, 9, True)
    seat.do(FLAGGED, 1, True)
    seat.do(VISITED, 9, 31)
    clock.at = 90
    report = report_of(seat.end())
    assert (report.overall.right, report.overall.asked, report.sitting.unanswered) == (6, 10, 2)
    assert (report.overall.low, report.overall.high) == pytest.approx((0.3127, 0.8318), abs=1e-4)  # Wilson, 6 of 10
    assert [(part.name, part.right, part.asked) for part in report.domains] == [("Ash", 5, 6), ("Beech", 1, 4)]
    assert [(part.name, part.right, part.asked) for part in report.kinds] == [("single", 5, 8), ("multiple", 1, 2)]
    assert report.mark
    assert (report.mark.value, report.mark.passed) == (640, False)  # 100 and six tenths of 900
    assert [one.number for one in report.items] == [9, 7, 6, 8, 1, 2, 3, 4, 5, 10]
    told = report_json(report)
    assert (told["seconds"], told["why"], told["items"][0]["seconds"]) == (90, "handed in", 31)
    assert told["items"][0]["answered"] == ["A", "C"]
    assert told["items"][0]["citations"]
    assert any("not published" in remark for remark in told["remarks"])
    assert any("2 items were not answered" in remark for remark in told["remarks"])


def test_a_mark_on_the_line_passes_and_without_a_scale_there_is_none(sit: Begin) -> None:
    for seat, passed in ((sit(question(1), scale=(0, 10), pass_mark=10), True), (sit(question(1)), None)):
        seat.do(ANSWERED, 1, ["A"])
        mark = report_of(seat.end()).mark
        assert (mark.passed if mark else None) == passed
