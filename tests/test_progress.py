"""What learners did is kept in a file of its own, or a database: appended to, never changed, carried over whole."""

import json
import multiprocessing
import sqlite3
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from questions import single

from quotewise.assistant.claim import Citation, Claim
from quotewise.assistant.practice.question_json import question_json
from quotewise.assistant.study.log import StudyLog
from quotewise.index.progress import APPLICATION_ID, VERSION, Event, Progress, ProgressError

FIRST_EDITION = f"""
CREATE TABLE answer(
  uuid TEXT PRIMARY KEY, at TEXT NOT NULL, library TEXT NOT NULL, round TEXT NOT NULL, question_uuid TEXT NOT NULL,
  question TEXT NOT NULL, answer TEXT NOT NULL, correct INTEGER NOT NULL, confidence TEXT NOT NULL,
  seconds REAL NOT NULL);
CREATE TABLE report(
  uuid TEXT PRIMARY KEY, at TEXT NOT NULL, library TEXT NOT NULL, question_uuid TEXT NOT NULL,
  question TEXT NOT NULL, why TEXT NOT NULL);
CREATE TRIGGER answer_delete BEFORE DELETE ON answer BEGIN SELECT RAISE(ABORT, 'never'); END;
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = 1;
"""


Place = Path | str


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "progress.db"


@pytest.fixture(params=["sqlite", "postgres"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Place]:
    """Names a new place each time, a file or a database."""
    if request.param == "postgres":
        made: Callable[[], Place] = request.getfixturevalue("postgres").make
        return made
    return lambda: tmp_path / f"{uuid.uuid4()}.db"


@pytest.fixture
def kept(made: Callable[[], Place]) -> Place:
    return made()


@pytest.fixture
def elsewhere(made: Callable[[], Place]) -> Place:
    return made()


def test_events_come_back_in_the_order_they_were_appended_and_once(kept: Place) -> None:
    progress = Progress(kept)
    first, second = Event("answer", {"n": 1}, at=datetime(2027, 1, 1, tzinfo=UTC)), Event("answer", {"n": 2})
    assert progress.append(first, second) == 2
    assert progress.append(second, Event("report", about="q")) == 1
    assert [event.body.get("n") for event in progress.events()] == [1, 2, None]
    assert progress.events("report")[0].about == "q"
    assert progress.events("answer")[0] == first


def test_learners_do_not_see_each_other(kept: Place) -> None:
    ada, bob = Progress(kept, "Ada"), Progress(kept, "  Bob  ")
    ada.append(Event("answer", about="q"))
    bob.append(Event("answer", about="q"), Event("answer", about="q"))
    assert (ada.counts("answer"), bob.counts("answer")) == ({"q": 1}, {"q": 2})
    assert ada.learners() == {"Ada": 1, "Bob": 2}


@pytest.mark.parametrize("name", ["", " ", "a" * 61, "a\x1bb", "\u202eab"])
def test_a_name_that_cannot_be_shown_is_refused(file: Path, name: str) -> None:
    with pytest.raises(ProgressError, match="give another one"):
        Progress(file, name)


def is_there(place: Place) -> bool:
    if isinstance(place, Path):
        return place.exists()
    with psycopg.connect(place) as connection:
        return connection.execute("SELECT to_regclass('event')").fetchone() != (None,)


def test_nothing_is_made_by_looking(kept: Place) -> None:
    assert Progress(kept).events() == []
    assert (Progress(kept).counts("answer"), Progress(kept).learners(), Progress(kept).stamp()) == ({}, {}, 0)
    assert not is_there(kept)


def test_what_the_first_edition_kept_is_carried_over_and_copied_before(file: Path) -> None:
    question = single("one", Claim("It is one.", (Citation("a.md", 0, 3, "one", "file"),)))
    kept = json.dumps(question_json(question))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(FIRST_EDITION)
        row = ("u1", "2026-09-01T10:00:00+00:00", "lib", "round", question.id, kept, '["A"]', 1, "sure", 2.5)
        connection.execute("INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        row = ("u2", "2026-09-01T10:01:00+00:00", "lib", question.id, kept, "two are right")
        connection.execute("INSERT INTO report VALUES (?, ?, ?, ?, ?, ?)", row)
    log = StudyLog(Progress(file), "lib")
    (answer,) = log.answers()
    assert (answer.uuid, answer.correct, answer.response, answer.confidence) == ("u1", True, ("A",), "sure")
    assert answer.question == question
    assert log.past().reported == {question.id}
    with closing(sqlite3.connect(file.with_name("progress.edition-1.db"))) as copy:
        assert copy.execute("SELECT count(*) FROM answer").fetchone() == (1,)
    assert sorted(path.name for path in file.parent.iterdir()) == ["progress.db", "progress.edition-1.db"]


def test_what_is_exported_is_taken_in_elsewhere_once(kept: Place, elsewhere: Place) -> None:
    Progress(kept, "Ada").append(Event("answer", {"\u00fc": [1, None]}, "s", "q", "lib"), Event("report"))
    exported = json.loads(json.dumps(Progress(kept, "Ada").export()))
    other = Progress(elsewhere, "Ada on the train")
    assert (other.take_in(exported), other.take_in(exported)) == (2, 0)
    assert other.events() == Progress(kept, "Ada").events()
    assert Progress(kept, "Bob").take_in(exported) == 2


def test_what_is_made_of_a_session_goes_in_as_one(kept: Place) -> None:
    progress = Progress(kept)
    progress.append(Event("answer", session="s"), Event("answer", session="t"))

    def fail(events: list[Event]) -> list[Event]:
        raise LookupError(len(events))

    assert progress.extend("s", lambda events: [Event("report", {"of": len(events)}, "s")]) == 1
    assert progress.events("report")[0].body == {"of": 1}
    with pytest.raises(LookupError):
        progress.extend("s", fail)
    assert progress.append(Event("answer")) == 1


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "2026-01-01T00:00:00", 7])
def test_a_time_that_cannot_be_is_refused(file: Path, at: object) -> None:
    entry = {"uuid": str(uuid.uuid4()), "at": at, "kind": "answer", "session": "", "about": "", "library": ""}
    with pytest.raises(ProgressError, match="event 1"):
        Progress(file).take_in({"format": "quotewise progress", "version": VERSION, "events": [{**entry, "body": {}}]})


