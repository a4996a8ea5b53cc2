"""What to do next: by evidence, from the notes as they are today; and which notes are lacking."""

import uuid
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from questions import single

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.exam.blueprint import read_blueprint
from quotewise.assistant.exam.chosen import Chosen
from quotewise.assistant.practice.staleness import Quotes
from quotewise.assistant.study.advice import SHRINK, Advice, advise, turns
from quotewise.assistant.study.coverage import Coverage, Refusal, cover, missing_subjects
from quotewise.assistant.study.log import Answer, StudyLog, answer_of
from quotewise.assistant.study.report import next_steps, report
from quotewise.index import Library
from quotewise.index.progress import Progress, now

NOTE = "A kiln is fired slowly. Glaze melts late. Clay shrinks as it dries. Slip joins two pieces."


@pytest.fixture
def notes(desk: Desk) -> Library:
    desk.write("kiln.md", NOTE)
    desk.write("wheel.md", "A wheel turns.")
    desk.ingest()
    return desk.library


def cite(quote: str) -> Claim:
    at = NOTE.index(quote)
    return Claim(quote, (Citation("kiln.md", at, at + len(quote), quote, "file"),))


def answered(
    log: StudyLog, name: str, claim: Claim, *, right: bool, sure: bool = False, days: float = 0, **other: Any
) -> Answer:
    question = single(name, claim, **other)
    event = log.answered(str(uuid.uuid4()), question, ("A" if right else "B",), "sure" if sure else "unsure", 9, "quiz")
    return answer_of(replace(event, at=now() - timedelta(days=days)))


@pytest.fixture
def log(tmp_path: Path) -> StudyLog:
    return StudyLog(Progress(tmp_path / "progress.db"), "lib")


def test_what_was_wrong_while_sure_is_read_again_first_and_each_place_once(notes: Library, log: StudyLog) -> None:
    given = [
        answered(log, "one", cite("Clay shrinks as it dries."), right=False, sure=True, days=3, domain="Clay"),
        answered(log, "two", cite("Glaze melts late."), right=False, days=2, domain="Fire"),
        answered(log, "three", cite("Glaze melts late."), right=False, days=1, domain="Clay"),
        answered(log, "four", cite("A kiln is fired slowly."), right=False, domain="Fire"),
        answered(log, "five", cite("Slip joins two pieces."), right=True, sure=True, domain="Clay"),
    ]
    found = advise(given, Quotes(notes), {"Clay": 0.7, "Fire": 0.3})
    quotes = [cited.quote for cited in found.read_again]
    assert quotes == ["Clay shrinks as it dries.", "Glaze melts late.", "A kiln is fired slowly."]
    assert [one.id for one in found.sure_and_wrong] == [given[0].id]
    assert all(notes.original(cited.source)[cited.start : cited.end] == cited.quote for cited in found.read_again)


def test_places_are_those_of_today_and_what_is_gone_is_counted(desk: Desk, notes: Library, log: StudyLog) -> None:
    given = [answered(log, name, cite(name), right=False) for name in ("Glaze melts late.", "A kiln is fired slowly.")]
    desk.write("kiln.md", "New at the top. A kiln is fired slowly.")
    desk.ingest()
    found = advise(given, Quotes(notes), {})
    assert [(cited.start, cited.quote) for cited in found.read_again] == [(16, "A kiln is fired slowly.")]
    assert found.gone == 1


def test_what_was_put_right_since_is_not_read_again(notes: Library, log: StudyLog) -> None:
    claim = cite("Glaze melts late.")
    given = [answered(log, "one", claim, right=False, sure=True, days=1), answered(log, "one", claim, right=True)]
    assert advise(given, Quotes(notes), {}) == Advice((), (), (), 0)
    assert advise(given[::-1], Quotes(notes), {}).sure_and_wrong == (given[0],)


def test_a_topic_is_weak_by_its_evidence_and_never_from_one_answer(notes: Library, log: StudyLog) -> None:
    claim = cite("Glaze melts late.")
    given = [answered(log, f"a{at}", claim, right=at > 3, topic="Kilns") for at in range(6)]
    given += [answered(log, f"b{at}", claim, right=at > 0, topic="Wheels") for at in range(6)]
    given += [answered(log, "c", claim, right=False, sure=True, topic="Slip")]
    (weak,) = advise(given, Quotes(notes), {}).topics
    assert (weak.topic, weak.answers, weak.right, weak.sure_and_wrong) == ("Kilns", 6, 2, 0)
    assert weak.share == pytest.approx((2 + SHRINK * 7 / 13) / (6 + SHRINK))


