"""One long piece of work at a time in the background: how far it is, what came of it, and a way to stop it."""

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from quotewise.assistant.errors import BadBlueprint, ModelError
from quotewise.assistant.practice.bank import BankError
from quotewise.index import LibraryError
from quotewise.index.encoder import EncoderError
from quotewise.index.progress import ProgressError

T = TypeVar("T")
Report = Callable[[str, int, int], None]
FORESEEN = (LibraryError, EncoderError, ModelError, BankError, BadBlueprint, ProgressError, OSError, sqlite3.Error)


UNFORESEEN = "Something went wrong that was not foreseen; what it was is told where quotewise runs. Try again."


class Cancelled(Exception):
    """The reader stopped it."""


@dataclass
class Job(Generic[T]):
    """Work shared by all tabs. Fields are set by its thread and read by the pages.

    stopped: what to say where the reader stops it. stage, done, total: how far it is. result: what the last one
    gave. trouble: why it did not end well.
    """

    stopped: str
    stage: str = ""
    done: int = 0
    total: int = 0
    result: T | None = None
    trouble: str | None = None
    _stop: threading.Event = field(default_factory=threading.Event)
    _starting: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None
    _work: Callable[[Report], T] | None = None

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop and is at its last step."""
        return self.running and self._stop.is_set()

    def start(self, work: Callable[[Report], T], stage: str) -> bool:
        """Begin; returns whether it did, False while another runs. work: told where to report to."""
        with self._starting:
            if self.running:
                return False
            self.stage, self.done, self.total, self.result, self.trouble = stage, 0, 0, None, None
            self._stop.clear()
            self._work = work
            self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
            self._thread.start()
        return True

    def again(self) -> None:
        """Begin the last work anew."""
        if self._work is not None:
            self.start(self._work, self.stage)

    def forget(self) -> None:
        """What came of it has been seen."""
        self.result = self.trouble = None

    def cancel(self) -> None:
        self._stop.set()

    def wait(self, seconds: float | None = None) -> None:
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self, work: Callable[[Report], T]) -> None:
        trouble: str | None = UNFORESEEN  # by an error that no line below names: the thread ends with it
        try:
            self.result = work(self._report)
            trouble = None
        except Cancelled:
            trouble = self.stopped
        except FORESEEN as error:
            trouble = str(error)
        finally:
            self.trouble = trouble

    def _report(self, stage: str, done: int, total: int) -> None:
        self.stage, self.done, self.total = stage, done, total
        if self._stop.is_set():
            raise Cancelled
