"""Notes: add notes, see what became of them, read them again, take them out."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from quotewise.index import Status
from quotewise.index.document import ROOT
from quotewise.ui.folders import data_folder
from quotewise.ui.page import opened, upload
from quotewise.ui.page.exam_choice import draw_exam
from quotewise.ui.page.first_run import draw_first_run
from quotewise.ui.page.ingest_job import job_of, start_reading
from quotewise.ui.page.job_view import draw_job, draw_outcome, draw_reasons
from quotewise.ui.page.markup import label, plain
from quotewise.ui.page.moment import ago

SHOWN = 200  # notes listed at once
REFUSED = "uploads_refused"
FILES = "upload_round"  # a new key empties the box of uploads
FORGOTTEN = "note_to_forget"
SHARED = (
    "Folders are not read from here: this page can be reached from elsewhere, and whoever is at it could then read "
    "any file of the machine it runs on. Upload files, or run `quotewise ingest FOLDER` on that machine."
)


def draw() -> None:
    st.title("Notes", anchor=False)
    library = opened.library()
    status = library.status()
    busy = draw_job()
    if not busy:
        draw_outcome(job_of(library))
        draw_reasons("Not taken in", st.session_state.get(REFUSED, ()))
    if not status.notes and not busy:
        draw_first_run()
    st.html(f'<p class="qw-status">{plain(standing(status))}</p>')
    draw_adding(busy=busy)
    if status.notes:
        draw_exam()
        draw_notes(status, busy=busy)


def standing(status: Status) -> str:
    read = ago(status.indexed_at) if status.indexed_at else "never"
    return f"{status.notes} notes, {status.passages} passages, read {read} · kept in {homely(Path(status.folder))}"


def homely(path: Path) -> str:
    """A path as a reader would write it."""
    return f"~/{path.relative_to(Path.home())}" if path.is_relative_to(Path.home()) else str(path)


def draw_adding(*, busy: bool) -> None:
    """Uploads and folders, side by side."""
    by_upload, by_folder = st.columns(2, gap="medium")
    with by_upload, st.form("upload", clear_on_submit=True):
        files = st.file_uploader(
            "Upload files",
            type=list(upload.KINDS),
            accept_multiple_files=True,
            max_upload_size=upload.LARGEST // 1_000_000,
        )
        if st.form_submit_button("Add these files", disabled=busy, type="primary"):
            add_uploads(files)
    with by_folder:
        if opened.is_shared():
            st.info(SHARED, icon=":material/lock:")
        else:
            draw_folder(busy=busy)


def draw_folder(*, busy: bool) -> None:
    with st.form("folder"):
        path = st.text_input(
            "Or a folder on this machine",
            placeholder="~/notes/aws-ml",
            help="The files stay where they are. Run this again whenever they change: only what is new is embedded.",
        )
        if st.form_submit_button("Read this folder", disabled=busy):
            add_folder(path)


def uploads_folder() -> Path:
    """Where this library's uploads are kept."""
    return data_folder() / "uploads" / opened.library_id()


def add_uploads(files: Sequence[UploadedFile]) -> None:
    """Keep what may be kept and read it; the rest is told."""
    folder = uploads_folder()
    kept, refused = 0, []
    for file in files:
        try:
            upload.keep(file.name, file.getvalue(), folder)
            kept += 1
        except upload.Refused as why:
            refused.append((file.name, str(why)))
        except OSError as error:
            refused.append((file.name, f"it cannot be written to {folder} ({error.strerror})"))
    st.session_state[REFUSED] = tuple(refused)
    if kept:
        start_reading(opened.library(), [folder])
    if kept or refused:
        st.rerun()
    st.info("Choose one or more files first.")


def add_folder(path: str) -> None:
    st.session_state[REFUSED] = ()
    wanted = Path(path.strip()).expanduser()
    if not path.strip() or not wanted.exists():
        st.error(f"{label(path.strip()) or 'That'}: no such file or folder. Check the path.")
        return
    start_reading(opened.library(), [wanted])
    st.rerun()


def draw_notes(status: Status, *, busy: bool) -> None:
    st.subheader("Notes", anchor=False)
    if status.stale:
        count = len(status.stale)
        st.warning(
            f"{count} {'note has' if count == 1 else 'notes have'} changed on disk since it was read.",
            icon=":material/update:",
        )
    roots = [Path(path) for path, _ in status.roots if Path(path) != ROOT]
    st.button(
        "Read all again",
        disabled=busy or not roots,
        icon=":material/refresh:",
        on_click=read_again,
        args=(roots,),
        type="primary" if status.stale else "secondary",
        help="Finds what was added, changed, renamed or removed; only what is new is embedded.",
    )
    wanted = st.text_input("Find a note", type="search", key="find_note") if len(status.sources) > 20 else ""
    found = [one for one in status.titles.items() if wanted.lower() in " ".join(one).lower()]
    with st.container(gap=None):
        for at, (source, title) in enumerate(found[:SHOWN]):
            draw_source(source, title, at, stale=source in status.stale, busy=busy)
    if len(found) > SHOWN:
        st.caption(f"{len(found) - SHOWN} more: find one by its name.")


def read_again(roots: list[Path]) -> None:
    st.session_state[REFUSED] = ()
    start_reading(opened.library(), roots)


def draw_source(source: str, title: str, at: int, *, stale: bool, busy: bool) -> None:
    changed = ' <span class="qw-stale">changed on disk</span>' if stale else ""
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall", key=f"note_{at}"):
        st.html(f'<p class="qw-row">{plain(title)} <span class="qw-path">{plain(source)}</span>{changed}</p>')
        if st.session_state.get(FORGOTTEN) == source:
            st.button("Take it out", key=f"sure_{at}", type="primary", on_click=forget, args=(source,), disabled=busy)
            st.button("Keep it", key=f"keep_{at}", on_click=st.session_state.pop, args=(FORGOTTEN, None))
        else:
            st.button(
                f"Take {label(source)} out of the library",
                key=f"forget_{at}",
                icon=":material/delete:",
                type="tertiary",
                on_click=st.session_state.__setitem__,
                args=(FORGOTTEN, source),
                disabled=busy,
            )


def forget(source: str) -> None:
    """Take a note out; an upload's file goes with it, any other file is not touched."""
    st.session_state.pop(FORGOTTEN, None)
    library = opened.library()
    with opened.told():
        with library.reading() as connection:
            row = connection.execute("SELECT path FROM note WHERE source = ?", (source,)).fetchone()
        library.forget(source)
        path = Path(row["path"]) if row else None
        if path is not None and path.is_relative_to(uploads_folder().resolve()):
            path.unlink(missing_ok=True)


draw()
