"""How fast each way of running MiniLM is, from cold and warm, in how much memory, and how near to torch.

Run from the repository root: python -m quotewise.eval.bench.encoder_speed [NOTES] [--texts N] [--threads N]
Every system runs in a process of its own, one after the other: compare rows of one run only.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import numpy as np

from quotewise.index.encoder import FloatMatrix

PASSAGE, ROUNDS = 300, 3
SYSTEMS = (
    "torch float32",
    "torch bfloat16",
    "onnxruntime fp32",
    "onnxruntime int8",
    "onnxruntime int8 + tokens",
)
Encode = Callable[[list[str]], FloatMatrix]


@dataclass(frozen=True, slots=True)
class Speed:
    """cold: seconds from the start of Python to the first vector. memory: peak MB then, and in the end.
    seconds: the best of the rounds over all texts, whose tokens are counted with their markers. processor:
    the least processor seconds of a round, which tell more on a busy machine."""

    cold: float
    first_memory: float
    memory: float
    seconds: float
    processor: float
    tokens: int


def cut_passages(folder: Path, limit: int) -> list[str]:
    """Up to `limit` stretches of whole lines of about 300 characters, spread over the folder's text files."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in {".txt", ".md"})
    passages = [passage for path in paths for passage in _pack_lines(path.read_text("utf-8", "replace"))]
    if not passages:
        raise click.ClickException(f"No .txt or .md file with text in {folder}: name a folder of notes")
    return passages[:: max(1, len(passages) // limit)][:limit]


def measure(system: str, texts: list[str], threads: int, started: float, cache: Path) -> tuple[Speed, FloatMatrix]:
    """Time one system in this process, which began at `started` (seconds since the epoch)."""
    encode = _open(system, threads, cache)
    encode(["What is a learning rate?"])
    cold, first_memory = time.time() - started, peak_memory()
    seconds, processor = [], []
    for _ in range(ROUNDS):
        begin, work = time.perf_counter(), time.process_time()
        vectors = encode(texts)
        seconds.append(time.perf_counter() - begin)
        processor.append(time.process_time() - work)
    memory = peak_memory()
    return Speed(cold, first_memory, memory, min(seconds), min(processor), _count_tokens(texts)), vectors


def _open(system: str, threads: int, cache: Path) -> Encode:
    from quotewise.index.minilm import MiniLmEncoder
    from quotewise.index.minilm_session import find_model

    if system.startswith("torch"):
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(threads)
        model = SentenceTransformer(str(find_model()), device="cpu").to(getattr(torch, system.split()[1]))
        return lambda texts: model.encode(texts, convert_to_tensor=True, show_progress_bar=False).float().numpy()
    encoder = MiniLmEncoder(precision="fp32" if "fp32" in system else "int8", threads=threads, cache=cache)
    if system.endswith("tokens"):
        return lambda texts: encoder.encode_with_tokens(texts)[0]
    return encoder.encode


def _pack_lines(text: str) -> Iterator[str]:
    packed = ""
    for line in text.splitlines(keepends=True):
        if len(packed) + len(line) > PASSAGE and packed.strip():
            yield packed.strip()
            packed = ""
        packed += line
    if packed.strip():
        yield packed.strip()


def _count_tokens(texts: list[str]) -> int:
    from quotewise.index.minilm import MAX_TOKENS
    from quotewise.index.minilm_session import find_model, load_tokenizer

    encodings = load_tokenizer(find_model()).encode_batch(texts)
    return sum(min(len(encoding.ids), MAX_TOKENS) for encoding in encodings)


def peak_memory() -> float:
    """Peak MB of this process; 0 where the system does not say."""
    # Not getrusage: on Linux its peak is handed down from the process that started this one.
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM"))


def _measure_apart(system: str, work: Path, threads: int) -> tuple[Speed, FloatMatrix]:
    command = [
        sys.executable,
        "-m",
        "quotewise.eval.bench.encoder_speed",
        "--system",
        system,
        "--threads",
        str(threads),
    ]
    # In the temporary folder lie texts.json, the built models, and what comes back.
    subprocess.run([*command, "--work", str(work), "--started", str(time.time())], check=True)
    return Speed(**json.loads((work / "speed.json").read_text())), np.load(work / "vectors.npy")


@click.command()
@click.argument("notes", type=click.Path(path_type=Path), default=Path(__file__).parents[1] / "sample")
@click.option("--texts", "limit", default=600, help="How many passages at most.")
@click.option("--threads", default=2)
@click.option("--system", type=click.Choice(SYSTEMS), hidden=True)
@click.option("--work", type=click.Path(path_type=Path), hidden=True)
@click.option("--started", type=float, hidden=True)
def main(notes: Path, limit: int, threads: int, system: str | None, work: Path | None, started: float | None) -> None:
    """Compare the ways of running MiniLM on the passages of a folder of NOTES."""
    if system and work and started:
        speed, vectors = measure(system, json.loads((work / "texts.json").read_text()), threads, started, work)
        (work / "speed.json").write_text(json.dumps(asdict(speed)))
        np.save(work / "vectors.npy", vectors)
        return
    texts = cut_passages(notes, limit)
    with tempfile.TemporaryDirectory() as folder:
        compare(texts, threads, Path(folder))


def compare(texts: list[str], threads: int, work: Path) -> None:
    """Print a row for each system; the first one is what the others' vectors are compared with."""
    (work / "texts.json").write_text(json.dumps(texts))
    for precision in ("fp32", "int8"):
        _open(f"onnxruntime {precision}", threads, work)  # builds the graph: cold means from the cache
    click.echo(f"{len(texts)} texts, {threads} threads, best of {ROUNDS} rounds")
    click.echo(f"{'':27}texts/s tokens/s tokens/CPU s  cold s  MB cold  MB peak  cosine mean     min")
    reference = None
    for system in SYSTEMS:
        speed, vectors = _measure_apart(system, work, threads)
        reference = vectors if reference is None else reference
        cosines = (vectors * reference).sum(axis=1) / np.linalg.norm(vectors, axis=1)
        rates = f"{len(texts) / speed.seconds:8.1f} {speed.tokens / speed.seconds:8.0f}"
        rates += f" {speed.tokens / speed.processor:12.0f} {speed.cold:7.2f}"
        memory = f"{speed.first_memory:8.0f} {speed.memory:8.0f}"
        click.echo(f"{system:26}{rates} {memory} {cosines.mean():12.5f} {cosines.min():7.4f}")


if __name__ == "__main__":
    main()
