"""Notes: what there is, found and read; notes added, read again, taken out."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from quotewise.index import Listed, Status
from quotewise.index.document import ROOT
from quotewise.ui.page import opened
from quotewise.ui.page.adding import add_button, draw_adding
from quotewise.ui.page.exam_choice import draw_choice, draw_exam
from quotewise.ui.page.first_run import draw_first_run
from quotewise.ui.page.ingest_job import job_of, start_reading
from quotewise.ui.page.job_view import draw_job, draw_outcome
from quotewise.ui.page.markup import label, plain
from quotewise.ui.page.moment import ago
from quotewise.ui.page.note_page import NOTE, close_page, draw_page
from quotewise.ui.page.note_search import draw_found
from quotewise.ui.page.note_table import draw_table, rows_of
from quotewise.ui.page.note_view import draw_note, split
from quotewise.ui.page.removing import draw_doubles, draw_removed
from quotewise.ui.page.visitor import edits

LONGEST_NAME = 80  # characters of a note's name in an address that are said again


def draw() -> None:
    status = opened.library().status()
    named = st.query_params.get(NOTE, "")
    listed = inventory(str(opened.library_folder()), opened.generation())
    found = next((one for one in listed if one.source == named), None)
    if found:
        draw_page(found, stale=named in status.stale)
        return
    st.title("Notes", anchor=False)
    if named:
        st.warning(f"There is no note {label(shortened(named))} in this library.", icon=":material/search_off:")
        st.button("All notes", on_click=close_page)
        return
    if not status.notes:
        draw_first_run()
        draw_outcome(job_of(opened.library()))
        draw_removed()
        return
    draw_adding()
    draw_choice()
    draw_list(status, listed)


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}\u2026"


@st.cache_resource(show_spinner=False, max_entries=2)
def inventory(folder: str, generation: str) -> tuple[Listed, ...]:
    """generation: of the library, so that it is read anew after a change."""
    return opened.library().inventory()


def draw_list(status: Status, listed: Sequence[Listed]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="notes_head"):
        asked = st.text_input(
            "Search your notes",
            type="search",
            key="search_notes",
            placeholder="Words, a question, the name of a note",
            persist_state="session",
        ).strip()
        add_button()
        draw_settings(status)
    busy = draw_job()
    draw_outcome(job_of(opened.library()))
    draw_removed()
    draw_stale(status, busy=busy)
    if not asked:
        draw_doubles(busy=busy)
        draw_table(rows_of(listed, status.stale), busy=busy)
        return
    left, right = split()
    with left:
        draw_search(asked, status, listed, busy=busy)
    with right:
        draw_note()


def draw_search(asked: str, status: Status, listed: Sequence[Listed], *, busy: bool) -> None:
    """The notes that are called so, then the passages."""
    called = [one for one in listed if asked.casefold() in f"{one.name} {one.source}".casefold()]
    if called:
        st.subheader(f"{len(called)} notes are called so" if len(called) > 1 else "1 note is called so", anchor=False)
        draw_table(rows_of(called, status.stale), busy=busy)
    st.subheader("In the text", anchor=False)
    draw_found(asked)


def draw_stale(status: Status, *, busy: bool) -> None:
    if not status.stale or busy or not edits():
        return
    count = len(status.stale)
    told = f"{count} {'note has' if count == 1 else 'notes have'} changed on disk since it was read."
    with st.container(horizontal=True, vertical_alignment="center", key="stale"):
        st.html(f'<p class="qw-told">{told}</p>', width="content")
        draw_again(status, busy=busy)


def draw_again(status: Status, *, busy: bool, key: str = "read_again") -> None:
    roots = [Path(path) for path, _ in status.roots if Path(path) != ROOT]
    st.button(
        "Read all again",
        key=key,
        disabled=busy or not roots,
        icon=":material/refresh:",
        on_click=read_again,
        args=(roots,),
        help="Finds what was added, changed, renamed or removed; only what is new is embedded.",
    )


def read_again(roots: list[Path]) -> None:
    start_reading(opened.library(), roots)


def draw_settings(status: Status) -> None:
    """Where the library lies and what it is made of, its folders, its exam; for who may change them."""
    if not edits():
        return
    with st.popover("Library", icon=":material/tune:"):
        st.html(f'<p class="qw-told">{standing(status)}</p>')
        for path, count in status.roots:
            st.html(f'<p class="qw-told"><strong>{plain(homely(Path(path)))}</strong>: {count} notes</p>')
        draw_again(status, busy=job_of(opened.library()).running, key="read_all")
        draw_exam()


def standing(status: Status) -> str:
    """What the library holds, where, and when it was read, as HTML."""
    size = sum(file.stat().st_size for file in Path(status.folder).glob("*") if file.is_file())
    kept = homely(Path(status.folder)) if status.home == status.folder else status.home
    read = ago(status.indexed_at) if status.indexed_at else "never"
    return (
        f"{status.notes:,} notes, {status.passages:,} passages, read {read}.<br>"
        f"Kept in {plain(kept)} ({size / 1e6:.0f} MB)."
    )


def homely(path: Path) -> str:
    """A path as a reader would write it."""
    return f"~/{path.relative_to(Path.home())}" if path.is_relative_to(Path.home()) else str(path)


draw()
