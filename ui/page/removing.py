"""Take notes out, with a way back; and the notes that another holds whole, offered for that."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from quotewise.ui.page import opened
from quotewise.ui.page.ingest_job import job_of, start_reading
from quotewise.ui.page.job_view import items
from quotewise.ui.page.markup import plain
from quotewise.ui.page.trash import to_trash, uploads_folder
from quotewise.ui.page.visitor import edits

REMOVED = "notes_removed"
KEPT = "doubles_kept"  # the state of the library whose doubles the reader wants to keep
NAMED = 3  # notes named in a line


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out. moved: files of uploads with their places in the trash. again: what brings it back. listed:
    whether files of it lie in a folder that is still read.
    """

    names: tuple[str, ...]
    moved: tuple[tuple[Path, Path], ...]
    again: tuple[Path, ...]
    listed: bool

    @property
    def is_lost(self) -> bool:
        return not all(held.exists() for _, held in self.moved)


def remove(sources: Sequence[str]) -> None:
    """Take notes out of the library; an upload's file goes to the trash, any other file is not touched."""
    library = opened.library()
    if not edits():
        return
    with opened.told():
        listed = {one.source: one for one in library.inventory()}
        roots = {Path(path) for path, _ in library.status().roots}
        gone = library.forget(*(source for source in sources if source in listed))
        paths = [Path(listed[source].path) for source in gone]
        read = {Path(path) for path, _ in library.status().roots}
        moved = to_trash([path for path in paths if path.is_relative_to(uploads_folder().resolve())])
        st.session_state[REMOVED] = Removed(
            tuple(listed[source].name for source in gone),
            moved,
            tuple(sorted({*(roots - read), *paths})),
            any(path.exists() and read.intersection(path.parents) for path in paths),
        )


def undo() -> None:
    """Bring back what was removed last."""
    removed: Removed = st.session_state.pop(REMOVED)
    with opened.told():
        for path, held in removed.moved:
            if held.exists() and not path.exists():
                shutil.move(held, path)
        start_reading(opened.library(), [path for path in removed.again if path.exists()])


def draw_removed() -> None:
    """What was removed last, with the way back."""
    removed: Removed | None = st.session_state.get(REMOVED)
    if removed is None:
        return
    named = ", ".join(removed.names[:NAMED]) + f" and {len(removed.names) - NAMED} more" * (len(removed.names) > NAMED)
    told = "" if len(removed.moved) == len(removed.names) else " Files outside the uploads lie where they were"
    told += "; \u201cRead all again\u201d takes them in again." if removed.listed else "." * bool(told)
    told += " What was uploaded has left the trash since." * removed.is_lost
    with st.container(horizontal=True, vertical_alignment="center", key="removed"):
        st.html(f'<p class="qw-told" role="status">Removed: {plain(named)}.{told}</p>', width="content")
        busy = job_of(opened.library()).running
        st.button("Undo", key="undo_removal", icon=":material/undo:", on_click=undo, disabled=busy or removed.is_lost)
        st.button("Dismiss", key="dismiss_removed", type="tertiary", on_click=st.session_state.pop, args=(REMOVED,))


def draw_doubles(*, busy: bool) -> None:
    """Notes of which another holds every passage."""
    doubles = doubles_of(str(opened.library_folder()), opened.generation()) if edits() else {}
    if not doubles or st.session_state.get(KEPT) == opened.generation():
        return
    count = f"{len(doubles)} notes say" if len(doubles) > 1 else "1 note says"
    with st.expander(f"{count} only what another says too", icon=":material/content_copy:", key="doubles"):
        st.html(
            "<p>Every passage of these stands in the other note as well: "
            "nothing is lost for answers when they are removed.</p>"
            + items(f"<strong>{plain(one)}</strong>: all of it is in {plain(other)}" for one, other in doubles.items())
        )
        with st.container(horizontal=True):
            st.button("Remove them", key="remove_doubles", on_click=remove, args=(list(doubles),), disabled=busy)
            st.button("Keep them", key="keep_doubles", type="tertiary", on_click=keep_doubles)


def keep_doubles() -> None:
    st.session_state[KEPT] = opened.generation()


@st.cache_resource(show_spinner=False, max_entries=2)
def doubles_of(folder: str, generation: str) -> dict[str, str]:
    """generation: of the library, so that they are looked for anew after a change."""
    return opened.library().doubles()
