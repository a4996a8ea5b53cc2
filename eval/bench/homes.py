"""A library in its folder beside the same one at home on a server: `python -m quotewise.eval.bench.homes ADDRESS`.

ADDRESS is milvus://HOST:PORT/NAME of a server with nothing under that name. Both are asked the same questions in turn.
Recall is of the CANDIDATES nearest vectors against all products; hits agree where source, place and rank do.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from quotewise.eval.dataset import SAMPLE, load_questions
from quotewise.index import Library
from quotewise.index.copying import copy_library
from quotewise.index.search import CANDIDATES

ROUNDS = 3


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--questions", type=Path, default=SAMPLE / "questions.jsonl", help="about the notes")
    options = parser.parse_args(arguments)
    questions = [question.question for question in load_questions(options.questions)]
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as own:
        own.ingest([options.notes])
        before = time.perf_counter()
        with copy_library(own, options.address, progress=lambda *_: None) as there:
            print(f"{own.status().passages} passages copied in {time.perf_counter() - before:.1f} s")
            compare(own, there, questions)


def compare(own: Library, there: Library, questions: Sequence[str]) -> None:
    same, first, seconds = 0, 0, {own.home: list[float](), there.home: list[float]()}
    for question in [question for _ in range(ROUNDS) for question in questions]:
        found = []
        for library in (own, there):
            before = time.perf_counter()
            hits = library.search(question)
            seconds[library.home].append(1000 * (time.perf_counter() - before))
            found.append([(hit.source, hit.start, hit.end) for hit in hits])
        same += found[0] == found[1]
        first += found[0][:1] == found[1][:1]
    asked = ROUNDS * len(questions)
    print(f"{len(questions)} questions x {ROUNDS}: all hits alike {same / asked:.1%}, the first {first / asked:.1%}")
    for home, every in seconds.items():
        print(f"{home}: {np.median(every):.1f} ms a search, {np.percentile(every, 95):.1f} ms 95 % of them below")
    vectors = own.encoder.encode(questions)
    recall = np.mean([recall_of(own, there, vector) for vector in vectors])
    print(f"of the {CANDIDATES} nearest vectors, found there: {recall:.2%}")


def recall_of(own: Library, there: Library, vector: np.ndarray[tuple[int], np.dtype[np.float32]]) -> float:
    """By similarities, for the two may give a content another id."""
    exact, found = (sorted(library.nearest(vector, CANDIDATES).values())[::-1] for library in (own, there))
    return sum(similarity >= exact[-1] - 1e-5 for similarity in found) / len(exact)


if __name__ == "__main__":
    main()
