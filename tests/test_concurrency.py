"""Several threads and processes at one library: readers see it before or after a change, and a kill costs nothing."""

import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from desk import Desk, assert_sound

from quotewise.index import Library, LibraryBusy, LibraryMissing
from quotewise.index.hit import Hit

HERE = Path(__file__).parent


def run_in_threads(count: int, work: Callable[[], None]) -> list[BaseException]:
    """Run `work` in several threads that start together; returns what went wrong."""
    start = threading.Barrier(count)

    def begin_together() -> None:
        start.wait(timeout=60)
        work()

    with ThreadPoolExecutor(max_workers=count) as pool:
        running = [pool.submit(begin_together) for _ in range(count)]
    return [error for done in running if (error := done.exception())]


def write_version(desk: Desk, version: int) -> None:
    """Two notes that always hold the same version number."""
    for name in ("a.md", "b.md"):
        desk.write(name, f"The edition of {name[0]} is number {version}.")


def edition(hit: Hit) -> str:
    return hit.text.rsplit(maxsplit=1)[-1]


def test_a_reader_sees_the_old_state_until_its_transaction_ends(desk: Desk) -> None:
    write_version(desk, 1)
    desk.ingest()
    started, committed = threading.Event(), threading.Event()
    seen: list[set[str]] = []

    def read() -> None:
        with desk.library.reading():
            seen.append({edition(hit) for hit in desk.library.search("edition number")})
            started.set()
            assert committed.wait(10)
            seen.append({edition(hit) for hit in desk.library.search("edition number")})
            seen.append({desk.library.original("a.md").rsplit(maxsplit=1)[-1]})
        seen.append({edition(hit) for hit in desk.library.search("edition number")})

    reader = threading.Thread(target=read)
    reader.start()
    assert started.wait(10)
    write_version(desk, 2)
    desk.ingest()
    committed.set()
    reader.join()
    assert seen == [{"1."}, {"1."}, {"1."}, {"2."}]


def test_readers_in_several_threads_see_whole_states_while_ingestions_run(desk: Desk) -> None:
    write_version(desk, 0)
    desk.ingest()
    done = threading.Event()
    searches: list[int] = []

    def search() -> None:
        while not done.is_set() or not searches:
            with desk.library.reading():
                hits = desk.library.search("edition number")
                assert [hit.source for hit in sorted(hits, key=lambda hit: hit.source)] == ["a.md", "b.md"]
                assert len({edition(hit) for hit in hits}) == 1
                for hit in hits:
                    assert desk.library.original(hit.source)[hit.start : hit.end] == hit.text
            searches.append(1)

    def ingest() -> None:
        try:
            for version in range(1, 13):
                write_version(desk, version)
                desk.ingest()
        finally:
            done.set()

    writer = threading.Thread(target=ingest)
    writer.start()
    assert run_in_threads(4, search) == []
    writer.join()
    assert {edition(hit) for hit in desk.library.search("edition number")} == {"12."}
    assert_sound(desk)


def test_connections_of_threads_that_ended_are_closed(desk: Desk) -> None:
    desk.write("a.md", "A note.")
    desk.ingest()
    for _ in range(5):
        assert run_in_threads(4, lambda: desk.library.search("note") and None) == []
    assert len(desk.library._connections) <= 5


def test_opening_a_new_library_from_many_threads_makes_one(tmp_path: Path) -> None:
    def open_and_close() -> None:
        with Library.open(tmp_path / "new", create=True) as library:
            library.status()

    assert run_in_threads(8, open_and_close) == []


# A process of its own: ingests argv[2] into argv[1], slowly if argv[3] says so; prints what it is doing.
INGEST = textwrap.dedent(
    """
    import sys, time
    sys.path.insert(0, sys.argv[4])
    from letter_encoder import LetterEncoder
    from quotewise.index import Library, LibraryError
    import quotewise.index.ingestion as ingestion
    ingestion.BATCH = 4
    def progress(stage, done, total):
        print(stage, done, flush=True)
        time.sleep(float(sys.argv[3]))
    try:
        with Library.open(sys.argv[1], encoder=LetterEncoder(), create=True) as library:
            print("open", flush=True)
            library.ingest([sys.argv[2]], progress=progress)
    except LibraryError as error:
        sys.exit(str(error))
    """
)


def start_ingestion(desk: Desk, pause: float = 0.0) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", INGEST, str(desk.folder), str(desk.notes), str(pause), str(HERE)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_second_ingestion_is_refused_in_one_line_and_harms_nothing(desk: Desk) -> None:
    for name in "abcdefgh":
        desk.write(f"{name}.md", f"The name is {name * 3}.")
    with start_ingestion(desk, pause=3) as first:
        assert first.stdout is not None
        while "reading" not in first.stdout.readline():
            pass
        with start_ingestion(desk) as second:
            _, complaint = second.communicate(timeout=30)
        with pytest.raises(LibraryBusy):
            desk.ingest()
        assert desk.library.search("name") == []  # reading goes on
        first.kill()
    assert second.returncode == 1
    assert complaint == (f"Another ingestion is writing to {desk.folder}: wait until it is done, then run this again\n")
    assert desk.ingest().added == 8  # the killed one left its lock to the next
    assert_sound(desk)


def test_a_kill_at_any_moment_leaves_the_library_as_before_or_after(desk: Desk) -> None:
    chance = random.Random(20)
    outcomes = set()
    for version in range(10):
        before = desk.sources()
        for number in range(6):
            desk.write(f"{number}.md", f"# Head\n\nNote {number}, version {version}.\n\n# Foot\n\nThe end of {number}.")
        with start_ingestion(desk, pause=0.005) as process:
            assert process.stdout is not None
            process.stdout.readline()  # it is open
            time.sleep(chance.uniform(0, 0.25))
            process.send_signal(signal.SIGKILL)
        after = {f"{number}.md": (desk.notes / f"{number}.md").read_text() for number in range(6)}
        desk.reopen()
        assert desk.sources() in (before, after)
        outcomes.add(desk.sources() == after)
        desk.library.search("version")
        assert_sound(desk)
        if version % 2:
            desk.ingest()
            assert desk.sources() == after
            assert {hit.source for hit in desk.library.search("version", budget=10**6)} == set(after)
            assert_sound(desk)
    assert False in outcomes  # at least one of the ten was stopped midway
    assert not list(desk.folder.glob("*.draft"))


def test_what_was_embedded_before_a_kill_is_not_embedded_again(desk: Desk) -> None:
    for number in range(12):
        desk.write(f"{number}.md", "abcdefghijkl"[number] * 5)
    with start_ingestion(desk, pause=0.1) as process:
        assert process.stdout is not None
        while process.stdout.readline().strip() != "embedding passages 8":
            pass
        process.kill()
    assert desk.ingest().embedded == 4
    assert_sound(desk)


@pytest.mark.parametrize("tables", ["", "PRAGMA journal_mode = WAL; VACUUM"])
def test_a_kill_while_the_library_was_being_created_is_made_good(tmp_path: Path, tables: str) -> None:
    with closing(sqlite3.connect(tmp_path / "library.db")) as connection:
        connection.executescript(tables)
    (tmp_path / "library.db").touch()
    with pytest.raises(LibraryMissing, match='run "quotewise ingest NOTES" first'):
        Library.open(tmp_path)
    with Library.open(tmp_path, create=True) as library:
        assert library.status().notes == 0
