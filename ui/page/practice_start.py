"""Where practice begins: choose, write new questions, take them along, add one's own."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from quotewise.assistant.exam.chosen import chosen_exam, services_of
from quotewise.assistant.practice.audit.flaw import FLAWS
from quotewise.assistant.practice.bank import Bank, Kept
from quotewise.assistant.practice.exchange import BadQuestions, Item, read_questions, to_apkg
from quotewise.assistant.practice.question import Question
from quotewise.ui.folders import data_folder
from quotewise.ui.page import opened, writing_job
from quotewise.ui.page.exam_choice import draw_remark
from quotewise.ui.page.first_run import draw_first_run
from quotewise.ui.page.job_view import draw_running, items
from quotewise.ui.page.markup import label, plain, to_html
from quotewise.ui.page.note_view import named
from quotewise.ui.page.practice_choice import NOTES, Chosen, bank_read, begin, choose, log, questions_of, set_names
from quotewise.ui.page.practice_growth import draw_growth, tend
from quotewise.ui.page.upload import safe_name
from quotewise.ui.page.writing_job import Written
from quotewise.ui.question_sets import KINDS

STALE_SHOWN = 20
NEW = (10, 20, 50, 100)


def draw_start() -> None:
    """What to practise, and how much."""
    draw_remark(chosen_exam(opened.library()))
    growth = tend()
    job = writing_job.job_of(opened.library())
    busy = draw_running(job, "writing")
    if not busy:
        draw_outcome(job.result, job.trouble)
    chosen = choose(set_names())
    questions = chosen.questions()
    if questions:
        draw_ready(chosen, questions, growing=growth.job.running and chosen.name == NOTES)
    elif chosen.name == NOTES:
        draw_none(chosen)
    if chosen.name == NOTES:
        draw_growth(growth, empty=not questions_of(NOTES))
        draw_writing(chosen, busy=busy, empty=not questions and not growth.job.running)
        draw_stale([kept for kept in bank_read() if kept.stale])
    else:
        draw_checking(chosen.name, busy=busy)
    draw_upload()


def draw_ready(chosen: Chosen, questions: Sequence[Question], *, growing: bool) -> None:
    begin_now = partial(begin, chosen, growing=growing)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Begin", type="primary", icon=":material/play_arrow:", on_click=begin_now, shortcut="B")
        st.download_button(
            "Download for Anki",
            lambda: to_apkg(questions, services_of(opened.library())),
            "quotewise.apkg",
            "application/octet-stream",
            icon=":material/download:",
            on_click="ignore",
            help="Import it into Anki; a later download renews the same cards.",
        )
    new = sum(map(log().past().is_new, questions))
    count = "" if growing else f"{len(questions)} questions, {new} of them never answered. "  # else told as it grows
    st.html(
        f'<p class="qw-status">{count}Answer with the number keys, '
        "then say how sure you are with G, U or S; N goes on, F reports a question.</p>"
    )


def draw_none(chosen: Chosen) -> None:
    if opened.library().is_empty():
        draw_first_run()
    elif chosen.wish.topic or chosen.wish.domain or chosen.wish.kind:
        st.html('<p class="qw-lead">No question fits all of this. Choose less, or have some written.</p>')
    else:
        st.html(
            '<div class="qw-empty"><h2>No questions yet</h2><p>They are written from your notes, checked one by one, '
            "and every one shows the words behind its key and behind each wrong option.</p></div>"
        )


def draw_writing(chosen: Chosen, *, busy: bool, empty: bool) -> None:
    """Have more questions written."""
    if opened.library().is_empty():
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="practice_more"):
        count = st.selectbox("New questions", NEW, index=1, key="count_new", width=130)
        topic = st.text_input("About", value=chosen.wish.topic, placeholder="any topic", max_chars=100, width=260)
        st.button(
            "Write them",
            icon=":material/edit_note:",
            type="primary" if empty else "secondary",
            disabled=busy,
            on_click=writing_job.start_writing,
            args=(opened.library(), count, replace(chosen.wish, topic=topic.strip()), log().past()),
        )


def draw_outcome(done: Written | None, trouble: str | None) -> None:
    if trouble is not None:
        st.warning(label(trouble), icon=":material/warning:")
    if done is None:
        return
    (st.success if done.kept else st.info)(label(done.told), icon=":material/check_circle:")
    if done.why:
        with st.expander(f"Left out, and why ({done.dropped})"):
            st.html(items(f"{plain(FLAWS[name])}: {count}" for name, count in done.why))


def draw_stale(stale: Sequence[Kept]) -> None:
    """The questions whose words are gone from the notes, which are not asked."""
    if not stale:
        return
    with st.expander(f"Stale: {len(stale)}", icon=":material/history:"):
        st.html("<p>The words these rest on are gone from your notes. They are not asked until the words are back.</p>")
        rows = (
            f'{to_html(kept.question.stem)} <span class="qw-why">gone: {plain(kept.gone[0].quote[:160])} '
            f"({named(kept.gone[0])})</span>"
            for kept in stale[:STALE_SHOWN]
        )
        st.html(items(rows))
        if len(stale) > STALE_SHOWN:
            st.caption(f"{len(stale) - STALE_SHOWN} more")
        ids = [kept.question.id for kept in stale]
        st.button("Take them out", key="drop_stale", on_click=drop, args=(ids,), icon=":material/delete:")


def drop(ids: Sequence[str]) -> None:
    with opened.told():
        Bank.of(opened.library()).drop(ids)


def draw_checking(name: str, *, busy: bool) -> None:
    """Questions of a file, held against the notes."""
    st.html('<p class="qw-status">Questions from a file are asked as they are; what they say is not checked.</p>')
    st.button(
        "Check them against my notes",
        icon=":material/fact_check:",
        disabled=busy or opened.library().is_empty(),
        on_click=writing_job.start_intake,
        args=(opened.library(), questions_of(name)),
        help=f'Those that your notes bear out are added to "{NOTES}"; of the others you are told why not.',
    )


def draw_upload() -> None:
    with st.expander("Use other questions"), st.form("questions", clear_on_submit=True, border=False):
        file = st.file_uploader(
            "JSON, CSV, Markdown, GIFT, Moodle XML, Anki, or what NotebookLM and Quizlet export",
            type=[kind.removeprefix(".") for kind in KINDS],
        )
        if st.form_submit_button("Add these questions") and file is not None:
            try:
                found = read_questions(file.name, file.getvalue())
            except BadQuestions as why:
                st.error(f"This file was not taken in: {label(str(why))}.")
                return
            folder = data_folder() / "questions"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / safe_name(file.name)).write_bytes(file.getvalue())
            st.session_state["lines_refused"] = found.failed
            st.rerun()
    draw_refused(st.session_state.get("lines_refused", ()))


def draw_refused(failed: Sequence[Item]) -> None:
    if failed:
        with st.expander(f"Questions that could not be read ({len(failed)})", expanded=True):
            st.html(items(f"{plain(item.place)}: {plain(item.why)}" for item in failed[:STALE_SHOWN]))
