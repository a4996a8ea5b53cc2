"""What a person sees in the terminal: answers, passages, reports, a progress bar."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.markup import escape as escape_markup
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from quotewise.assistant import Answer, Citation, Claim, Lookup, Usage, naming
from quotewise.assistant.chat.reachable import Reach
from quotewise.assistant.exam.item import ExamItem
from quotewise.assistant.exam.solver import Solution
from quotewise.assistant.plain import show
from quotewise.assistant.trust import LEAST_TRUE, MOST_FALSE
from quotewise.index import Hit, Ingested, Status
from quotewise.index.ingestion import Progress as Report
from quotewise.ui.blocks import blocks_of
from quotewise.ui.skips import count_skips

if TYPE_CHECKING:
    from quotewise.assistant.exam.chosen import Chosen
    from quotewise.assistant.exam.service import Service
    from quotewise.eval.readers import ReaderCheck

REFUSALS = {
    "not_in_notes": "Your notes do not answer this.",
    "not_a_question": "That is no question about these notes.",
    "notes_changed": 'The notes changed and the quote is gone: run "quotewise ingest" again.',
    "nothing_verified": "Nothing that could be said here is backed by your notes.",
    "empty_library": 'The library is empty: run "quotewise ingest NOTES" first.',
}

VERDICTS = {
    "supported": "Your notes say so.",
    "contradicted": "Your notes say otherwise.",
    "mixed": "Your notes speak for it and against it.",
    "not_found": "Your notes do not say.",
}

out = Console(highlight=False, soft_wrap=True)


def escape(text: str) -> str:
    """Text of notes and names of files, unable to command the terminal, to reorder or to hide what is shown."""
    return escape_markup(show(text))


def print_repaired(asked: str, searched: str) -> None:
    """Say what was searched for, where that is not what was typed."""
    if searched != asked:
        out.print(f"[dim]Searched for: {escape(searched)}[/dim]")


def print_streamed(pieces: Iterable[Claim | Answer]) -> Answer:
    """Show each claim as it comes, and the answer as it stands in the end; returns it.

    A claim may come in the notes' words and end in a model's: where a person looks on, it is put in its place;
    elsewhere nothing is printed before it is final.
    """
    said: list[Claim] = []
    wrapping = Console(highlight=False)  # a console that does not wrap cuts lines off, and with them what denies
    with Live(console=wrapping, auto_refresh=False, transient=True) as live:
        for piece in pieces:
            if isinstance(piece, Answer):
                live.update("", refresh=True)
                break
            said.append(piece)
            if out.is_terminal:
                live.update("\n".join(numbered_lines(said)), refresh=True)
        else:
            raise ValueError("an answer ends with an Answer")
    if piece.model is None and not piece.conflict:
        print_blocks(piece)
    else:
        for line in numbered_lines(piece.claims):
            out.print(line)
    print_rest(piece)
    return piece


def print_blocks(answer: Answer) -> None:
    """Each passage below its place, as it stands in the note, the sentence that answers in bold."""
    numbers = {id(claim): number for number, claim in enumerate(answer.claims, start=1)}
    for block in blocks_of(answer.claims):
        if not block.goes_on:
            out.print(f"[dim]{escape(where(block.claims[0].citations[0]))}[/dim]")
        for claim in block.claims:
            said = escape(claim.text)
            marked = f"[bold]{said}[/bold]" if claim is block.best else said
            out.print(f"  {marked} [cyan]\\[{numbers[id(claim)]}][/cyan]")
        if block.best and answer.more:
            out.print(f"  [dim]and {answer.more} more there[/dim]")


def numbered_lines(claims: Sequence[Claim]) -> list[str]:
    return [f"{escape(claim.text)} [cyan]\\[{number}][/cyan]" for number, claim in enumerate(claims, start=1)]


def print_rest(answer: Answer) -> None:
    """Everything of an answer but its claims."""
    if answer.reason is not None:
        out.print(f"[bold]{REFUSALS[answer.reason]}[/bold]")
        if answer.why:
            out.print(escape(answer.why))
        if answer.nearest:
            out.print("The nearest passages:")
            print_hits(answer.nearest)
    if answer.conflict:
        out.print("[bold]Your notes disagree here.[/bold]")
    if answer.leans_on:
        out.print(f"[dim]Understood after: {escape(answer.leans_on)}[/dim]")
    placed = answer.model is None and not answer.conflict  # each place stands above its lines
    for number, claim in enumerate(() if placed else answer.claims, start=1):
        for citation in claim.citations:
            out.print(f"  [cyan]\\[{number}][/cyan] [dim]{escape(where(citation) + whose(claim))}[/dim]")
    for source in answer.stale:
        out.print(f'[yellow]{escape(source)} changed since it was read: run "quotewise ingest" again.[/yellow]')
    if answer.usage.output_tokens:
        out.print(f"[dim]{escape(spent(answer))}[/dim]")


def whose(claim: Claim) -> str:
    """Whose words a claim is in, where they are not the notes' own."""
    if claim.words == "notes":
        return ""
    return " \u00b7 reworded" if claim.verified == "rules" else f" \u00b7 reworded, checked by {claim.verified}"


