"""The commands that ask the notes: search, ask, cite, and the models there are to ask with."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotewise.index import Library
from quotewise.ui import contract
from quotewise.ui.batch import read_item
from quotewise.ui.failure import Failure, report
from quotewise.ui.learner import learner_option, note_refusal
from quotewise.ui.options import (
    base_url_option,
    batch_option,
    chosen_model,
    chosen_reranker,
    each,
    json_option,
    library_option,
    model_options,
    none_matches,
    print_json,
    question_of,
    rerank_option,
    source_option,
    verify_option,
)
from quotewise.ui.readers import checks_file, chosen_reader, named_reader

if TYPE_CHECKING:
    from quotewise.assistant import Answer


@click.command()
@click.argument("question", required=False)
@click.option("--budget", type=click.IntRange(min=1), default=4000, help="Characters of notes to return.")
@rerank_option
@source_option
@batch_option
@json_option
@library_option
def search(
    question: str | None,
    budget: int,
    rerank: str | None,
    source: str | None,
    batch: str | None,
    as_json: bool,
    folder: Path,
) -> None:
    """Find the passages that fit a question."""
    from quotewise.assistant.exam.chosen import services_of

    asked = question_of(question, batch)
    with Library.open(folder, reranker=chosen_reranker(rerank)) as library:
        report(none_matches(library, source))
        services = services_of(library)
        if batch is not None:
            each(
                batch,
                lambda item: contract.search_json(
                    item["id"],
                    item["question"],
                    library.search(item["question"], budget=budget, source=source),
                    services,
                ),
            )
        hits = library.search(asked, budget=budget, source=source)
        searched = library.repaired(asked)
    if as_json:
        print_json(contract.search_json(None, asked, hits, services))
        return
    from quotewise.ui.terminal import print_hits, print_repaired, print_services

    print_repaired(asked, searched)
    print_hits(hits)
    print_services(services.named_in(text for hit in hits for text in contract.shown(hit)))


@click.command()
@click.argument("question", required=False)
@model_options
@verify_option
@click.option("--withheld", "show_withheld", is_flag=True, help="Show what the notes do not support, and why.")
@rerank_option
@source_option
@batch_option
@learner_option
@json_option
@library_option
def ask(
    question: str | None,
    name: str | None,
    base_url: str | None,
    yes_send: bool,
    verify: str | None,
    show_withheld: bool,
    rerank: str | None,
    source: str | None,
    batch: str | None,
    learner: str,
    as_json: bool,
    folder: Path,
) -> None:
    """Answer a question from the notes, each sentence with its place, or say that they do not answer it."""
    from quotewise.assistant import answer, stream
    from quotewise.assistant.exam.chosen import services_of

    asked = question_of(question, batch)
    model = chosen_model(name, base_url)
    reader = chosen_reader(model, verify, base_url)
    for told in (model, getattr(reader, "model", None)) if yes_send else ():
        if told:
            told.announced.add(str(folder))
    with Library.open(folder, reranker=chosen_reranker(rerank)) as library:
        report(none_matches(library, source))
        replies: list[Answer] = []
        services = services_of(library)

        def respond(item: dict[str, Any]) -> dict[str, Any]:
            reply = answer(
                library, item["question"], history=item["history"], source=source, model=model, reader=reader
            )
            report(reply.trouble)
            replies.append(reply)
            if batch is None:  # what a program asks is no note to write
                note_refusal(reply, library.uuid, learner)
            return contract.answer_json(item["id"], reply, services)

        if batch is not None:
            try:
                each(batch, respond)
            finally:
                tell_total(replies)
        if as_json:
            print_json(respond({"id": None, "question": asked, "history": ()}))
            return
        from quotewise.ui.terminal import print_services, print_streamed, print_withheld

        answered = print_streamed(stream(library, asked, source=source, model=model, reader=reader))
        note_refusal(answered, library.uuid, learner)
    print_services(services.named_in(text for claim in answered.claims for text in contract.words_of(claim)))
    if show_withheld:
        print_withheld(answered)
    report(answered.trouble)


def tell_total(replies: "list[Answer]") -> None:
    """Say on stderr what a batch took of a model."""
    asked = [reply for reply in replies if reply.usage.output_tokens]
    if asked:
        from quotewise.assistant import total
        from quotewise.ui.terminal import spelled

        click.echo(f"{len(asked)} answers took {spelled(total(asked))}", err=True)


@click.command()
@click.argument("text", required=False)
@model_options
@verify_option
@source_option
@batch_option
@json_option
@library_option
def cite(
    text: str | None,
    name: str | None,
    base_url: str | None,
    yes_send: bool,
    verify: str | None,
    source: str | None,
    batch: str | None,
    as_json: bool,
    folder: Path,
) -> None:
    """Find what the notes say for a sentence from anywhere, and what against it.

    With a model, what the rules leave open is read by it; it can find a sentence in the notes, never one against it.
    """
    from quotewise.assistant import Lookup, look_up

    asked = question_of(text, batch, named="TEXT")
    reader = chosen_reader(chosen_model(name, base_url), verify, base_url)
    if told := getattr(reader, "model", None):
        from quotewise.assistant.chat.speech import announce

        if yes_send:
            told.announced.add(str(folder))
        announce(told, folder)
    with Library.open(folder) as library:
        report(none_matches(library, source))

        def respond(text: str) -> Lookup:
            looked = look_up(library, text, source, reader)
            report(looked.trouble)
            return looked

        if batch is not None:
            each(
                batch,
                lambda item: contract.lookup_json(item["id"], respond(item["question"])),
                partial(read_item, also="text"),
            )
        looked = respond(asked)
    if as_json:
        print_json(contract.lookup_json(None, looked))
        return
    from quotewise.ui.terminal import print_lookup

    print_lookup(looked)


@click.command()
@base_url_option
@click.option(
    "--check", metavar="NAME", help="Ask a model about 60 statements, to see whether it can vouch for wordings."
)
@json_option
def models(base_url: str | None, check: str | None, as_json: bool) -> None:
    """List the models that can be reached from here, and why the others cannot; or check one as a second reader."""
    if check is not None:
        check_model(check, base_url, as_json=as_json)
        return
    from quotewise.assistant.chat.reachable import reach_all
    from quotewise.ui.terminal import print_models

    found = reach_all(base_url)
    if as_json:
        print_json(contract.models_json(found))
    else:
        print_models(found)


def check_model(name: str, base_url: str | None, *, as_json: bool) -> None:
    """Ask a second reader about statements whose truth is known, and remember how it did."""
    from quotewise.assistant.trust import remember
    from quotewise.eval.readers import check_reader, load_statements
    from quotewise.ui.terminal import print_check, progress_bar

    reader = named_reader(name, base_url)
    with progress_bar(shown=sys.stderr.isatty() and not as_json) as progress:
        found = check_reader(reader, load_statements(), progress=progress)
    asked = found.checked.of_false + found.checked.of_true
    if found.checked.untold == asked or (found.checked.untold and found.trouble):
        answered = f"{asked - found.checked.untold or 'none'} of the statements"
        raise Failure(f"{reader.name} answered {answered} ({found.trouble or 'in no form asked for'}): not remembered")
    try:
        remember(checks_file(), reader, found.checked)
    except OSError as error:
        raise Failure(f"{checks_file()} cannot be written ({error.strerror}): it is not remembered") from error
    if as_json:
        print_json(contract.check_json(reader.name, found))
    else:
        print_check(reader.name, found)
    report(found.trouble)
