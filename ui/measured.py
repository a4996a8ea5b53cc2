"""What a person sees of a measurement: a table, what went wrong, what differs between two runs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from quotewise.eval.compare import Comparison
from quotewise.eval.judge import doubts
from quotewise.eval.regression import Held
from quotewise.eval.run import Item, Measure, Run, Share
from quotewise.ui.terminal import escape, out

# The measures that are told by type, domain and so on; of the other kinds the first.
TOLD_BY_GROUP = {
    "retrieval": ("recall@4000",),
    "citations": ("citation_precision",),
    "questions": ("caught", "key_letter", "covered"),
    "gate": ("stopped_of_false", "stopped_of_true"),
}
MOST_GROUPS = 12  # lines of one division
SHOWN = 20  # questions listed of those that turned


def print_run(run: Run) -> None:
    made = run.made
    out.print(
        f"\n[bold]{run.kind}[/bold]: {made.dataset.items} items of {escape(made.dataset.file)}, "
        f"{made.notes.files} notes, {escape(made.model) if made.model else 'no model'}, {made.seconds:.0f} s"
    )
    out.print(f"[dim]{'':36}{'value':>8}  {'95 % interval':16}{'n':>6}  beside it[/dim]")
    for name, measure in run.measures.items():
        beside = [
            f"{baseline} {number(name, found[name].value)}"
            for baseline, found in run.baselines.items()
            if name in found
        ]
        out.print(escape(line(name, name, measure, " · ".join(beside))))
    for baseline, found in run.baselines.items():  # what only a baseline does: guessing keys from the options alone
        for name, measure in found.items():
            if name not in run.measures:
                out.print(escape(line(f"{name}: {baseline}", name, measure)))
    for doubt in doubts(run.measures):
        out.print(f"[bold]{escape(doubt)}[/bold]")
    for name in TOLD_BY_GROUP.get(run.kind, tuple(run.measures)[:1]):
        for row in group_lines(name, run.measures.get(name)):
            out.print(escape(row))
    for row in stop_lines(run):
        out.print(escape(row))


def line(label: str, name: str, share: Measure | Share, beside: str = "") -> str:
    certain = isinstance(share, Measure) and share.method == "expected"
    between = "" if certain else f"[{number(name, share.low)}, {number(name, share.high)}]"
    return f"{label:36}{number(name, share.value):>8}  {between:16}{share.n:>6}  {beside}".rstrip()


def number(name: str, value: float) -> str:
    """Shares with three digits, counts without."""
    return f"{value:.0f}" if name == "length" else f"{value:.1f}" if name.endswith("_per_second") else f"{value:.3f}"


def group_lines(name: str, measure: Measure | None) -> Iterator[str]:
    for group, shares in (measure.by if measure else {}).items():
        yield f"  {name} by {group}"
        for key, share in islice(shares.items(), MOST_GROUPS):
            yield line(f"    {key[:50]}", name, share)
        if len(shares) > MOST_GROUPS:
            yield f"    and {len(shares) - MOST_GROUPS} more, in the record"


def stop_lines(run: Run) -> Iterator[str]:
    """Why claims of a model were stopped, the most frequent reason first."""
    reasons = Counter(withheld["why"] for item in run.items for withheld in item.details.get("stopped", ()))
    if run.made.model and reasons:
        yield "  stopped because"
        yield from (f"    {count:4} {why}" for why, count in reasons.most_common())


def print_items(items: Sequence[Item]) -> None:
    """Each item with what was said, expected and missed."""
    for item in items:
        out.print(escape(f"\n{item.id}  {item.text}"))
        for told in told_of(item):
            out.print(escape(f"    {told}"))


def told_of(item: Item) -> Iterator[str]:
    for name in ("expected", "picked", "reason", "why", "outcome", "quote", "error"):
        if found := item.details.get(name):
            yield f"{name}: {found}"
    for claim in item.details.get("said", ()):
        quotes = [f"{cited['source']} {cited['start']}:{cited['end']}" for cited in claim["citations"]]
        yield f"said: {' '.join(claim['text'].split())} ({'; '.join(quotes)})"
    for missed in item.details.get("missed", ()):
        yield f"missed: {' '.join(missed.split())}"


def print_held(held: Sequence[Held]) -> None:
    out.print(f"\n[dim]{'held against the record':28}{'items':>6}{'lost':>6}{'won':>6}{'p':>8}  not valid   new[/dim]")
    for one in held:
        numbers = f"{one.common:>6}{len(one.lost):>6}{len(one.won):>6}{one.p:>8.3f}{one.invalid:>11}{one.fresh:>6}"
        out.print(f"{one.named:28}{numbers}" + ("  [red]fails[/red]" if one.fails else ""))
    if any(one.fresh for one in held):
        out.print("[dim]What is new or changed is judged once it is recorded: make record[/dim]")
    for one in held:
        print_turned(f"{one.named}: right to wrong", one.lost)


def print_turned(what: str, items: Sequence[Item]) -> None:
    if items:
        out.print(escape(f"{what}, {len(items)}"))
    for item in islice(items, SHOWN):
        out.print(escape(f"    {item.id}  {item.text}"))


def print_comparison(found: Comparison) -> None:
    out.print(f"{found.common} questions in common; measures side by side over those that have them")
    out.print(
        f"[dim]{'':24}{'n':>5}{'first':>9}{'second':>9}{'difference, 95 %':>28}{'down':>6}{'up':>5}{'p':>8}[/dim]"
    )
    for one in found.measures:
        before, after = number(one.measure, one.before), number(one.measure, one.after)
        gap = one.difference
        between = f"{number(one.measure, gap.value)} [{number(one.measure, gap.low)}, {number(one.measure, gap.high)}]"
        verdict = ("  better" if gap.value > 0 else "  worse") if one.shown else "  no difference shown"
        row = f"{one.measure:24}{one.n:>5}{before:>9}{after:>9}{between:>28}"
        out.print(escape(f"{row}{one.change.lost:>6}{one.change.won:>5}{one.p:>8.3f}{verdict}"))
    print_turned("right to wrong", found.lost)
    print_turned("wrong to right", found.won)
    for which, ids in (("first", found.only_before), ("second", found.only_after)):
        if ids:
            out.print(escape(f"only in the {which}, left out: {len(ids)} ({', '.join(ids[:SHOWN])})"))
