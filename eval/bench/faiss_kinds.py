"""FAISS's kinds of index side by side: recall, time and memory a question, time to build, bytes on disk.

`python -m quotewise.eval.bench.faiss_kinds --folder /tmp/kinds --notes DIR --questions FILE --count 1000000`; vectors
as drawn_vectors.py draws them, real questions. Each index is built and searched by one thread, in processes of its own;
what the folder holds already is not made again.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quotewise.eval.bench.drawn_vectors import BLOCK, Vectors, draw, vectors_of_notes, vectors_of_questions
from quotewise.eval.bench.encoder_speed import peak_memory
from quotewise.eval.dataset import SAMPLE, load_questions
from quotewise.index.faiss_index import SAMPLE as A_LIST
from quotewise.index.faiss_index import lists_for
from quotewise.index.search import CANDIDATES

FEW = 10  # the nearest that matter most
PROBED = {f"1/{part}": 1 / part for part in (64, 32, 16, 8, 4, 2)}
QUEUES = {str(length): float(length) for length in (150, 300, 600, 1200)}
# As index_factory names them, and what each is told with a question: of the lists the share looked into, or how many
# candidates a walk over the graph keeps.
KINDS = {
    "Flat": {"all": 1.0},
    "IVF,Flat": PROBED,
    "IVF,SQ8": PROBED,
    "IVF,PQ96": PROBED,
    "HNSW32,Flat": QUEUES,
    "HNSW32,SQ8": QUEUES,
}

NO_BITS = "PQ96np"  # codes that are never told apart bit by bit, the learning of which takes minutes


@dataclass(frozen=True, slots=True)
class Setting:
    """What one index does under one setting. recall: mean share of the truly nearest. Times in ms a question."""

    told: str
    recall: float
    recall_few: float
    median: float
    high: float
    processor: float


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where vectors and indexes are kept")
    parser.add_argument("--notes", type=Path, nargs="+", default=[SAMPLE / "notes"])
    parser.add_argument("--questions", type=Path, nargs="+", default=[SAMPLE / "questions.jsonl"])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=list(KINDS))
    parser.add_argument("--out", type=Path, help="JSON that this count's figures are put into")
    parser.add_argument("--build", choices=list(KINDS), help=argparse.SUPPRESS)
    parser.add_argument("--search", choices=list(KINDS), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    folder, count = options.folder, options.count
    if options.build:
        print(json.dumps(build(folder, options.build, count)))
    elif options.search:
        print(json.dumps(search(folder, options.search, count)))
    else:
        prepare(folder, options.notes, options.questions, count)
        for kind in options.kinds:
            found = {**built(folder, kind, count), "search": apart(folder, "--search", kind, count)}
            tell(kind, count, found)
            if options.out:
                keep(options.out, kind, count, found)


def prepare(folder: Path, notes: Sequence[Path], questions: Sequence[Path], count: int) -> None:
    """Real vectors, questions, drawn vectors, and for each question the truly nearest of them."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "real.npy").exists():
        np.save(folder / "real.npy", vectors_of_notes(notes))
        asked = [question.question for file in questions for question in load_questions(file)]
        np.save(folder / "asked.npy", vectors_of_questions(asked))
    if not nearest_file(folder, count).exists():
        with vectors_file(folder, count).open("wb") as file:
            for block in draw(np.load(folder / "real.npy"), count):
                file.write(block.tobytes())
        np.save(nearest_file(folder, count), truly_nearest(folder, count))


def vectors_file(folder: Path, count: int) -> Path:
    return folder / f"{count}.vectors"


def nearest_file(folder: Path, count: int) -> Path:
    return folder / f"{count}.nearest.npy"


def index_file(folder: Path, kind: str, count: int) -> Path:
    return folder / f"{count}.{kind}.index"


def blocks(folder: Path, count: int, most: int | None = None) -> Iterator[Vectors]:
    """The vectors, or the first of them; read, not mapped, or they would count as memory of whoever reads them."""
    dimension = np.load(folder / "real.npy", mmap_mode="r").shape[1]
    left = min(count, most or count)
    with vectors_file(folder, count).open("rb") as file:
        while left:
            yield np.fromfile(file, np.float32, min(BLOCK, left) * dimension).reshape(-1, dimension)
            left -= min(BLOCK, left)


