"""The exam a library is for: chosen once, kept in the library, with the day its learner means to take it."""

from dataclasses import dataclass
from datetime import date

from quotewise.assistant.exam.blueprint import Blueprint, open_blueprint, packaged, read_blueprint, text_of
from quotewise.assistant.exam.service import Services, notice_files, services_in
from quotewise.index import Library

EXAM, DAY = "exam", "exam_date"  # what the library remembers them by


@dataclass(frozen=True, slots=True)
class Chosen:
    """planned: the day it is to be taken, if that is known."""

    blueprint: Blueprint
    planned: date | None = None

    @property
    def remark(self) -> str:
        """That the exam has ended or ends too soon; "" where there is nothing to say."""
        today = date.today()
        past = f"Your date {self.planned} has passed." if self.planned and self.planned < today else ""
        return " ".join(filter(None, [self.blueprint.remark(today, self.planned), past]))


def chosen_exam(library: Library) -> Chosen | None:
    """The exam chosen for a library; raises BadBlueprint where a code is no longer known."""
    kept, day = library.remembered(EXAM), library.remembered(DAY)
    if kept is None:
        return None
    blueprint = open_blueprint(kept) if kept in packaged() else read_blueprint(kept, "the exam kept in the library")
    return Chosen(blueprint, date.fromisoformat(day) if day else None)


def choose_exam(library: Library, name: str, planned: date | None = None) -> Chosen:
    """Remember an exam, by its code or as the text of a file of one's own; raises BadBlueprint, LibraryBusy."""
    chosen = Chosen(open_blueprint(name), planned)
    keep_exam(library, name.upper() if name.upper() in packaged() else text_of(name), planned)
    return chosen


def keep_exam(library: Library, exam: str, planned: date | None) -> None:
    """Remember an exam, by its code or as the text of a file that was read; raises LibraryBusy."""
    library.remember({EXAM: exam, DAY: planned.isoformat() if planned else None})


def plan_exam(library: Library, planned: date | None) -> None:
    """Remember the day the exam is to be taken."""
    library.remember({DAY: planned.isoformat() if planned else None})


def drop_exam(library: Library) -> None:
    """No exam is chosen any more."""
    library.remember({EXAM: None, DAY: None})


def services_of(library: Library) -> Services:
    """The services to look for in a library's notes: by their short names too where its exam names their file."""
    chosen = chosen_exam(library)
    meant = chosen.blueprint.notices if chosen else ()
    own = chosen.blueprint.services if chosen else ()
    known = [service for name in notice_files() for service in services_in(name)]
    return Services((*known, *own), (*(service for name in meant for service in services_in(name)), *own))
