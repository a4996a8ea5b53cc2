"""The right to write to a library on a server, for one machine at a time."""

import json
import os
import random
import socket
import threading
import time
import uuid
from collections.abc import Mapping
from contextlib import ExitStack, suppress

from quotewise.index.errors import LibraryBusy, LibraryError
from quotewise.index.milvus import Milvus

LEASE = "lease/"
BEAT = 5.0  # seconds between two signs of life of a writer
PATIENCE = 4 * BEAT  # without one it is taken for dead; no clocks are compared


class Lease:
    """The right to write, for one machine at a time; raises LibraryBusy where another one has it and lives.

    A writer puts a record of its own and then reads whose are there: of two who come together at least one sees the
    other, and draws back. It changes its record every BEAT; one that stays as it is for PATIENCE is a dead writer's.
    """

    def __init__(self, server: Milvus) -> None:
        self._server = server
        self._id = f"{LEASE}{uuid.uuid4()}"
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)

    def __enter__(self) -> "Lease":
        with ExitStack() as on_failure:
            on_failure.callback(self._leave)
            self._sign(0)
            while others := self._others():
                self._server.remove([self._id])
                self._watch(others)
                time.sleep(random.uniform(0, BEAT / 5))  # so that two who drew back do not come together again
                self._sign(0)
            on_failure.pop_all()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self._leave()

    def holds(self) -> bool:
        """Whether nobody took this writer for dead."""
        return self._id in self._server.read([self._id])

    def _watch(self, others: Mapping[str, bytes]) -> None:
        """Wait until these are gone; raises LibraryBusy where one gives a sign of life."""
        until = time.monotonic() + PATIENCE
        while left := {id: said for id, said in self._others().items() if id in others}:
            if any(said != others[id] for id, said in left.items()):
                raise LibraryBusy(
                    f"Another machine is writing to {self._server.name}: wait until it is done, then run this again"
                )
            if time.monotonic() >= until:
                self._server.remove(list(left))
                return
            time.sleep(BEAT / 5)

    def _leave(self) -> None:
        with suppress(LibraryError):  # else the next writer finds it without a sign of life
            self._server.remove([self._id])

    def _live(self) -> None:
        beats = 0
        while not self._done.wait(BEAT):
            beats += 1
            with suppress(LibraryError):  # whether it was missed is seen before the head is written
                if self.holds():
                    self._sign(beats)

    def _sign(self, beats: int) -> None:
        said = {"machine": socket.gethostname(), "process": os.getpid(), "beats": beats}
        self._server.write({self._id: json.dumps(said).encode()})

    def _others(self) -> dict[str, bytes]:
        return {id: said for id, said in self._server.beginning_with(LEASE).items() if id != self._id}
