"""Where a new reader begins: notes, an exam, the first questions; three steps on a card that ticks them off."""

from importlib import resources
from pathlib import Path

import streamlit as st

from quotewise.assistant.exam.chosen import chosen_exam
from quotewise.assistant.practice.quiz import ANY
from quotewise.ui.page import ingest_job, opened, writing_job
from quotewise.ui.page.adding import add_button, draw_adding
from quotewise.ui.page.exam_choice import choose_button, draw_telling
from quotewise.ui.page.job_view import draw_job, draw_outcome
from quotewise.ui.page.markup import plain
from quotewise.ui.page.practice_choice import NOTES, log, questions_of
from quotewise.ui.page.practice_growth import draw_exhausted, tend
from quotewise.ui.page.rounds import begin_round
from quotewise.ui.page.visitor import edits

FIRST = 5  # questions
NOT_YET = "Whoever tends this library has yet to add some."
BEAT = 0.7  # seconds between two looks at the questions that are being written


def sample_notes() -> Path:
    """The folder of the sample notes."""
    return Path(str(resources.files("quotewise.eval") / "sample" / "notes"))


def read_sample() -> None:
    """Read the sample notes into the library; progress is drawn by whoever shows the library's job."""
    ingest_job.start_reading(opened.library(), [sample_notes()])


def draw_first_run() -> None:
    """In short, for a page that has nothing to show yet: there are no notes, or how far their first reading is."""
    draw_adding()
    if draw_job():
        st.html('<p class="qw-lead">Your first notes are being read. Once they are, everything here begins.</p>')
        return
    if not edits():
        st.html(f'<div class="qw-no-notes"><h2>There are no notes yet</h2><p>{NOT_YET}</p></div>')
        return
    st.html(
        '<div class="qw-no-notes"><h2>There are no notes yet</h2>'
        "<p>Try it with the sample notes (a few on AWS machine learning, read in some seconds), "
        "or add your own.</p></div>"
    )
    draw_ways()


def draw_ways() -> None:
    """The two ways to have notes."""
    with st.container(horizontal=True):
        st.button("Read the sample notes", type="primary", icon=":material/play_arrow:", on_click=read_sample)
        add_button(primary=False)


def draw_steps() -> None:
    """The card of the first run: what is done is ticked off while reading and writing go on in the background."""
    with st.container(border=True, key="first_run"):
        st.html("<h2>Three steps to your first questions</h2>")
        draw_adding()
        has_notes = draw_notes_step()
        draw_exam_step()
        draw_questions_step(has_notes=has_notes)


def draw_step(number: int, title: str, told: str = "") -> None:
    """The head of a step. told: what came of it, "" while it is not done."""
    sign, state = ("\u2713", "done") if told else (str(number), "to do")
    said = f'<p class="qw-told">{plain(told)}</p>' if told else ""
    st.html(
        f'<div class="qw-first-step qw-{state.replace(" ", "-")}">'
        f'<span class="qw-sign" aria-hidden="true">{sign}</span>'
        f'<div><h3>{title}<span class="qw-unseen">, {state}</span></h3>{said}</div></div>'
    )


def draw_notes_step() -> bool:
    """Add notes; returns whether there are any."""
    library = opened.library()
    job, status = ingest_job.job_of(library), library.status()
    told = f"{status.notes} notes, {status.passages} passages" if status.notes and not job.running else ""
    draw_step(1, "Add your notes", told)
    with st.container(key="step_1"):
        if draw_job():
            return False
        if job.trouble or (job.result and not status.notes):
            draw_outcome(job)
        if not status.notes and not edits():
            st.html(f'<p class="qw-told">{NOT_YET}</p>')
        elif not status.notes:
            st.html(
                '<p class="qw-told">Files, folders or pasted text, in many formats. Or try it with the sample notes: a '
                "few on AWS machine learning, read in some seconds.</p>"
            )
            draw_ways()
    return bool(status.notes)


def draw_exam_step() -> None:
    chosen = chosen_exam(opened.library())
    day = f" on {chosen.planned:%a %d %b %Y}" if chosen and chosen.planned else ", no day set"
    draw_step(2, "Choose your exam and its day", f"{chosen.blueprint.code}{day}" if chosen else "")
    with st.container(key="step_2"):
        draw_telling()
        if not chosen:
            st.html('<p class="qw-told">It may wait: questions come without it too.</p>')
        choose_button("Change it" if chosen else "Choose", icon=":material/event:")


def draw_questions_step(*, has_notes: bool) -> None:
    draw_step(3, "Answer your first questions")
    with st.container(key="step_3"):
        if not has_notes:
            st.html('<p class="qw-told">They are written from your notes, each with the words behind its answer.</p>')
            return
        growth, writing = tend(), writing_job.job_of(opened.library())
        count, goes_on = ready(), growth.job.running or writing.running
        if count < FIRST and goes_on:
            draw_waiting()
            return
        if count:
            draw_begin(count)
            return
        if growth.gave is not None:
            draw_exhausted(growth.gave)
        if writing.result is not None:
            st.html(f'<p class="qw-status">{plain(writing.result.told)}</p>')
        if edits():
            st.button(
                f"Write {FIRST} questions",
                type="primary",
                icon=":material/edit_note:",
                on_click=writing_job.start_writing,
                args=(opened.library(), FIRST, ANY, log().past()),
            )
        else:
            st.html('<p class="qw-told">None is ready: whoever tends this library has yet to have some written.</p>')


def draw_begin(count: int) -> None:
    many = min(FIRST, count)
    st.button(
        f"Answer the first {many}" if many > 1 else "Answer the first one",
        type="primary",
        icon=":material/play_arrow:",
        on_click=begin_round,
        args=("new",),
        kwargs={"count": many},
        key="first_round",
    )


def ready() -> int:
    """How many questions wait that were never answered."""
    return sum(map(log().past().is_new, questions_of(NOTES)))


@st.fragment(run_every=BEAT)
def draw_waiting() -> None:
    """How many are ready, until there are enough."""
    library, count = opened.library(), ready()
    if count >= FIRST or not any(job.running for job in (tend().job, writing_job.job_of(library))):
        st.rerun()
    st.progress(count / FIRST, text=f"Questions are being written from your notes: {count} of {FIRST} are ready")
