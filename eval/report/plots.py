"""The plots of a run, each with the table that says the same."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from quotewise.eval.report.drawing import OTHERS, Bar, Line, Tone, alone, draw_bars, draw_lines
from quotewise.eval.report.fate import FATES, FINE, count_fates, is_answerable, is_refused
from quotewise.eval.run import Item, Measure, Run, Share
from quotewise.eval.statistics import wilson
from quotewise.eval.summary import LADDER

OURS = "quotewise"
RECALL = "recall@"
DOUBT = "doubt"  # among an answer's details: how likely the notes seemed not to answer
REFUSED_FROM = 0.5
GROUPINGS = ("domain", "type", "difficulty")


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing, what it shows, and its figures as a table: column names, then rows of cells."""

    name: str
    title: str
    caption: str
    drawing: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def plots_of(run: Run, prefix: str) -> list[Plot]:
    """What can be drawn of a run; `prefix` keeps its ids apart from those of other runs on the page."""
    drawn: list[Callable[[Run], Plot | None]] = [recall_by_budget, beside_baselines, fates, refusals]
    plots = [draw(run) for draw in drawn] + [right_by(run, grouping) for grouping in GROUPINGS]
    return [
        replace(plot, name=f"{prefix}-{plot.name}", drawing=alone(plot.drawing, f"{prefix}-{plot.name}"))
        for plot in plots
        if plot is not None
    ]


def recall_by_budget(run: Run) -> Plot | None:
    systems = {OURS: run.measures, **run.baselines}
    budgets = sorted(int(name.removeprefix(RECALL)) for name in run.measures if name.startswith(RECALL))
    if len(budgets) < 2:
        return None
    lines, rows = [], []
    for number, (system, measures) in enumerate(systems.items()):
        found = [(budget, measures[f"{RECALL}{budget}"]) for budget in budgets if f"{RECALL}{budget}" in measures]
        if not found:
            continue
        shift = 40 * number  # intervals of two systems do not hide each other
        at = [budget + shift for budget, _ in found]
        tone: Tone = "other" if number else "ours"
        marker = OTHERS[(number - 1) % len(OTHERS)] if number else "o"
        values, lows, highs = zip(*((share.value, share.low, share.high) for _, share in found), strict=True)
        lines.append(Line(system, at, values, lows, highs, tone=tone, marker=marker))
        rows.append((system, *(told(measures.get(f"{RECALL}{budget}")) for budget in budgets)))
    return Plot(
        "recall",
        "Evidence found, by how much is read",
        "Share of questions whose evidence lies within so many characters of the best passages; "
        "the lines up and down are 95 % intervals.",
        draw_lines(lines, along="characters retrieved", ticks=budgets),
        ("", *(f"{budget} characters" for budget in budgets)),
        tuple(rows),
    )


def beside_baselines(run: Run) -> Plot | None:
    """The first measure, other than recall, that some baseline has too."""
    known = {name for found in run.baselines.values() for name in found if not name.startswith(RECALL)}
    name = next((name for name, share in run.measures.items() if name in known and share.value <= 1), None)
    if name is None:
        return None
    baselines = {system: found[name] for system, found in run.baselines.items() if name in found}
    shares = {OURS: run.measures[name], **baselines}
    bars = [bar_of(system, share, "ours" if system == OURS else "other") for system, share in shares.items()]
    return Plot(
        "baselines",
        f"{name}, beside the baselines",
        "With 95 % intervals. A baseline is what can be had for nothing.",
        draw_bars(bars),
        ("", name, "questions"),
        tuple((system, told(share), str(share.n)) for system, share in shares.items()),
    )


def fates(run: Run) -> Plot | None:
    counted = count_fates(run)
    if not counted:
        return None
    every = sum(counted.values())
    bars = [
        Bar(fate, some / every, None, f"{some} of {every}", "ours" if fate in FINE else "bad")
        for fate, some in counted.items()
    ]
    return Plot(
        "fates",
        "Where questions end",
        "In the order of the way they take: retrieved, decided, said.",
        draw_bars(bars),
        ("", "what that means", "questions"),
        tuple((fate, FATES[fate], str(some)) for fate, some in counted.items()),
    )


def refusals(run: Run) -> Plot | None:
    """What refusing costs and saves: over its threshold where items carry a chance, else as it was decided."""
    items = run.items if run.kind == "answers" else ()
    unanswerable = [item for item in items if not is_answerable(item)]
    if not unanswerable or len(unanswerable) == len(items):
        return None
    if all(item.details.get(DOUBT) is not None for item in items):
        return refusals_by_threshold(items)
    return refusals_as_decided(items)


