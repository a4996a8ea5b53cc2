"""What the page opens once for everyone: the library, the models, the files in the user's data folder."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from quotewise.assistant.chat.speech import Model
from quotewise.assistant.errors import BadBlueprint, ModelError
from quotewise.assistant.gate.reader import Reader
from quotewise.assistant.practice.bank import BankError
from quotewise.index import Library, LibraryError
from quotewise.index.encoder import EncoderError
from quotewise.index.lookup import state_of
from quotewise.index.progress import ProgressError, ProgressFileError
from quotewise.ui.folders import data_folder
from quotewise.ui.learner import learner_named, shared_place
from quotewise.ui.page.chats import Chats, ChatsError
from quotewise.ui.page.markup import label, plain
from quotewise.ui.page.visitor import visitor
from quotewise.ui.readers import checks_file, chosen_reader

CHATS = "chats.db"
UNKEPT = "chats_unkept"  # why conversations cannot be kept, in the tab that found out
WARMING = "quotewise warming"  # the thread that loads what the first question needs


def is_shared() -> bool:
    """Whether others than this machine's own user may be at the page: it has a password, or listens beyond loopback."""
    return bool(os.environ.get("QUOTEWISE_SHARED"))


def library_folder() -> Path:
    return Path(os.environ.get("QUOTEWISE_LIBRARY") or data_folder() / "library")


def library() -> Library:
    """The library that is served, made where there is none, or none any more; raises LibraryError."""
    folder = str(library_folder())
    opened = library_at(folder)
    if not opened.file.exists():  # it was deleted while the page stood
        library_at.clear(folder)
        opened = library_at(folder)
    return opened


@st.cache_resource(show_spinner=False)
def library_at(folder: str) -> Library:
    opened = Library.open(folder, create=True)
    threading.Thread(target=warm, args=(opened,), name=WARMING, daemon=True).start()
    return opened


def warm(opened: Library) -> None:
    """Load what the first question needs, while the reader is still typing it."""
    import quotewise.assistant.chain
    import quotewise.assistant.lookup  # noqa: F401

    for charts in ("pandas", "pyarrow"):  # of Streamlit, which would import them while the first page is waited for
        import_module(charts)
    with suppress(EncoderError, LibraryError):  # told where a question needs it
        opened.encoder.encode(["warm"])


def library_id() -> str:
    """The uuid of the library that is served, its own wherever it lies."""
    return library().uuid


def generation() -> str:
    """Changes whenever what the library holds does."""
    return state_of(library())


@st.cache_resource(show_spinner="Opening the model")
def model_named(name: str, base_url: str) -> Model:
    """The chat model of this name, opened once; raises ModelError."""
    from quotewise.assistant import open_model

    return open_model(name, base_url=base_url or None)


def reader_of(name: str, base_url: str) -> Reader | None:
    """Who vouches for the wordings of this chat model, None if nobody; raises ModelError."""
    file = checks_file()
    return reader_as_checked(name, base_url, file.stat().st_mtime_ns if file.exists() else 0)


@st.cache_resource(show_spinner="Opening the second reader")
def reader_as_checked(name: str, base_url: str, checked: int) -> Reader | None:
    """Opened once, and again when another check is kept. checked: when the last one was."""
    return chosen_reader(model_named(name, base_url), None, base_url or None)


def chats() -> Chats:
    """The conversations of whoever is at this tab; where their place cannot be used, others that last as long as the
    page is served."""
    return Chats(Path(passing_folder().name) / CHATS if unkept() else chats_place(), learner_named(visitor().learner))


def chats_place() -> Path | str:
    """With the record where that is in a database, for any machine may serve the page; else in the data folder."""
    return shared_place() or data_folder() / CHATS


def chats_of() -> str:
    """What conversations with this library are told by: where it lies, or its uuid where machines share them."""
    return library_id() if shared_place() else str(library_folder())


def unkept() -> str:
    """Why conversations are not kept, with the remedy; "" where they are."""
    try:
        Chats(chats_place()).sources("")
    except ChatsError as error:
        return str(error)
    return str(st.session_state.get(UNKEPT, ""))


def keep_none(why: str) -> None:
    """From now on conversations of this tab are not kept."""
    st.session_state[UNKEPT] = why


@st.cache_resource(show_spinner=False)
def passing_folder() -> "TemporaryDirectory[str]":
    return TemporaryDirectory(prefix="quotewise-")  # goes with the process


def set_aside(file: Path) -> None:
    """Give a file, with what SQLite keeps beside it, a name under which nothing reads it."""
    for part in (file, *(file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm", "-journal"))):
        if part.exists():
            part.rename(part.with_name(f"{part.name}.aside-{time.strftime('%Y%m%d-%H%M%S')}"))


@contextmanager
def told() -> Iterator[None]:
    """Shows what went wrong with the library or a model, with its remedy, in place of the rest of the block."""
    try:
        yield
    except (LibraryError, EncoderError, ModelError, BankError, BadBlueprint, ProgressError, ChatsError) as error:
        st.error(label(str(error)), icon=":material/error:")
    except (sqlite3.Error, OSError) as error:
        where = label(f"{data_folder()} ({error})")
        st.error(f"Your data folder cannot be used: {where}. Check that it may be read and written, and is not full.")


@contextmanager
def aside_offered() -> Iterator[None]:
    """Offers to set a record aside that nothing can read; once on a page."""
    try:
        yield
    except ProgressFileError as error:
        st.error(label(str(error)), icon=":material/error:")
        st.html(
            f'<p class="qw-told">Your answers are in {plain(str(error.file))}. Set aside, it stays beside its old '
            "place under another name, and a new one is begun.</p>"
        )
        st.button("Set it aside and begin anew", key="set_aside", on_click=set_aside, args=(error.file,))
