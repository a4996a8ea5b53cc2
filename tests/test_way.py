"""A note's way to the index and a question's to its answer cross few files, and the tour names each of them."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from way import files_crossed

from quotewise.eval.dataset import SAMPLE

MOST = {"ingest": 14, "index": 16, "assistant": 1, "ui": 8}  # files of each folder on a note's way
MOST_OF_QUESTION = {"ingest": 6, "index": 19, "assistant": 34, "ui": 11}
ROOT = Path(__file__).parents[1]
TOUR = (ROOT / "docs/tour.md").read_text()
_, OF_QUESTION, OF_NOTE = (set(re.findall(r"`(\w[\w/]*\.py)`", part)) for part in TOUR.split("\n## "))


def test_one_notes_way_to_its_vectors_crosses_few_files(tmp_path: Path) -> None:
    note = SAMPLE / "notes" / "training-and-tuning.md"
    crossed = files_crossed(["ingest", str(note), "--library", str(tmp_path / "lib")])
    assert {"ingest/markdown.py", "ingest/splitter.py", "index/ingestion.py", "index/vectors.py"} < set(crossed)
    assert too_many(crossed, MOST) == {}
    assert set(crossed) - OF_NOTE == set()


def test_one_questions_way_to_its_answer_crosses_few_files(sample_library: Path) -> None:
    asked = "How long can Kinesis Data Streams keep records?"
    crossed = files_crossed(["ask", asked, "--library", str(sample_library)])
    assert {"assistant/chain.py", "index/search.py", "assistant/gate/verdict.py"} < set(crossed)
    assert too_many(crossed, MOST_OF_QUESTION) == {}
    assert set(crossed) - OF_QUESTION == set()


def test_every_file_of_the_tour_is_there() -> None:
    assert [file for file in sorted(OF_QUESTION | OF_NOTE) if not (ROOT / file).is_file()] == []
    assert min(len(OF_QUESTION), len(OF_NOTE)) > 20


def too_many(crossed: Sequence[str], most: Mapping[str, int]) -> dict[str, int]:
    counts = Counter(file.partition("/")[0] for file in crossed)
    return {folder: count for folder, count in counts.items() if count > most.get(folder, 0)}
