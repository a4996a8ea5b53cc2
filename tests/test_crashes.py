"""A killed ingestion loses nothing: a short run of `quotewise.eval.bench.crashes`, which does it two hundred times."""

import random
from pathlib import Path

from quotewise.eval.bench.crashes import kill_repeatedly


def test_a_killed_ingestion_leaves_the_library_as_before_or_as_after(tmp_path: Path) -> None:
    for number in range(4):
        text = "".join(f"Fact {fact} of note {number} has its own words.\n\n" for fact in range(40))
        (tmp_path / f"note-{number}.md").write_text(text)
    counts = kill_repeatedly(tmp_path, kills=4, chance=random.Random(7))
    assert counts["then as before"] + counts["then as after"] >= 4
