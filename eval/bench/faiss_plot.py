"""The plot of what faiss_kinds.py measured: `python -m quotewise.eval.bench.faiss_plot KINDS.json KINDS.svg`."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Colour-blind safe (Okabe and Ito); no line is told from another by colour alone.
LOOKS = {
    "Flat": ("*", "#000000"),
    "IVF,Flat": ("s", "#56b4e9"),
    "IVF,SQ8": ("o", "#009e73"),
    "IVF,PQ96": ("^", "#e69f00"),
    "HNSW32,Flat": ("D", "#cc79a7"),
    "HNSW32,SQ8": ("v", "#d55e00"),
}


def main(arguments: Sequence[str] | None = None) -> None:
    import matplotlib
    from matplotlib.figure import Figure

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", type=Path)
    parser.add_argument("drawing", type=Path)
    options = parser.parse_args(arguments)
    counts: dict[str, dict[str, Any]] = json.loads(options.figures.read_text())
    # The same bytes each time; words as words, not as outlines.
    with matplotlib.rc_context({"svg.hashsalt": "quotewise", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(4.2 * len(counts), 6.6), layout="constrained")
        for (upper, lower), (count, kinds) in zip(
            figure.subplots(2, len(counts), squeeze=False).T,
            sorted(counts.items(), key=lambda one: int(one[0])),
            strict=True,
        ):
            draw_recall(upper, f"{int(count):,} vectors", kinds)
            draw_cost(lower, kinds)
        figure.savefig(options.drawing, metadata={"Date": None})


def draw_recall(axes: "Axes", title: str, kinds: dict[str, Any]) -> None:
    """Recall over the processor's time, a point for each setting."""
    for kind, found in kinds.items():
        marker, colour = LOOKS[kind]
        settings = found["search"]["settings"]
        x, y = ([one[name] for one in settings] for name in ("processor", "recall"))
        axes.plot(x, y, marker=marker, color=colour, label=kind, linewidth=1.2, markersize=5)
        if kind == "IVF,SQ8":
            for one in settings:
                axes.annotate(
                    one["told"], (one["processor"], one["recall"]), xytext=(4, -9), textcoords="offset points"
                )
    axes.set(xscale="log", xlabel="ms of a processor a question", title=title, ylim=(0.5, 1.01))
    axes.set_ylabel("share of the 150 nearest found")
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right", fontsize=8)


def draw_cost(axes: "Axes", kinds: dict[str, Any]) -> None:
    """What is in memory when it is searched, and the time to build it, told at each bar."""
    held = [found["search"]["megabytes"] - found["search"]["empty"] for found in kinds.values()]
    bars = axes.barh(list(kinds), held, color=[LOOKS[kind][1] for kind in kinds])
    told = [
        f" {one:,.0f} MB, built in {found['processor']:,.0f} s" for one, found in zip(held, kinds.values(), strict=True)
    ]
    axes.bar_label(bars, told, fontsize=8)
    axes.invert_yaxis()
    axes.set(xlabel="MB in memory while searched", xlim=(0, max(held) * 1.9))


if __name__ == "__main__":
    main()
