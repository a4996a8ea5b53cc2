"""`quotewise exam take` and `exam results`: by typed lines and by JSON lines, and what may be gone meanwhile."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from contract_schemas import EXAM_REPORT, EXAM_RESULTS, EXAM_STATE
from printed import complaint, held
from questions import cited, every_kind, single, use_drafts

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice import quiz
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.study.sitting import BEGUN
from quotewise.index import Library
from quotewise.index.progress import NAME, Progress, now
from quotewise.ui import mock_exam
from quotewise.ui.learner import study_log

Quotewise = Callable[..., Result]
QUOTE = "one shard takes in 1 MB/s or 1,000 records/s"
ASH = """
code = "ASH-1"
minutes = 30
items = 6
scale = [0, 100]
pass_mark = 50
{more}
[[domains]]
name = "Ash"
weight = 1
about = ["trees"]
"""


@pytest.fixture(autouse=True)
def _own_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    use_drafts(monkeypatch, [])  # the notes give no more


@pytest.fixture
def folder(tmp_path: Path, sample_library: Path, quotewise: Quotewise) -> Path:
    folder = Path(shutil.copytree(sample_library, tmp_path / "library"))
    choose(quotewise, folder)
    return folder


@pytest.fixture
def claim(folder: Path) -> Claim:
    with Library.open(folder) as library:
        return Claim(QUOTE, (cited(library, "data-ingestion.md", QUOTE),))


@pytest.fixture
def bank(folder: Path, claim: Claim) -> Bank:
    """Twelve questions whose key is A, before their options are shown in another order."""
    bank = Bank(folder / "questions.jsonl")
    bank.keep([single(f"tree {at}", claim, domain="Ash", origin="import:x.csv") for at in range(12)])
    return bank


def choose(quotewise: Quotewise, folder: Path, more: str = "") -> None:
    file = folder / "ash.toml"
    file.write_text(ASH.format(more=more))
    assert quotewise("exam", "choose", file, "--library", folder).exit_code == 0


@pytest.fixture
def take(quotewise: Quotewise, folder: Path) -> Callable[..., Result]:
    """Sit with these typed lines, or lines of a batch."""

    def sit(*lines: Any, batch: bool = False, options: tuple[str, ...] = ()) -> Result:
        typed = "".join(f"{json.dumps(line) if batch else line}\n" for line in lines)
        given = ("--batch", "-") if batch else ()
        return quotewise("exam", "take", *given, *options, "--library", folder, stdin=typed)

    return sit


def replies(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def keys(bank: Bank, state: dict[str, Any]) -> list[list[str]]:
    """The right answer to each item, by the words of its option."""
    words = {one.stem: one.options["A"] for one in bank.questions()}
    return [
        [key for key, text in item["options"].items() if text == words[item["question"]]] for item in state["items"]
    ]


def test_without_an_exam_or_questions_it_says_what_to_do(quotewise: Quotewise, folder: Path) -> None:
    take = ("exam", "take", "--library", folder)
    assert "ingest NOTES --questions" in complaint(quotewise(*take), 1)
    assert quotewise("exam", "choose", "none", "--library", folder).exit_code == 0
    assert "exam choose NAME" in complaint(quotewise(*take), 1)


def test_it_is_sat_by_typed_lines_goes_on_and_is_reported(take: Callable[..., Result], bank: Bank) -> None:
    left = take("", "/f", "z", "b", "/b", "/4", "", "/r", "/9", "q").output
    assert "Item 1 of 6" in left
    assert "Ash" not in left.replace("ASH-1", "")
    assert "A letter of A, B, C, D, please" in left
    assert re.search(r"0:(30:00|29:5\d) left", left)
    assert "flagged" in left
    assert "  2  B flagged" in left
    assert "goes on from here" in left
    again = take("a", "/c", "/p", "/end", "n", "/end", "y")
    assert "goes on" in again.stderr
    assert "lets nobody pause" in again.output
    assert "Hand in? 5 items are not answered." in again.output
    told = again.output[again.output.rindex("Hand in?") :]
    assert "of 6 right" in told
    assert "6 imported" in told
    assert told.index("Item 2 \u00b7") < told.index("Item 1 \u00b7") or "1 of 6 right" in told
    assert told.count("you: nothing") == 5
    assert told.count("data-ingestion.md") >= 6


def test_a_cloze_may_begin_with_the_sign_of_keys(
    take: Callable[..., Result], folder: Path, claim: Claim, quotewise: Quotewise
) -> None:
    Bank(folder / "questions.jsonl").keep([every_kind(claim)[4]])
    told = take("/etc", "/end", "y").output
    assert "/etc" in told
    assert "0 of 1 right" in told


def test_pauses_where_the_exam_has_them(
    take: Callable[..., Result], bank: Bank, folder: Path, quotewise: Quotewise
) -> None:
    choose(quotewise, folder, "pauses = true")
    assert "the clock stands still" in take("/p", "", "/end", "y").output
    told = replies(
        take({"do": "pause"}, {"do": "state"}, {"do": "flag", "item": 1, "flagged": True}, {"do": "resume"}, batch=True)
    )
    assert [told[1]["paused"], "paused" in told[2]["error"], told[3]["do"]] == [True, True, "resume"]


def test_by_lines_of_json(take: Callable[..., Result], bank: Bank, quotewise: Quotewise) -> None:
    state = held(take({"do": "state"}, batch=True), EXAM_STATE)
    assert "Ash" not in json.dumps(state)
    right = keys(bank, state)
    result = take(
        {"do": "answer", "item": 1, "answer": right[0]},
        {"do": "answer", "item": 2, "answer": right[1]},
        {"do": "answer", "item": 2, "answer": []},
        {"do": "answer", "item": 99, "answer": ["A"]},
        {"do": "flag", "item": 3, "flagged": True},
        {"do": "visit", "item": 3, "seconds": 4.2},
        {"do": "dance"},
        {"do": []},
        {"do": "visit", "item": 2, "seconds": 1e308},
        [],
        {"do": "state"},
        {"do": "end"},
        {"do": "answer", "item": 1, "answer": ["A"]},
        {"do": "end"},
        batch=True,
    )
    told = replies(result)
    assert result.exit_code == 1
    assert [at for at, reply in enumerate(told) if "error" in reply] == [3, 6, 7, 8, 9, 12]
    items = told[10]["items"]
    assert [item["answered"] for item in items[:3]] == [right[0], [], []]
    assert (items[2]["flagged"], items[2]["seconds"]) == (True, 4.2)
    report = told[11]
    assert report == told[13]
    assert (report["right"], report["asked"], report["mark"]["value"], report["mark"]["passed"]) == (1, 6, 17, False)
    assert report["items"][0]["item"] == 3
    results = held(quotewise("exam", "results", "--json"), EXAM_RESULTS)
    assert results["report"] == report
    assert len(results["sittings"]) == 1
    assert "1 of 6 right" in quotewise("exam", "results").stdout


def test_json_alone_begins_and_prints(take: Callable[..., Result], bank: Bank) -> None:
    first = held(take(options=("--json", "--form", "half")), EXAM_STATE)
    assert (len(first["items"]), first["minutes"]) == (3, 15)
    assert held(take(options=("--json",)), EXAM_STATE)["session"] == first["session"]


def test_a_report_keeps_to_its_contract(take: Callable[..., Result], bank: Bank) -> None:
    held(take({"do": "end"}, batch=True), EXAM_REPORT)


def test_the_sitting_goes_on_when_bank_and_note_are_gone(take: Callable[..., Result], bank: Bank, folder: Path) -> None:
    state = held(take({"do": "state"}, batch=True), EXAM_STATE)
    right = keys(bank, state)
    bank.file.unlink()
    with Library.open(folder) as library:
        library.forget("data-ingestion.md")
    lines = [{"do": "answer", "item": at, "answer": key} for at, key in enumerate(right, start=1)]
    report = replies(take(*lines, {"do": "end"}, batch=True))[-1]
    assert (report["session"], report["right"], report["mark"]["passed"]) == (state["session"], 6, True)
    assert report["items"][0]["citations"][0]["quote"] == QUOTE


def test_learners_do_not_see_each_other_and_two_sittings_share_nothing(take: Callable[..., Result], bank: Bank) -> None:
    drawn: dict[str, list[str]] = {}
    for learner in ("ann", "bo", "cy"):
        for _ in range(2):
            report = replies(take({"do": "end"}, batch=True, options=("--learner", learner)))[-1]
            drawn.setdefault(learner, []).extend(item["id"] for item in report["items"])
    assert [len(set(ids)) for ids in drawn.values()] == [12, 12, 12]
    third = replies(take({"do": "state"}, batch=True, options=("--learner", "ann")))[0]
    assert third["drawn"]["repeated"] == 6
    assert any("asked before" in lack for lack in third["lacks"])


def test_when_time_ran_out_meanwhile_the_report_comes(
    take: Callable[..., Result], bank: Bank, monkeypatch: pytest.MonkeyPatch, quotewise: Quotewise
) -> None:
    assert take("a", "q").exit_code == 0
    monkeypatch.setattr(mock_exam, "now", lambda: now() + timedelta(minutes=31))
    assert held(quotewise("exam", "results", "--json"), EXAM_RESULTS)["report"]["why"] == "time"
    assert "is over" not in take("q").stderr  # it was settled: a new one began


def test_a_late_return_is_told(take: Callable[..., Result], bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    assert take("a", "q").exit_code == 0
    monkeypatch.setattr(mock_exam, "now", lambda: now() + timedelta(minutes=31))
    told = take("b")
    assert "is over" in told.stderr
    assert "The time is up." in told.output
    assert "of 6 right" in told.output


def test_questions_are_written_where_too_few_wait(
    take: Callable[..., Result], bank: Bank, claim: Claim, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    bank.drop([one.id for one in bank.questions()[4:]])
    more = [single(f"new {at}", claim, domain="Ash", stem=f"Which new {at} is it?") for at in range(9)]
    use_drafts(monkeypatch, more)
    monkeypatch.setattr(quiz, "tagged", lambda drafts, library: drafts)
    state = replies(take({"do": "state"}, batch=True))[0]
    assert state["drawn"] == {"imported": 4, "generated": 2, "repeated": 0}
    assert state["lacks"] == []


def test_ctrl_c_while_questions_are_written_takes_what_there_is(
    take: Callable[..., Result], bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(quiz, "top_up", interrupted)
    assert len(replies(take({"do": "state"}, batch=True))[0]["items"]) == 6


def test_what_was_acknowledged_is_there_after_a_kill(
    take: Callable[..., Result], bank: Bank, folder: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "quotewise.ui.cli", "exam", "take", "--batch", "-", "--library", str(folder)]
    settings = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data")}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=settings) as sat:
        assert sat.stdin
        assert sat.stdout
        sat.stdin.write(b'{"do": "answer", "item": 2, "answer": ["C"]}\n')
        sat.stdin.flush()
        assert b'"do"' in sat.stdout.readline()
        sat.send_signal(signal.SIGKILL)
    items = replies(take({"do": "state"}, batch=True))[0]["items"]
    assert [item["answered"] for item in items] == [[], ["C"], [], [], [], []]


def test_two_begun_at_one_moment_are_one_sitting(bank: Bank, folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "quotewise.ui.cli", "exam", "take", "--json", "--library", str(folder)]
    settings = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data")}
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, env=settings) for _ in range(2)]
    states = [json.loads(one.communicate()[0]) for one in both]
    assert states[0]["session"] == states[1]["session"]
    assert states[0]["items"] == states[1]["items"]
    assert len(Progress(tmp_path / "data" / "quotewise" / NAME).events(BEGUN)) == 1


def test_results_are_of_one_library_where_it_is_named(
    take: Callable[..., Result], bank: Bank, folder: Path, quotewise: Quotewise, library: Path
) -> None:
    take({"do": "end"}, batch=True)
    sat = [json.loads(quotewise("exam", "results", "--json", "--library", at).stdout) for at in (folder, library)]
    assert [len(told["sittings"]) for told in sat] == [1, 0]


def test_reported_questions_are_not_asked(
    take: Callable[..., Result], bank: Bank, folder: Path, tmp_path: Path
) -> None:
    for one in bank.questions()[:8]:
        study_log("", "me").report(one, "wrong")
    state = replies(take({"do": "state"}, batch=True))[0]
    assert len(state["items"]) == 4
    assert len(Progress(tmp_path / "data" / "quotewise" / NAME).counts("report")) == 8
