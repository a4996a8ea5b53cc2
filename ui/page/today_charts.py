"""The charts of Today: what is expected right of each domain beside its weight, and how it went over the days.

They are Vega-Lite as it is written, so that nothing of Altair or pandas is imported for them.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from quotewise.assistant.practice.quiz import Wish
from quotewise.assistant.study.history import Score
from quotewise.assistant.study.readiness import DomainScore
from quotewise.assistant.study.report import Report
from quotewise.ui.page.figures import Figures
from quotewise.ui.page.markup import plain
from quotewise.ui.page.rounds import begin_round

GREEN, GOLD, GREY = "#2f8f6f", "#b8860b", "#808080"  # each legible on both themes
ROW, HIGH, NARROW = 52, 190, 460  # pixels; where it is narrow, only the name of a domain stands above its bar
DOT = " \u00b7 "
CHART, PICKED = "domains_chart", "picked"
SHARE = {"type": "quantitative", "scale": {"domain": [0, 1]}, "title": None}

Spec = dict[str, Any]


def draw_domains(found: Report) -> None:
    """The domains of the exam: a click on one, or its button in the table, practises it."""
    if found.readiness is None or not found.readiness.answers:
        return
    domains = found.readiness.domains
    st.subheader("Domains", anchor=False)
    st.vega_lite_chart(
        domain_chart(domains),
        key=CHART,
        on_select=practise_picked,
        alt=" ".join(f"{one.name}: {figures_of(one)}." for one in domains),
        width="stretch",
    )
    st.html(
        f'<p class="qw-told">{key("bar")} Bar: expected score; {key("line")} thin line: likely range; beside the name '
        "its weight in the exam. Click on a domain to practise it.</p>"
    )
    with st.expander("As a table, with a button for each"):
        for at, one in enumerate(domains):
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"today_domain_{at}"):
                st.html(f'<p class="qw-weak">{plain(one.name)} <span>{plain(figures_of(one))}</span></p>')
                st.button("Practise", key=f"domain_{at}", type="tertiary", on_click=practise, args=(one.name,))


def figures_of(one: DomainScore) -> str:
    if not one.answers:
        return f"weight {one.weight:.0%}, no answers yet"
    return f"weight {one.weight:.0%}, {one.right} of {one.answers} right, expected {one.low:.0%} to {one.high:.0%}"


def right_of(one: DomainScore) -> str:
    return f"{one.right} of {one.answers} right" if one.answers else "no answers yet"


def practise(domain: str) -> None:
    begin_round("weak", wish=Wish(domain=domain))


def practise_picked() -> None:
    """Begin a round on the domain that was clicked on."""
    picked = st.session_state[CHART]["selection"].get(PICKED) or ()
    if picked:
        practise(picked[0]["name"])


def domain_chart(domains: Sequence[DomainScore]) -> Spec:
    rows = [
        {
            "name": one.name,
            "told": f"{one.name} ({one.weight:.0%}){DOT}{right_of(one)}",
            "figures": figures_of(one),
            "share": one.share,
            "low": one.low,
            "high": one.high,
            "answered": bool(one.answers),
            "from": 0,
            "to": 1,
        }
        for one in domains
    ]
    label: Spec = {"orient": "left", "labelAlign": "left", "labelPadding": -1, "labelOffset": -19, "labelLimit": 600}
    label["labelExpr"] = f"width < {NARROW} ? split(datum.label, '{DOT}')[0] : datum.label"
    bare = {"domain": False, "ticks": False, "grid": False, "labelFontSize": 13}
    answered = [{"filter": "datum.answered"}]
    tip = [{"field": "name", "title": "Domain"}, {"field": "figures", "title": " "}]

    def layer(mark: Spec, start: str, end: str | None = None, **more: Any) -> Spec:
        x2 = {"x2": {"field": end}} if end else {}
        return {"mark": {**mark, "cursor": "pointer"}, "encoding": {"x": {"field": start, **SHARE}, **x2}, **more}

    row = layer({"type": "bar", "opacity": 0, "height": ROW - 4}, "from", "to")  # all of it can be clicked on
    row["params"] = [{"name": PICKED, "select": {"type": "point", "fields": ["name"], "on": "click"}}]
    return {
        "data": {"values": rows},
        "height": {"step": ROW},
        "encoding": {
            "y": {"field": "told", "type": "nominal", "sort": None, "title": None, "axis": {**label, **bare}},
            "tooltip": tip,
        },
        "layer": [
            row,
            layer({"type": "bar", "color": GREY, "opacity": 0.14, "height": 12}, "from", "to"),
            layer({"type": "bar", "color": GREEN, "opacity": 0.55, "height": 12}, "from", "share", transform=answered),
            layer({"type": "rule", "color": GREEN, "strokeWidth": 3}, "low", "high", transform=answered),
        ],
        "config": {"axisX": {"format": ".0%", "grid": False, "tickCount": 5}, "view": {"stroke": None}},
    }


def draw_history(found: Figures) -> None:
    """The share right over the days, where there are two to compare, with the mock exams."""
    if len(found.scores) + len(found.exams) < 2:
        return
    st.subheader("Over the days", anchor=False)
    chosen = found.report.chosen
    mark = chosen.blueprint.pass_share if chosen else None
    st.vega_lite_chart(history_chart(found.scores, found.exams, mark), alt=told(found, mark), width="stretch")
    said = [f"{key('line')} line: right of what was answered"]
    said += [f"{key('dot')} diamonds: mock exams"] * bool(found.exams)
    if mark is not None:
        said.append(f"dashed: the pass mark, about {mark:.0%} right")
    st.html(f'<p class="qw-told">{"; ".join(said)}.</p>')


def key(sign: str) -> str:
    """A sign of a chart in its colour (today.css), for the line that explains it; the words after it name it."""
    return f'<span class="qw-key qw-key-{sign}" aria-hidden="true"></span>'


def told(found: Figures, mark: float | None) -> str:
    days = ", ".join(f"{one.day:%d %b} {one.share:.0%}" for one in found.scores[-10:])
    exams = ", ".join(f"{one.day:%d %b} {one.share:.0%}" for one in found.exams)
    passing = f" The pass mark is about {mark:.0%} right." if mark is not None else ""
    return f"Share right by day: {days}.{f' Mock exams: {exams}.' if exams else ''}{passing}"


def history_chart(scores: Sequence[Score], exams: Sequence[Score], mark: float | None) -> Spec:
    """The days as local ones: a date alone would be read as midnight elsewhere."""

    def rows(of: Sequence[Score]) -> Spec:
        return {
            "values": [
                {"day": f"{one.day}T12:00:00", "share": one.share, "of": f"{one.right} of {one.asked}"} for one in of
            ]
        }

    x: Spec = {"field": "day", "type": "temporal", "title": None, "axis": {"format": "%d %b", "grid": False}}
    x["axis"]["tickCount"] = min(6, len(scores))
    y = {"field": "share", **SHARE, "axis": {"format": ".0%", "tickCount": 5}}
    tip = [
        {"field": "day", "type": "temporal", "format": "%d %b %Y", "title": "Day"},
        {"field": "of", "title": "Right"},
    ]
    encoding = {"x": x, "y": y, "tooltip": tip}
    line = {"type": "line", "color": GREEN, "point": {"color": GREEN, "size": 40}, "strokeWidth": 2}
    dots = {"type": "point", "shape": "diamond", "color": GOLD, "size": 110, "filled": True, "opacity": 1}
    rule = {
        "data": {"values": [{"share": mark}]},
        "mark": {"type": "rule", "color": GREY, "strokeDash": [5, 4]},
        "encoding": {"y": {"field": "share", **SHARE}},
    }
    return {
        "height": HIGH,
        "layer": [
            {"data": rows(scores), "mark": line, "encoding": encoding},
            *([{"data": rows(exams), "mark": dots, "encoding": encoding}] if exams else []),
            *([rule] if mark is not None else []),
        ],
    }