def test_the_first_answer_is_the_first_given_and_not_the_first_taken_in(kept: Place) -> None:
    question = single("one", Claim("It is one.", (Citation("a.md", 0, 3, "one", "file"),)))
    log = StudyLog(Progress(kept), "lib")
    new = log.answered(str(uuid.uuid4()), question, ("A",), "sure", 1, "quiz")
    old = log.answered(str(uuid.uuid4()), question, ("B",), "sure", 1, "quiz")
    log.progress.append(new, replace(old, at=new.at - timedelta(days=30)))
    assert [answer.correct for answer in log.answers()] == [False, True]


@pytest.mark.parametrize(
    "given",
    [
        [],
        {},
        {"format": "quotewise progress", "version": VERSION + 1, "events": []},
        {"format": "quotewise progress", "version": VERSION, "events": {}},
        {"format": "quotewise progress", "version": VERSION, "events": [{"uuid": "x"}]},
        {"format": "quotewise progress", "version": VERSION, "events": [None]},
    ],
)
def test_what_is_no_progress_is_refused_and_nothing_of_it_taken(file: Path, given: object) -> None:
    with pytest.raises(ProgressError, match="export"):
        Progress(file).take_in(given)
    assert not file.exists()


def test_one_bad_event_stops_the_rest(kept: Place, elsewhere: Place) -> None:
    Progress(kept).append(Event("answer"), Event("answer"))
    exported = json.loads(json.dumps(Progress(kept).export()))
    exported["events"][1]["at"] = "yesterday"
    with pytest.raises(ProgressError, match="event 2"):
        Progress(elsewhere).take_in(exported)
    assert Progress(elsewhere).events() == []