def spent(answer: Answer) -> str:
    """Who spoke and what it took, in one line."""
    who = answer.model or "your notes' own sentences"
    quoted = f", {answer.quoted} lines in your notes' words" if answer.quoted else ""
    withheld = f", {answer.withheld} claims withheld" if answer.withheld else ""
    return f"{who}: {spelled(answer.usage)}{quoted}{withheld}"


def spelled(usage: Usage) -> str:
    cost = "" if usage.cost is None else f", about {usage.cost:.5f} USD"
    return f"{usage.input_tokens} tokens in, {usage.output_tokens} out, {usage.seconds:.1f} s{cost}"


def print_services(services: "Iterable[Service]") -> None:
    """A line for each service that is closed, ended or renamed."""
    for service in services:
        out.print(f"[yellow]{escape(service.told)}[/yellow]")


def print_withheld(answer: Answer) -> None:
    if answer.stopped:
        out.print("Not supported by your notes:")
    for withheld in answer.stopped:
        out.print(f"  {escape(withheld.text)} [dim]({escape(withheld.why)})[/dim]")


def print_models(reaches: Sequence[Reach]) -> None:
    for reach in reaches:
        mark = "[green]yes[/green]" if reach.reachable else "[red]no [/red]"
        out.print(f"{mark}  {escape(reach.name):<26} {escape(reach.where)}: {escape(reach.why)}")


def print_check(name: str, check: "ReaderCheck") -> None:
    """How a second reader did, and whether it is trusted."""
    found = check.checked
    verdict = "[green]trusted[/green]" if found.trusted else "[red]not trusted[/red]"
    out.print(f"{escape(name)}: {verdict} as a second reader")
    out.print(f"  true statements passed   {found.true_passed} of {found.of_true} (at least {LEAST_TRUE})")
    out.print(f"  false statements passed  {found.false_passed} of {found.of_false} (at most {MOST_FALSE})")
    for kind, (passed, of) in check.by_kind.items():
        if passed:
            out.print(f"    {escape(kind):12} {passed} of {of}")
    if found.untold:
        out.print(f"  not answered             {found.untold}")


def where(place: Citation | Hit) -> str:
    """Where a citation or passage stands, for a person: title, page, heading; path and offsets as `show` takes them."""
    return f"{naming.where(place)} ({place.source} {place.start}:{place.end})"


def print_hits(hits: Sequence[Hit]) -> None:
    for number, hit in enumerate(hits, start=1):
        out.print(f"[cyan]{number}[/cyan] [dim]{escape(where(hit))}  score {hit.score:.2f}[/dim]")
        for line in (hit.display or hit.text).strip().splitlines():
            out.print(f"    {escape(line)}")


