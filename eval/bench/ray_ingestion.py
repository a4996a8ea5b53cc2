"""What a second worker saves: `python -m quotewise.eval.bench.ray_ingestion [--times 6] [--runs 3]`.

Takes the same notes in on Ray with one worker, with two, and in one process, in turn; what Ray takes to start is not
counted. Every library is held against that of the one process: passages, and the bits of their vectors.
"""

import argparse
import hashlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from quotewise.eval.bench.growth import grow
from quotewise.eval.dataset import SAMPLE
from quotewise.index import Library
from quotewise.index.ray_engine import RayEngine

WAYS = {"one process": 0, "Ray, one worker": 1, "Ray, two workers": 2}
HELD = """SELECT source, position, passage_id, "start", "end", value FROM place JOIN note ON note.id = note_id
          JOIN vector ON vector.key = vector_key ORDER BY source, position"""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--times", type=int, default=6, help="copies of the notes, with their words in another order")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--alone", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.alone:
        print(*ingest(Path(options.alone[0]), int(options.alone[1])))
        return
    with tempfile.TemporaryDirectory() as folder:
        grow(options.notes, Path(folder), options.times)
        runs = [{way: alone(folder, workers) for way, workers in WAYS.items()} for _ in range(options.runs)]
    assert len({made for run in runs for _, _, made in run.values()}) == 1, "the libraries differ"
    print(f"{runs[0]['one process'][1]} passages, the same bits each time")
    for way in WAYS:
        print(f"{way:18}{statistics.median(run[way][0] for run in runs):8.1f} s")
    for one, other in (("Ray, one worker", "Ray, two workers"), ("one process", "Ray, two workers")):
        ratios = [run[one][0] / run[other][0] for run in runs]
        pairs = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        print(f"{one} / {other}: {statistics.median(ratios):.2f} (pairs: {pairs})")


def alone(folder: str, workers: int) -> tuple[float, int, str]:
    command = [sys.executable, "-m", "quotewise.eval.bench.ray_ingestion", "--alone", folder, str(workers)]
    seconds, passages, made = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), int(passages), made


def ingest(notes: Path, workers: int) -> tuple[float, int, str]:
    """Seconds, passages, and a checksum over all that was made."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Library.open(Path(folder), create=True) as library,
        RayEngine(workers) if workers else nullcontext() as engine,
    ):
        _ = library.encoder
        started = time.perf_counter()
        passages = library.ingest([notes], engine=engine).passages
        seconds = time.perf_counter() - started
        with library.reading() as connection:
            rows = map(tuple, connection.execute(HELD))
            made = hashlib.sha256("\n".join(map(repr, rows)).encode()).hexdigest()
    return seconds, passages, made


if __name__ == "__main__":
    main()
