"""The commands of an exam: practice and mock exams will stand beside `solve`."""

from pathlib import Path
from string import ascii_uppercase
from typing import Any

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


@click.group()
def exam() -> None:
    """Exam questions, answered from the notes."""


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
