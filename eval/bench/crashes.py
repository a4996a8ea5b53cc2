"""Kills ingestions at random moments and looks for loss: `python -m quotewise.eval.bench.crashes --kills 200`."""

import argparse
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from quotewise.eval.dataset import SAMPLE
from quotewise.index import Library, LibraryMissing

State = list[tuple[object, ...]]  # everything a reader could see, in a fixed order


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    counts = kill_repeatedly(options.notes, options.kills, random.Random(options.seed))
    for what, count in sorted(counts.items()):
        print(f"{count:5} {what}")


def kill_repeatedly(notes: Path, kills: int, chance: random.Random) -> Counter[str]:
    """Half of the kills hit a first ingestion, half a re-ingestion of edited notes; counts what was found.

    Raises AssertionError if a library is ever neither as before nor as after, or the next run does not mend it.
    """
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        edited = edit(Path(shutil.copytree(notes, folder / "edited")))
        states: dict[str, State] = {}
        seconds: dict[str, float] = {}
        for what, source in (("first", notes), ("again", edited)):  # one folder, so that paths are the same
            seconds[what] = ingest_whole(renewed(source, folder / "notes"), folder / "reference")
            states[what] = state_of(folder / "reference")
        while sum(counts[f"killed during {what}"] for what in states) < kills:
            what = chance.choice(sorted(states))
            shutil.rmtree(folder / "library", ignore_errors=True)
            if what == "again":
                ingest_whole(renewed(notes, folder / "notes"), folder / "library")
            else:
                shutil.rmtree(folder / "library", ignore_errors=True)
            renewed(edited if what == "again" else notes, folder / "notes")
            counts[kill_once(folder, what, states, chance.uniform(0, seconds[what]))] += 1
            counts[look_after(folder, what, states)] += 1
    return counts


def kill_once(folder: Path, what: str, states: dict[str, State], delay: float) -> str:
    process = subprocess.Popen(command(folder / "notes", folder / "library"), stdout=subprocess.DEVNULL)
    time.sleep(delay)
    if process.poll() is not None:
        return f"finished before the kill during {what}"
    process.kill()
    process.wait()
    return f"killed during {what}"


def look_after(folder: Path, what: str, states: dict[str, State]) -> str:
    """Check the library as the kill left it, then that the next run completes it; says which state was found."""
    try:
        found = state_of(folder / "library")
    except LibraryMissing:
        found = []
    before = [] if what == "first" else states["first"]
    assert found in (before, states[what]), f"after a kill during {what}: neither as before nor as after"
    ingest_whole(folder / "notes", folder / "library")
    assert state_of(folder / "library") == states[what], f"after a kill during {what}: the next run did not mend it"
    return "then as before" if found == before else "then as after"


def command(notes: Path, library: Path) -> list[str]:
    return [sys.executable, "-m", "quotewise.ui.cli", "ingest", str(notes), "--library", str(library), "--json"]


def ingest_whole(notes: Path, library: Path) -> float:
    started = time.perf_counter()
    subprocess.run(command(notes, library), check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def state_of(folder: Path) -> State:
    """Notes, places, vectors and full text, with a check of the file; raises LibraryMissing."""
    with Library.open(folder) as library, library.reading() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        places = places_in(connection)
        return [*places, *counts_in(connection)] if places else []


def places_in(connection: sqlite3.Connection) -> State:
    rows = connection.execute(
        """SELECT source, sha256, "start", "end", passage_id, content.text, vector.key IS NOT NULL, passage_text.text
           FROM place JOIN note ON note.id = note_id JOIN content ON content.id = content_id
           LEFT JOIN vector ON vector.key = vector_key LEFT JOIN passage_text ON passage_text.rowid = content_id
           ORDER BY source, "start" """
    )
    return [tuple(row) for row in rows]


def counts_in(connection: sqlite3.Connection) -> State:
    tables = ("note", "place", "content", "passage_text")
    return [(table, connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in tables]


def renewed(source: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(source, target))


def edit(notes: Path) -> Path:
    """One note less, one renamed, one new, a word changed in the others."""
    first, second, *others = sorted(path for path in notes.iterdir() if path.suffix in (".md", ".txt"))
    first.unlink()
    second.rename(second.with_stem("renamed"))
    (notes / "new.md").write_text("# New\n\nA note that was not there before.\n")
    for path in others:
        path.write_bytes(path.read_bytes().replace(b" the ", b" that very ", 1))
    return notes


if __name__ == "__main__":
    main()