def test_an_aimed_session_asks_what_was_wrong_before_what_was_right(log: StudyLog) -> None:
    claim = cite("Glaze melts late.")
    given = [answered(log, name, claim, right=name != "wrong") for name in ("right", "wrong", "right")]
    assert turns([*given, answered(log, "wrong", claim, right=False)]) == {given[0].id: 3, given[1].id: 1}


EXAM = """code = "X-1"
[[domains]]
name = "Streams"
weight = 1.0
about = [
  "what one shard of a Kinesis data stream takes in and gives out",
  "how long records are kept in a stream",
  "glazes, kilns and the firing of pottery",
  "feature stores: online and offline, how fast each answers",
]
"""


def test_a_subject_that_no_note_speaks_of_is_a_note_to_write(sample_library: Path) -> None:
    exam = read_blueprint(EXAM, "x.toml")
    with Library.open(sample_library) as library:
        (missing,) = missing_subjects(library, exam)
        assert not cover(library, exam, [], [], Quotes(library)).elsewhere
    assert missing.text == "glazes, kilns and the firing of pottery"
    assert {"glazes", "kilns", "pottery"} <= set(missing.missing)


def test_notes_on_something_else_are_said_to_be(notes: Library, sample_library: Path) -> None:
    one = replace(read_blueprint(EXAM, "x.toml").domains[0], about=("firing of pottery", "tax law of Peru"))
    with Library.open(sample_library) as library:
        found = cover(library, replace(read_blueprint(EXAM, "x.toml"), domains=(one,)), [], [], Quotes(library))
    assert found.elsewhere


def test_notes_never_asked_about_and_questions_without_an_answer_are_told(notes: Library, log: StudyLog) -> None:
    given = [answered(log, "one", cite("Glaze melts late."), right=True)]
    log.refused("What is raku?", "not_in_notes")
    log.refused("What is slip casting?", "not_in_notes")
    log.refused("What is raku?", "not_in_notes")
    StudyLog(log.progress, "another library").refused("What is tax?", "not_in_notes")
    found = cover(notes, None, given, log.refusals(), Quotes(notes))
    assert (found.subjects, found.unasked) == ((), ("wheel.md",))
    assert sorted(question for question, _ in found.refused) == ["What is raku?", "What is slip casting?"]


def test_an_empty_record_without_an_exam_is_told_of_nothing(notes: Library) -> None:
    found = report(notes, None, [], [Refusal("What?", now())], now(), date(2027, 1, 1))
    assert (found.answers, found.readiness, found.days) == (0, None, None)
    assert found.advice == Advice((), (), (), 0)
    assert found.coverage == Coverage((), False, ("kiln.md", "wheel.md"), found.coverage.refused)
    assert next_steps(found)[0].startswith("quotewise exam choose")


@pytest.mark.parametrize(("day", "days"), [(date(2027, 3, 28), 1), (date(2027, 3, 29), 0), (date(2027, 4, 5), -7)])
def test_days_are_counted_on_dates_and_a_date_that_has_passed_asks_for_another(
    notes: Library, day: date, days: int
) -> None:
    chosen = Chosen(read_blueprint(EXAM, "x.toml"), date(2027, 3, 29))  # summer time begins the night before
    found = report(notes, chosen, [], [], now(), day)
    assert found.days == days
    assert (next_steps(found)[0] == "quotewise exam choose X-1 --date YYYY-MM-DD") == (days < 0)


def test_answers_from_the_future_are_counted_and_do_no_harm(notes: Library, log: StudyLog) -> None:
    claim = cite("Glaze melts late.")
    chosen = Chosen(read_blueprint(EXAM, "x.toml"))
    coming, given = (
        [answered(log, f"q{at}", claim, right=True, days=days, domain="Streams") for at in range(30)]
        for days in (-400, 0)
    )
    found = report(notes, chosen, coming, [], now(), date(2027, 1, 1))
    usual = report(notes, chosen, given, [], now(), date(2027, 1, 1))
    assert (found.ahead, usual.ahead) == (30, 0)
    assert found.overall.middle == pytest.approx(usual.overall.middle, abs=1e-4)
