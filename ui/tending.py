"""The commands that tend the library: ingest, status, show, forget, copy."""

import math
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotewise.assistant.plain import spell
from quotewise.assistant.practice.bank import Bank
from quotewise.index import Library, LibraryMissing, open_encoder
from quotewise.index.lexical import ENGLISH
from quotewise.ui import contract, topping
from quotewise.ui.examining import remark_on
from quotewise.ui.failure import FAILURE, Failure
from quotewise.ui.learner import progress_option
from quotewise.ui.options import embeddings_options, json_option, library_option, library_place, print_json, span_of

if TYPE_CHECKING:
    from quotewise.index.engine import Engine


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--reembed",
    is_flag=True,
    help="Accept another embedding model than the library's: every passage is then embedded with it.",
)
@click.option("--max-mb", type=click.FloatRange(0.001, 10_000), default=20.0, help="Largest file read (default 20 MB).")
@click.option(
    "--questions",
    "wanted",
    metavar="N",
    type=click.IntRange(1, 1000),
    help="Then write practice questions, until N wait that you never answered; Ctrl-C keeps those written.",
)
@click.option("--watch", is_flag=True, help="Go on: read again whenever something changes, until Ctrl-C.")
@click.option(
    "--engine",
    "engine_name",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Read and embed in this process, or over a Ray cluster ($RAY_ADDRESS, else this machine's cores).",
)
@click.option("--verbose", is_flag=True, help="Name every file left out on purpose, instead of their number by kind.")
@embeddings_options
@progress_option
@json_option
@library_option
def ingest(
    paths: tuple[Path, ...],
    reembed: bool,
    max_mb: float,
    wanted: int | None,
    watch: bool,
    engine_name: str,
    verbose: bool,
    embeddings: str | None,
    yes_send: bool,
    as_json: bool,
    folder: Path,
) -> None:
    """Read notes (folders or files) into the library; run it again when they change."""
    from quotewise.ui.watching import changes

    if math.isnan(max_mb):
        raise click.UsageError("--max-mb takes a number.")
    encoder = open_encoder(embeddings) if embeddings else None
    try:  # no library is made for nothing
        opened = Library.open(folder, create=any(map(os.path.lexists, paths)), encoder=encoder)
    except LibraryMissing as error:
        raise Failure(f"{paths[0]}: no such file or folder: check the path") from error
    with opened as library, open_engine(engine_name) as engine:
        place = getattr(library.encoder, "place", None)
        if place and not yes_send:
            click.echo(f"the text of your notes goes to {place} to be embedded", err=True)
        try:
            limit = int(max_mb * 1e6)
            read = partial(
                ingest_once,
                library,
                paths,
                engine=engine,
                max_bytes=limit,
                wanted=wanted,
                as_json=as_json,
                verbose=verbose,
            )
            fine = read(reembed=reembed)
            for _ in changes(paths, apart_from=folder) if watch else ():
                fine = read(reembed=False)
        except KeyboardInterrupt:
            if not watch:
                raise
            fine = True  # Ctrl-C is how a watch ends; the library is as before or as after
    sys.exit(0 if fine else FAILURE)


def open_engine(name: str) -> AbstractContextManager["Engine | None"]:
    if name == "local":
        return nullcontext()
    from quotewise.index.ray_engine import RayEngine

    return RayEngine()


def ingest_once(
    library: Library,
    paths: tuple[Path, ...],
    *,
    engine: "Engine | None",
    reembed: bool,
    max_bytes: int,
    wanted: int | None,
    as_json: bool,
    verbose: bool,
) -> bool:
    """Ingest, print what was done, and return whether every file could be read."""
    from quotewise.ui.terminal import print_ingested, progress_bar

    bank = Bank.of(library)
    before = bank.staleness(library)
    with progress_bar(shown=sys.stderr.isatty() and not as_json) as progress:
        ingested = library.ingest(paths, progress=progress, reembed=reembed, max_bytes=max_bytes, engine=engine)
    if as_json and wanted is None:
        print_json(contract.ingested_json(ingested))
    elif not as_json:
        print_ingested(ingested, verbose=verbose)
    questions = bank.audit_again(library, before=before)
    if questions.questions:
        click.echo(questions.summary, err=True)
    if (ingested.added or ingested.changed) and not as_json and wants_other_model(library):
        click.echo(
            "most notes are not in English, which the embedding model reads best: "
            '"--reembed --embeddings NAME" takes a multilingual model of Sentence Transformers by name',
            err=True,
        )
    for source, why in ingested.failed:
        Failure(f"{source}: {why}").show()
    if wanted is not None:
        fill_up(library, wanted, contract.ingested_json(ingested), as_json=as_json)
    return not ingested.failed


def fill_up(library: Library, wanted: int, ingested: dict[str, Any], *, as_json: bool) -> None:
    """Fill the bank, the notes being read and kept, and say what came of it."""
    done, stopped = topping.fill_bank(library, wanted, shown=not as_json)
    if as_json:
        print_json({**ingested, "questions": topping.topped_json(done, wanted, stopped=stopped)})
    else:
        click.echo(topping.told(done, wanted, stopped=stopped))


def wants_other_model(library: Library) -> bool:
    """Whether most notes are in a language that the packaged embedding model was not made for."""
    return library.languages()[0] != ENGLISH and not getattr(library.encoder, "opened_as", "")


@click.command()
@json_option
@library_option
def status(as_json: bool, folder: Path) -> None:
    """What the library holds, the exam it is for, and which notes changed since they were read."""
    from quotewise.assistant.exam.chosen import chosen_exam

    with Library.open(folder) as library:
        now, chosen = library.status(), chosen_exam(library)
    if as_json:
        print_json(contract.status_json(now, chosen))
        return
    from quotewise.ui.terminal import print_status

    print_status(now, chosen)
    remark_on(chosen)


@click.command()
@click.argument("source")
@click.option("--at", "at", metavar="START:END", help="Offsets as in a citation.")
@json_option
@library_option
def show(source: str, at: str | None, as_json: bool, folder: Path) -> None:
    """Print a note as it was read, or the words at one place of it.

    On a terminal, control characters in it are spelled; into a pipe or a file goes what stands in the note.
    """
    from quotewise.assistant.exam.chosen import services_of

    with Library.open(folder) as library:
        text, services = library.original(source), services_of(library)
    start, end = (0, len(text)) if at is None else span_of(at, len(text))
    named = services.named_in([text[start:end]])
    if as_json:
        flags = contract.services_json(named)
        print_json({"source": source, "start": start, "end": end, "text": text[start:end], "services": flags})
    elif sys.stdout.isatty():
        click.echo(spell(text[start:end]))
    else:
        click.echo(text[start:end].encode())  # as bytes: click drops a log's colours from text
    for service in () if as_json else named:  # beside the note's own words, which are all that stdout holds
        click.echo(service.told, err=True)


@click.command()
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
        click.echo("\n".join(f"forgotten: {spell(name)}" for name in gone))


@click.command()
@click.argument("place", type=library_place)
@json_option
@library_option
def copy(place: Path, as_json: bool, folder: Path) -> None:
    """Copy the library to another folder, or to a Milvus server as milvus://HOST:PORT/NAME; nothing is embedded."""
    from quotewise.index.copying import copy_library
    from quotewise.ui.terminal import progress_bar

    with (
        Library.open(folder) as library,
        progress_bar(shown=not as_json and sys.stderr.isatty()) as progress,
        copy_library(library, place, progress=progress) as copied,
    ):
        now = copied.status()
    if as_json:
        print_json({"home": now.home, "notes": now.notes, "passages": now.passages})
    else:
        click.echo(f"{now.notes} notes in {now.passages} passages lie in {now.home} now, too")
