"""`ingest --questions` fills the bank once the notes are read."""

import json
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import contract_schemas as contract
import pytest
from click.testing import Result
from printed import held
from questions import cited, every_kind, single, use_drafts

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.quiz import BATCH, top_up
from quotewise.assistant.practice.selection import Past
from quotewise.index import Library
from quotewise.ui.page.first_run import sample_notes

Quotewise = Callable[..., Result]
QUOTE = "one shard takes in 1 MB/s or 1,000 records/s"


@pytest.fixture
def folder(tmp_path: Path, sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return Path(shutil.copytree(sample_library, tmp_path / "library"))


@pytest.fixture
def claim(folder: Path) -> Claim:
    with Library.open(folder) as library:
        return Claim(QUOTE, (cited(library, "data-ingestion.md", QUOTE),))


def endless(claim: Claim) -> Iterator[Question]:
    return (single(f"number {number}", claim) for number in count())


def ingest(quotewise: Quotewise, folder: Path, *more: object) -> Result:
    return quotewise("ingest", sample_notes(), "--library", folder, *more)


def test_the_bank_is_filled_once_and_the_next_time_nothing_is_written(
    quotewise: Quotewise, folder: Path, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    for expected in (2 * BATCH, 0):
        use_drafts(monkeypatch, endless(claim))
        told = held(ingest(quotewise, folder, "--questions", 2 * BATCH, "--json"), contract.INGEST_QUESTIONS)
        assert (told["questions"]["ready"], told["questions"]["new"]) == (2 * BATCH, expected)
        assert told["unchanged"]
    assert f"Questions: {2 * BATCH} wait" in ingest(quotewise, folder, "--questions", 1).stdout


def test_what_was_answered_no_longer_waits(folder: Path, claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    use_drafts(monkeypatch, endless(claim))
    with Library.open(folder) as library:
        top_up(library, BATCH)
        answered = {question.id: 1 for question in Bank.of(library).questions()}
        use_drafts(monkeypatch, endless(claim))
        assert top_up(library, BATCH, past=Past(answered)).kept == BATCH


def test_without_the_flag_nothing_is_written(quotewise: Quotewise, folder: Path) -> None:
    held(ingest(quotewise, folder, "--json"), contract.INGEST)
    assert not (folder / "questions.jsonl").exists()


def test_notes_that_hold_too_little_say_what_was_looked_for(
    quotewise: Quotewise, folder: Path, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_drafts(monkeypatch, [*every_kind(claim), single("bad", claim, stem="Bad?")])
    told = ingest(quotewise, folder, "--questions", 20).stdout
    assert "7 of 20 wished for" in told
    assert "1 dropped (vague 1)" in told
    assert "table rows" in told
    counts = held(ingest(quotewise, folder, "--questions", 20, "--json"), contract.INGEST_QUESTIONS)["questions"]
    assert counts["found"]["table rows"] > 0


def test_an_interruption_keeps_what_was_written_and_the_ingestion(
    quotewise: Quotewise, folder: Path, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted() -> Iterator[Question]:
        for number, question in enumerate(endless(claim)):
            if number == 2 * BATCH:
                raise KeyboardInterrupt
            yield question

    use_drafts(monkeypatch, interrupted())
    result = ingest(quotewise, folder, "--questions", 500, "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["questions"]["stopped"], told["questions"]["new"]) == (0, True, 2 * BATCH)
    assert told["passages"] > 0
    with Library.open(folder) as library:
        assert len(Bank.of(library).questions()) == 2 * BATCH
