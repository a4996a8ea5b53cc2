"""Behind "Customise": a round of one's own choice, writing more, questions of one's own, stale ones."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from quotewise.assistant.exam.chosen import services_of
from quotewise.assistant.practice.bank import Bank, Kept
from quotewise.assistant.practice.exchange import BadQuestions, Item, read_questions, to_apkg
from quotewise.assistant.practice.question import Question
from quotewise.ui.folders import data_folder
from quotewise.ui.page import opened, writing_job
from quotewise.ui.page.job_view import items
from quotewise.ui.page.markup import label, plain, to_html
from quotewise.ui.page.note_view import named
from quotewise.ui.page.practice_choice import NOTES, Chosen, bank_read, choose, log, questions_of, set_names
from quotewise.ui.page.rounds import (
    drawn,
    start,
)
from quotewise.ui.page.upload import safe_name
from quotewise.ui.page.visitor import edits
from quotewise.ui.question_sets import KINDS

STALE_SHOWN = 20
NEW = (10, 20, 50, 100)


def draw_custom(*, busy: bool, growing: bool) -> None:
    """A round of one's own choice, and what is done with questions beside answering them, for who may."""
    if not edits():
        chosen = choose(set_names())
        draw_chosen(chosen, chosen.questions(), growing=growing and chosen.name == NOTES)
        return
    stale = [kept for kept in bank_read() if kept.stale]
    names = ["Choose", "Write more", "Questions of your own", *([f"Stale: {len(stale)}"] if stale else [])]
    choosing, writing, own, *rest = st.tabs(names)
    with choosing:
        chosen = choose(set_names())
        draw_chosen(chosen, chosen.questions(), growing=growing and chosen.name == NOTES)
    with writing:
        draw_writing(chosen, busy=busy)
    with own:
        if chosen.name != NOTES:
            draw_checking(chosen.name, busy=busy)
        draw_upload()
    for tab in rest:
        with tab:
            draw_stale(stale)


def draw_own() -> None:
    """A round of questions of one's own, which no note has to be read for."""
    chosen = choose(set_names()[1:])
    draw_chosen(chosen, chosen.questions(), growing=False)
    draw_upload()


def draw_chosen(chosen: Chosen, questions: Sequence[Question], *, growing: bool) -> None:
    if not questions:
        st.html('<p class="qw-lead">No question fits all of this. Choose less, or have some written.</p>')
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Begin this", key="begin_own", icon=":material/play_arrow:", on_click=begin_own, args=(chosen, growing)
        )
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
    st.html(
        f'<p class="qw-status">{len(questions)} questions, {new} of them never answered. Answer with number keys or '
        "letters, then say how sure you are with G, U or S; N goes on, F reports.</p>"
    )


def begin_own(chosen: Chosen, growing: bool) -> None:
    """While more are being written, none is asked again beside those never answered."""
    questions, past = chosen.questions(), log().past()
    new = [question for question in questions if past.is_new(question)]
    asked = drawn(new if new and growing else questions, chosen.count)
    start("own", [question.id for question in asked], chosen.name)


def draw_writing(chosen: Chosen, *, busy: bool) -> None:
    """Have more questions written."""
    if opened.library().is_empty():
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="practice_more"):
        count = st.selectbox("New questions", NEW, index=1, key="count_new", width=130)
        topic = st.text_input("About", value=chosen.wish.topic, placeholder="any topic", max_chars=100, width=260)
        st.button(
            "Write them",
            icon=":material/edit_note:",
            disabled=busy,
            on_click=writing_job.start_writing,
            args=(opened.library(), count, replace(chosen.wish, topic=topic.strip()), log().past()),
        )


def draw_stale(stale: Sequence[Kept]) -> None:
    """The questions whose words are gone from the notes, which are not asked."""
    if stale:
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
    with st.form("questions", clear_on_submit=True, border=False):
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
        rows = items(f"{plain(item.place)}: {plain(item.why)}" for item in failed[:STALE_SHOWN])
        st.html(f"<p>Questions that could not be read ({len(failed)}):</p>{rows}")
