"""The commands of practice: quiz, import of questions from elsewhere, export to other programs."""

import os
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from quotewise.assistant.practice.question import Difficulty, Kind
from quotewise.index import Library
from quotewise.ui.examining import remark_on, take_exam
from quotewise.ui.failure import FAILURE, Failure
from quotewise.ui.learner import learner_option, study_log, weak_weights
from quotewise.ui.options import (
    chosen_model,
    json_option,
    library_option,
    model_options,
    none_matches,
    print_json,
    source_option,
)
from quotewise.ui.topping import effort

if TYPE_CHECKING:
    from quotewise.assistant.exam.service import Services
    from quotewise.assistant.practice.bank import Bank
    from quotewise.assistant.practice.exchange import Imported
    from quotewise.assistant.practice.exchange.import_questions import Intake, Outcome
    from quotewise.assistant.practice.quiz import Quiz, Wish

FORMS = ("anki", "csv", "json", "html")
LONGEST = 400  # characters of a stem, a reason or a quote on a line
bank_option = click.option(
    "--bank",
    "bank_file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File of the questions kept (default: questions.jsonl in the library's folder).",
)
WISHES = [
    click.option("--topic", default="", help="Words of the topic, heading or question."),
    click.option("--domain", default="", help="A domain of the library's exam: its number, or words of its name."),
    click.option("--kind", type=click.Choice(get_args(Kind)), default=None),
    click.option("--difficulty", type=click.Choice(get_args(Difficulty)), default=None),
]


def wish_options(command: Any) -> Any:
    for option in reversed(WISHES):
        command = option(command)
    return command


@click.command()
@click.option("-n", "count", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many questions.")
@wish_options
@click.option(
    "--exam", "exam_name", metavar="NAME", help="Choose the library's exam, as `exam choose` does; it remembers it."
)
@click.option("--weak", is_flag=True, help="Aim at what goes wrong: weak domains more, and wrong answers once more.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same quiz.")
@model_options
@source_option
@bank_option
@learner_option
@json_option
@library_option
def quiz(
    count: int,
    exam_name: str | None,
    weak: bool,
    seed: int,
    source: str | None,
    name: str | None,
    base_url: str | None,
    yes_send: bool,
    bank_file: Path | None,
    learner: str,
    as_json: bool,
    folder: Path,
    **wishes: Any,
) -> None:
    """Practise: questions written from your notes, each checked, with the words behind its key.

    Questions kept from before come first; new ones are written where they are too few. On a terminal they are asked
    one by one; with --json, or into a pipe, they are printed.
    """
    from quotewise.assistant.exam.chosen import chosen_exam, services_of
    from quotewise.assistant.practice.quiz import make_quiz
    from quotewise.assistant.study.advice import turns
    from quotewise.ui.quiz_round import ask_all, print_all

    model = chosen_model(name, base_url)
    if model and yes_send:
        model.announced.add(str(folder))
    asks = sys.stdin.isatty() and sys.stdout.isatty() and not as_json
    with Library.open(folder) as library:
        if exam_name is not None:
            take_exam(library, exam_name)
        else:
            remark_on(chosen_exam(library))
        wish = wish_of(wishes, library, source)
        log = study_log(library.uuid, learner)
        past = log.past()
        if weak:  # after new questions those last answered wrong
            past = replace(past, answered=turns(log.answers()))
        with bar(shown=not as_json) as progress:
            made = make_quiz(
                library,
                count,
                wish=wish,
                seed=seed,
                model=model,
                bank=bank_of(library, bank_file),
                past=past if asks or weak else replace(past, answered={}),
                weights=weak_weights(library, log) if weak else None,
                progress=progress,
            )
        click.echo(summary(made, count), err=True)
        if as_json:
            print_questions(made, services_of(library))
        elif not made.questions:
            raise Failure(none_written(wish, library))
        elif asks:
            ask_all(made.questions, library, log)
        else:
            print_all(made.questions, services_of(library))


def none_written(wish: "Wish", library: Library) -> str:
    """Why there is no question, in words of what was wished for."""
    if said := none_matches(library, wish.source):
        return said
    named = {"about": wish.topic, "of the domain": wish.domain, "of the kind": wish.kind, "that is": wish.difficulty}
    told = "".join(f" {what} {value}" for what, value in named.items() if value)
    return f"No question{told} could be written from these notes: ask for less, or add notes"


@click.command()
@click.argument("form", metavar="anki|csv|json|html", type=click.Choice(FORMS))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@wish_options
@source_option
@bank_option
@library_option
def export(form: str, file: Path, source: str | None, bank_file: Path | None, folder: Path, **wishes: Any) -> None:
    """Write the questions kept to FILE: an Anki package, CSV, JSON, or a page to print. Stale ones are left out."""
    from quotewise.assistant.exam.chosen import services_of
    from quotewise.assistant.practice import exchange
    from quotewise.assistant.practice.domains import tell_again
    from quotewise.assistant.practice.quiz import fresh

    with Library.open(folder) as library:
        wish = wish_of(wishes, library, source)
        bank = bank_of(library, bank_file)
        held = file.resolve()
        if held == bank.file.resolve() or folder.resolve() in held.parents:
            raise Failure(f"{file} is a place of the library or its bank: name another one to write to")
        tell_again(bank, library)
        questions = [question for question in fresh(bank, library) if wish.fits(question)]
        services = services_of(library)
    if not questions:
        raise Failure(f'No questions to export in {bank.file}: run "quotewise quiz" first')
    put(file, exchange.FORMS[form](questions, services))
    click.echo(f"{len(questions)} questions written to {file}", err=True)


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@bank_option
@json_option
@library_option
def take(file: Path, bank_file: Path | None, as_json: bool, folder: Path) -> None:
    """Audit the questions you have and keep those that your notes bear out.

    Read are JSON, tables (CSV, TSV), Markdown, GIFT, Moodle XML, Anki, and what NotebookLM and Quizlet export.
    """
    from quotewise.assistant.practice.exchange import BadQuestions, read_file
    from quotewise.assistant.practice.exchange.import_questions import outcomes, take_in

    try:
        found = read_file(file)
    except OSError as error:
        raise Failure(f"{file}: cannot be read ({error.strerror}): check the path") from error
    except BadQuestions as why:
        raise Failure(f"{file}: {why}") from why
    with Library.open(folder) as library, bar(shown=not as_json) as progress:
        done = take_in(found.questions, library, bank=bank_of(library, bank_file), progress=progress)
    told = list(outcomes(found, done))
    for item in found.failed:
        Failure(f"{file}, {item.place}: {item.why}").show()
    if as_json:
        print_json(taken_json(found, done, told))
    else:
        print_taken(found, done, told)
    sys.exit(FAILURE if found.failed else 0)


def taken_json(found: "Imported", done: "Intake", told: Sequence["Outcome"]) -> dict[str, Any]:
    from quotewise.assistant.practice.exchange.import_questions import outcome_json

    return {
        "form": found.form,
        "kept": len(done.kept),
        "known": done.known,
        "dropped": [{"question": one.stem, "flaws": [flaw.name for flaw in flaws]} for one, flaws in done.dropped],
        "failed": [{"line": item.line, "place": item.place, "why": item.why} for item in found.failed],
        "items": [outcome_json(one) for one in told],
    }


def print_taken(found: "Imported", done: "Intake", told: Sequence["Outcome"]) -> None:
    """How many became what, and a line for each that is not simply kept; what could not be read is told before."""
    unread = f", {len(found.failed)} not read" * bool(found.failed)
    click.echo(f"{found.form}: {len(done.kept)} kept, {done.known} known before, {len(done.dropped)} left out{unread}.")
    words = {"mended": "mended", "refused": "left out", "known": "known"}
    for one in told:
        if one.status in words and one.item.question is not None:
            reasons = "; ".join(one.mended if one.status == "mended" else one.why)
            click.echo(f"{one.item.place}: {words[one.status]}: {one_line(one.item.stem)} ({one_line(reasons)})")
        for said in one.dissent:
            of = f"{one.item.question.options[said.letter]}" if said.letter and one.item.question else "otherwise"
            click.echo(f'    the notes say {one_line(of)}: "{one_line(said.citation.quote)}" ({said.citation.source})')


def one_line(text: str) -> str:
    from quotewise.assistant.plain import show

    shown = " ".join(show(text).split())
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}\u2026"


