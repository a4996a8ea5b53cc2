"""Today: how ready the answers show the learner to be, what goes wrong, what to read again, what notes to write."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from quotewise.assistant.exam.chosen import chosen_exam
from quotewise.assistant.naming import where
from quotewise.assistant.study.advice import Advice
from quotewise.assistant.study.coverage import Coverage
from quotewise.assistant.study.readiness import DomainScore
from quotewise.assistant.study.report import Report, report
from quotewise.index.progress import now
from quotewise.ui.page import opened
from quotewise.ui.page.exam_choice import draw_remark
from quotewise.ui.page.first_run import draw_first_run
from quotewise.ui.page.job_view import draw_job, items
from quotewise.ui.page.markup import label, plain, to_html
from quotewise.ui.page.note_view import draw_note, is_open, open_button, split
from quotewise.ui.page.practice_choice import NOTES, log, questions_of
from quotewise.ui.page.rounds import begin_round
from quotewise.ui.progress_view import bar, exam_line, ready_lines

SHOWN = 8  # of a list


def draw() -> None:
    st.title("Today", anchor=False)
    if opened.library().is_empty():
        draw_first_run()
        return
    draw_job()
    found = report_now()
    left, right = split()
    with left:
        draw_ready(found)
        draw_remark(found.chosen)
        draw_advice(found.advice)
        draw_lacking(found.coverage, answered=found.answers > 0)
    with right:
        if is_open():
            draw_note()


def report_now() -> Report:
    kept, chosen = log().progress, chosen_exam(opened.library())
    exam = f"{chosen.blueprint.mark} {chosen.planned}" if chosen else ""
    events = kept.learners().get(kept.learner, 0)
    return report_of(str(kept.file), opened.generation(), exam, date.today(), kept.learner, events)


@st.cache_resource(show_spinner="Looking through your answers and your notes", max_entries=4)
def report_of(record: str, generation: str, exam: str, today: date, learner: str, events: int) -> Report:
    """The rest is of the library and the record, so that it is made anew after a change."""
    library, kept = opened.library(), log()
    return report(library, chosen_exam(library), kept.answers(), kept.refusals(), now(), today)


def draw_ready(found: Report) -> None:
    st.html(f'<p class="qw-lead"><strong>{plain(exam_line(found))}</strong></p>')
    st.html("".join(f'<p class="qw-told">{plain(line)}</p>' for line in ready_lines(found)))
    if found.chosen is None:
        st.page_link("notes.py", label="Choose the exam and its day", icon=":material/event:")
    if found.readiness and found.readiness.answers:
        st.html(table(found.readiness.domains))
    weak = bool(found.answers)
    with st.container(horizontal=True):
        st.button(
            "Practise what goes wrong" if weak else "Practise",
            type="primary",
            icon=":material/play_arrow:",
            disabled=not questions_of(NOTES),
            on_click=begin_round,
            args=("weak" if weak else "new",),
        )
    if not questions_of(NOTES):
        st.page_link("practise.py", label="No questions yet: have some written", icon=":material/edit_note:")


def table(domains: Sequence[DomainScore]) -> str:
    """The domains as a table, the interval of each as a stretch of a line."""
    rows = "".join(
        f'<tr><th scope="row">{plain(one.name)}</th><td>{one.weight:.0%}</td>'
        f"<td>{f'{one.right} of {one.answers}' if one.answers else 'none'}</td>"
        f'<td><span class="qw-stretch" aria-hidden="true">{bar(one)}</span>'
        f'<span class="qw-range">{one.low:.0%} to {one.high:.0%}</span></td></tr>'
        for one in domains
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Domain", "Weight", "Right", "Expected on the exam"))
    return f'<table class="qw-domains"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def draw_advice(advice: Advice) -> None:
    if advice.sure_and_wrong:
        st.subheader("Wrong while you were sure", anchor=False)
        rows = (to_html(" ".join(one.question.stem.split())) for one in advice.sure_and_wrong[:SHOWN])
        st.html(items(rows))
    if advice.topics:
        st.subheader("Weak topics", anchor=False)
        st.html(items(f"{plain(one.topic)}: {one.right} of {one.answers} right" for one in advice.topics))
    if advice.read_again:
        st.subheader("Read again", anchor=False)
    for at, citation in enumerate(advice.read_again):
        open_button(citation, label(where(citation, brief=True)), f"again_{at}")
    if advice.gone:
        st.caption(f"Quotes behind wrong answers that are no longer in your notes: {advice.gone}")


def draw_lacking(coverage: Coverage, *, answered: bool) -> None:
    """Notes to write."""
    subjects = [plain(one.text) for one in coverage.subjects]
    asked = [plain(question) for question, _ in coverage.refused]
    unasked = [plain(source) for source in coverage.unasked] if answered else []
    if coverage.elsewhere:
        st.caption(
            f"Your notes speak of few of this exam's subjects ({len(subjects)} are missing), or in another language."
        )
        subjects = []
    kinds = (("No note speaks of", subjects), ("Asked, and not in your notes", asked))
    if not any((subjects, asked, unasked)):
        return
    st.subheader("Notes to write", anchor=False)
    for what, lines in (*kinds, ("Notes no question was answered on", unasked)):
        if lines:
            with st.expander(f"{what} ({len(lines)})"):
                st.html(items(lines))


draw()
