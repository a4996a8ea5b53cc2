"""One ingestion at a time in the background: how far it is, what came of it, and a way to stop it."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from quotewise.index import Ingested, Library, LibraryError
from quotewise.index.encoder import EncoderError


class Cancelled(Exception):
    """The reader stopped an ingestion: the library is as it was, what was embedded is kept."""


@dataclass
class Job:
    """The ingestion of one library, shared by all tabs. Fields are set by its thread and read by the pages.

    stage, done, total: how far it is. result: what the last one did. trouble: why it did not end well.
    """

    library: Library
    stage: str = ""
    done: int = 0
    total: int = 0
    result: Ingested | None = None
    trouble: str | None = None
    _stop: threading.Event = field(default_factory=threading.Event)
    _starting: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self, paths: Sequence[Path], *, reembed: bool = False) -> bool:
        """Begin to ingest; returns whether it did, False while another runs."""
        with self._starting:
            if self.running:
                return False
            self.stage, self.done, self.total, self.result, self.trouble = "looking at the files", 0, 0, None, None
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, args=(list(paths), reembed), daemon=True)
            self._thread.start()
        return True

    def cancel(self) -> None:
        self._stop.set()

    def wait(self, seconds: float | None = None) -> None:
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self, paths: list[Path], reembed: bool) -> None:
        try:
            self.result = self.library.ingest(paths, progress=self._report, reembed=reembed)
        except Cancelled:
            self.trouble = "Stopped. The library is as it was; what was embedded is kept, so the next time is quicker."
        except (LibraryError, EncoderError, OSError) as error:
            self.trouble = str(error)

    def _report(self, stage: str, done: int, total: int) -> None:
        self.stage, self.done, self.total = stage, done, total
        if self._stop.is_set():
            raise Cancelled


@st.cache_resource(show_spinner=False)
def job_at(folder: str, _library: Library) -> Job:
    return Job(_library)


def job_of(library: Library) -> Job:
    """The one job of a library."""
    return job_at(str(library.folder), library)
