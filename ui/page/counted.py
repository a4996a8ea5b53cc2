"""A value that takes long to make: made in the background whenever what it is made of changes, the last one at hand."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from quotewise.ui.page.job import Job, Report

T = TypeVar("T")
WAIT = 0.25  # seconds that a page waits for it, before it is drawn with the last one


@dataclass
class Counted(Generic[T]):
    """Shared by all tabs. value: the last one made, None before the first. of: what it was made of."""

    value: T | None = None
    of: Hashable = None
    job: Job[None] = field(default_factory=lambda: Job(""))
    _tried: Hashable = None

    def begin(self, state: Hashable, make: Callable[[], T]) -> None:
        """Begin to make it of this state, unless it is of it or that failed before."""
        if state not in (self.of, self._tried) and self.job.start(partial(self._make, state, make), ""):
            self._tried = state

    def is_of(self, state: Hashable) -> bool:
        """Whether the value is of this state, once it was waited for a moment."""
        if state != self.of:
            self.job.wait(WAIT)
        return state == self.of

    @property
    def failed(self) -> str:
        """Why the last one could not be made; "" where it could, or is being made."""
        return "" if self.job.running else self.job.trouble or ""

    def try_again(self) -> None:
        """Let the state that failed be made at the next `begin`."""
        self._tried = None
        self.job.forget()

    def _make(self, state: Hashable, make: Callable[[], T], report: Report) -> None:
        self.value = make()
        self.of = state
