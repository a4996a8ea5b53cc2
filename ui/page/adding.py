"""Add notes: files, a folder, pasted text, in one dialog; what was refused is told until it is dismissed."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import streamlit as st

from quotewise.ui.page import opened, upload
from quotewise.ui.page.ingest_job import job_of, start_reading
from quotewise.ui.page.job_view import draw_reasons
from quotewise.ui.page.markup import label
from quotewise.ui.page.trash import uploads_folder
from quotewise.ui.page.visitor import edits

OPEN = "adding_notes"
REFUSED = "uploads_refused"
LONGEST_TEXT = 500_000  # characters pasted at once
SHARED = (
    "Folders are not read from here: this page can be reached from elsewhere, and whoever is at it could then read "
    "any file of the machine it runs on. Upload files, or run `quotewise ingest FOLDER` on that machine."
)


def open_adding() -> None:
    """Open the dialog on a page that draws it (`draw_adding`); for the callback of a button."""
    st.session_state[OPEN] = True
    st.session_state.pop(REFUSED, None)


def close_adding() -> None:
    st.session_state.pop(OPEN, None)


def add_button(text: str = "Add notes", *, primary: bool = True) -> None:
    """The button that opens the dialog, for who may."""
    if not edits():
        return
    busy = job_of(opened.library()).running
    st.button(
        text,
        key="add_notes",
        icon=":material/add:",
        type="primary" if primary else "secondary",
        on_click=open_adding,
        disabled=busy,
        help="Notes are being read: add more once they are." if busy else None,
    )


def draw_adding() -> None:
    """What was refused, and the dialog where it is open: it stays so while work goes on in the background."""
    refused: Sequence[tuple[str, str]] = st.session_state.get(REFUSED, ())
    if refused:
        with st.container(border=True, key="refused"):
            draw_reasons("Not taken in", refused)
            st.button("Dismiss", key="dismiss_refused", type="tertiary", on_click=st.session_state.pop, args=(REFUSED,))
    if st.session_state.get(OPEN):
        add_dialog()


@st.dialog("Add notes", width="medium", on_dismiss=close_adding)
def add_dialog() -> None:
    """Files, a folder where this machine is the reader's own, or pasted text."""
    by_file, by_folder, by_text = st.tabs(["Files", "A folder", "Paste text"])
    with by_file:
        draw_files()
    with by_folder:
        if opened.is_shared():
            st.info(SHARED, icon=":material/lock:")
        else:
            draw_folder()
    with by_text:
        draw_text()


def draw_files() -> None:
    files = st.file_uploader(
        "Drop files here: PDF, Word, PowerPoint, EPUB, web pages, notebooks, Anki decks, tables, text",
        accept_multiple_files=True,  # of any kind: a list of kinds is cut to be shown, and what is refused is told
        max_upload_size=upload.LARGEST // 1_000_000,
        key="files",
    )
    if st.button("Add these files", type="primary", disabled=not files, key="add_files"):
        keep((file.name, file.getvalue()) for file in files)


def draw_folder() -> None:
    with st.form("folder", border=False):
        path = st.text_input(
            "A folder on this machine",
            placeholder="~/notes/aws-ml",
            help="The files stay where they are. Read it again whenever they change: only what is new is embedded.",
        )
        if st.form_submit_button("Read this folder", type="primary"):
            wanted = Path(path.strip()).expanduser()
            if path.strip() and wanted.exists():
                read([wanted])
            st.error(f"{label(path.strip()) or 'That'}: no such file or folder. Check the path.")


def draw_text() -> None:
    with st.form("paste", border=False):
        title = st.text_input(
            "Title", max_chars=upload.LONGEST_NAME, placeholder="Streams and shards", key="paste_title"
        )
        text = st.text_area("Text", height=220, max_chars=LONGEST_TEXT, placeholder="Markdown or plain text")
        if st.form_submit_button("Add this text", type="primary"):
            if title.strip() and text.strip():
                keep([upload.pasted(title, text)])
            st.info("Give it a title and some text first.")


def keep(files: Iterable[tuple[str, bytes]]) -> None:
    """Keep what may be kept and read it; the rest is told."""
    folder = uploads_folder()
    kept, refused = 0, []
    for name, data in files:
        try:
            upload.keep(name, data, folder)
            kept += 1
        except upload.Refused as why:
            refused.append((name, str(why)))
        except OSError as error:
            refused.append((name, f"it cannot be written to {folder} ({error.strerror})"))
    st.session_state[REFUSED] = tuple(refused)
    read([folder] if kept else [])


def read(paths: Sequence[Path]) -> None:
    """Begin to read, and close the dialog."""
    if paths and not start_reading(opened.library(), paths):
        st.toast("Notes are being read already. Once they are, read all again.", icon=":material/hourglass:")
    close_adding()
    st.rerun()
