"""Who studies: the learner's name, and the record kept under it, wherever that is."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotewise.index.progress import ALONE, NAME, Progress, ProgressError, learner_name, now
from quotewise.ui.folders import data_folder

if TYPE_CHECKING:
    from quotewise.assistant import Answer
    from quotewise.assistant.study.log import StudyLog
    from quotewise.index import Library

VARIABLE, PLACE = "QUOTEWISE_LEARNER", "QUOTEWISE_PROGRESS"


def learner_option(command: Callable[..., Any]) -> Callable[..., Any]:
    named = click.option(
        "--learner",
        metavar="NAME",
        envvar=VARIABLE,
        default=ALONE,
        show_default=True,
        help=f"Who studies, where several share a record (or set ${VARIABLE}).",
    )
    return named(progress_option(command))


def progress_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--progress",
        metavar="PLACE",
        expose_value=False,
        callback=keep_at,
        help="The record: a file, or a database as postgresql://USER@HOST/DATABASE "
        f"(default: ${PLACE}, else {NAME} in your data folder).",
    )(command)


def keep_at(context: click.Context, parameter: click.Parameter, place: str | None) -> None:
    """Put the place where whoever opens a record looks: the page and the assistants do so in threads of their own."""
    if place:
        os.environ[PLACE] = place


def progress_of(learner: str | None = None) -> Progress:
    """The record of a learner; of the one the environment names where none is given."""
    return Progress(shared_place() or Path(os.environ.get(PLACE) or data_folder() / NAME), learner_named(learner))


def learner_named(learner: str | None = None) -> str:
    """The one given, else the one the environment names."""
    return learner_name(learner or os.environ.get(VARIABLE) or ALONE)


def shared_place() -> str:
    """The address of the database that the record lies in; "" where it is a file."""
    place = os.environ.get(PLACE) or ""
    return place if "://" in place else ""


def study_log(library: str, learner: str | None = None) -> "StudyLog":
    """library: the uuid of the library in use."""
    from quotewise.assistant.study.log import StudyLog

    return StudyLog(progress_of(learner), library)


def weak_weights(library: "Library", log: "StudyLog") -> dict[str, float]:
    """What practice and time go by: each domain's weight times what is expected to go wrong; {} without an exam."""
    from quotewise.assistant.exam.chosen import chosen_exam
    from quotewise.assistant.study.readiness import estimate, weights
    from quotewise.assistant.study.report import told_now

    chosen = chosen_exam(library)
    return weights(estimate(told_now(log.answers(), library), chosen.blueprint, now())) if chosen else {}


def note_refusal(answer: "Answer", library: str, learner: str | None = None) -> None:
    """Keep a question that the notes do not answer, as a note to write; where nothing can be kept, do without."""
    if answer.reason == "not_in_notes":
        with suppress(ProgressError):
            study_log(library, learner).refused(answer.question, answer.reason)
