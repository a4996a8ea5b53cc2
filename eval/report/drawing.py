"""Drawing with matplotlib: figures as inline SVG that take their colours from the page around them.

matplotlib, because its SVG is complete in itself: charts in the browser's own script (Altair, Plotly) either ask a
network for the script or carry megabytes of it, and the page's policy forbids them.
"""

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 4.2  # inches of 72 units: about a phone's width, where words are then as large as drawn
ROW = 0.42  # inches for a label, and the bar below it
LONGEST_LABEL = 38  # characters; the table below the drawing has the whole

Tone = Literal["ours", "other", "bad", "ink", "grid"]
# Each stands for a colour of the page's theme, light or dark; matplotlib only passes it on.
TONES: dict[Tone, str] = {
    "ours": "#010101",
    "other": "#020202",
    "bad": "#030303",
    "ink": "#040404",
    "grid": "#050505",
}
OTHERS = ("s", "^", "D", "v", "P", "X")  # markers: no line is told from another by colour alone


class DrawingMissing(ImportError):
    """matplotlib is not installed; says how to install it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A share from 0 to 1 with its interval, if any; `told` stands at its right."""

    label: str
    value: float
    interval: tuple[float, float] | None
    told: str
    tone: Tone = "ours"


@dataclass(frozen=True, slots=True)
class Line:
    """Shares over x; low and high are empty where there is no interval."""

    label: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    tone: Tone = "ours"
    marker: str = "o"


def draw_bars(bars: Sequence[Bar]) -> Markup:
    """Horizontal bars from 0 to 1, each below its label."""
    with figure(height=ROW * len(bars) + 0.35) as (drawing, axes):
        for row, bar in enumerate(bars):
            colour, at = TONES[bar.tone], row + 0.38
            axes.barh(at, bar.value, height=0.28, color=colour, alpha=0.35 if bar.interval else 1)
            if bar.interval:
                axes.plot(bar.interval, [at, at], color=colour, linewidth=1.4, marker="|", clip_on=False)
                axes.plot(bar.value, at, color=colour, marker="o", markersize=4.5, clip_on=False)
            axes.text(0, row, shorten(bar.label), ha="left", va="center")
            axes.text(1, row, bar.told, ha="right", va="center")
        axes.set(xlim=(0, 1), ylim=(len(bars) - 0.3, -0.35), yticks=[])
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", ".25", ".5", ".75", "1"])
        axes.grid(axis="x")
        return inline(drawing)


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two shares with its interval; `told` stands at its right. shown: it is more than chance."""

    label: str
    value: float
    interval: tuple[float, float]
    told: str
    shown: bool


def draw_differences(differences: Sequence[Difference]) -> Markup:
    """Points with their intervals to both sides of 0, each below its label."""
    widest = max([0.05, *(abs(end) for one in differences for end in one.interval)]) * 1.05
    with figure(height=ROW * len(differences) + 0.35) as (drawing, axes):
        for row, one in enumerate(differences):
            colour, at = TONES["ours" if one.shown else "other"], row + 0.38
            axes.plot(one.interval, [at, at], color=colour, linewidth=1.4, marker="|")
            axes.plot(one.value, at, color=colour, marker="o" if one.shown else "s", markersize=4.5)
            axes.text(-widest, row, shorten(one.label), ha="left", va="center")
            axes.text(widest, row, one.told, ha="right", va="center")
        axes.axvline(0, color=TONES["ink"], linewidth=1)
        axes.set(xlim=(-widest, widest), ylim=(len(differences) - 0.3, -0.35), yticks=[])
        axes.grid(axis="x")
        return inline(drawing)


def draw_lines(lines: Sequence[Line], *, along: str, ticks: Sequence[float], marked: float | None = None) -> Markup:
    """Shares as lines over what `along` says; `marked` is an x to be told apart."""
    with figure(height=2.6 + 0.2 * len(lines)) as (drawing, axes):
        for line in lines:
            colour = TONES[line.tone]
            style = "-" if line.tone == "ours" else "--"
            axes.plot(line.x, line.y, style, color=colour, marker=line.marker, markersize=5, label=shorten(line.label))
            if line.low:
                axes.vlines(line.x, line.low, line.high, color=colour, linewidth=1.2)
        if marked is not None:
            axes.axvline(marked, color=TONES["ink"], linewidth=1, linestyle=":")
        axes.set(xlabel=along, ylim=(0, 1.03), xticks=ticks)
        axes.grid(axis="y")
        drawing.legend(loc="outside upper left", frameon=False)
        return inline(drawing)


@contextmanager
def figure(*, height: float) -> Iterator[tuple["Figure", "Axes"]]:
    """An empty figure in the page's colours; raises DrawingMissing."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise DrawingMissing('Plots need matplotlib: pip install "quotewise[eval]"') from error
    ink = TONES["ink"]
    with matplotlib.rc_context(
        {
            "svg.fonttype": "none",  # words stay words: they can be read out, searched and set in the page's font
            "svg.hashsalt": "quotewise",  # the same figure is the same text
            "text.parse_math": False,  # a "$" in a label is a dollar
            "font.size": 9,
            "text.color": ink,
            "axes.labelcolor": ink,
            "axes.edgecolor": TONES["grid"],
            "xtick.color": ink,
            "ytick.color": ink,
            "grid.color": TONES["grid"],
            "grid.linewidth": 0.7,
            "axes.axisbelow": True,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.spines.left": False,
        }
    ):
        drawing = Figure(figsize=(WIDTH, height), layout="constrained", facecolor="none")
        axes = drawing.subplots()
        axes.set_facecolor("none")
        axes.tick_params(length=0)
        yield drawing, axes


def inline(drawing: "Figure") -> Markup:
    """The figure as an <svg> element, its colours the page's."""
    written = io.StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)  # the browser has other fonts
        drawing.savefig(written, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = written.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"([^>]*?) width="[^"]*"', r'\1\2 aria-hidden="true"', svg, count=1)
    for tone, colour in TONES.items():
        svg = svg.replace(colour, f"var(--{tone})")
    return Markup(svg)  # matplotlib escapes what it writes


def alone(svg: Markup, name: str) -> Markup:
    """The figure with ids of its own, so that several can stand in one page."""
    text = str(svg)  # what is put into a Markup would be escaped
    text = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", text)
    return Markup(re.sub(r'href="#([^"]+)"', rf'href="#{name}-\1"', text))


def shorten(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "\u2026"
