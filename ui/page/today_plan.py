"""Today's part of the plan: a short list with what is done ticked off."""

from dataclasses import replace

import streamlit as st

from quotewise.assistant.study.agenda import cited, said, title_of
from quotewise.assistant.study.plan import Step
from quotewise.ui.page.figures import DayPlan
from quotewise.ui.page.markup import plain

READ = 3  # places told of what to read


def draw_plan(plan: DayPlan | None, due: int) -> None:
    """The sessions of today, where there is a plan. due: how much there is to review now."""
    if plan is None:
        return
    st.subheader("Planned for today", anchor=False)
    if plan.why_not:
        st.html(f'<p class="qw-told">{plain(plan.why_not)}</p>')
    for session in plan.sessions:
        st.html(
            f'<p class="qw-told">{session.start:%H:%M}, {session.minutes} min: {plain(title_of(session))}</p>'
            f'<ul class="qw-plan">{"".join(row(step, plan, due) for step in session.steps)}</ul>'
        )


def as_now(step: Step, due: int) -> Step:
    """A step as it is now: what is due was more, or less, when the plan was made in the morning."""
    if step.do != "review" or not step.count:
        return step
    return replace(step, count=due, minutes=max(1, round(step.minutes * due / step.count)))


def row(step: Step, plan: DayPlan, due: int) -> str:
    done = plan.done.get(step.do, 0) >= max(1, step.count) or (step.do == "review" and not due)
    ticked = '\u2713<span class="qw-unseen"> done</span>' if done else ""
    places = "".join(f"<li>{plain(cited(one))}</li>" for one in step.reading[:READ])
    more = f"<li>and {len(step.reading) - READ} more</li>" if len(step.reading) > READ else ""
    read = f"<ul>{places}{more}</ul>" if places else ""
    told = plain(said(step if done else as_now(step, due)))
    return f'<li><span class="qw-sign">{ticked}</span><div>{told}{read}</div></li>'
