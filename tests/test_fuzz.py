"""What is handed over spoilt gives a result or a named refusal: a little of what the bench tries at length."""

import random
from pathlib import Path

import pytest

from quotewise.eval.bench.fuzz_handed import kinds_in, run, spoilt

NAMES = ["second look", "model", "blueprint", "questions", "html", "notebook", "docx", "epub", "pdf", "library"]


@pytest.mark.parametrize("name", NAMES)
def test_spoilt_input_is_read_or_refused(name: str, tmp_path: Path) -> None:
    assert run(kinds_in(tmp_path)[name], 40, random.Random(3)).startswith("40 inputs")


def test_every_kind_is_tried_and_its_examples_are_whole(tmp_path: Path) -> None:
    kinds = kinds_in(tmp_path)
    assert list(kinds) == NAMES
    for kind in kinds.values():
        for example in kind.examples:
            kind.read(example)
        assert len({spoilt(random.Random(seed), kind.examples) for seed in range(20)}) > 10
