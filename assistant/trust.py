"""Which second readers were found good: kept in a small file among a person's own things."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from quotewise.assistant.gate.reader import Reader

MOST_FALSE, LEAST_TRUE = 1, 24  # of thirty each: what a reader may let through, and what it has to


@dataclass(frozen=True, slots=True)
class Checked:
    """What a reader said of statements whose truth is known: how many of the false and of the true it passed."""

    false_passed: int
    of_false: int
    true_passed: int
    of_true: int
    untold: int = 0

    @property
    def trusted(self) -> bool:
        return self.false_passed <= MOST_FALSE and self.true_passed >= LEAST_TRUE


def recall(file: Path, reader: Reader) -> Checked | None:
    """What the last check of this reader, asked in these words, found; None where there was none or it is lost."""
    written = _read(file).get(reader.version)
    if not isinstance(written, dict) or {type(count) for count in written.values()} != {int}:
        return None
    try:
        return Checked(**written)
    except TypeError:  # of another edition: it is checked anew
        return None


def remember(file: Path, reader: Reader, checked: Checked) -> None:
    """Keep a check, the others as they are; whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    written = {**_read(file), reader.version: asdict(checked)}
    beside = file.with_name(f"{file.name}.{os.getpid()}.new")
    beside.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", "utf8")
    beside.replace(file)


def _read(file: Path) -> Mapping[str, object]:
    """The checks kept in a file; none where it is missing or broken, for a check can be made again."""
    try:
        written = json.loads(file.read_text("utf8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return written if isinstance(written, dict) else {}