def refusals_by_threshold(items: Sequence[Item]) -> Plot:
    limits = [step / 20 for step in range(21)]
    found = [(limit, *precision_and_recall(items, lambda item: item.details[DOUBT] >= limit)) for limit in limits]  # noqa: B023
    lines = [
        Line("recall of refusing", limits, [recall for _, _, recall in found], marker=""),
        Line(
            "precision of refusing",
            [limit for limit, precision, _ in found if precision is not None],
            [precision for _, precision, _ in found if precision is not None],
            tone="other",
            marker="",
        ),
    ]
    return Plot(
        "refusals",
        "What refusing costs and saves",
        f"Refused is what seems likelier than the threshold not to be in the notes; quotewise refuses from "
        f"{REFUSED_FROM:g} (dotted).",
        draw_lines(lines, along="threshold", ticks=[0, 0.25, 0.5, 0.75, 1], marked=REFUSED_FROM),
        ("threshold", "precision", "recall"),
        tuple(
            (f"{limit:.2f}", "none refused" if precision is None else f"{precision:.2f}", f"{recall:.2f}")
            for limit, precision, recall in found[::2]
        ),
    )


def refusals_as_decided(items: Sequence[Item]) -> Plot:
    held = [item for item in items if is_answerable(item)]
    absent = [item for item in items if not is_answerable(item)]
    wrong, right = (sum(map(is_refused, part)) for part in (held, absent))
    bars = [
        counted_bar("precision of refusing", right, right + wrong),
        counted_bar("recall of refusing", right, len(absent)),
        counted_bar("answered, of what the notes hold", len(held) - wrong, len(held)),
    ]
    return Plot(
        "refusals",
        "What refusing costs and saves",
        "Refused and answered, by whether the notes hold the answer.",
        draw_bars(bars),
        ("", "refused", "answered"),
        (
            ("the notes do not hold it", str(right), str(len(absent) - right)),
            ("the notes hold it", str(wrong), str(len(held) - wrong)),
        ),
    )


def precision_and_recall(items: Sequence[Item], refuses: Callable[[Item], bool]) -> tuple[float | None, float]:
    """Of refusing what the notes do not hold; precision is None where nothing is refused."""
    refused = [item for item in items if refuses(item)]
    right = sum(not is_answerable(item) for item in refused)
    return right / len(refused) if refused else None, right / sum(not is_answerable(item) for item in items)


def right_by(run: Run, grouping: str) -> Plot | None:
    groups: dict[str, list[bool]] = {}
    for item in run.items:
        if (group := getattr(item, grouping)) and item.right is not None:
            groups.setdefault(group, []).append(item.right)
    if len(groups) < 2:
        return None
    bars = [counted_bar(name, sum(groups[name]), len(groups[name])) for name in in_order(groups)]
    return Plot(
        f"by-{grouping}",
        f"Right, by {grouping}",
        "Share of questions whose verdict is right, with 95 % intervals (Wilson). Wide ones rest on few questions.",
        draw_bars(bars),
        (grouping, "right", "questions"),
        tuple((bar.label, interval(bar.value, bar.interval), bar.told) for bar in bars),
    )


def counted_bar(label: str, some: int, every: int) -> Bar:
    return Bar(label, some / every if every else 0.0, wilson(some, every), f"{some} of {every}")


def in_order(groups: Iterable[str]) -> list[str]:
    """Groups by name, difficulties by how hard they are."""
    return sorted(groups, key=lambda name: (LADDER.get(name, 0), name))


def bar_of(label: str, share: Measure, tone: Tone) -> Bar:
    certain = share.method == "expected"
    return Bar(label, share.value, None if certain else (share.low, share.high), told(share), tone)


def told(share: Measure | Share | None) -> str:
    """A measure with its interval, "" for none."""
    if share is None:
        return ""
    certain = isinstance(share, Measure) and share.method == "expected"
    return interval(share.value, None if certain else (share.low, share.high))


def interval(value: float, between: tuple[float, float] | None) -> str:
    """Shares to three places, their intervals to two; what is no share as a plain number."""
    if abs(value) > 1:
        return f"{value:.4g} [{between[0]:.4g}, {between[1]:.4g}]" if between else f"{value:.4g}"
    said = "1.00" if value == 1 else f"{value:.3f}".replace("0.", ".", 1)
    return f"{said} [{between[0]:.2f}, {between[1]:.2f}]" if between else said
