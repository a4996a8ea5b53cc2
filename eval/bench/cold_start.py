"""A search from the shell, from nothing to the printed result, beside a script that does the same with
sentence-transformers and FAISS: `python -m quotewise.eval.bench.cold_start`.

Whole processes in turn, ours and the script's, so that what else the machine does slows both: compare pair by pair.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quotewise.eval.dataset import SAMPLE, load_questions
from quotewise.index import Library
from quotewise.index.minilm_session import find_model

OURS = "from quotewise.ui.cli import main; main()"  # what the console script does
# The least such a script can be: the model, index and texts lie on the disk, nothing is looked up on a hub.
THEIRS = """
import json, sys
import faiss
from sentence_transformers import SentenceTransformer
folder, model, question = sys.argv[1:]
texts = json.load(open(folder + "/texts.json", encoding="utf-8"))
index = faiss.read_index(folder + "/texts.faiss")
vectors = SentenceTransformer(model, device="cpu").encode([question], normalize_embeddings=True)
scores, rows = index.search(vectors, 10)
for score, row in zip(scores[0], rows[0]):
    print(f"{score:.2f} {texts[row]}")
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one whole process: seconds on the clock, of processor, and peak MB."""

    seconds: float
    processor: float
    megabytes: float


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--questions", type=Path, default=SAMPLE / "questions.jsonl")
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--prepare", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.prepare:
        prepare(options.notes, options.prepare)
        return
    questions = [question.question for question in load_questions(options.questions)]
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        # Apart: on Linux a process is told the peak of the one that started it where that is the greater.
        script = "quotewise.eval.bench.cold_start"
        prepared = [sys.executable, "-m", script, "--notes", options.notes, "--prepare", library]
        subprocess.run(prepared, check=True)
        ours = [sys.executable, "-c", OURS, "search", "--library", str(library)]
        theirs = [sys.executable, "-c", THEIRS, str(library), str(find_model())]
        for command in (ours, theirs):
            run([*command, questions[0]])  # files into memory
        asked = [questions[number % len(questions)] for number in range(options.pairs)]
        print_table([(run([*ours, question]), run([*theirs, question])) for question in asked])


def prepare(notes: Path, folder: Path) -> None:
    """A library of the notes, and beside it the same passages and vectors as the script wants them."""
    import faiss

    with Library.open(folder, create=True) as library:
        library.ingest([notes])
        with library.reading() as connection:
            texts = [row[0] for row in connection.execute("SELECT text FROM content ORDER BY id")]
        vectors = library.encoder.encode(texts)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(folder / "texts.faiss"))
    (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")


def run(command: Sequence[str]) -> Cost:
    """Run to the end; raises CalledProcessError where it fails. Not on Windows, which has no wait4."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HF_HUB_OFFLINE": "1"}
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    unit = 1e6 if sys.platform == "darwin" else 1e6 / 1024
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def print_table(pairs: Sequence[tuple[Cost, Cost]]) -> None:
    """Medians of both and of the ratios pair by pair, with the least and the greatest ratio."""
    print(f"{len(pairs)} pairs of processes, medians")
    print(f"{'':20}{'quotewise search':>18}{'the script':>12}{'ratio':>8}{'from':>8}{'to':>8}")
    for what in ("seconds", "processor", "megabytes"):
        ours = [getattr(pair[0], what) for pair in pairs]
        theirs = [getattr(pair[1], what) for pair in pairs]
        ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
        name = {"seconds": "seconds", "processor": "processor seconds", "megabytes": "peak MB"}[what]
        print(
            f"{name:20}{statistics.median(ours):18.2f}{statistics.median(theirs):12.2f}"
            f"{statistics.median(ratios):8.3f}{min(ratios):8.3f}{max(ratios):8.3f}"
        )


if __name__ == "__main__":
    main()
