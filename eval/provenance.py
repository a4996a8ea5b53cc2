"""What made a run: versions, settings, and hashes of the notes and of the questions."""

import hashlib
import platform
import subprocess
import time
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from quotewise.eval.run import Dataset, Details, Kind, Made, Measured, NotesRead, Run
from quotewise.index import Library

ROOT = Path(__file__).resolve().parents[1]


def record(
    kind: Kind, measured: Measured, library: Library, file: Path, *, begun: float, settings: Details, model: str | None
) -> Run:
    """The run of a measurement. file: its questions. begun: `time.monotonic()` when it began."""
    now = datetime.now(UTC)
    made = Made(
        at=now.isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - begun, 1),
        version=metadata.version("quotewise"),
        commit=commit(),
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        settings=settings,
        model=model,
        encoder=library.encoder.fingerprint,
        notes=notes_read(library),
        dataset=Dataset(file.name, hashlib.sha256(file.read_bytes()).hexdigest(), len(measured.items)),
    )
    name = f"{kind}-{now:%Y-%m-%dT%H:%MZ}"
    return Run(kind, name, made, measured.measures, measured.baselines, measured.items)


def notes_read(library: Library) -> NotesRead:
    """The hash goes over each source and its text, in order of the sources."""
    status = library.status()
    digest = hashlib.sha256()
    for source in status.sources:
        digest.update(f"{source}\0{library.original(source)}\0".encode("utf-8", "surrogatepass"))
    return NotesRead(status.notes, status.passages, digest.hexdigest())


def commit() -> str | None:
    """The commit of the checkout this code runs in, with "-dirty" where files differ from it; None elsewhere."""
    try:
        found = subprocess.run(["git", "rev-parse", "--show-toplevel"], cwd=ROOT, capture_output=True, text=True)
        if found.returncode or Path(found.stdout.strip()).resolve() != ROOT:
            return None
        told = ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
        return subprocess.run(told, cwd=ROOT, capture_output=True, text=True).stdout.strip() or None
    except OSError:  # no git
        return None
