"""How it went over the days: the share right by day or week, mock exams, and how many days in a row were studied."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from quotewise.assistant.study.log import Answer
from quotewise.assistant.study.marking import report_of
from quotewise.assistant.study.memory import local_day
from quotewise.assistant.study.sitting import Sitting
from quotewise.assistant.study.timetable import monday_of

DAY = timedelta(days=1)
BY_DAY = 35  # days of answers up to which each day stands for itself; beyond, its week does


@dataclass(frozen=True, slots=True)
class Score:
    """Right of asked on a local day, or in the week that begins with it."""

    day: date
    asked: int
    right: int

    @property
    def share(self) -> float:
        return self.right / self.asked


def history(answers: Sequence[Answer], today: date) -> tuple[Score, ...]:
    """The answers by local day, the first first; by week where they reach far back. What is dated later is today's."""
    days = [(min(local_day(one.at), today), one.correct) for one in answers]
    far = bool(days) and (today - min(days)[0]).days > BY_DAY
    told = [(monday_of(day) if far else day, correct) for day, correct in days]
    asked = Counter(day for day, _ in told)
    right = Counter(day for day, correct in told if correct)
    return tuple(Score(day, asked[day], right[day]) for day in sorted(asked))


def mock_exams(sittings: Sequence[Sitting]) -> tuple[Score, ...]:
    """The mock exams that ended, the first begun first."""
    ended = [(one, report_of(one).overall) for one in sittings if one.ended]
    return tuple(Score(local_day(one.begun), whole.asked, whole.right) for one, whole in ended)


def streak(days: Collection[date], today: date) -> int:
    """How many days in a row were studied, up to today; while today was not yet, up to yesterday."""
    last = today if today in days else today - DAY
    count = 0
    while last - count * DAY in days:
        count += 1
    return count
