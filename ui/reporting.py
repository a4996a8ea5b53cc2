"""`quotewise eval report`: runs as a page to be read in a browser."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotewise.ui.failure import Failure

if TYPE_CHECKING:
    from quotewise.eval.run import Run


@click.command(name="report")
@click.argument("records", nargs=-1, required=True, metavar="RUN.json...", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The page to write (default: beside the first record).",
)
def report_page(records: tuple[Path, ...], out: Path | None) -> None:
    """Write records of runs as one page that opens offline: plots, tables, and what became of every question.

    A retrieval run and an answers run over the same questions belong together: then the page tells which answers
    failed for want of evidence.
    """
    from quotewise.eval.run import BadRun, read_run

    try:
        runs = [read_run(file) for file in records]
    except BadRun as error:
        raise Failure(str(error)) from error
    page = out or records[0].with_suffix(".html")
    write_report(runs, page)
    click.echo(f"{page}: open it in a browser")


def write_report(runs: "Sequence[Run]", file: Path) -> None:
    from quotewise.eval.report import write_page

    with page_faults(file):
        write_page(runs, file)


@contextmanager
def page_faults(file: Path) -> Iterator[None]:
    """Why a page could not be written, as one line."""
    from quotewise.eval.report import DrawingMissing

    try:
        yield
    except DrawingMissing as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(f"{file}: cannot be written ({error.strerror}): check the path") from error
