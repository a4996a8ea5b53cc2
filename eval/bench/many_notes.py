"""What much Markdown and many tiny notes cost to take in, to look at again and to edit.

`python -m quotewise.eval.bench.many_notes [--megabytes 4.5] [--tiny 1000]` makes the notes, of the words of NOTES.
"""

import argparse
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from quotewise.eval.bench.ingestion import peak_memory
from quotewise.eval.dataset import SAMPLE
from quotewise.index import Library

LARGE, EDITS = 500_000, 20  # bytes of a note of much Markdown; words changed one after another
AGAIN = 5  # times that unchanged notes are looked at


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--megabytes", type=float, default=4.5)
    parser.add_argument("--tiny", type=int, default=1000)
    parser.add_argument("--alone", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.alone:
        tend(options.alone)
        return
    texts = [path.read_bytes().decode() for path in sorted(options.notes.iterdir()) if path.suffix in (".md", ".txt")]
    words = re.findall(r"[a-z]{2,}", " ".join(texts))  # as often as they stand there
    for make, count in ((write_large, round(options.megabytes * 1e6 / LARGE)), (write_tiny, options.tiny)):
        with tempfile.TemporaryDirectory() as folder:
            size = sum(make(Path(folder) / f"note-{number}.md", words, number) for number in range(count))
            print(f"{count} notes, {size / 1e6:.2f} MB", flush=True)
            command = [sys.executable, "-P", "-m", "quotewise.eval.bench.many_notes", "--alone", folder]
            subprocess.run(command, check=True)


def write_large(path: Path, words: Sequence[str], number: int) -> int:
    chance = random.Random(number)
    parts = [f"# Guide {number}"]
    size = 0
    while size < LARGE:
        parts += section(chance, words)
        size = sum(map(len, parts)) + 2 * len(parts)
    return path.write_bytes("\n\n".join(parts).encode())


def write_tiny(path: Path, words: Sequence[str], number: int) -> int:
    chance = random.Random(-number)
    return path.write_bytes(f"# {heading(chance, words)}\n\n{sentences(chance, words, 3)}\n".encode())


def section(chance: random.Random, words: Sequence[str]) -> Iterator[str]:
    """A heading and, in any order, some of what notes are made of."""
    yield f"{'#' * chance.choice([2, 2, 3, 4])} {heading(chance, words)}"
    for kind in chance.choices(["prose", "list", "table", "code", "callout"], weights=[5, 4, 2, 1, 1], k=4):
        if kind == "prose":
            yield sentences(chance, words, 4)
        elif kind == "list":
            yield "\n".join(f"{'  ' * (row % 3)}- {sentences(chance, words, 1)}" for row in range(6))
        elif kind == "table":
            rows = [[" ".join(chance.choices(words, k=4)) for _ in range(3)] for _ in range(5)]
            head = [heading(chance, words) for _ in range(3)]
            yield "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * 3, *rows])
        elif kind == "code":
            yield "```\n" + "\n".join(f"{chance.choice(words)} = {chance.choice(words)}()" for _ in range(6)) + "\n```"
        else:
            yield f"> [!note] {heading(chance, words)}\n> {sentences(chance, words, 2)}"


def heading(chance: random.Random, words: Sequence[str]) -> str:
    return " ".join(word.title() for word in chance.choices(words, k=2))


def sentences(chance: random.Random, words: Sequence[str], count: int) -> str:
    return " ".join(" ".join(chance.choices(words, k=chance.randint(8, 20))).capitalize() + "." for _ in range(count))


def tend(notes: Path) -> None:
    """Take the notes in, look at them again, change one word after another of one of them."""
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        started = time.perf_counter()
        passages = library.ingest([notes]).passages
        seconds = time.perf_counter() - started
        print(f"  taken in          {seconds:8.1f} s, {passages} passages, {peak_memory():.0f} MB at most", flush=True)
        times = [look_again(library, notes) for _ in range(AGAIN)]
        print(f"  unchanged         {max(times):8.2f} s at most, {AGAIN} times", flush=True)
        chance = random.Random(1)
        changed = [change_word(library, notes, chance) for _ in range(EDITS)]
        slowest, embedded = (max(column) for column in zip(*changed, strict=True))
        print(f"  one word changed  {slowest:8.2f} s and {embedded:.0f} embedded at most, {EDITS} times", flush=True)


def look_again(library: Library, notes: Path) -> float:
    started = time.perf_counter()
    assert not library.ingest([notes]).embedded
    return time.perf_counter() - started


def change_word(library: Library, notes: Path, chance: random.Random) -> tuple[float, int]:
    """Seconds and strings embedded for a word of a note's body become another."""
    path = chance.choice(sorted(notes.iterdir()))
    text = path.read_bytes().decode()
    word = chance.choice(list(re.finditer(r"(?<=[a-z] )[a-z]{4,}(?= [a-z])", text)))
    path.write_bytes(f"{text[: word.start()]}changed{text[word.end() :]}".encode())
    started = time.perf_counter()
    embedded = library.ingest([notes]).embedded
    return time.perf_counter() - started, embedded


if __name__ == "__main__":
    main()