def print_ingested(ingested: Ingested, *, verbose: bool = False) -> None:
    """What was done, a line each kind of file that was left out; verbose: a line each file."""
    counts = {
        "added": ingested.added,
        "changed": ingested.changed,
        "renamed": ingested.renamed,
        "removed": ingested.removed,
        "unchanged": ingested.unchanged,
    }
    done = ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "no notes"
    if not any(counts[what] for what in ("added", "changed", "renamed", "removed")) and ingested.unchanged:
        done = f"nothing changed ({ingested.unchanged} notes)"
    if ingested.again:
        done += f", {ingested.again} split again"
    out.print(
        f"Notes: {done}. Passages: {ingested.passages} ({ingested.duplicates} repeats stored once, "
        f"{ingested.repaired} repaired), {ingested.embedded} embedded now."
    )
    out.print(
        f"Accounted for: {ingested.files} files read, {len(ingested.skipped)} skipped, {len(ingested.failed)} failed; "
        f"{ingested.held:,} of {ingested.characters:,} characters in passages, "
        "the rest white space and what says nothing."
    )
    skips = [f"skipped {source}: {why}" for source, why in ingested.skipped]
    for line in skips if verbose else count_skips(ingested.skipped):
        out.print(f"[dim]{escape(line)}[/dim]")
    for remark in ingested.remarks:
        out.print(f"[yellow]{escape(remark)}[/yellow]")


def print_status(status: Status, chosen: "Chosen | None") -> None:
    out.print(f"Library   {escape(status.home)}")
    out.print(f"Notes     {status.notes}, read {status.indexed_at or 'never'}")
    out.print(f"Passages  {status.passages} ({status.texts} different texts)")
    out.print(f"Encoder   {status.encoder or 'none yet'}")
    if chosen:
        planned = f", to be taken on {chosen.planned}" if chosen.planned else ""
        out.print(f"Exam      {escape(chosen.blueprint.code)} ({chosen.blueprint.stage(date.today())}{planned})")
    for path, notes in status.roots:
        out.print(f"Root      {escape(path)} ({notes} notes)")
    for source, title in status.titles.items():
        changed = '  [yellow]changed on disk: run "quotewise ingest" again[/yellow]' if source in status.stale else ""
        out.print(f"  {escape(title)} [dim]{escape(source)}[/dim]{changed}")


@contextmanager
def progress_bar(*, shown: bool) -> Iterator[Report]:
    """A progress bar on stderr, where a person is looking; yields the function to report to."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not shown, transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total, rate="")
            speed = progress.tasks[tasks[stage]].speed
            progress.update(tasks[stage], completed=done, total=total, rate=f"{speed:.0f}/s" if speed else "")

        yield report


def print_lookup(lookup: Lookup) -> None:
    out.print(f"[bold]{VERDICTS[lookup.verdict]}[/bold]")
    for finding in lookup.citations:
        colour = "green" if finding.stance == "for" else "red"
        quote = " ".join((finding.citation.display or finding.citation.quote).split())
        out.print(f"[{colour}]{finding.stance:8}[/{colour}] {escape(quote)}")
        out.print(f"         [dim]{escape(where(finding.citation))}[/dim]")
    if lookup.nearest:
        out.print("The nearest passages:")
        print_hits(lookup.nearest)


def print_solution(item: ExamItem, solution: Solution) -> None:
    """Each option with what the notes give it, those picked marked; then the quotes."""
    for letter, text in item.options.items():
        picked = letter in solution.answer
        mark, style = ("\u2713", "bold") if picked else (" ", "dim")
        score = solution.scores[letter]
        out.print(f"[{style}]{mark} {escape(letter)}  {escape(text)}[/{style}] [dim]({score:.2f})[/dim]")
    if solution.model:
        out.print(f"[dim]picked by {escape(solution.model)}[/dim]")
    for citation in solution.citations:
        quote = " ".join((citation.display or citation.quote).split())
        out.print(f"  {escape(quote)} [dim]{escape(where(citation))}[/dim]")
