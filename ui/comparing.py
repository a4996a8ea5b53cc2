"""Runs side by side: `quotewise eval compare`, and a run held against its record."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotewise.ui.failure import Failure
from quotewise.ui.options import json_option, print_json
from quotewise.ui.reporting import page_faults

if TYPE_CHECKING:
    from quotewise.eval.run import Run

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(name="compare")
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@click.option("--force", is_flag=True, help="Compare the questions in common, though the sets differ.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="A page of the comparison to write.")
@json_option
def compare_runs(before: Path, after: Path, force: bool, html: Path | None, as_json: bool) -> None:
    """Compare two records of one kind, question by question."""
    from dataclasses import asdict

    from quotewise.eval.compare import compare
    from quotewise.eval.run import read_run
    from quotewise.ui.measured import print_comparison

    with one_line_faults():
        first, second = read_run(before), read_run(after)
        compared = compare(first, second, force=force)
    if html:
        from quotewise.eval.report import write_comparison

        with page_faults(html):
            write_comparison(first, second, compared, html)
    if as_json:
        print_json(asdict(compared))
    else:
        print_comparison(compared)


def stands(runs: "Sequence[Run]", folder: Path, *, quiet: bool) -> bool:
    """Whether no run is worse than its record; prints what turned."""
    from quotewise.eval.regression import hold
    from quotewise.eval.run import read_run
    from quotewise.ui.measured import print_held

    with one_line_faults():
        held = [one for run in runs for one in hold(read_run(folder / f"{run.kind}.json"), run)]
    if not quiet:
        print_held(held)
    for one in held:
        if one.fails:
            why = f"{one.invalid} citations do not stand in their note" if one.invalid else "worse beyond chance"
            Failure(f"{one.named}: {why}").show()
    return not any(one.fails for one in held)


@contextmanager
def one_line_faults() -> Iterator[None]:
    """What is wrong with a file of questions or of a run, as one line."""
    from quotewise.assistant.practice.bank import BankError
    from quotewise.eval.compare import Incomparable
    from quotewise.eval.dataset import BadSet
    from quotewise.eval.run import BadRun

    try:
        yield
    except (BadRun, BadSet, BankError, Incomparable) as error:
        raise Failure(str(error)) from error
