"""One note's way, from the file to the index, crosses few files: who follows it can keep them in mind."""

from collections import Counter
from pathlib import Path

from way import files_crossed

from quotewise.eval.dataset import SAMPLE

MOST = {"ingest": 14, "index": 16, "assistant": 1, "ui": 8}  # files of each folder on the way


def test_one_notes_way_to_its_vectors_crosses_few_files(tmp_path: Path) -> None:
    note = SAMPLE / "notes" / "training-and-tuning.md"
    crossed = files_crossed(["ingest", str(note), "--library", str(tmp_path / "lib")])
    counts = Counter(file.partition("/")[0] for file in crossed)
    assert {"ingest/markdown.py", "ingest/splitter.py", "index/ingestion.py", "index/vectors.py"} < set(crossed)
    assert {folder: count for folder, count in counts.items() if count > MOST.get(folder, 0)} == {}
