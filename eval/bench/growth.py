"""What ingestion costs as notes grow: `python -m quotewise.eval.bench.growth`."""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from quotewise.eval.dataset import SAMPLE
from quotewise.index import Library


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--times", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.alone:
        print(json.dumps(ingest(options.notes)))
        return
    print(f"{'times':>6}{'MB of text':>12}{'passages':>10}{'seconds':>9}{'s per MB':>10}{'MB of memory':>14}")
    for times in options.times:
        with tempfile.TemporaryDirectory() as folder:
            size = grow(options.notes, Path(folder), times)
            command = [sys.executable, "-m", "quotewise.eval.bench.growth", "--alone", "--notes", folder]
            cost = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(
            f"{times:6}{size / 1e6:12.2f}{cost['passages']:10}{cost['seconds']:9.1f}"
            f"{cost['seconds'] / (size / 1e6):10.1f}{cost['megabytes']:14.0f}",
            flush=True,
        )


def grow(notes: Path, folder: Path, times: int) -> int:
    """`times` copies of the notes, the words of each line in another order in each; returns the bytes written."""
    size = 0
    for copy in range(times):
        chance = random.Random(copy)
        for path in sorted(path for path in notes.iterdir() if path.suffix in (".md", ".txt")):
            lines = path.read_bytes().decode().split("\n")
            text = "\n".join(lines if copy == 0 else [shuffled(line, chance) for line in lines])
            size += (folder / f"{copy}-{path.name}").write_bytes(text.encode())
    return size


def shuffled(line: str, chance: random.Random) -> str:
    words = line.split(" ")
    chance.shuffle(words)
    return " ".join(words)


def ingest(notes: Path) -> dict[str, float]:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        ingested = library.ingest([notes])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024)
    return {"seconds": time.perf_counter() - started, "passages": ingested.passages, "megabytes": peak}


if __name__ == "__main__":
    main()
