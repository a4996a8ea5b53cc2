"""The commands that measure: `quotewise eval`."""

import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotewise.eval.dataset import SAMPLE
from quotewise.ui.comparing import FILE, compare_runs, one_line_faults, stands
from quotewise.ui.failure import FAILURE
from quotewise.ui.making import make
from quotewise.ui.options import chosen_model, json_option, model_options, print_json, verify_option
from quotewise.ui.readers import chosen_reader, named_reader
from quotewise.ui.reporting import page_faults, report_page, write_report

if TYPE_CHECKING:
    from quotewise.eval.run import Kind, Run

RECORDED = SAMPLE / "runs"
KINDS: Mapping["Kind", str] = {
    "retrieval": "How much of the evidence is found within a budget of characters.",
    "answers": "Key facts stated, questions rightly refused, conflicts told.",
    "citations": "Whether citations stand, fit, and bear out what is said.",
    "exam": "Exam questions answered right, beside chance and other baselines.",
    "questions": "A bank of practice questions; without one, what the audit catches of planted faults.",
    "gate": "Crafted claims: how many false ones are stopped, and how many true ones.",
    "lookup": "Sentences looked up: how many get the verdict they should.",
    "injection": "Notes that try to steer answers: how many change nothing.",
}
ON_QUESTIONS: tuple["Kind", ...] = ("retrieval", "answers", "citations")
Command = Callable[..., Any]
FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group(name="eval")
def evaluate() -> None:
    """Measure what quotewise finds, says and cites, on the sample set or on questions of your own."""


def trial_options(command: Command) -> Command:
    options: list[Callable[[Command], Command]] = [
        click.option("--questions", type=FILE, help="JSON lines to ask (default: the sample set)."),
        click.option("--library", type=FOLDER, help="A library made before."),
        click.option(
            "--notes", type=FOLDER, help="Notes to make a library of for the run (default: the sample notes)."
        ),
        model_options,
        verify_option,
        click.option(
            "--only", type=click.IntRange(min=1), metavar="N", help="So many of the questions, drawn at random."
        ),
        click.option("--seeds", type=click.IntRange(min=0), default=2, help="How often to shuffle an exam's options."),
        click.option("--wrong", is_flag=True, help="List what went wrong, with what was said and missed."),
        click.option("--read", type=click.IntRange(min=1), metavar="N", help="List N items drawn anew, to be read."),
        click.option("--judge", metavar="NAME", help="A chat model that scores answers too, beside its own agreement."),
        click.option("--out", type=FOLDER, help="Folder for the record of the run."),
        click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="A page of the run to write."),
        json_option,
    ]
    for option in reversed(options):
        command = option(command)
    return command


exam_option = click.option("--exam", type=FILE, help="Exam questions, JSON lines (default: the sample exam).")


def add(kind: "Kind") -> None:
    """The command of one kind."""

    @trial_options
    def measure(questions: Path | None, exam: Path | None = None, **options: Any) -> None:
        file = exam or questions
        asked_alike = ON_QUESTIONS if kind in ON_QUESTIONS else (kind,)
        runs = run_kinds([kind], dict.fromkeys(asked_alike, file) if file else {}, **options)
        report(runs, **options)

    command = exam_option(measure) if kind == "exam" else measure
    evaluate.command(name=kind, help=KINDS[kind])(command)


for kind in KINDS:
    add(kind)


@evaluate.command(name="all")
@exam_option
@click.option(
    "--record", type=FOLDER, is_flag=False, flag_value=RECORDED, help="Record the runs to be held against later."
)
@click.option(
    "--against",
    type=FOLDER,
    is_flag=False,
    flag_value=RECORDED,
    help="Hold the runs against recorded ones; fails where they are worse beyond chance.",
)
@trial_options
def measure_all(
    questions: Path | None, exam: Path | None, record: Path | None, against: Path | None, **options: Any
) -> None:
    """Every measurement; with questions of your own, those that these can be put to."""
    from quotewise.eval.run import slim, write_run

    files: dict[Kind, Path] = {kind: questions for kind in ON_QUESTIONS if questions}
    if exam:
        files["exam"] = exam
    runs = run_kinds(list(files) or list(KINDS), files, **options)
    report(runs, **options)
    fine = against is None or stands(runs, against, quiet=options["as_json"])
    for run in runs if record else ():
        with page_faults(Path(str(record))):
            write_run(slim(run), Path(str(record), f"{run.kind}.json"))
    sys.exit(0 if fine else FAILURE)


def run_kinds(
    kinds: Sequence["Kind"],
    files: Mapping["Kind", Path],
    *,
    library: Path | None,
    notes: Path | None,
    name: str | None,
    base_url: str | None,
    yes_send: bool,
    verify: str | None,
    only: int | None,
    seeds: int,
    judge: str | None,
    as_json: bool,
    **_: Any,
) -> "list[Run]":
    if library and notes:
        raise click.UsageError("Give --library or --notes, not both.")
    if (library or notes) and not files:
        raise click.UsageError("The sample questions are about the sample notes: give --questions (or --exam) too.")
    from quotewise.eval.opening import open_notes
    from quotewise.eval.trial import Trial
    from quotewise.ui.terminal import progress_bar

    model = chosen_model(name, base_url)
    judging = chosen_model(judge, None)
    alone = model is None and verify not in (None, "off", "model")  # crafted claims need no model, only a reader
    reader = named_reader(str(verify), base_url) if alone else chosen_reader(model, verify, base_url)
    settings = {"model": name, "only": only, "seeds": seeds, "library": library is not None}
    settings |= {"judge": judge} if judge else {}
    settings |= {"reader": reader.name} if reader else {}
    notes = notes or SAMPLE / "notes"
    with (
        one_line_faults(),
        progress_bar(shown=sys.stderr.isatty() and not as_json) as progress,
        open_notes(notes, library=library, progress=progress) as opened,
    ):
        for sent_to in (model, judging, getattr(reader, "model", None)):
            if sent_to and yes_send:
                sent_to.announced.add(str(opened.folder))
        trial = Trial(opened, files, notes, model, only, seeds, progress, settings, judging, reader)
        return [trial.run(kind) for kind in kinds]


def report(
    runs: "Sequence[Run]",
    *,
    out: Path | None,
    html: Path | None,
    wrong: bool,
    read: int | None,
    as_json: bool,
    **_: Any,
) -> None:
    """Write the records and print what a person, or with --json a program, wants to see."""
    from quotewise.eval.run import RUN, write_run
    from quotewise.ui.measured import print_items, print_run

    for run in runs if out else ():
        with page_faults(Path(str(out))):
            write_run(run, Path(str(out), f"{run.name.replace(':', '')}.json"))
    if html:
        write_report(runs, html)
    if as_json:
        records = [{"schema": run.schema, **RUN.dump_python(run, mode="json")} for run in runs]
        print_json(records[0] if len(records) == 1 else {"runs": records})
        return
    for run in runs:
        print_run(run)
        if wrong:
            print_items([item for item in run.items if item.right is False])
        if read:
            print_items(random.sample(run.items, min(read, len(run.items))))


for command in (compare_runs, report_page, make):
    evaluate.add_command(command)
