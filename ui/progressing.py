"""The commands of a learner's progress: how ready, what next; the record carried elsewhere and back."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from quotewise.assistant.plain import spell
from quotewise.index import Library
from quotewise.index.progress import LONGEST_NAME, Progress, ProgressError, now
from quotewise.ui.failure import Failure
from quotewise.ui.learner import learner_option, progress_of, progress_option, study_log
from quotewise.ui.options import json_option, library_option, print_json
from quotewise.ui.quizzing import put

MOST = 200_000_000  # bytes of a file taken in
STDOUT = "-"
EXPORTED = b'"quotewise progress"'  # in the beginning of what was exported


class ShowFirst(click.Group):
    """A group whose first command is meant where none is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = bool(args) and (args[0] in self.commands or args[0] in ctx.help_option_names)
        spoken = not args or args[0].startswith("-")
        return super().parse_args(ctx, ["show", *args] if spoken and not named else args)


@click.group(cls=ShowFirst, no_args_is_help=False)
def progress() -> None:
    """Am I ready? How ready your answers show you to be, and what to do next (`progress show`)."""


@progress.command()
@learner_option
@json_option
@library_option
def show(learner: str, as_json: bool, folder: Path) -> None:
    """How ready you are as a range, each domain, what to read again, what notes to write, and what to run next."""
    from quotewise.assistant.exam.chosen import chosen_exam
    from quotewise.assistant.study.report import report
    from quotewise.ui.progress_view import print_report, report_json

    with Library.open(folder) as library:
        log = study_log(library.uuid, learner)
        found = report(library, chosen_exam(library), log.answers(), log.refusals(), now(), date.today())
    if as_json:
        print_json({"learner": log.progress.learner, **report_json(found)})
    else:
        print_report(found, log.progress.learner)


@progress.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@learner_option
def export(file: Path, learner: str) -> None:
    """Write everything that is kept of a learner to FILE as JSON; "-" is stdout."""
    record = progress_of(learner)
    written = json.dumps(record.export(), ensure_ascii=True).encode()
    if str(file) == STDOUT:
        click.echo(written)
        return
    guard(file, record)
    put(file, written + b"\n")
    click.echo(f"Everything of {record.learner} written to {file}", err=True)


def guard(file: Path, record: Progress) -> None:
    """Raise where writing FILE would write over a library's files or the record's."""
    held = file.resolve()
    if any((folder / "library.db").is_file() for folder in held.parents):
        raise Failure(f"{file} is a place of a library: name another one to write to")
    if record.file and (held.parent == record.file.parent.resolve() or (held.exists() and same(held, record.file))):
        raise Failure(f"{file} is a place of the record itself: name another one to write to")
    if held.is_file() and EXPORTED not in held.read_bytes()[:100]:
        raise Failure(f"{file} is there already and is no progress: name another one to write to")


def same(one: Path, other: Path) -> bool:
    return other.exists() and one.samefile(other)


@progress.command(name="import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@learner_option
@json_option
def take(file: Path, learner: str, as_json: bool) -> None:
    """Take in what `progress export` wrote, under the name of --learner; what is there already is not taken twice."""
    record = progress_of(learner)
    exported = read_exported(file)
    try:
        check(exported)
        new = record.take_in(exported)
    except ProgressError as error:
        raise Failure(f"{file}: {error}") from error
    if as_json:
        print_json({"learner": record.learner, "events": len(exported["events"]), "new": new})
    else:
        click.echo(f"{new} of {len(exported['events'])} events are new to {record.learner}.")
        if (other := str(exported.get("learner"))) != record.learner:
            click.echo(f"They were exported by {spell(other)[:LONGEST_NAME]}.", err=True)


def read_exported(file: Path) -> Any:
    """The JSON of a file; raises Failure for one that is none, or too large."""
    try:
        with sys.stdin.buffer if str(file) == STDOUT else file.open("rb") as opened:
            data = opened.read(MOST + 1)
        if len(data) > MOST:
            raise Failure(f"{file}: is larger than {MOST // 1_000_000} MB: nothing was taken in")
        return json.loads(data)
    except OSError as error:
        raise Failure(f"{file}: cannot be read ({error.strerror}): check the path") from error
    except (ValueError, RecursionError) as error:
        raise Failure(f"{file}: is no JSON, nothing was taken in: give what `progress export` wrote") from error


def check(exported: Any) -> None:
    """Raise ProgressError where an event could not be read back later."""
    from quotewise.assistant.study.event_check import is_readable
    from quotewise.index.progress import read_event

    for at, entry in enumerate(exported.get("events") or () if isinstance(exported, dict) else (), start=1):
        if isinstance(entry, dict) and not is_readable(read_event(entry, at)):
            raise ProgressError(f"event {at} of it cannot be read ({entry.get('kind')}): nothing was taken in")


@progress.command()
@progress_option
@json_option
def learners(as_json: bool) -> None:
    """Who studies here, and how much is kept of each."""
    found = progress_of().learners()
    if as_json:
        print_json({"learners": [{"name": name, "events": count} for name, count in found.items()]})
    else:
        lines = [f"{count:7}  {name}" for name, count in found.items()]
        click.echo("\n".join(lines) or "Nothing is kept of anybody yet.")
