"""How every measurement begins: the notes in a library, and someone told how far it is."""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from quotewise.eval.dataset import SAMPLE
from quotewise.index import Library
from quotewise.index.ingestion import Progress

Thing = TypeVar("Thing")


def silent(stage: str, done: int, total: int) -> None:
    """Tells nobody."""


@contextmanager
def open_notes(
    notes: Path = SAMPLE / "notes", *, library: Path | None = None, progress: Progress = silent
) -> Iterator[Library]:
    """The library in the folder `library`, else one made of `notes` that goes away again."""
    if library is not None:
        with Library.open(library) as opened:
            yield opened
        return
    with (
        tempfile.TemporaryDirectory(prefix="quotewise-eval-") as folder,
        Library.open(Path(folder), create=True) as made,
    ):
        made.ingest([notes], progress=progress)
        yield made


def counted(things: Sequence[Thing], stage: str, progress: Progress) -> Iterator[Thing]:
    """Each of them, telling before each how many are done."""
    for done, thing in enumerate(things):
        progress(stage, done, len(things))
        yield thing
    progress(stage, len(things), len(things))


def head(description: str | None) -> argparse.ArgumentParser:
    """The options that the scripts beside `quotewise eval` share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--questions", type=Path, default=SAMPLE / "questions.jsonl")
    return parser