def truly_nearest(folder: Path, count: int) -> NDArray[np.int64]:
    """(questions, CANDIDATES), by comparing every question with every vector."""
    import faiss

    asked = np.load(folder / "asked.npy")
    heap = faiss.ResultHeap(len(asked), CANDIDATES, keep_max=True)
    for number, block in enumerate(blocks(folder, count)):
        products, found = faiss.knn(asked, block, CANDIDATES, metric=faiss.METRIC_INNER_PRODUCT)
        heap.add_result(products, found + number * BLOCK)
    heap.finalize()
    return np.asarray(heap.I, np.int64)


def built(folder: Path, kind: str, count: int) -> dict[str, Any]:
    """What building cost, now or when it was built."""
    file = index_file(folder, kind, count).with_suffix(".json")
    if not file.exists():
        file.write_text(json.dumps(apart(folder, "--build", kind, count)))
    cost: dict[str, Any] = json.loads(file.read_text())
    return cost


def apart(folder: Path, what: str, kind: str, count: int) -> Any:
    command = [sys.executable, "-m", "quotewise.eval.bench.faiss_kinds", what, kind]
    settings = ["--folder", str(folder), "--count", str(count)]
    return json.loads(subprocess.run([*command, *settings], check=True, capture_output=True, text=True).stdout)


def build(folder: Path, kind: str, count: int) -> dict[str, float]:
    import faiss

    faiss.omp_set_num_threads(1)
    started, processor = time.perf_counter(), time.process_time()
    lists = lists_for(count)
    named = kind.replace("IVF", f"IVF{lists}").replace("HNSW32,SQ8", "HNSW32_SQ8").replace("PQ96", NO_BITS)
    index: Any = faiss.index_factory(np.load(folder / "real.npy").shape[1], named, faiss.METRIC_INNER_PRODUCT)
    if not index.is_trained:
        index.train(np.concatenate(list(blocks(folder, count, A_LIST * lists))))
    for block in blocks(folder, count):
        index.add(block)
    spent = {"seconds": time.perf_counter() - started, "processor": time.process_time() - processor}
    faiss.write_index(index, str(index_file(folder, kind, count)))
    return {**spent, "megabytes": peak_memory(), "file": index_file(folder, kind, count).stat().st_size / 1e6}


def search(folder: Path, kind: str, count: int) -> dict[str, Any]:
    import faiss

    faiss.omp_set_num_threads(1)
    empty = peak_memory()
    index = faiss.read_index(str(index_file(folder, kind, count)))
    asked, nearest = np.load(folder / "asked.npy"), np.load(nearest_file(folder, count))
    settings = [measure(index, kind, told, value, asked, nearest) for told, value in KINDS[kind].items()]
    return {"megabytes": peak_memory(), "empty": empty, "settings": [asdict(setting) for setting in settings]}


def measure(index: Any, kind: str, told: str, value: float, asked: Vectors, nearest: NDArray[np.int64]) -> Setting:
    if kind.startswith("IVF"):
        index.nprobe = round(index.nlist * value)
    elif kind.startswith("HNSW"):
        index.hnsw.efSearch = round(value)
    recalls, times = [], []
    for question, truth in zip(asked, nearest, strict=True):
        started, processor = time.perf_counter(), time.process_time()
        _, found = index.search(question.reshape(1, -1), CANDIDATES)
        times.append((time.perf_counter() - started, time.process_time() - processor))
        recalls.append([np.isin(truth[:few], found[0][:few]).mean() for few in (CANDIDATES, FEW)])
    (recall, recall_few), (wall, spent) = np.mean(recalls, axis=0), 1000 * np.array(times).T
    high = np.percentile(wall, 95)
    return Setting(told, *map(float, (recall, recall_few, np.median(wall), high, np.median(spent))))


def tell(kind: str, count: int, found: dict[str, Any]) -> None:
    built_in = f"built in {found['processor']:.0f} s of a processor ({found['seconds']:.0f} s), {found['file']:.0f} MB"
    print(f"\n{count:,} vectors, {kind}: {built_in}; searched in {found['search']['megabytes']:.0f} MB")
    print(f"{'':6}{f'of {CANDIDATES}':>8}{f'of {FEW}':>8}{'ms':>8}{'95 %':>8}{'CPU':>8}")
    for one in (Setting(**known) for known in found["search"]["settings"]):
        print(
            f"{one.told:6}{one.recall:8.3f}{one.recall_few:8.3f}{one.median:8.2f}{one.high:8.2f}{one.processor:8.2f}",
            flush=True,
        )


def keep(file: Path, kind: str, count: int, found: dict[str, Any]) -> None:
    known = json.loads(file.read_text()) if file.exists() else {}
    known.setdefault(str(count), {})[kind] = found
    file.write_text(json.dumps(known, indent=1) + "\n")


if __name__ == "__main__":
    main()
