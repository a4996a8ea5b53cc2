"""What a mock exam came to, on the page and on paper: the mark, where it was lost, where the time went, every item."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence

import streamlit as st

from quotewise.assistant.exam.chosen import chosen_exam
from quotewise.assistant.study.form import REMEDY
from quotewise.assistant.study.marking import NO_DOMAIN, Marked, Part, Report, open_told, report_json, report_of
from quotewise.assistant.study.sitting import TIME, Sitting
from quotewise.ui.page import opened
from quotewise.ui.page.exam_items import html_of
from quotewise.ui.page.exam_results import SIZES, VERDICTS, pass_share, share
from quotewise.ui.page.job_view import items
from quotewise.ui.page.markup import label, plain, shortened, to_html
from quotewise.ui.page.note_view import draw_note, is_open, open_note, split
from quotewise.ui.page.practice_choice import KINDS, NOTES, questions_of
from quotewise.ui.page.rendered import draw_html
from quotewise.ui.page.rounds import start
from quotewise.ui.page.way import go_to
from quotewise.ui.sitting_report import clock_time

SLOWEST = 5
SHOWN: dict[str, Callable[[Marked], bool]] = {
    "All": lambda one: True,
    "Wrong": lambda one: not one.right and bool(one.item.answer),
    "Open": lambda one: not one.item.answer,
    "Flagged": lambda one: one.item.flagged,
}


def draw_report(sitting: Sitting) -> None:
    report = report_of(sitting)
    st.title(label(sitting.title), anchor=False)
    left, right = split()
    with left:
        draw_head(report)
        with st.container(horizontal=True, key="exam_after"):
            draw_again(report)
            st.button("All exams", icon=":material/arrow_back:", type="tertiary", on_click=go_to, args=("exam",))
        draw_parts(report)
        draw_time(report)
        draw_items(report)
    with right:
        if is_open():
            draw_note()


def draw_head(report: Report) -> None:
    sitting, overall = report.sitting, report.overall
    ended = "its time ran out" if sitting.why == TIME else "handed in"
    facts = (SIZES.get(sitting.form, sitting.form), f"{sitting.begun.astimezone():%d %B %Y, %H:%M}")
    st.html(f'<p class="qw-status">{plain(" · ".join(facts))} · {clock_time(sitting.spent)} spent · {ended}</p>')
    said = VERDICTS[report.mark.passed if report.mark else None].capitalize()
    verdict = f"{said}: {report.mark.value}" if report.mark and said else f"{share(report):.0%}"
    st.html(
        f'<p class="qw-mark-told"><strong>{verdict}</strong> {overall.right} of {overall.asked} right</p>'
        f"{scale(report)}"
    )
    unanswered = open_told(sitting) if sitting.unanswered else ""
    rest = "".join(
        f'<p class="qw-told">{plain(remark)}</p>' for remark in report.remarks if remark not in (REMEDY, unanswered)
    )
    told = f'<p class="qw-told">{unanswered}</p>' if unanswered else ""
    st.html(f'<div class="qw-remarks">{told}<details><summary>How the mark is made</summary>{rest}</details></div>')


def scale(report: Report) -> str:
    """The mark on its scale with the ends of its interval, and the pass mark; in shares where there is no scale."""
    mark, needed, overall = report.mark, pass_share(report), report.overall
    lowest, highest = mark.scale if mark else (0, 100)
    value, low, high = (
        (mark.value, mark.low, mark.high)
        if mark
        else (round(100 * part) for part in (share(report), overall.low, overall.high))
    )
    need = "" if needed is None or mark is None else f"; {mark.pass_mark} is needed"
    said = f"{value}, between {low} and {high} by 95 % of such exams, on a scale from {lowest} to {highest}{need}"
    line = (
        ""
        if needed is None or mark is None
        else f'<b style="left:{100 * needed:.1f}%"><span>{mark.pass_mark} needed</span></b>'
    )
    return (
        f'<div class="qw-scale" role="img" aria-label="{said}"><em>{lowest}</em><div>'
        f'<span style="left:{100 * overall.low:.1f}%;width:{100 * (overall.high - overall.low):.1f}%"></span>'
        f'<i style="left:{100 * share(report):.1f}%"></i>{line}</div><em>{highest}</em></div>'
    )


def draw_parts(report: Report) -> None:
    """Right of asked and the time by domain, with its weight, and by kind."""
    chosen = chosen_exam(opened.library())
    ours = chosen is not None and chosen.blueprint.code == report.sitting.exam
    weights = {domain.name: domain.weight for domain in chosen.blueprint.domains} if chosen and ours else {}
    spent: dict[str, float] = defaultdict(float)
    for one in report.items:
        for name in (one.item.question.domain or NO_DOMAIN, one.item.question.kind):
            spent[name] += one.item.seconds
    st.subheader("By domain", anchor=False)
    st.html(table("Domain", report.domains, {part.name: part.name for part in report.domains}, spent, weights))
    st.subheader("By kind", anchor=False)
    st.html(table("Kind", report.kinds, KINDS, spent, {}))


def table(
    title: str, parts: Sequence[Part], names: dict[str, str], spent: dict[str, float], weights: dict[str, float]
) -> str:
    heads = (title, *(["Weight"] * bool(weights)), "Right", "", "Time")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    rows = []
    for part in parts:
        weight = f"<td>{weights.get(part.name, 0):.0%}</td>" if weights else ""
        rows.append(
            f'<tr><th scope="row">{plain(names.get(part.name, part.name))}</th>{weight}'
            f"<td>{part.right} of {part.asked}</td><td>{bar(part)}</td><td>{clock_time(spent[part.name])}</td></tr>"
        )
    return f'<table class="qw-parts"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def bar(part: Part) -> str:
    """The share right as a bar, its interval as a line in it."""
    said = f"{part.right / part.asked:.0%}, between {part.low:.0%} and {part.high:.0%}"
    return (
        f'<span class="qw-share" role="img" aria-label="{said}" title="{said}">'
        f'<span style="width:{100 * part.right / part.asked:.1f}%"></span>'
        f'<i style="left:{100 * part.low:.1f}%;width:{100 * (part.high - part.low):.1f}%"></i></span>'
    )


def draw_time(report: Report) -> None:
    """The items that took longest."""
    slowest = sorted(report.items, key=lambda one: -one.item.seconds)[:SLOWEST]
    if not (told := [one for one in slowest if one.item.seconds >= 1]):
        return
    st.subheader("Where the time went", anchor=False)
    mean = sum(one.item.seconds for one in report.items) / len(report.items)
    st.html(
        f'<p class="qw-status">{mean:.0f} seconds an item on average. The slowest:</p>'
        + items(
            f"{one.item.seconds:.0f} s · item {one.number}, {'right' if one.right else 'wrong'}: "
            f"{to_html(shortened(' '.join(one.item.question.stem.split()), 120))}"
            for one in told
        )
    )


def draw_again(report: Report) -> None:
    """A round of what was wrong or open, as far as it is asked yet."""
    missed = {one.item.question.id for one in report.items if not one.right}
    asked = [question.id for question in questions_of(NOTES) if question.id in missed]
    if asked:
        st.button(
            f"Practise the wrong ones ({len(asked)})",
            key="exam_again",
            type="primary",
            icon=":material/replay:",
            on_click=start,
            args=("again", asked),
        )


def draw_items(report: Report) -> None:
    """Every item with its key, those to look at first, and what can be done with the report."""
    st.subheader("Every item", anchor=False)
    counts = {name: sum(map(fits, report.items)) for name, fits in SHOWN.items()}
    with st.container(horizontal=True, vertical_alignment="center", key="exam_filter"):
        name = st.segmented_control(
            "Show",
            [name for name in SHOWN if counts[name]],
            default="All",
            required=True,
            format_func=lambda name: f"{name} ({counts[name]})",
            key="exam_shown",
            label_visibility="collapsed",
        )
        st.download_button(
            "Download as JSON",
            lambda: json.dumps(report_json(report), ensure_ascii=False, indent=1),
            f"exam-{report.sitting.begun:%Y-%m-%d}.json",
            "application/json",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )
    shown = [one for one in report.items if SHOWN[name or "All"](one)]
    html, citations = html_of(shown)
    draw_html(html, "exam_items", lambda at: open_note(citations[at], citations))
