"""How fast notes are taken in, beside the LangChain tutorial's pipeline: `python -m quotewise.eval.bench.ingestion`.

`--before FOLDER` measures another version of the package beside both, in turn with them: the FOLDER holds its
`quotewise`, as a checkout's `.types` does where that is linked, or where it was installed with `pip --target`.
"""

import argparse
import itertools
import json
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from quotewise.eval.baselines import tutorial_chunks
from quotewise.eval.dataset import SAMPLE, load_questions
from quotewise.eval.measures import finds_evidence
from quotewise.eval.retrieval import ours
from quotewise.index import Library
from quotewise.index.encoder import Encoder

RUNS = 3


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--questions", type=Path, default=SAMPLE / "questions.jsonl")
    parser.add_argument("--before", type=Path, metavar="FOLDER", help="holds another version's package quotewise")
    parser.add_argument("--alone", choices=["ours", "tutorial"], help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.alone:
        print(json.dumps(ingest_ours(options.notes) if options.alone == "ours" else ingest_tutorial(options.notes)))
        return
    compare_throughput(options.notes, options.before)
    compare_precision(options.notes, options.questions)
    change_words(options.notes)


def compare_throughput(notes: Path, before: Path | None) -> None:
    """All pipelines as whole processes, from nothing, in turn on the same cores."""
    pipelines: dict[str, tuple[str, Path | None]] = {
        "quotewise": ("ours", None),
        "LangChain tutorial": ("tutorial", None),
    }
    pipelines |= {"quotewise before": ("ours", before)} if before else {}
    alone(notes, "ours")  # the first run builds and keeps the model's graph; that is once a machine
    runs = [{name: alone(notes, *which) for name, which in pipelines.items()} for _ in range(RUNS)]
    size = sum(len(text) for text in texts_in(notes).values())
    for name in pipelines:
        seconds, processor, memory = (
            statistics.median(run[name][what] for run in runs) for what in ("seconds", "processor", "megabytes")
        )
        print(f"{name:20}{seconds:8.1f} s, {processor:.1f} s of processors, {memory:.0f} MB at most", end="")
        print(f"{size / seconds / 1000:8.1f} thousand characters/s", flush=True)
    for name, what in itertools.product([*pipelines][1:], ("seconds", "processor")):
        ratios = [run[name][what] / run["quotewise"][what] for run in runs]
        pairs = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        print(f"times as fast as {name:20}{statistics.median(ratios):6.2f} in {what} (pairs: {pairs})", flush=True)


def alone(notes: Path, which: str, package: Path | None = None) -> dict[str, float]:
    command = [sys.executable, "-P", "-m", "quotewise.eval.bench.ingestion", "--alone", which, "--notes", str(notes)]
    environment = {**os.environ, "PYTHONPATH": str(package.resolve())} if package else None
    started, spent = time.perf_counter(), spent_by_children()
    reply = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    spans = {"seconds": time.perf_counter() - started, "processor": spent_by_children() - spent}
    return {**spans, **json.loads(reply.stdout)}


def spent_by_children() -> float:
    """Seconds of all processors together: what another program on the machine changes less than the clock."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def ingest_ours(notes: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        library.ingest([notes])
    return {"megabytes": peak_memory()}


def ingest_tutorial(notes: Path) -> dict[str, float]:
    """Split at 1000/200, embed with sentence-transformers as it comes (fp32, batches of 32), save a FAISS index."""
    import faiss
    from sentence_transformers import SentenceTransformer

    from quotewise.index.minilm_session import find_model

    chunks = tutorial_chunks(texts_in(notes))
    vectors = SentenceTransformer(str(find_model())).encode([text for _, text in chunks], show_progress_bar=False)
    index = faiss.IndexFlatL2(vectors.shape[1])
    index.add(vectors)
    with tempfile.TemporaryDirectory() as folder:
        faiss.write_index(index, str(Path(folder) / "index.faiss"))
    return {"megabytes": peak_memory()}


def peak_memory() -> float:
    """Megabytes this process held at most; Linux counts in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def texts_in(notes: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode() for path in sorted(notes.iterdir()) if path.suffix in (".md", ".txt")}


def compare_precision(notes: Path, questions: Path) -> None:
    """The evidence that the fast backend finds beside the same weights in fp32."""
    from quotewise.index.minilm import MiniLmEncoder

    asked = [question for question in load_questions(questions) if question.answerable]
    found = {}
    encoders: dict[str, Encoder | None] = {"as installed": None, "fp32": MiniLmEncoder(precision="fp32")}
    for name, encoder in encoders.items():
        with (
            tempfile.TemporaryDirectory() as folder,
            Library.open(Path(folder), encoder=encoder, create=True) as library,
        ):
            library.ingest([notes])
            retrieve = ours(library)
            found[name] = {item.id for item in asked if finds_evidence(item, retrieve(item), 4000)}
            held = f"{len(found[name]):5} of {len(asked)} questions' evidence in 4000 characters"
            print(f"{library.encoder.backend:20}{held}")
    fast, exact = found["as installed"], found["fp32"]
    print(f"lost against fp32   {len(exact - fast):5}, won {len(fast - exact)}")


def change_words(notes: Path, times: int = 20) -> None:
    """Unchanged notes, then one word after another changed somewhere in the body of the largest."""
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder) / "library", create=True) as library:
        copy = Path(shutil.copytree(notes, Path(folder) / "notes"))
        library.ingest([copy])
        started = time.perf_counter()
        again = library.ingest([copy])
        print(f"unchanged           {time.perf_counter() - started:8.2f} s, {again.embedded} embedded")
        largest = max(
            (path for path in copy.iterdir() if path.suffix in (".md", ".txt")), key=lambda path: path.stat().st_size
        )
        chance = random.Random(1)
        embedded, seconds = [], []
        for _ in range(times):
            text = largest.read_bytes().decode()
            word = chance.choice(list(re.finditer(r"(?<=[a-z] )[a-z]{4,}(?= [a-z])", text)))
            largest.write_bytes(f"{text[: word.start()]}changed{text[word.end() :]}".encode())
            started = time.perf_counter()
            embedded.append(library.ingest([copy]).embedded)
            seconds.append(time.perf_counter() - started)
        print(f"one word changed    {max(seconds):8.2f} s and {max(embedded)} embedded at most, {times} times")


if __name__ == "__main__":
    main()
