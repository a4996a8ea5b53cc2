"""`quotewise progress`: told as a range or not at all, carried over whole or not at all."""

import json
import shutil
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from contract_schemas import PROGRESS
from page_desk import PageDesk
from printed import complaint, held
from questions import cited, single

from quotewise.assistant.claim import Answer, Claim
from quotewise.assistant.exam.blueprint import open_blueprint
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.form import Form
from quotewise.assistant.study.own_cards import card_made
from quotewise.assistant.study.rounds import CLOSED, begun, last_open
from quotewise.assistant.study.sitting import begin
from quotewise.index import Library
from quotewise.index.progress import NAME, Event, event_json, now
from quotewise.ui import progressing
from quotewise.ui.learner import note_refusal, progress_of, study_log
from quotewise.ui.page import conversation

Quotewise = Callable[..., Result]
QUOTE = "one shard takes in 1 MB/s or 1,000 records/s"
NAMES = open_blueprint("MLA-C02").names


@pytest.fixture
def folder(tmp_path: Path, sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return Path(shutil.copytree(sample_library, tmp_path / "library"))


@pytest.fixture
def questions(folder: Path) -> list[Question]:
    with Library.open(folder) as library:
        claim = Claim(QUOTE, (cited(library, "data-ingestion.md", QUOTE),))
    return [single(f"q{at}", claim, domain=NAMES[at % len(NAMES)]) for at in range(40)]


def study(folder: Path, questions: list[Question], right: int, learner: str = "me") -> None:
    """Answer questions, the first of them right, the others wrong while sure."""
    with Library.open(folder) as library:
        log = study_log(library.uuid, learner)
    session = str(uuid.uuid4())
    for at, question in enumerate(questions):
        log.answer(session, question, ("A" if at < right else "B",), "sure", 9.0)


def test_readiness_is_a_range_with_its_domains(quotewise: Quotewise, folder: Path, questions: list[Question]) -> None:
    assert quotewise("exam", "choose", "MLA-C02", "--date", "2199-01-01", "--library", folder).exit_code == 0
    study(folder, questions, 38)
    told = held(quotewise("progress", "--json", "--library", folder), PROGRESS)
    assert told["answers"] == 40
    assert 0 <= told["chance"]["low"] < told["chance"]["high"] <= 1
    assert told["why_not"] is None
    assert [domain["name"] for domain in told["domains"]] == list(NAMES)
    assert sum(domain["answers"] for domain in told["domains"]) == 40
    assert len(told["sure_and_wrong"]) == 2
    (again,) = told["read_again"]
    assert again["quote"] == QUOTE
    shown = quotewise("progress", "show", "--library", folder).stdout
    low, high = told["chance"]["low"], told["chance"]["high"]
    assert f"Chance of passing, were the exam today: {low:.0%} to {high:.0%}." in shown
    assert "data-ingestion.md" in shown
    assert "quotewise quiz --weak" in shown


def test_five_answers_give_no_number(quotewise: Quotewise, folder: Path, questions: list[Question]) -> None:
    quotewise("exam", "choose", "MLA-C02", "--library", folder)
    study(folder, questions[:5], 5)
    told = held(quotewise("progress", "--json", "--library", folder), PROGRESS)
    assert told["chance"] is None
    assert told["why_not"].startswith("Not enough answers yet: 15 more")
    assert "Not enough answers yet" in quotewise("progress", "--library", folder).stdout


def test_no_exam_and_no_answers_is_said(quotewise: Quotewise, folder: Path) -> None:
    told = held(quotewise("progress", "--json", "--library", folder), PROGRESS)
    assert (told["exam"], told["chance"], told["overall"], told["domains"]) == (None, None, None, [])
    assert "No question was answered yet" in quotewise("progress", "--library", folder).stdout
    assert "of anybody" in quotewise("progress", "learners").stdout


def test_a_date_that_has_passed_is_said(quotewise: Quotewise, folder: Path) -> None:
    quotewise("exam", "choose", "MLA-C02", "--date", "2020-01-01", "--library", folder)
    shown = quotewise("progress", "--library", folder).stdout
    assert "was to be taken on 2020-01-01" in shown
    assert "quotewise exam choose MLA-C02 --date" in shown


def test_three_learners_are_told_apart(quotewise: Quotewise, folder: Path, questions: list[Question]) -> None:
    for learner, count in (("Ada", 3), ("Bob", 2), ("me", 1)):
        study(folder, questions[:count], 1, learner)
    told = json.loads(quotewise("progress", "learners", "--json").stdout)["learners"]
    assert told == [{"name": "Ada", "events": 3}, {"name": "Bob", "events": 2}, {"name": "me", "events": 1}]
    counts = [
        json.loads(quotewise("progress", *of, "--json", "--library", folder).stdout)["answers"]
        for of in (("--learner", "Ada"), ("show", "--learner", "Bob"), ())
    ]
    assert counts == [3, 2, 1]


def test_a_record_is_carried_over_once(
    quotewise: Quotewise, folder: Path, questions: list[Question], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study(folder, questions[:3], 2)
    file = tmp_path / "mine.json"
    assert quotewise("progress", "export", file).exit_code == 0
    assert json.loads(quotewise("progress", "export", "-").stdout) == json.loads(file.read_bytes())
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
    taken = [json.loads(quotewise("progress", "import", file, "--learner", "Ada", "--json").stdout) for _ in range(2)]
    assert [(one["learner"], one["events"], one["new"]) for one in taken] == [("Ada", 3, 3), ("Ada", 3, 0)]
    assert progress_of("Ada").export()["events"] == json.loads(file.read_bytes())["events"]


@pytest.mark.parametrize(
    "written", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[]", b'{"format": "quotewise progress", "version": 2}']
)
def test_what_is_no_record_is_named_and_nothing_is_taken_in(
    quotewise: Quotewise, folder: Path, tmp_path: Path, written: bytes
) -> None:
    file = tmp_path / "broken.json"
    file.write_bytes(written)
    assert "broken.json" in complaint(quotewise("progress", "import", file), 1)
    assert progress_of().learners() == {}


@pytest.mark.parametrize("lost", ["question", "correct", "confidence", "answer"])
def test_an_answer_that_could_not_be_read_later_is_not_taken_in(
    quotewise: Quotewise, folder: Path, questions: list[Question], tmp_path: Path, lost: str
) -> None:
    study(folder, questions[:2], 1)
    exported = progress_of().export()
    exported["events"][1]["body"][lost] = None
    file = tmp_path / "spoilt.json"
    file.write_text(json.dumps(exported))
    assert "event 2" in complaint(quotewise("progress", "import", file, "--learner", "Ada"), 1)
    assert progress_of("Ada").events() == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("card", {}),
        ("card", {"front": "a", "back": "b", "grade": "splendid", "seconds": 1}),
        ("fit", {"parameters": [1], "reviews": 9, "loss_before": 1, "loss_after": 1}),
        ("fit", {"parameters": [9e9] * 21, "reviews": 9, "loss_before": 1, "loss_after": 1}),
        ("report", {}),
        ("refused", {"question": 5}),
        ("round_begun", {}),
        ("round_begun", {"way": "new", "set": "mine", "items": []}),
        ("round_begun", {"way": "new", "set": "mine", "items": "abc"}),
        ("round_begun", {"way": 5, "set": "mine", "items": ["a"]}),
        ("card_made", {}),
        ("card_made", {"front": " ", "back": {"text": "b", "citations": []}}),
        ("card_made", {"front": "a", "back": {"text": "b", "citations": []}}),
        ("card_made", {"front": "a", "back": "b"}),
        ("taken_back", {}),
        ("exam_begun", {}),
        ("exam_answered", {"answer": 5}),
        ("exam_flagged", {"flagged": 1}),
        ("exam_visited", {"seconds": float("inf")}),
        ("exam_ended", {}),
    ],
)
def test_no_event_that_could_not_be_read_later_is_taken_in(
    quotewise: Quotewise, folder: Path, tmp_path: Path, kind: str, body: dict[str, object]
) -> None:
    assert folder.exists()
    entry = {"uuid": str(uuid.uuid4()), "at": "2026-11-01T10:00:00+00:00", "session": str(uuid.uuid4())}
    event = {**entry, "about": "q", "library": "", "kind": kind, "body": body}
    (tmp_path / "r.json").write_text(json.dumps({"format": "quotewise progress", "version": 2, "events": [event]}))
    assert f"event 1 of it cannot be read ({kind})" in complaint(
        quotewise("progress", "import", tmp_path / "r.json"), 1
    )
    assert quotewise("review", "--json", "--library", folder).exit_code == 0
    assert not progress_of().file.exists()


