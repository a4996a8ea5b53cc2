"""How long a search takes, where its time goes, how much memory: `python -m quotewise.eval.bench.search_speed`.

On a folder of notes, and on made-up libraries of 10^5 and 10^6 passages (8 GB of disk in the temporary folder).
Each library is searched in a process of its own, warm: every question once unmeasured, then ROUNDS times.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from quotewise.eval.bench.encoder_speed import peak_memory
from quotewise.eval.bench.synthetic import make_library, make_questions
from quotewise.eval.dataset import SAMPLE, load_questions
from quotewise.index import Library, open_encoder
from quotewise.index.lexical import ENGLISH
from quotewise.index.search import CANDIDATES, look_up, prepare
from quotewise.index.spelling import repair
from quotewise.index.tokens import CAP

ROUNDS = 3
PARTS = ("encoding", "full text", "FAISS", "before reranking", "everything")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--questions", type=Path, default=SAMPLE / "questions.jsonl", help="about the notes")
    parser.add_argument("--passages", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        questions = [question.question for question in load_questions(options.questions)]
        print(json.dumps(measure(options.measure, questions if options.passages == [] else make_questions(100))))
        return
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        library.ingest([options.notes])
        report(f"{options.notes.name}", Path(folder), ["--questions", str(options.questions), "--passages"])
    for passages in options.passages:
        with tempfile.TemporaryDirectory() as folder:
            make_library(Path(folder), passages, open_encoder())
            report(f"{passages} made-up passages", Path(folder), [])


def report(title: str, folder: Path, arguments: Sequence[str]) -> None:
    """Measure the library in `folder` apart and print what was found."""
    command = [sys.executable, "-m", "quotewise.eval.bench.search_speed", "--measure", str(folder), *arguments]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"\n{title}: {found['passages']} passages, {found['index']}, {found['questions']} questions x {ROUNDS}")
    print(f"{'ms a query':18}{'median':>8}{'95 %':>8}{'CPU median':>12}")
    for part, (median, high, processor) in found["parts"].items():
        print(f"{part:18}{median:8.1f}{high:8.1f}{processor:12.1f}")
    print(f"opened in {found['opening']:.2f} s; made without its FAISS file in {found['making']:.1f} s")
    print(f"one note more: {found['adding']:.1f} s; memory in the end {found['megabytes']:.0f} MB")
    print("files: " + ", ".join(f"{name} {size / 1e6:.0f} MB" for name, size in found["files"].items()))
    if found["tokens"]:
        each = found["token bytes"] / found["tokens"]
        print(
            f"token vectors: of {found['tokens']} passages, {each / 1000:.1f} kB each: "
            f"the cap of {CAP / 1e9:.0f} GB is reached at {CAP / each:.0f} passages",
            flush=True,
        )


def measure(folder: Path, questions: Sequence[str]) -> dict[str, object]:
    """Everything about one library, in this process alone."""
    making = None if (folder / "vectors.faiss").exists() else timed_open(folder)
    opening = timed_open(folder)
    with Library.open(folder) as library:
        parts = time_parts(library, questions)
        megabytes = memory_now()
        facts = describe(library)
    files = {path.name.split("-")[0]: path.stat().st_size for path in sorted(folder.iterdir()) if path.stat().st_size}
    return {
        **facts,
        "questions": len(questions),
        "parts": parts,
        "making": making or 0.0,
        "opening": opening,
        "megabytes": megabytes,
        "peak": peak_memory(),
        "files": files,
        "adding": time_adding(folder),
    }


def timed_open(folder: Path) -> float:
    """Seconds until an open library has its index at hand; made and written where the file is missing."""
    started = time.perf_counter()
    with Library.open(folder) as library, library.reading() as connection:
        library._home.current(connection)
    return time.perf_counter() - started


def time_parts(library: Library, questions: Sequence[str]) -> dict[str, tuple[float, float, float]]:
    """Median, 95th percentile and median of processor time of each part, in ms."""
    spent: dict[str, list[tuple[float, float]]] = {part: [] for part in PARTS}
    with library.reading() as connection:
        snapshot = library._home.current(connection)
        for number in range(ROUNDS + 1):
            for question in questions:
                before = now()
                repaired = repair(connection, library.encoder, question)
                look_up(connection, repaired, ENGLISH)
                words = now()
                asked = prepare(connection, library.encoder, repaired)
                encoded = now()
                snapshot.nearest(asked.vector, CANDIDATES)
                found = now()
                library.search(question)
                ends = (before, words, encoded, found, now())
                if number:
                    for part, pair in zip(PARTS, ((1, 2), (0, 1), (2, 3), (0, 3), (3, 4)), strict=True):
                        start, end = ends[pair[0]], ends[pair[1]]
                        spent[part].append((end[0] - start[0], end[1] - start[1]))
    return {part: summary(np.array(times) * 1000) for part, times in spent.items()}


def now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def summary(times: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> tuple[float, float, float]:
    wall, processor = times.T
    return float(np.median(wall)), float(np.percentile(wall, 95)), float(np.median(processor))


def describe(library: Library) -> Mapping[str, object]:
    status = library.status()
    label = json.loads((library.folder / "vectors.faiss").with_suffix(".json").read_text())
    with library.reading() as connection:
        (tokens,) = connection.execute("SELECT count(*) FROM token").fetchone()
    size = sum(path.stat().st_size for path in library.folder.glob("tokens-*"))
    return {"passages": status.passages, "index": label["kind"], "tokens": tokens, "token bytes": size}


def time_adding(folder: Path) -> float:
    """Seconds to bring the library in step with one more note, to the FAISS file written."""
    with tempfile.TemporaryDirectory() as notes, Library.open(folder) as library:
        (Path(notes) / "new.md").write_text("# News\n\nOne short note more, about nothing in particular.")
        library.search("anything")
        return timed(lambda: library.ingest([notes]))


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def memory_now() -> float:
    """MB of this process in memory, files it has mapped among them; 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    main()
