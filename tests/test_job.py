"""Work in the background: what came of it is told however it ended; what it counts is counted once."""

import sqlite3

import pytest
from page_desk import PATIENCE

from quotewise.ui.page.counted import Counted
from quotewise.ui.page.job import UNFORESEEN, Job


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize(
    ("error", "told"), [(sqlite3.OperationalError("locked"), "locked"), (ZeroDivisionError("x"), UNFORESEEN)]
)
def test_an_error_is_told_even_where_nobody_foresaw_it(error: Exception, told: str) -> None:
    def fail(report: object) -> None:
        raise error

    job: Job[None] = Job("Stopped.")
    assert job.start(fail, "")
    job.wait(PATIENCE)
    assert job.trouble == told


def test_a_value_is_made_once_for_a_state_and_the_last_one_stays_at_hand() -> None:
    made: list[str] = []
    counted: Counted[str] = Counted()

    def make() -> str:
        made.append("once")
        return f"of {len(made)}"

    for _ in range(3):
        counted.begin("a", make)
        counted.job.wait(PATIENCE)
    assert counted.is_of("a")
    assert counted.value == "of 1"


def test_what_failed_is_made_again_once_it_is_wished() -> None:
    room: list[str] = []
    counted: Counted[str] = Counted()

    def make() -> str:
        if not room:
            raise OSError("no room")
        return room[0]

    for _ in range(2):
        counted.begin("a", make)
        counted.job.wait(PATIENCE)
        assert not counted.is_of("a")
        assert counted.failed == "no room"
        room.append("made")
    counted.try_again()
    counted.begin("a", make)
    counted.job.wait(PATIENCE)
    assert counted.is_of("a")
    assert (counted.value, counted.failed) == ("made", "")
