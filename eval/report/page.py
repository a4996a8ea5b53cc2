"""Runs as one HTML page: measures, plots, and what happened to every question."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from quotewise.eval.judge import doubts
from quotewise.eval.report.fate import FATES, FOUND, count_fates, fate_of, trace
from quotewise.eval.report.plots import Plot, in_order, plots_of, told
from quotewise.eval.run import Item, Made, Run

HERE = Path(__file__).parent
# Details that have a place of their own among a question's; what else a run tells is listed behind them.
SHOWN = {FOUND, *"retrieved said refused reason why conflict stopped missed expected error options picked".split()}
SHOWN |= {"scores", "judged"}


@dataclass(frozen=True, slots=True)
class Section:
    """A run as the page shows it. groups: per grouping, the measures of each group."""

    prefix: str
    run: Run
    plots: Sequence[Plot]
    measures: Sequence[tuple[str, ...]]
    systems: Sequence[str]
    groups: Sequence[tuple[str, Sequence[str], Sequence[tuple[str, ...]]]]
    fates: Mapping[str, int]


def write_page(runs: Sequence[Run], file: Path) -> None:
    """Write the page of some runs; raises OSError, and DrawingMissing where matplotlib is not installed."""
    file.write_text(page_of(runs), encoding="utf-8")


def page_of(runs: Sequence[Run]) -> str:
    """The page of some runs: complete in itself, and forbidden by its own policy to load anything.

    Whatever a note or a model said is escaped, and only our own script may run, by its hash.
    """
    sections = [section_of(run, f"run{number}") for number, run in enumerate(trace(runs), start=1)]
    return render("page.html", sections=sections)


def render(template: str, **told: Any) -> str:
    script, style = (Markup((HERE / name).read_text(encoding="utf-8")) for name in ("page.js", "page.css"))  # our own
    hashed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page = environment().get_template(template)
    return page.render(script=script, script_hash=hashed, style=style, meanings=FATES, **told)


def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "fate": fate_of,
        "words": words_of,
        "plain": plain,
        "fields": fields_of,
        "rest": rest_of,
        "doubts": doubts,
    }
    return made


def section_of(run: Run, prefix: str) -> Section:
    systems = {"quotewise": run.measures, **run.baselines}
    return Section(
        prefix=prefix,
        run=run,
        plots=plots_of(run, prefix),
        systems=tuple(systems),
        measures=[
            (name, *(told(measures.get(name)) for measures in systems.values()), str(share.n))
            for name, share in run.measures.items()
        ],
        groups=[group for grouping in groupings(run) if (group := measures_by(run, grouping))],
        fates=count_fates(run),
    )


def groupings(run: Run) -> list[str]:
    return list(dict.fromkeys(grouping for share in run.measures.values() for grouping in share.by))


def measures_by(run: Run, grouping: str) -> tuple[str, Sequence[str], Sequence[tuple[str, ...]]] | None:
    """The grouping, the measures that are known by it, and a row of them for each group; None where there are none."""
    by = {name: share.by[grouping] for name, share in run.measures.items() if share.by.get(grouping)}
    groups = in_order({group for shares in by.values() for group in shares})
    if not groups:
        return None
    return grouping, tuple(by), [(group, *(told(shares.get(group)) for shares in by.values())) for group in groups]


def words_of(item: Item) -> str:
    """What a search among the questions looks through, in lower case."""
    details = item.details
    said = [claim.get("text", "") for claim in details.get("said") or ()]
    found = [passage["source"] for passage in details.get("retrieved") or ()]
    told = [item.id, item.text, *said, *dict.fromkeys(found), *(details.get("missed") or ())]
    return " ".join(str(word) for word in told).lower()


def plain(value: Any) -> str:
    """A value of a run as words: what is not a text as JSON, a number to three places."""
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def fields_of(made: Made) -> list[tuple[str, Any]]:
    """What made a run, name by name."""
    return [(name, value) for name, value in asdict(made).items() if value is not None]


def rest_of(item: Item) -> list[tuple[str, Any]]:
    """Its other details, name by name."""
    return [(name, value) for name, value in item.details.items() if name not in SHOWN and value not in (None, "")]
