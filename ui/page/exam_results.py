"""The mock exams that were sat: a table, and how their results go."""

from collections.abc import Sequence

import streamlit as st

from quotewise.assistant.study.marking import Report
from quotewise.ui.page.markup import plain
from quotewise.ui.page.rendered import draw_html
from quotewise.ui.page.way import go_to

SIZES: dict[str, str] = {"full": "Full", "half": "Half", "ten": "Ten"}
HEADS = ("Begun", "Form", "Right", "Mark", "")
VERDICTS = {True: "passed", False: "not passed", None: ""}


def draw_results(reports: Sequence[Report]) -> None:
    """reports: the first sat first."""
    if not reports:
        return
    st.subheader("Exams you sat", anchor=False)
    if len(reports) > 1:
        st.html(trend(reports))
    rows = "".join(row(reports[at], at) for at in reversed(range(len(reports))))
    head = "".join(f'<th scope="col">{name}</th>' for name in HEADS)
    table = f'<table class="qw-sat"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    draw_html(table, "exam_results", lambda at: go_to("exam", report=reports[at].sitting.id))


def row(report: Report, number: int) -> str:
    sitting, mark = report.sitting, report.mark
    cells = (
        f'<button type="button" data-number="{number}">{sitting.begun.astimezone():%Y-%m-%d %H:%M}</button>',
        plain(SIZES.get(sitting.form, sitting.form)),
        f"{report.overall.right} of {report.overall.asked}",
        str(mark.value) if mark else f"{share(report):.0%}",
        VERDICTS[mark.passed if mark else None],
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def share(report: Report) -> float:
    return report.overall.right / report.overall.asked


def trend(reports: Sequence[Report]) -> str:
    """The shares right as a line from exam to exam, with the last one's pass mark."""
    points = [(100 * at / (len(reports) - 1), 100 * share(report)) for at, report in enumerate(reports)]
    above = [f"{x:.1f}% calc({100 - y:.1f}% - 1px)" for x, y in points]
    below = [f"{x:.1f}% calc({100 - y:.1f}% + 1px)" for x, y in reversed(points)]
    dots = "".join(f'<i style="left:{x:.1f}%;bottom:{y:.1f}%"></i>' for x, y in points)
    needed = pass_share(reports[-1])
    line = "" if needed is None else f'<b style="bottom:{100 * needed:.1f}%"><span>pass mark</span></b>'
    said = ", ".join(f"{share(report):.0%}" for report in reports)
    return (
        f'<div class="qw-trend" role="img" aria-label="Right, exam by exam: {said}">{line}'
        f'<span style="clip-path:polygon({", ".join([*above, *below])})"></span>{dots}</div>'
    )


def pass_share(report: Report) -> float | None:
    """The share right that the pass mark stands for."""
    mark = report.mark
    if mark is None or mark.pass_mark is None:
        return None
    lowest, highest = mark.scale
    return (mark.pass_mark - lowest) / (highest - lowest)
