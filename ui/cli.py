"""The command line: gathers input, calls, draws the result."""

import io
import logging
import math
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
import platformdirs

from quotewise.assistant.errors import ModelError
from quotewise.index import Library, LibraryError
from quotewise.index.encoder import EncoderError
from quotewise.ui import contract
from quotewise.ui.batch import is_unicode, open_batch, run_batch

if TYPE_CHECKING:
    from quotewise.assistant import Model

FAILURE, WRONG_USAGE = 1, 2  # exit statuses of the contract


class Failure(click.ClickException):
    """One clear line on stderr, exit status 1."""

    exit_code = FAILURE

    def show(self, file: Any = None) -> None:
        click.echo(f"quotewise: {' '.join(self.message.split())}", err=True)


class Misuse(Failure):
    """One clear line on stderr, exit status 2."""

    exit_code = WRONG_USAGE


class Commands(click.Group):
    """Turns every error into one line on stderr."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with one_line_errors():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with one_line_errors():
            return super().invoke(ctx)


@contextmanager
def one_line_errors() -> Iterator[None]:
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "quotewise"
        raise Misuse(f'{error.format_message()} (see "{command} --help")') from error
    except (LibraryError, EncoderError, ModelError) as error:
        raise Failure(str(error)) from error


def library_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--library",
        "folder",
        type=click.Path(path_type=Path, file_okay=False, readable=False),  # whether it can be read, SQLite finds
        envvar="QUOTEWISE_LIBRARY",
        default=lambda: Path(platformdirs.user_data_dir("quotewise", appauthor=False)) / "library",
        help="Folder of the library (default: $QUOTEWISE_LIBRARY, else your data folder).",
    )(command)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout and nothing else.")
source_option = click.option("--source", metavar="GLOB", help="Only notes whose source matches.")
batch_option = click.option(
    "--batch", metavar="FILE", help='JSON lines with "id", "question", "history"; "-" is stdin.'
)
base_url_option = click.option("--base-url", metavar="URL", help='Server for "openai:MODEL" or "ollama:MODEL".')


def model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    options = [
        click.option("--model", "name", metavar="NAME", help='Chat model; "quotewise models" lists what there is.'),
        base_url_option,
        click.option(
            "--yes-send",
            is_flag=True,
            envvar="QUOTEWISE_YES_SEND",
            help="Do not say that notes go to a model elsewhere (or set $QUOTEWISE_YES_SEND).",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quotewise")
def main() -> None:
    """Point it at your notes. Ask; every sentence it says is backed by words in them, or it is not said."""
    logging.basicConfig(format="quotewise: %(message)s", level=logging.WARNING)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal without Unicode shows escapes instead of failing
        sys.stdout.reconfigure(errors="backslashreplace")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--reembed", is_flag=True, help="Embed everything again, with the embedding model at hand.")
@click.option("--max-mb", type=click.FloatRange(0.001, 10_000), default=20.0, help="Largest file read (default 20 MB).")
@click.option("--watch", is_flag=True, help="Go on: read again whenever something changes, until Ctrl-C.")
@json_option
@library_option
def ingest(paths: tuple[Path, ...], reembed: bool, max_mb: float, watch: bool, as_json: bool, folder: Path) -> None:
    """Read notes (folders or files) into the library; run it again when they change."""
    from quotewise.ui.watching import changes

    if math.isnan(max_mb):
        raise click.UsageError("--max-mb takes a number.")
    if not any(map(os.path.lexists, [*paths, folder / "library.db"])):  # no library is made for nothing
        raise Failure(f"{paths[0]}: no such file or folder: check the path")
    with Library.open(folder, create=True) as library:
        try:
            fine = ingest_once(library, paths, reembed=reembed, max_bytes=int(max_mb * 1e6), as_json=as_json)
            for _ in changes(paths, apart_from=folder) if watch else ():
                fine = ingest_once(library, paths, reembed=False, max_bytes=int(max_mb * 1e6), as_json=as_json)
        except KeyboardInterrupt:
            if not watch:
                raise
            fine = True  # Ctrl-C is how a watch ends; the library is as before or as after
    sys.exit(0 if fine else FAILURE)


def ingest_once(library: Library, paths: tuple[Path, ...], *, reembed: bool, max_bytes: int, as_json: bool) -> bool:
    """Ingest, print what was done, and return whether every file could be read."""
    from quotewise.ui.terminal import print_ingested, progress_bar

    with progress_bar(shown=sys.stderr.isatty() and not as_json) as progress:
        ingested = library.ingest(paths, progress=progress, reembed=reembed, max_bytes=max_bytes)
    if as_json:
        print_json(contract.ingested_json(ingested))
    else:
        print_ingested(ingested)
    for source, why in ingested.failed:
        Failure(f"{source}: {why}").show()
    return not ingested.failed


@main.command()
@click.argument("question", required=False)
@click.option("--budget", type=click.IntRange(min=1), default=4000, help="Characters of notes to return.")
@source_option
@batch_option
@json_option
@library_option
def search(
    question: str | None, budget: int, source: str | None, batch: str | None, as_json: bool, folder: Path
) -> None:
    """Find the passages that fit a question."""
    asked = question_of(question, batch)
    with Library.open(folder) as library:
        if batch is not None:
            each(
                batch,
                lambda item: contract.search_json(
                    item["id"],
                    item["question"],
                    library.search(item["question"], budget=budget, source=source),
                ),
            )
        hits = library.search(asked, budget=budget, source=source)
    if as_json:
        print_json(contract.search_json(None, asked, hits))
        return
    from quotewise.ui.terminal import print_hits

    print_hits(hits)


@main.command()
@click.argument("question", required=False)
@model_options
@click.option("--withheld", "show_withheld", is_flag=True, help="Show what the notes do not support, and why.")
@source_option
@batch_option
@json_option
@library_option
def ask(
    question: str | None,
    name: str | None,
    base_url: str | None,
    yes_send: bool,
    show_withheld: bool,
    source: str | None,
    batch: str | None,
    as_json: bool,
    folder: Path,
) -> None:
    """Answer a question from the notes, each sentence with its place, or say that they do not answer it."""
    from quotewise.assistant import answer, stream

    asked = question_of(question, batch)
    model = chosen_model(name, base_url)
    if model and yes_send:
        model.announced.add(str(folder))
    with Library.open(folder) as library:

        def respond(item: dict[str, Any]) -> dict[str, Any]:
            reply = answer(library, item["question"], history=item["history"], source=source, model=model)
            report(reply.trouble)
            return contract.answer_json(item["id"], reply)

        if batch is not None:
            each(batch, respond)
        if as_json:
            print_json(respond({"id": None, "question": asked, "history": ()}))
            return
        from quotewise.ui.terminal import print_streamed, print_withheld

        answered = print_streamed(stream(library, asked, source=source, model=model))
    if show_withheld:
        print_withheld(answered)
    report(answered.trouble)


@main.command()
@base_url_option
@json_option
def models(base_url: str | None, as_json: bool) -> None:
    """List the models that can be reached from here, and why the others cannot."""
    from quotewise.assistant.reachable import reach_all
    from quotewise.ui.terminal import print_models

    found = reach_all(base_url)
    if as_json:
        print_json(contract.models_json(found))
    else:
        print_models(found)


@main.command()
@json_option
@library_option
def status(as_json: bool, folder: Path) -> None:
    """What the library holds, and which notes changed since they were read."""
    with Library.open(folder) as library:
        now = library.status()
    if as_json:
        print_json(contract.status_json(now))
        return
    from quotewise.ui.terminal import print_status

    print_status(now)


@main.command()
@click.argument("source")
@click.option("--at", "at", metavar="START:END", help="Offsets as in a citation.")
@json_option
@library_option
def show(source: str, at: str | None, as_json: bool, folder: Path) -> None:
    """Print a note as it was read, or the words at one place of it."""
    with Library.open(folder) as library:
        text = library.original(source)
    start, end = (0, len(text)) if at is None else span_of(at, len(text))
    if as_json:
        print_json({"source": source, "start": start, "end": end, "text": text[start:end]})
    else:
        click.echo(text[start:end].encode())  # as bytes: click drops a log's colours from text


@main.command()
@click.argument("source")
@json_option
@library_option
def forget(source: str, as_json: bool, folder: Path) -> None:
    """Take a note, or all notes of a folder, out of the library; files are not touched."""
    with Library.open(folder) as library:
        gone = library.forget(source)
    if as_json:
        print_json({"forgotten": gone})
    else:
        click.echo("\n".join(f"forgotten: {name}" for name in gone))


@main.command()
@click.argument("text", required=False)
@source_option
@batch_option
@json_option
@library_option
def cite(text: str | None, source: str | None, batch: str | None, as_json: bool, folder: Path) -> None:
    """Find what the notes say for a sentence from anywhere, and what against it."""
    from quotewise.assistant.lookup import look_up

    asked = question_of(text, batch, named="TEXT")
    with Library.open(folder) as library:
        if batch is not None:
            each(
                batch,
                lambda item: contract.lookup_json(item["id"], look_up(library, item["question"], source)),
                also="text",
            )
        looked = look_up(library, asked, source)
    if as_json:
        print_json(contract.lookup_json(None, looked))
        return
    from quotewise.ui.terminal import print_lookup

    print_lookup(looked)


def each(batch: str, respond: Callable[[dict[str, Any]], dict[str, Any]], also: str | None = None) -> NoReturn:
    """Answer a whole batch and end with its exit status. also: another name that a question may have in it."""
    try:
        opened = open_batch(batch)
    except OSError as error:
        raise Failure(f"{batch}: cannot be read ({error.strerror}): check the path") from error
    with opened as lines:
        fine = run_batch(lines, respond, also)
    sys.exit(0 if fine else FAILURE)


def chosen_model(name: str | None, base_url: str | None) -> "Model | None":
    """The chat model asked for, None for none."""
    if name is None:
        if base_url is not None:
            raise click.UsageError("--base-url goes with --model.")
        return None
    from quotewise.assistant import open_model

    return open_model(name, base_url=base_url)


def report(trouble: str | None) -> None:
    if trouble is not None:
        Failure(trouble).show()


def question_of(question: str | None, batch: str | None, *, named: str = "QUESTION") -> str:
    """The question asked, "" for a batch."""
    if batch is not None:
        if question is not None:
            raise click.UsageError(f"Give a {named} or --batch FILE, not both.")
        return ""
    if question is None or not question.strip():
        raise click.UsageError(f"Give a {named}, or --batch FILE.")
    if not is_unicode(question):
        raise click.UsageError(f"The {named.lower()} is not valid UTF-8.")
    return question


def span_of(at: str, length: int) -> tuple[int, int]:
    span = re.fullmatch(r"(\d{1,12}):(\d{1,12})", at)
    if span is None or not int(span[1]) < int(span[2]) <= length:
        raise click.UsageError(f"--at takes START:END with 0 <= START < END <= {length}, as a citation gives them.")
    return int(span[1]), int(span[2])


def print_json(value: dict[str, Any]) -> None:
    click.echo(contract.line_of(value))


if __name__ == "__main__":
    main()