def bank_of(library: Library, file: Path | None) -> "Bank":
    from quotewise.assistant.practice.bank import Bank

    return Bank(file) if file is not None else Bank.of(library)


def wish_of(wishes: dict[str, Any], library: Library, source: str | None) -> "Wish":
    """What is wanted; a domain given by its number becomes its name. Raises UsageError for a domain there is not."""
    from quotewise.assistant.practice.quiz import Wish

    domain = domain_of(str(wishes["domain"]), library) if wishes["domain"] else ""
    return Wish(wishes["topic"], domain, wishes["kind"] or "", wishes["difficulty"] or "", source)


def domain_of(wanted: str, library: Library) -> str:
    from quotewise.assistant.exam.chosen import chosen_exam

    chosen = chosen_exam(library)
    if chosen is None:
        raise click.UsageError('No exam is chosen, so there are no domains: "quotewise exam choose NAME" first.')
    exam = chosen.blueprint
    if wanted.isdecimal():
        if not 1 <= int(wanted) <= len(exam.names):
            raise click.UsageError(f"{exam.code} has the domains 1 to {len(exam.names)}.")
        return exam.names[int(wanted) - 1]
    if not any(wanted.casefold() in name.casefold() for name in exam.names):
        raise click.UsageError(f"{exam.code} has no such domain; it has: {', '.join(exam.names)}.")
    return wanted


@contextmanager
def bar(*, shown: bool) -> Iterator[Any]:
    from quotewise.ui.terminal import progress_bar

    with progress_bar(shown=shown and sys.stderr.isatty()) as progress:
        yield progress


def summary(made: "Quiz", wanted: int) -> str:
    """What was done to have these questions, in a line."""
    done, count = made.done, len(made.questions)
    short = f" of {wanted} asked for" * (count < wanted)
    parts = [f"{count} questions{short}: {done.reused} kept from before, {count - done.reused} new", *effort(done)]
    if done.stale:
        parts.append(f"{done.stale} stale ones left out")
    return "; ".join(parts)


def print_questions(made: "Quiz", services: "Services") -> None:
    from quotewise.assistant.claim_json import line_of
    from quotewise.assistant.practice.question_json import flagged_json

    click.echo(line_of([flagged_json(question, services) for question in made.questions]))


def put(file: Path, data: bytes) -> None:
    """Write a file, whole or not at all; a link leads to the file it names, a device is written to as it is."""
    try:
        place = Path(os.path.realpath(file))
        if place.exists() and not place.is_file():
            place.write_bytes(data)
            return
        half = Path(f"{place.parent}/.{uuid.uuid4().hex}.part")
        try:
            half.write_bytes(data)
            half.replace(place)
        finally:
            with suppress(OSError):
                half.unlink()
    except OSError as error:
        raise Failure(f"{file}: cannot be written ({error.strerror}): name another file") from error
