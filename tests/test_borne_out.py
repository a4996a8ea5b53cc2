"""A question from elsewhere that quotes nothing rests on the sentence of the notes that holds its key."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NOTES = """# Press

The `press fold` command folds Press sheets along one line. The `press bind` command does not cut loose sheets.
The `press trim` command trims Press sheets to one size.
"""


@pytest.mark.parametrize(
    ("asked", "key", "kept"),
    [
        ("folds sheets along one line", "press fold", True),
        ("trims sheets to one size", "press trim", True),
        ("folds sheets along one line", "press bind", False),
        ("trims one size to sheets", "press trim", False),  # the words are there, and not in that order
        ("cuts loose sheets", "press bind", False),  # the notes deny it
    ],
)
def test_a_key_is_kept_where_a_sentence_holds_it(
    asked: str, key: str, kept: bool, tmp_path: Path, quotewise: Callable[..., Any]
) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "press.md").write_text(NOTES, "utf8")
    bank = tmp_path / "bank.json"
    options = ["press fold", "press bind", "press trim"]
    bank.write_text(json.dumps([{"question": f"Which command {asked}?", "options": options, "answer": key}]), "utf8")
    library = tmp_path / "library"
    quotewise("ingest", "--library", library, tmp_path / "notes")
    found = quotewise("import", "--library", library, bank)
    assert ("1 kept" in found.output) == kept, found.output
