"""Where the work of an ingestion is done: an ordered map, in this process or over the workers of a cluster."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Lost:
    """What stands in the place of a result that no worker brought back."""

    why: str


class Engine(Protocol):
    """The map of an ingestion. Whatever does it, the same items give the same results, so the same library."""

    def map(self, work: Callable[[Item], Done], items: Sequence[Item], *, together: int = 1) -> Iterator[Done | Lost]:
        """What `work` makes of each item, in the order of items, a few ahead of whoever takes it.

        together: items that are small work, and may go to a worker this many at a time.
        """
        ...


class LocalEngine:
    """This process: the next item is worked on in a thread while the caller keeps the last. It loses nothing."""

    def map(self, work: Callable[[Item], Done], items: Sequence[Item], *, together: int = 1) -> Iterator[Done]:
        with ThreadPoolExecutor(1) as thread:
            waiting: deque[Future[Done]] = deque()
            try:
                for item in items:
                    waiting.append(thread.submit(work, item))
                    if len(waiting) == 2:
                        yield waiting.popleft().result()
                for last in waiting:
                    yield last.result()
            finally:  # an interrupt or an error does not wait for what nobody will keep
                thread.shutdown(wait=True, cancel_futures=True)
