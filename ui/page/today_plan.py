"""Today's part of the plan: a short list with what is done ticked off."""

import streamlit as st

from quotewise.assistant.study.agenda import cited, said, title_of
from quotewise.assistant.study.plan import Step
from quotewise.ui.page.figures import DayPlan
from quotewise.ui.page.markup import plain

READ = 3  # places told of what to read


def draw_plan(plan: DayPlan | None) -> None:
    """The sessions of today, where there is a plan."""
    if plan is None:
        return
    st.subheader("Planned for today", anchor=False)
    if plan.why_not:
        st.html(f'<p class="qw-told">{plain(plan.why_not)}</p>')
    for session in plan.sessions:
        st.html(
            f'<p class="qw-told">{session.start:%H:%M}, {session.minutes} min: {plain(title_of(session))}</p>'
            f'<ul class="qw-plan">{"".join(row(step, plan) for step in session.steps)}</ul>'
        )


def row(step: Step, plan: DayPlan) -> str:
    done = plan.done.get(step.do, 0) >= max(1, step.count)
    ticked = '\u2713<span class="qw-unseen"> done</span>' if done else ""
    places = "".join(f"<li>{plain(cited(one))}</li>" for one in step.reading[:READ])
    more = f"<li>and {len(step.reading) - READ} more</li>" if len(step.reading) > READ else ""
    read = f"<ul>{places}{more}</ul>" if places else ""
    return f'<li><span class="qw-sign">{ticked}</span><div>{plain(said(step))}{read}</div></li>'
