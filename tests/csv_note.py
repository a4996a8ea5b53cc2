"""A CSV file's bytes to the note a reader makes of them."""

from pathlib import Path

from quotewise.ingest import Note, with_tree
from quotewise.ingest.text import read_text


def read_csv(data: bytes) -> Note:
    return with_tree(read_text(data), Path("table.csv"))