def test_rounds_and_cards_of_ones_own_are_carried_over_and_reviewed(
    quotewise: Quotewise, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(folder) as library:
        made = card_made("How much?", [Claim(QUOTE, (cited(library, "data-ingestion.md", QUOTE),))], library)
        assert made
        first, second = (begun("cards", [made.about], "mine", library.uuid) for _ in range(2))
        closed = Event(CLOSED, {}, first.session, library=library.uuid)
        progress_of().append(made, first, second, closed)
        uid = library.uuid
    assert quotewise("progress", "export", tmp_path / "mine.json").exit_code == 0
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
    taken = json.loads(quotewise("progress", "import", tmp_path / "mine.json", "--json").stdout)
    assert (taken["events"], taken["new"]) == (4, 4)
    left = last_open(progress_of(), uid)
    assert left
    assert left[0].id == second.session
    listed = json.loads(quotewise("review", "--json", "--cards", "-n", "1000", "--library", folder).stdout)["due"]
    (own,) = (one for one in listed if one["id"] == made.about)
    assert (own["front"], own["back"]["text"]) == ("How much?", QUOTE)
    batch = json.dumps({"id": made.about, "grade": "good", "seconds": 3})
    (tmp_path / "grades.jsonl").write_text(batch)
    assert quotewise("review", "--batch", tmp_path / "grades.jsonl", "--library", folder).exit_code == 0
    assert [one.body["grade"] for one in progress_of().events("card")] == ["good"]
    assert last_open(progress_of(), uid)  # graded in a session of its own


def test_a_round_of_no_proper_id_is_not_taken_in(quotewise: Quotewise, folder: Path, tmp_path: Path) -> None:
    assert folder.exists()
    event = begun("new", ["a"], "mine", "", "x")
    entry = {"format": "quotewise progress", "version": 2, "events": [event_json(event)]}
    (tmp_path / "r.json").write_text(json.dumps(entry))
    assert "(round_begun)" in complaint(quotewise("progress", "import", tmp_path / "r.json"), 1)


@pytest.mark.parametrize("scale", [["<b>", "<i>"], [1], [5, 1], [0, 1, 2]])
def test_an_exam_of_no_proper_scale_is_not_taken_in(
    quotewise: Quotewise, folder: Path, questions: list[Question], tmp_path: Path, scale: list[object]
) -> None:
    exam = replace(open_blueprint("MLA-C02"), minutes=10)
    form = Form(tuple(questions[:2]), 10, {}, ())
    event = begin(form, "ten", exam, "", str(uuid.uuid4()), now())
    told = {**event_json(event), "body": {**event.body, "scale": scale, "pass_mark": None}}
    exported = {"format": "quotewise progress", "version": 2, "events": [told]}
    (tmp_path / "r.json").write_text(json.dumps(exported))
    assert folder.exists()
    assert "(exam_begun)" in complaint(quotewise("progress", "import", tmp_path / "r.json"), 1)


def test_what_was_answered_before_an_exam_was_chosen_counts_under_it(
    quotewise: Quotewise, folder: Path, questions: list[Question]
) -> None:
    study(folder, [replace(question, domain="") for question in questions], 20)
    with Library.open(folder) as library:
        Bank.of(library).keep(replace(question, exam=open_blueprint("MLA-C02").mark) for question in questions)
    quotewise("exam", "choose", "MLA-C02", "--library", folder)
    told = held(quotewise("progress", "--json", "--library", folder), PROGRESS)
    assert sum(domain["answers"] for domain in told["domains"]) == 40


def test_a_file_that_is_too_large_or_missing_is_said(
    quotewise: Quotewise, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progressing, "MOST", 10)
    (tmp_path / "large.json").write_bytes(b" " * 11)
    assert "larger" in complaint(quotewise("progress", "import", tmp_path / "large.json"), 1)
    assert "cannot be read" in complaint(quotewise("progress", "import", tmp_path / "none.json"), 1)


def test_an_export_writes_over_nothing_of_a_library_or_the_record(
    quotewise: Quotewise, folder: Path, questions: list[Question], tmp_path: Path
) -> None:
    study(folder, questions[:1], 1)
    record = progress_of().file
    link = tmp_path / "link.json"
    link.symlink_to(record)
    hard = tmp_path / "hard.json"
    hard.hardlink_to(record)
    for file in (record, record.with_name(f"{NAME}-wal"), link, hard, folder / "library.db", folder / "new.json"):
        before = file.read_bytes() if file.exists() else None
        assert "name another one" in complaint(quotewise("progress", "export", file), 1)
        assert (file.read_bytes() if file.exists() else None) == before


def test_an_export_is_renewed_and_writes_over_nothing_else(quotewise: Quotewise, tmp_path: Path, folder: Path) -> None:
    assert folder.exists()
    mine = tmp_path / "mine.json"
    for _ in range(2):
        assert quotewise("progress", "export", mine, "--learner", "Ada").exit_code == 0
    said = quotewise("progress", "import", mine, "--learner", "Bob")
    assert (said.exit_code, said.stderr) == (0, "They were exported by Ada.\n")
    (tmp_path / "note.md").write_text("my note")
    assert "is no progress" in complaint(quotewise("progress", "export", tmp_path / "note.md"), 1)
    assert (tmp_path / "note.md").read_text() == "my note"


def test_an_aimed_quiz_asks_new_ones_then_what_was_wrong(
    quotewise: Quotewise, folder: Path, questions: list[Question]
) -> None:
    new, wrong, right = questions[:3]
    bank = Bank(folder / "questions.jsonl")
    bank.keep([replace(new, kind="single"), wrong, right])
    study(folder, [right, wrong], 1)
    quotewise("exam", "choose", "MLA-C02", "--library", folder)
    for count, expected in ((1, [new]), (2, [new, wrong])):
        asked = json.loads(
            quotewise("quiz", "--weak", "-n", count, "--topic", "Streaming", "--json", "--library", folder).stdout
        )
        kept = [one["id"] for one in asked if one["id"] in {new.id, wrong.id, right.id}]
        assert kept == [one.id for one in expected][: len(kept)]


def refusals(folder: Path) -> list[str]:
    with Library.open(folder) as library:
        return [one.question for one in study_log(library.uuid).refusals()]


def test_a_question_the_notes_do_not_answer_is_a_note_to_write(quotewise: Quotewise, folder: Path) -> None:
    asked = "Which GPU does a SageMaker HyperPod node have?"
    assert quotewise("ask", asked, "--library", folder).exit_code == 0
    assert quotewise("ask", "thanks!", "--library", folder).exit_code == 0
    assert quotewise("ask", "What does a Kinesis shard take in?", "--json", "--library", folder).exit_code == 0
    assert refusals(folder) == [asked]
    told = held(quotewise("progress", "--json", "--library", folder), PROGRESS)
    assert [one["question"] for one in told["notes_to_write"]["refused"]] == [asked]


def test_an_answer_never_fails_because_nothing_can_be_kept(quotewise: Quotewise, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    result = quotewise("ask", "Which GPU does a SageMaker HyperPod node have?", "--json", "--library", folder)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["reason"] == "not_in_notes"


@pytest.mark.parametrize("reason", [None, "not_a_question", "notes_changed", "nothing_verified", "empty_library"])
def test_nothing_else_is_kept_as_a_refusal(folder: Path, reason: None) -> None:
    note_refusal(Answer("What?", reason=reason), "lib")
    assert progress_of().events() == []


def test_the_page_keeps_it_too(page_desk: PageDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    library = page_desk.library()
    monkeypatch.setattr(conversation.opened, "library", lambda: library)
    monkeypatch.setattr(conversation.opened, "library_folder", lambda: page_desk.folder)
    conversation.keep(conversation.new_id(), "What is raku?", Answer("What is raku?", reason="not_in_notes"), ())
    assert [one.question for one in study_log(library.uuid).refusals()] == ["What is raku?"]