@pytest.mark.parametrize("data", [b"no database at all" * 99, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_broken_file_is_told_and_left_as_it_is(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    with pytest.raises(ProgressError, match=r"progress\.db cannot be used .*move the file away"):
        Progress(file).append(Event("answer"))
    assert file.read_bytes() == data


@pytest.mark.parametrize(("mark", "said"), [(APPLICATION_ID, "newer quotewise"), (7, "another program")])
def test_a_file_of_others_is_left_as_it_is(file: Path, mark: int, said: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(f"CREATE TABLE t(x); PRAGMA application_id = {mark}; PRAGMA user_version = 9;")
    before = file.read_bytes()
    with pytest.raises(ProgressError, match=said):
        Progress(file).events()
    assert file.read_bytes() == before


def append_some(kept: Place, name: str) -> None:
    for number in range(20):
        Progress(kept, name).append(Event("answer", {"n": number}))


def test_several_processes_append_at_once(kept: Place) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=append_some, args=(kept, name)) for name in ("Ada", "Bob", "Cleo")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Progress(kept).learners() == {"Ada": 20, "Bob": 20, "Cleo": 20}
    assert [event.body["n"] for event in Progress(kept, "Bob").events()] == list(range(20))


def test_a_stamp_is_another_one_after_whatever_was_appended(kept: Place) -> None:
    progress = Progress(kept)
    seen = [progress.stamp()]
    for _ in range(2):
        progress.append(Event("report", {"why": "x"}, about="q"))
        seen.append(progress.stamp())
    assert len(set(seen)) == 3
    assert progress.stamp() == seen[-1]


def test_what_was_taken_back_is_read_no_more_and_can_be_done_again(kept: Place) -> None:
    progress = Progress(kept)
    done = Event("answer", {"n": 1}, "s", "q")
    progress.append(done, Event("answer", {"n": 2}, "s", "r"))
    for _ in range(2):
        progress.take_back(done)
    assert [event.body["n"] for event in progress.events("answer", session="s")] == [2]
    assert progress.counts("answer") == {"r": 1}
    assert progress.extend("s", lambda events: [Event("report", {"of": len(events)})], "answer") == 1
    assert progress.events("report")[0].body == {"of": 1}
    assert [progress.append(replace(done, body={"n": 3})), progress.append(replace(done, body={"n": 4}))] == [1, 0]
    assert [event.body["n"] for event in progress.events("answer")] == [2, 3]
    progress.take_back(progress.events("answer")[1])
    assert progress.append(done) == 1
    assert progress.counts("answer") == {"r": 1, "q": 1}


def test_what_was_taken_back_is_so_wherever_the_record_is_carried_to(kept: Place, elsewhere: Place) -> None:
    here, there = Progress(kept), Progress(elsewhere)
    done = Event("answer", {"n": 1}, about="q")
    here.append(done)
    there.take_in(here.export())
    here.take_back(done)
    here.append(replace(done, body={"n": 2}))
    assert (there.take_in(here.export()), there.take_in(here.export()), here.take_in(there.export())) == (2, 0, 0)
    assert [event.body["n"] for event in there.events("answer")] == [2]
    assert there.export()["events"] == here.export()["events"]


def test_one_learner_takes_back_nothing_of_anothers(kept: Place) -> None:
    done = Event("answer", about="q")
    for name in ("Ada", "Bob"):
        Progress(kept, name).append(done)
    Progress(kept, "Ada").take_back(done)
    assert [Progress(kept, name).counts("answer") for name in ("Ada", "Bob")] == [{}, {"q": 1}]


def test_nobody_reads_between_what_was_appended(kept: Place) -> None:
    progress = Progress(kept)
    with ThreadPoolExecutor() as pool:
        writers = [pool.submit(append_some, kept, "me") for _ in range(3)]
        readings = []
        while not all(writer.done() for writer in writers):
            readings.append([event.uuid for event in progress.events()])
    for writer in writers:
        writer.result()
    last = [event.uuid for event in progress.events()]
    assert len(last) == 60
    assert all(reading == last[: len(reading)] for reading in readings)


def test_of_what_several_make_of_the_same_events_one_is_kept(kept: Place) -> None:
    def begin(_: int) -> int:
        return Progress(kept).extend(None, lambda events: [] if events else [Event("round_begun")])

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(begin, range(8))) == 1
    assert len(Progress(kept).events()) == 1


def test_a_text_that_nobody_could_see_is_refused(kept: Place) -> None:
    Progress(kept).append(Event("answer"))
    exported = Progress(kept).export()
    exported["events"][0]["about"] = "q\0"
    with pytest.raises(ProgressError, match="event 1"):
        Progress(kept).take_in(exported)


def test_a_learner_may_be_called_anything_that_can_be_read(kept: Place) -> None:
    names = ["Zo\u00eb", "\u0e2a\u0e21\u0e0a\u0e32\u0e22", "ada", "Ada", "x'; DROP TABLE event; --", "%s :learner"]
    for name in names:
        assert Progress(kept, name).append(Event("answer", {"\u00fc": "\0 \ud800"})) == 1
    assert list(Progress(kept, "Ada").learners()) == sorted(names)
    assert Progress(kept, "Ada").events()[0].body == {"\u00fc": "\0 \ud800"}
