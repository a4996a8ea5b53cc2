"""Two runs as one HTML page: what changed, by how much, and the questions that turned."""

from pathlib import Path

from quotewise.eval.compare import Compared, Comparison, paired
from quotewise.eval.report.drawing import Difference, alone, draw_differences
from quotewise.eval.report.page import render
from quotewise.eval.report.plots import Plot, interval
from quotewise.eval.run import Item, Run

COLUMNS = ("measure", "questions", "first", "second", "difference", "down", "up", "p", "verdict")


def write_comparison(before: Run, after: Run, found: Comparison, file: Path) -> None:
    """Write the page of a comparison; raises OSError, and DrawingMissing where matplotlib is not installed."""
    file.write_text(comparison_of(before, after, found), encoding="utf-8")


def comparison_of(before: Run, after: Run, found: Comparison) -> str:
    """The page; complete in itself, as that of a run."""
    then = {item.id: item for item, _ in paired(before, after)}

    def both(turned: tuple[Item, ...]) -> list[tuple[Item, Item]]:
        return [(then[item.id], item) for item in turned]

    return render(
        "comparison.html",
        before=before,
        after=after,
        found=found,
        columns=COLUMNS,
        rows=[row_of(one) for one in found.measures],
        plot=differences(found),
        lost=both(found.lost),
        won=both(found.won),
    )


def row_of(one: Compared) -> tuple[str, ...]:
    return (
        one.measure,
        str(one.n),
        interval(one.before, None),
        interval(one.after, None),
        told(one),
        str(one.change.lost),
        str(one.change.won),
        f"{one.p:.3f}",
        verdict(one),
    )


def told(one: Compared) -> str:
    return interval(one.difference.value, (one.difference.low, one.difference.high))


def verdict(one: Compared) -> str:
    if not one.shown:
        return "no difference shown"
    return "second higher" if one.difference.value > 0 else "first higher"


def differences(found: Comparison) -> Plot | None:
    """The differences of all shares; None where there are none."""
    shares = [one for one in found.measures if max(one.before, one.after) <= 1]
    if not shares:
        return None
    drawn = [
        Difference(
            one.measure, one.difference.value, (one.difference.low, one.difference.high), verdict(one), one.shown
        )
        for one in shares
    ]
    return Plot(
        "differences",
        "What changed",
        "Second less first, with 95 % intervals (bootstrap over pairs). An interval over 0 shows no difference.",
        alone(draw_differences(drawn), "differences"),
        ("measure", "difference", "verdict"),
        tuple((one.measure, told(one), verdict(one)) for one in shares),
    )
