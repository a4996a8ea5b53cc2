"""The commands of mock exams: one is sat, and what came of those that were."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotewise.index import Library
from quotewise.index.progress import now
from quotewise.ui.examining import remark_on
from quotewise.ui.failure import Failure
from quotewise.ui.learner import learner_option, study_log
from quotewise.ui.options import each, json_option, library_option, print_json
from quotewise.ui.quizzing import bank_of, bank_option, bar

if TYPE_CHECKING:
    from quotewise.assistant.practice.bank import Bank
    from quotewise.assistant.study.form import Size
    from quotewise.assistant.study.log import StudyLog
    from quotewise.ui.seat import Seat

FORMS = ("full", "half", "ten")
NO_EXAM = 'No exam is chosen: "quotewise exam choose NAME" first, with one of "quotewise exam list"'


@click.command()
@click.option("--form", "size", type=click.Choice(FORMS), default="full", show_default=True, help="How long it is.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed draws the same from the same bank.")
@click.option("--batch", metavar="FILE", help='JSON lines with "do" instead of a terminal; "-" is stdin.')
@learner_option
@bank_option
@json_option
@library_option
def take(
    size: "Size", seed: int, batch: str | None, learner: str, bank_file: Path | None, as_json: bool, folder: Path
) -> None:
    """Sit a mock exam by the blueprint of the library's exam; one that is not handed in goes on, its clock too.

    Questions are written first where the bank has too few that you were not asked. With --json the sitting is begun
    and printed, and its clock runs.
    """
    from quotewise.assistant.exam.chosen import services_of
    from quotewise.ui.batch import parse
    from quotewise.ui.seat import respond, state_json
    from quotewise.ui.sitting import sit

    with Library.open(folder) as library:
        log = study_log(library.uuid, learner)
        seat = seat_of(log) or new_seat(library, log, bank_of(library, bank_file), size, seed, shown=not as_json)
        if batch is not None:
            each(batch, lambda line: respond(seat, line), parse)
        if as_json:
            print_json(state_json(seat.sitting))
        else:
            sit(seat, services_of(library))


@click.command()
@learner_option
@json_option
@click.option(
    "--library",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, readable=False),
    help="Those alone that were sat over the library in this folder.",
)
def results(learner: str, as_json: bool, folder: Path | None) -> None:
    """The mock exams you sat, and the report of the last one."""
    from quotewise.assistant.exam.service import Services
    from quotewise.assistant.study.marking import report_json, report_of, summary_json
    from quotewise.assistant.study.sitting import KINDS, settle, sittings
    from quotewise.ui.sitting_report import print_report, print_summary

    log, moment = study_log("", learner), now()
    settle(log, moment)
    ended = [one for one in sittings(log.progress.events(*KINDS), moment) if one.ended]
    if folder is not None:
        with Library.open(folder) as library:
            ended = [one for one in ended if one.library == library.uuid]
    reports = [report_of(one) for one in ended]
    if as_json:
        last = report_json(reports[-1]) if reports else None
        print_json({"sittings": [summary_json(report) for report in reports], "report": last})
    elif not reports:
        click.echo('No mock exam was sat to its end: "quotewise exam take" begins one.')
    else:
        for report in reports:
            print_summary(report)
        print_report(reports[-1], Services())


def seat_of(log: "StudyLog") -> "Seat | None":
    """The seat of a sitting whose time ran out meanwhile, or that goes on."""
    from quotewise.assistant.study.sitting import KINDS, open_sitting, settle
    from quotewise.ui.seat import Seat

    late = settle(log, now())
    found = late[-1] if late else open_sitting(log.progress.events(*KINDS), now(), log.library)
    if found is None:
        return None
    click.echo(
        f"The sitting begun {found.begun.astimezone():%Y-%m-%d %H:%M} {'is over' if late else 'goes on'}.", err=True
    )
    return Seat(log, found.id)


def new_seat(library: Library, log: "StudyLog", bank: "Bank", size: "Size", seed: int, *, shown: bool) -> "Seat":
    """Begin a sitting, with questions written first where they are too few, until Ctrl-C. Raises Failure."""
    from quotewise.assistant.exam.chosen import chosen_exam
    from quotewise.assistant.practice.quiz import fresh
    from quotewise.ui.sitting_start import form_of, past_of, take_seat, top_up_for

    chosen = chosen_exam(library)
    if chosen is None:
        raise Failure(NO_EXAM)
    remark_on(chosen)
    past = past_of(log)
    with suppress(KeyboardInterrupt), bar(shown=shown) as progress:
        top_up_for(library, chosen.blueprint, size, bank, past, progress)
    form = form_of(fresh(bank, library), chosen.blueprint, size, past, seed)
    if not form.questions:
        raise Failure(" ".join(form.lacks))
    return take_seat(log, form, size, chosen.blueprint)
