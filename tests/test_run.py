"""The record of a run: the same after writing and reading, checked on reading, written whole or not at all."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quotewise.eval.run import BadRun, Dataset, Item, Made, Measure, NotesRead, Run, Share, read_run, slim, write_run

RUN = Run(
    "answers",
    "answers-2026-11-21T09:20Z",
    Made(
        at="2026-11-21T09:20:00+00:00",
        seconds=1.5,
        version="0.1.0",
        commit=None,
        python="3.11",
        platform="a machine",
        settings={"only": None},
        model=None,
        encoder="letters",
        notes=NotesRead(2, 9, "ab" * 32),
        dataset=Dataset("questions.jsonl", "cd" * 32, 2),
    ),
    {"right": Measure(0.5, 0.1, 0.9, 2, "wilson", {"type": {"table": Share(1.0, 0.2, 1.0, 1)}})},
    {"chance": {"right": Measure(0.25, 0.25, 0.25, 2, "expected")}},
    (
        Item(
            "a",
            "What is 2 \u2265 1?",
            "table",
            "",
            "easy",
            True,
            {"right": 1.0},
            {"said": [{"text": "Yes."}], "missed": []},
        ),
        Item("b", "And\nthis?", "code", "", "", None, {}),
    ),
)


def test_a_run_is_the_same_after_writing_and_reading(tmp_path: Path) -> None:
    file = tmp_path / "runs" / "answers.json"
    write_run(RUN, file)
    assert read_run(file) == RUN
    assert [path.name for path in file.parent.iterdir()] == ["answers.json"]
    record = json.loads(file.read_bytes())
    assert list(record)[:4] == ["schema", "kind", "name", "made"]
    assert record["made"]["notes"] == {"files": 2, "passages": 9, "sha256": "ab" * 32}
    assert record["measures"]["right"]["by"]["type"]["table"] == {"value": 1.0, "low": 0.2, "high": 1.0, "n": 1}
    assert sum(line.startswith('{"id"') for line in file.read_text().splitlines()) == 2  # an item a line


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"schema": 2}, "schema"),
        ({"kind": "guesses"}, "kind"),
        ({"measures": {"right": {"value": "high"}}}, r"measures\.right"),
        ({"items": [{"id": "a"}]}, r"items\.0"),
        ({"made": None}, "made"),
    ],
)
def test_what_is_no_run_is_named_with_its_fault(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    file = tmp_path / "run.json"
    write_run(RUN, file)
    file.write_text(json.dumps({**json.loads(file.read_bytes()), **change}))
    with pytest.raises(BadRun, match=rf"run\.json is not the record of an eval run: {told}"):
        read_run(file)


def test_a_file_that_is_no_json_or_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{")
    with pytest.raises(BadRun, match=r"run\.json"):
        read_run(tmp_path / "run.json")
    with pytest.raises(BadRun, match="check the path"):
        read_run(tmp_path / "none.json")


def test_a_failed_write_leaves_the_old_record_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    write_run(RUN, file)
    with pytest.raises(TypeError):
        write_run(replace(RUN, items=(replace(RUN.items[0], details={"bad": object()}),)), file)
    assert read_run(file) == RUN
    assert len(list(tmp_path.iterdir())) == 1


def test_what_is_kept_beside_the_code_is_without_bulk() -> None:
    wrong = replace(RUN.items[0], right=False)
    kept = slim(replace(RUN, items=(*RUN.items, wrong)))
    assert [item.details for item in kept.items] == [{}, {}, {"missed": []}]
    assert (kept.measures, kept.items[0].scores) == (RUN.measures, RUN.items[0].scores)
