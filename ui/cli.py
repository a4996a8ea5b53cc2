"""The command line: gathers input, calls, draws the result."""

import io
import logging
import sys

import click

from quotewise.ui.asking import ask, cite, models, search
from quotewise.ui.doctor import doctor
from quotewise.ui.evaluating import evaluate
from quotewise.ui.examining import exam
from quotewise.ui.failure import Commands
from quotewise.ui.mcp.command import mcp
from quotewise.ui.mock_exam import results
from quotewise.ui.mock_exam import take as sit
from quotewise.ui.planning import plan
from quotewise.ui.progressing import progress
from quotewise.ui.quizzing import export, quiz, take
from quotewise.ui.reviewing import review
from quotewise.ui.serving import ui
from quotewise.ui.tending import copy, forget, ingest, show, status


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quotewise")
def main() -> None:
    """Point it at your notes. Ask; every sentence it says is backed by words in them, or it is not said."""
    logging.basicConfig(format="quotewise: %(message)s", level=logging.WARNING)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal without Unicode shows escapes instead of failing
        sys.stdout.reconfigure(errors="backslashreplace")


STUDY = quiz, review, exam, plan, progress
for command in (
    ingest,
    search,
    ask,
    cite,
    *STUDY,
    export,
    take,
    status,
    show,
    forget,
    copy,
    models,
    doctor,
    evaluate,
    ui,
    mcp,
):
    main.add_command(command)
for command in (sit, results):
    exam.add_command(command)


if __name__ == "__main__":
    main()
