"""The commands of an exam: which one a library is for, and its questions answered from the notes."""

from datetime import date, datetime
from pathlib import Path
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

import click

from quotewise.assistant.exam.item import ExamItem
from quotewise.assistant.exam.wordings import read_choose
from quotewise.index import Library
from quotewise.ui import contract
from quotewise.ui.batch import read_exam_item
from quotewise.ui.failure import report
from quotewise.ui.options import (
    chosen_model,
    each,
    json_option,
    library_option,
    model_options,
    print_json,
    question_of,
    verify_option,
)
from quotewise.ui.readers import chosen_reader

if TYPE_CHECKING:
    from quotewise.assistant.exam.chosen import Chosen


@click.group()
def exam() -> None:
    """The exam you prepare for, and exam questions answered from the notes."""


@exam.command()
@click.argument("name")
@click.option(
    "--date", "day", metavar="YYYY-MM-DD", type=click.DateTime(["%Y-%m-%d"]), help="When you mean to take it."
)
@json_option
@library_option
def choose(name: str, day: datetime | None, as_json: bool, folder: Path) -> None:
    """Choose the exam that the library is for: one of `exam list`, a TOML file of your own, or "none".

    The library remembers it; questions are then told by its domains, those that fit none of them by none.
    """
    from quotewise.assistant.exam.chosen import drop_exam

    chosen = None
    with Library.open(folder) as library:
        if name.lower() == "none":
            drop_exam(library)
        else:
            chosen = take_exam(library, name, day.date() if day else None)
    if as_json:
        print_json({"exam": contract.chosen_json(chosen)})
    elif chosen is None:
        click.echo("No exam is chosen: questions have no domains.")
    else:
        click.echo(contract.exam_line(chosen.blueprint, date.today()))
        click.echo(f"To be taken on {chosen.planned:%a %d %b %Y}." if chosen.planned else "No date is set (--date).")
        click.echo("\n".join(f"  {domain.weight:4.0%}  {domain.name}" for domain in chosen.blueprint.domains))


def take_exam(library: Library, name: str, planned: date | None = None) -> "Chosen":
    """Choose an exam, tell the questions kept by its domains, and say on stderr if it cannot be taken in time."""
    from quotewise.assistant.exam.chosen import choose_exam
    from quotewise.assistant.practice.bank import Bank
    from quotewise.assistant.practice.domains import tell_again

    chosen = choose_exam(library, name, planned)
    tell_again(Bank.of(library), library)
    remark_on(chosen)
    return chosen


def remark_on(chosen: "Chosen | None") -> None:
    if chosen and chosen.remark:
        click.echo(chosen.remark, err=True)


@exam.command(name="list")
@json_option
def list_exams(as_json: bool) -> None:
    """The exams that come with quotewise: how they stand today, and what they are made of."""
    from quotewise.assistant.exam.blueprint import open_blueprint, packaged

    exams = [open_blueprint(code) for code in packaged()]
    if as_json:
        print_json({"exams": [contract.exam_json(exam, date.today()) for exam in exams]})
    else:
        click.echo("\n".join(contract.exam_line(exam, date.today()) for exam in exams))


@exam.command()
@click.argument("question", required=False)
@click.option("--option", "texts", multiple=True, metavar="TEXT", help="An option; give two or more, A first.")
@click.option("--choose", type=click.IntRange(min=1), help="How many are right (default: what the question says).")
@click.option(
    "--batch", metavar="FILE", help='JSON lines with "id", "question", "options" and perhaps "choose"; "-" is stdin.'
)
@model_options
@verify_option
@json_option
@library_option
def solve(
    question: str | None,
    texts: tuple[str, ...],
    choose: int | None,
    batch: str | None,
    name: str | None,
    base_url: str | None,
    yes_send: bool,
    verify: str | None,
    as_json: bool,
    folder: Path,
) -> None:
    """Pick the right options of an exam question, with the quotes that decided it."""
    from quotewise.assistant.exam.solver import Solution
    from quotewise.assistant.exam.solver import solve as solve_item

    asked = question_of(question, batch)
    item = None if batch is not None else item_of(asked, texts, choose)
    model = chosen_model(name, base_url)
    reader = chosen_reader(model, verify, base_url)
    for told in (model, getattr(reader, "model", None)) if yes_send else ():
        if told:
            told.announced.add(str(folder))
    with Library.open(folder) as library:

        def solved(item: ExamItem) -> Solution:
            solution = solve_item(library, item, model=model, reader=reader)
            report(solution.trouble)
            return solution

        def respond(line: dict[str, Any]) -> dict[str, Any]:
            return contract.solution_json(line["id"], solved(line["item"]))

        if item is None:
            each(str(batch), respond, read_exam_item)
        if as_json:
            print_json(respond({"id": None, "item": item}))
            return
        from quotewise.ui.terminal import print_solution

        print_solution(item, solved(item))


def item_of(question: str, texts: tuple[str, ...], choose: int | None) -> ExamItem:
    """The question asked on the command line, its options under letters."""
    if not 2 <= len(texts) <= len(ascii_uppercase) or not all(map(str.strip, texts)):
        raise click.UsageError(f"Give 2 to {len(ascii_uppercase)} options, each as --option TEXT.")
    choose = read_choose(question) if choose is None else choose
    if choose is not None and choose > len(texts):
        raise click.UsageError(f"{choose} of {len(texts)} options cannot be picked.")
    return ExamItem(question, dict(zip(ascii_uppercase, texts, strict=False)), choose)
