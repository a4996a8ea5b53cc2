"""Ray Data as the engine of an ingestion: files and batches over the workers of a cluster."""

import logging
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Self

from quotewise.index.encoder import EncoderError
from quotewise.index.engine import Done, Item, Lost
from quotewise.index.errors import EngineError
from quotewise.ingest import SPLITTER

TRIES = 3  # of an item whose worker dies over it
WAIT = 5  # seconds for a cluster's address
QUIET = {  # read by Ray as it is imported and started
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_DEDUP_LOGS_SKIP_REGEX": ".",  # else it prints on stdout that a worker died
}
HERE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}  # on any system: listen at 127.0.0.1 alone


@dataclass(frozen=True, slots=True)
class Held(Generic[Item]):
    """Any object, as Ray Data hands it on unchanged; a list or an array would come back as one of another kind."""

    value: Item


class RayEngine:
    """The workers of the cluster that $RAY_ADDRESS names, else of one on this machine, for it alone, while it is open.

    cores: of this machine, None for all. Raises EngineError.
    """

    def __init__(self, cores: int | None = None) -> None:
        self._cores = cores
        self._started = False

    def __enter__(self) -> Self:
        address = os.environ.get("RAY_ADDRESS")
        for name, value in (QUIET if address else QUIET | HERE).items():
            os.environ.setdefault(name, value)
        try:
            import ray.data
        except ImportError as error:
            raise EngineError(
                f'the engine "ray" needs the extra "ray" ({error.name} is missing): pip install "quotewise[ray]"'
            ) from error
        self._started = not ray.is_initialized()
        if self._started:
            self._start(address)
        told = logging.getLogger("ray.data")  # what stays is its file among Ray's logs
        told.handlers = [handler for handler in told.handlers if not isinstance(handler, logging.StreamHandler)]
        told.propagate = False
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = context.print_on_execution_start = False
        context.execution_options.preserve_order = True
        context.execution_no_progress_timeout_s = -1  # a slow file ends nothing
        return self

    def _start(self, address: str | None) -> None:
        import ray
        from ray.exceptions import RayError

        settings: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.CRITICAL}
        try:
            if address:
                find(address)
            else:
                settings |= {"num_cpus": self._cores, "include_dashboard": False}
            ray.init(address or "local", **settings)
        except (OSError, RayError, RuntimeError, ValueError) as error:
            where = f"at {address} ($RAY_ADDRESS)" if address else "on this machine"
            raise EngineError(f"no Ray cluster {where} ({error}): see that it runs and can be reached") from error

    def __exit__(self, *_: object) -> None:
        import ray

        if self._started:
            ray.shutdown()

    def map(self, work: Callable[[Item], Done], items: Sequence[Item], *, together: int = 1) -> Iterator[Done | Lost]:
        import ray.data
        from ray.exceptions import RayError

        if not items:
            return
        cores = int(ray.cluster_resources().get("CPU", 1))
        size = max(1, min(together, len(items) // (4 * cores)))  # of few items each worker gets some
        rows = [{"at": at, "held": Held(items[at : at + size])} for at in range(0, len(items), size)]
        tries = ray.remote(num_cpus=0, max_restarts=-1, max_task_retries=-1)(Tries).remote()
        # A task whose worker died is done again without end, and what would bound that leaves Ray Data in 2.64: the
        # items that a worker died over are counted instead.
        done = ray.data.from_items(rows, override_num_blocks=len(rows)).map(
            partial(do, work, tries, SPLITTER), num_cpus=1
        )
        try:
            for row in done.iter_rows():
                for outcome in row["held"].value:
                    if isinstance(outcome, EncoderError | EngineError):
                        raise outcome
                    yield outcome
        except RayError as error:
            last = str(error).strip().splitlines()[-1]  # of a traceback on a worker
            raise EngineError(f"the Ray cluster failed ({last}): run this again, what was embedded is kept") from error


def find(address: str) -> None:
    """Raises OSError where nobody listens at an address with a port; Ray would look for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), timeout=WAIT).close()


class Tries:
    """Which items workers died over, by row and place. What is begun is told before, for the dead tell nothing."""

    def __init__(self) -> None:
        self._started = Counter[int]()
        self._begun: dict[int, int] = {}
        self._died = Counter[tuple[int, int]]()

    def start(self, row: int) -> tuple[bool, set[int]]:
        """Whether a row was started before, and the places in it that are given up."""
        self._started[row] += 1
        if row in self._begun:
            self._died[row, self._begun.pop(row)] += 1
        return self._started[row] > 1, {
            place for (at, place), died in self._died.items() if (at, died) == (row, TRIES - 1)
        }

    def begin(self, row: int, place: int) -> None:
        self._begun[row] = place


def do(work: Callable[[Item], Done], tries: Any, splitter: str, row: dict[str, Any]) -> dict[str, Any]:
    """On a worker: what becomes of a row's items. tries: a handle of `Tries`. splitter: the edition of whoever asks."""
    import ray

    if splitter != SPLITTER:
        wrong = EngineError("a worker has another edition of quotewise: install the same one on every machine")
        return {"held": Held([wrong])}
    again, given_up = ray.get(tries.start.remote(row["at"]))
    outcomes: list[Done | Lost | EncoderError] = []
    for place, item in enumerate(row["held"].value):
        if place in given_up:
            outcomes.append(Lost(f"its worker died over it {TRIES} times"))
            continue
        if again:  # only then: most rows are done at the first try, and need not tell each item
            ray.get(tries.begin.remote(row["at"], place))
        outcomes.append(attempt(work, item))
    return {"held": Held(outcomes)}


def attempt(work: Callable[[Item], Done], item: Item) -> Done | Lost | EncoderError:
    try:
        return work(item)
    except EncoderError as error:  # ends the whole, in its own words
        return error
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told in the place of its item
        return Lost(f"a fault of quotewise ({type(error).__name__}: {error})")
