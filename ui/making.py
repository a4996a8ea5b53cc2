"""`quotewise eval make`: a person's own questions, proposed from their notes and decided one by one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotewise.index import Library
from quotewise.ui.failure import Failure
from quotewise.ui.options import chosen_model, library_option, model_options, source_option

if TYPE_CHECKING:
    from quotewise.eval.making import Proposal, QuestionSet

KEYS = "[a]ccept  [e]dit  [r]eject  [q]uit"
FACTS = ";"  # stands between key facts

Original = Callable[[str], str]


@click.command()
@click.option("-n", "count", type=click.IntRange(min=1), default=20, show_default=True, help="How many to propose.")
@click.option(
    "--out",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("questions.jsonl"),
    show_default=True,
    help="File to add to; run again to go on where you stopped.",
)
@click.option("--yes", is_flag=True, help="Accept every proposal without asking.")
@click.option("--seed", type=int, default=0, show_default=True, help="Other seeds propose in another order.")
@source_option
@model_options
@library_option
def make(
    count: int,
    file: Path,
    yes: bool,
    seed: int,
    source: str | None,
    name: str | None,
    base_url: str | None,
    yes_send: bool,
    folder: Path,
) -> None:
    """Build a set of questions over your own notes: accept, edit or reject what is proposed.

    Each proposal shows the words of the notes it rests on. One of three is a question that the notes nearly answer;
    accept it only if they do not.
    """
    from quotewise.eval.making import BadQuestionSet, QuestionSet, propose

    model = chosen_model(name, base_url)
    try:
        questions = QuestionSet(file)
        with Library.open(folder) as library:
            if model and yes_send:
                model.announced.add(str(folder))
            elif model:
                from quotewise.assistant.chat.speech import announce

                announce(model, library.folder)
            proposals = propose(library, seed=seed, source=source, model=model)
            kept = go_through(new_ones(proposals, questions, count), questions, library.original, yes=yes, count=count)
    except BadQuestionSet as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(f"{file}: cannot be written ({error.strerror}): check the path") from error
    click.echo(f"{kept} added, {len(questions.accepted)} questions in {file}")
    if questions.accepted:
        click.echo(f"Now: quotewise eval answers --questions {file} --library {folder}")


def new_ones(proposals: "Iterator[Proposal]", questions: "QuestionSet", count: int) -> "Iterator[Proposal]":
    return islice((one for one in proposals if not questions.is_decided(one)), count)


def go_through(
    proposals: "Iterator[Proposal]", questions: "QuestionSet", original: Original, *, yes: bool, count: int
) -> int:
    """Decide proposal by proposal, each decision written at once; how many were accepted."""
    kept = 0
    for number, proposal in enumerate(proposals, start=1):
        if not yes:
            show(proposal, f"{number} of {count}")
        key = "a" if yes else ask_key()
        if key == "q":
            break
        if key == "r":
            questions.reject(proposal)
            continue
        decided = edited(proposal, original) if key == "e" else proposal
        questions.accept(decided, id=proposal.id)
        kept += 1
    return kept


def ask_key() -> str:
    try:
        chosen: str = click.prompt(KEYS, type=click.Choice(list("aerq")), show_choices=False)
    except click.Abort:  # the end of the input, or Ctrl-C: what was decided stays
        click.echo()
        return "q"
    return chosen


def show(proposal: "Proposal", which: str) -> None:
    from quotewise.ui.terminal import escape, out

    quote = proposal.quote
    assert quote is not None  # every proposal rests on words of a note
    told = "answerable" if proposal.answerable else "accept it only if no note tells it"
    out.print(f"\n[bold]{which}[/bold]  {proposal.type}, {told}")
    out.print(escape(f"  Question  {proposal.question}"))
    out.print(escape(f"  Answer    {proposal.gold_answer}"))
    if proposal.key_facts:
        out.print(escape(f"  Facts     {f' {FACTS} '.join(proposal.key_facts)}"))
    out.print(escape(f"  {'Evidence' if proposal.answerable else 'Tempting'}  {' '.join(quote.quote.split())}"))
    place = f"{quote.source} {quote.start}\u2013{quote.end}"
    out.print(f"[dim]            {escape(f'{quote.title} ({place})')}[/dim]")


def edited(proposal: "Proposal", original: Original) -> "Proposal":
    """The proposal as its reader wants it; Enter keeps what there is."""
    question = click.prompt("Question", default=proposal.question)
    answer = click.prompt("Answer", default=proposal.gold_answer)
    if not proposal.answerable:
        return replace(proposal, question=question, gold_answer=answer)
    said = click.prompt(f"Key facts, with {FACTS} between them", default=f" {FACTS} ".join(proposal.key_facts))
    facts = tuple(fact.strip() for fact in said.split(FACTS) if fact.strip())
    return with_evidence(replace(proposal, question=question, gold_answer=answer, key_facts=facts), original)


def with_evidence(proposal: "Proposal", original: Original) -> "Proposal":
    """The proposal resting on the words its reader names, once these stand in the same note."""
    from quotewise.eval.making import Quote

    had = proposal.evidence[0]
    while (words := click.prompt("Evidence, word for word", default=had.quote)) != had.quote:
        text = original(had.source)
        found = [at for at in (text.find(words, max(0, had.start - len(words))), text.find(words)) if at >= 0]
        if words.strip() and found:
            return replace(proposal, evidence=(Quote(had.source, found[0], found[0] + len(words), words, had.title),))
        click.echo(f"These words do not stand in {had.title or had.source}: copy them from the note.")
    return proposal
