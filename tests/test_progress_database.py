"""The record in PostgreSQL: nobody's event is lost or comes late, and what is wrong there is told with its remedy."""

import json
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from click.testing import Result
from postgres_server import PASSWORD, WRITTEN, PostgresServer
from printed import complaint

from quotewise.index.progress import VERSION, Event, Progress, ProgressError
from quotewise.ui.batch import parse, run_batch
from quotewise.ui.learner import PLACE, progress_of

Quotewise = Callable[..., Result]
WAITS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def wait_for_one_that_waits(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        while connection.execute(WAITS).fetchone() == (0,):
            pass


def test_who_appends_later_comes_later_however_long_the_first_takes(postgres: PostgresServer) -> None:
    address = postgres.make()
    ada, goes_on, holds = Progress(address, "Ada"), threading.Event(), threading.Event()
    ada.append(Event("answer", {"n": 0}))

    def slowly(events: list[Event]) -> list[Event]:
        holds.set()
        goes_on.wait()
        return [Event("answer", {"n": len(events)})]

    with ThreadPoolExecutor() as pool:
        first = pool.submit(ada.extend, None, slowly)
        holds.wait()
        second = pool.submit(ada.extend, None, lambda events: [Event("answer", {"n": len(events)})])
        wait_for_one_that_waits(address)
        assert Progress(address, "Bob").append(Event("answer")) == 1  # another one need not wait
        seen = ada.stamp()
        assert [event.body["n"] for event in ada.events()] == [0]
        goes_on.set()
        assert (first.result(), second.result()) == (1, 1)
    assert ada.stamp() > seen
    assert [event.body["n"] for event in ada.events()] == [0, 1, 2]


def test_of_those_who_append_the_first_event_at_once_one_lays_the_record_out(postgres: PostgresServer) -> None:
    for address in (postgres.make() for _ in range(5)):
        with ThreadPoolExecutor(6) as pool:
            new = pool.map(lambda name, at=address: Progress(at, name).append(Event("answer")), "abcdef")
            assert list(new) == [1] * 6


def test_what_was_done_is_never_changed(postgres: PostgresServer) -> None:
    address = postgres.make()
    Progress(address).append(Event("answer"))
    with psycopg.connect(address, autocommit=True) as connection:
        for change in ("DELETE FROM event", "UPDATE event SET body = '{}'", "TRUNCATE event"):
            with pytest.raises(psycopg.Error, match="never changed"):
                connection.execute(change)


def test_a_server_that_stopped_is_told_and_nothing_acknowledged_is_lost(
    postgres: PostgresServer, capsys: pytest.CaptureFixture[str]
) -> None:
    progress = Progress(postgres.make())

    def respond(line: dict[str, int]) -> dict[str, int]:
        if line["id"] in (2, 3):  # between two lines, then within one
            progress.extend(None, lambda events: [postgres.stop(), Event("answer")] if line["id"] == 3 else [])
        if line["id"] == 4:
            postgres.start()
        return {"id": line["id"], "new": progress.append(Event("answer", line))}

    lines = [json.dumps({"id": number}).encode() for number in range(1, 7)]
    try:
        assert not run_batch(lines, respond, parse)
    finally:
        if not Path(postgres.folder / "data" / "postmaster.pid").exists():
            postgres.start()
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    acknowledged = [line["id"] for line in told if line.get("new")]
    assert acknowledged == [1, 2, 4, 5, 6]
    assert "cannot be used" in told[2]["error"]
    assert [event.body["id"] for event in progress.events()] == acknowledged


def complain(address: str) -> str:
    """What is told where the record cannot be used; no password stands in it, nor in what it was raised from."""
    with pytest.raises(ProgressError) as told:
        Progress(address).append(Event("answer"))
    for secret in (PASSWORD, WRITTEN, "wr0ng"):
        assert secret not in "".join(traceback.format_exception(told.value))
    return str(told.value)


def test_what_is_wrong_with_the_connection_is_told_with_its_remedy(postgres: PostgresServer, tmp_path: Path) -> None:
    assert "the password in ~/.pgpass" in complain(postgres.address("postgres", password="wr0ng"))
    assert 'database "nowhere" does not exist): check the name' in complain(postgres.address("nowhere"))
    down = postgres.address("postgres").replace(str(postgres.folder), str(tmp_path))
    assert "see that the server runs" in complain(down)


@pytest.mark.parametrize(
    "address",
    [
        "mysql://ada:wr0ng@host/db",
        "postgresql://ada:p@wr0ng@host/db",
        "postgresql://ada@host:wr0ng/db",
        "://wr0ng",
    ],
)
def test_an_address_that_is_none_is_told_without_being_repeated(address: str) -> None:
    assert "postgresql://USER@HOST/DATABASE" in complain(address)


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        (f"'quotewise progress {VERSION + 1}'", "newer quotewise"),
        ("'quotewise progress 1'", "older quotewise"),
        ("NULL", "another program"),
    ],
)
def test_a_table_of_others_is_left_as_it_is(postgres: PostgresServer, comment: str, said: str) -> None:
    address = postgres.make()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE event(x int)")
        connection.execute(f"COMMENT ON TABLE event IS {comment}")
        assert said in complain(address)
        assert connection.execute("SELECT * FROM event").fetchall() == []


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert 'pip install "quotewise[postgres]"' in complain("postgresql://ada@nowhere.invalid/progress")


def test_a_user_who_may_make_nothing_needs_no_more_than_to_read_and_append(postgres: PostgresServer) -> None:
    address = postgres.make()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE ROLE learners LOGIN PASSWORD 'theirs'")
        theirs = address.replace(f"quotewise:{WRITTEN}", "learners:theirs")
        postgres.made.append(theirs)
        assert "have the user granted" in complain(theirs)
        Progress(address).append(Event("answer"))
        connection.execute("GRANT SELECT, INSERT ON event TO learners")
    assert Progress(theirs).append(Event("answer")) == 1
    assert len(Progress(theirs).events()) == 2


def test_the_place_is_named_by_option_or_environment_and_told_without_its_password(
    postgres: PostgresServer, quotewise: Quotewise, library: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = postgres.make()
    Progress(address, "Ada").append(Event("answer"))
    monkeypatch.setenv(PLACE, str(tmp_path / "mine.db"))
    assert "of anybody" in quotewise("progress", "learners").stdout
    assert "1  Ada" in quotewise("progress", "learners", "--progress", address).stdout
    shown = quotewise("progress", "--progress", address, "--library", library).stdout
    assert "--progress 'postgresql://quotewise@/" in shown.replace("\n", "")
    assert WRITTEN not in shown
    monkeypatch.setenv(PLACE, address)
    assert progress_of("Ada").name == address.replace(f":{WRITTEN}", "").replace("/tmp/", "%2Ftmp%2F")
    exported = quotewise("progress", "export", "-", "--learner", "Ada").stdout
    assert len(json.loads(exported)["events"]) == 1
    assert WRITTEN not in exported
    monkeypatch.setenv(PLACE, postgres.address("nowhere"))
    assert WRITTEN not in complaint(quotewise("progress", "learners"), 1)


def test_a_record_is_carried_from_a_file_to_a_database(postgres: PostgresServer, tmp_path: Path) -> None:
    mine, theirs = Progress(tmp_path / "progress.db", "Ada"), Progress(postgres.make(), "Ada")
    mine.append(Event("answer", {"n": 1}), Event("answer", {"n": 2}))
    mine.take_back(mine.events()[0])
    assert theirs.take_in(mine.export()) == 3
    assert theirs.export() == mine.export()
    assert theirs.events() == mine.events()
