"""`quotewise quiz`, `import` and `export`: questions as JSON, asked on a terminal, kept, taken along."""

import errno
import json
import os
import pty
import shutil
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from contract_schemas import QUIZ
from printed import complaint, held
from questions import cited, every_kind, single, use_drafts

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.quiz import make_quiz
from quotewise.assistant.study.log import StudyLog
from quotewise.index import Library
from quotewise.index.progress import NAME, Progress, ProgressError
from quotewise.ui import quiz_round
from quotewise.ui.failure import Failure, one_line_errors
from quotewise.ui.learner import study_log

Quotewise = Callable[..., Result]
QUOTE = "one shard takes in 1 MB/s or 1,000 records/s"


@pytest.fixture
def folder(tmp_path: Path, sample_library: Path) -> Path:
    return Path(shutil.copytree(sample_library, tmp_path / "library"))


@pytest.fixture
def claim(folder: Path) -> Claim:
    with Library.open(folder) as library:
        return Claim(QUOTE, (cited(library, "data-ingestion.md", QUOTE),))


@pytest.fixture
def bank(folder: Path, claim: Claim) -> Bank:
    bank = Bank(folder / "questions.jsonl")
    bank.keep(every_kind(claim))
    return bank


def test_questions_are_written_audited_kept_and_the_same_again(quotewise: Quotewise, folder: Path) -> None:
    asked = ("quiz", "-n", 6, "--json", "--library", folder)
    first = quotewise(*asked)
    questions = held(first, QUIZ)
    assert len(questions) == 6
    assert "drafts audited" in first.stderr
    with Library.open(folder) as library:
        for question in questions:
            for citation in question["citations"]:
                assert library.original(citation["source"])[citation["start"] : citation["end"]] == citation["quote"]
    again = quotewise(*asked)
    assert again.stdout == first.stdout
    assert "6 kept from before, 0 new" in again.stderr


def test_what_is_wished_for_is_what_comes(quotewise: Quotewise, bank: Bank, folder: Path) -> None:
    assert quotewise("exam", "choose", "MLA-C01", "--library", folder).exit_code == 0
    wishes = [("--kind", "cloze"), ("--difficulty", "hard"), ("--domain", "1"), ("--topic", "streaming")]
    counts = [len(held(quotewise("quiz", "-n", 1, *wish, "--json", "--library", folder), QUIZ)) for wish in wishes]
    assert counts == [1, 1, 1, 1]
    (hard,) = held(quotewise("quiz", "-n", 1, *wishes[1], "--json", "--library", folder), QUIZ)
    assert hard["difficulty"] == "hard"


def test_a_domain_that_is_none_is_wrong_usage(quotewise: Quotewise, folder: Path) -> None:
    assert "exam choose" in complaint(quotewise("quiz", "--domain", "1", "--library", folder), 2)
    assert quotewise("exam", "choose", "MLA-C02", "--library", folder).exit_code == 0
    for domain in ("9", "cooking"):
        assert "domain" in complaint(quotewise("quiz", "--domain", domain, "--library", folder), 2)


def test_what_gives_no_question_is_named(quotewise: Quotewise, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_drafts(monkeypatch, [])
    for wish, said in (("--source", "No note matches quilts"), ("--topic", "No question about quilts")):
        failed = quotewise("quiz", wish, "quilts", "--library", folder)
        assert (failed.exit_code, failed.stdout) == (1, "")
        assert said in failed.stderr.splitlines()[-1]


def test_into_a_pipe_the_questions_are_printed_with_the_answers_last(
    quotewise: Quotewise, bank: Bank, folder: Path
) -> None:
    asked, answers = quotewise("quiz", "-n", 7, "--library", folder).stdout.split("\nAnswers\n")
    assert "Which single is the fastest?" in asked
    assert "is slower" not in asked
    assert "B is slower" in answers or "C is slower" in answers
    assert "data-ingestion.md" in answers


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let these lines be what the learner types."""

    def type_in(*lines: str) -> None:
        left: Iterator[str] = iter(lines)
        monkeypatch.setattr(quiz_round.click, "prompt", lambda *_, **__: next(left))

    return type_in


def logged(place: Path) -> list[tuple[str, bool, str]]:
    bodies = [event.body for event in Progress(place / "quotewise" / NAME).events("answer")]
    return [(json.dumps(body["answer"]), body["correct"], body["confidence"]) for body in bodies]


def test_no_question_comes_again_until_all_were_answered(
    bank: Bank, claim: Claim, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    use_drafts(monkeypatch, [])  # the notes give no more
    every, asked = len(every_kind(claim)), list[str]()
    with Library.open(folder) as library:
        log = study_log(library.uuid)
        for _ in range(every + 1):
            (question,) = make_quiz(library, 1, past=log.past()).questions
            asked.append(question.id)
            log.answer(str(uuid.uuid4()), question, ("A",), "guess", 1.0)
    assert len(set(asked[:-1])) == every
    assert asked[-1] in asked[:-1]


def test_every_kind_is_asked_answered_and_logged_in_the_terminal(
    typed: Callable[..., None],
    claim: Claim,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    truth, *_, cloze, matching, ordering = every_kind(claim)[2:]
    typed("z", "b", "s", "1 MB", "g", "B A", "", "3 1 2", "u")
    with Library.open(folder) as library:
        quiz_round.ask_all([truth, cloze, matching, ordering], library, study_log(library.uuid))
    said = capsys.readouterr().out
    assert "3 of 4 right" in said
    assert said.count("Not right.") == 1
    assert "data-ingestion.md" in said
    assert (
        logged(tmp_path / "data")
        == [
            ('["B"]', 1, "sure"),
            ('["1 MB"]', 1, "guess"),
            ('[["shard", "one"], ["stream", "many"]]', 1, "unsure"),
            ('["label", "serve", "train"]', 0, "unsure"),
        ]
        or said
    )


def test_leaving_early_loses_nothing(
    typed: Callable[..., None], claim: Claim, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    typed("B", "s", "", "q")
    with Library.open(folder) as library:
        quiz_round.ask_all(
            [every_kind(claim)[2], single("skipped", claim), single("left", claim)], library, study_log(library.uuid)
        )
    assert len(logged(tmp_path / "data")) == 1


def test_on_a_terminal_the_quiz_is_asked(bank: Bank, folder: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "quotewise.ui.cli", "quiz", "-n", "2", "--library", str(folder)]
    settings = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data"), "COLUMNS": "80"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=settings, text=False) as asked:
        os.close(theirs)
        os.write(ours, b"q\n")
        said = b""
        while b"answered" not in said:
            said += os.read(ours, 4096)
        assert asked.wait(30) == 0
    os.close(ours)
    assert b"0 of 0 right" in said


@pytest.mark.parametrize("form", ["anki", "csv", "json", "html"])
def test_questions_are_exported(quotewise: Quotewise, bank: Bank, folder: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"out.{form}"
    result = quotewise("export", form, file, "--library", folder)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("7 questions written")
    if form == "anki":
        assert set(zipfile.ZipFile(file).namelist()) == {"collection.anki2", "media"}
    elif form == "json":
        assert len(json.loads(file.read_bytes())) == 7
    else:
        assert b"Which single is the fastest?" in file.read_bytes()


def test_stale_questions_are_not_exported_and_none_is_a_failure(
    quotewise: Quotewise, bank: Bank, folder: Path, tmp_path: Path
) -> None:
    with Library.open(folder) as library:
        library.forget("data-ingestion.md")
    assert "No questions" in complaint(quotewise("export", "csv", tmp_path / "x.csv", "--library", folder), 1)
    assert not (tmp_path / "x.csv").exists()


def test_an_ingestion_says_what_became_of_the_questions(quotewise: Quotewise, own: Path, tmp_path: Path) -> None:
    quote = "Pruning cuts branches that help little."
    with Library.open(own) as library:
        Bank.of(library).keep([single("x", Claim(quote, (cited(library, "a.md", quote),)))])
    (tmp_path / "mine/a.md").write_text(f"First of all. {quote}")
    result = quotewise("ingest", tmp_path / "mine", "--library", own, "--json")
    assert "All 1 practice questions still stand" in result.stderr
    (tmp_path / "mine/a.md").write_text("Nothing of it is left.")
    result = quotewise("ingest", tmp_path / "mine", "--library", own, "--json")
    assert json.loads(result.stdout)["changed"] == 1
    assert "1 of 1 practice questions are stale, 1 of them since" in result.stderr


def test_questions_from_elsewhere_are_audited_and_told_by_their_lines(
    quotewise: Quotewise, claim: Claim, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_drafts(monkeypatch, [])
    (tmp_path / "x.jsonl").write_text(
        "\n".join(
            [
                json.dumps({"question": "Bad?", "options": {"A": "x", "B": "y"}, "answer": ["A"]}),
                "{",
                json.dumps(
                    {
                        "question": "Fine?",
                        "options": ["x", "y"],
                        "answer": "B",
                        "citations": [{"source": "data-ingestion.md", "start": 3, "end": 9, "quote": "abc"}],
                    }
                ),
            ]
        )
    )
    result = quotewise("import", tmp_path / "x.jsonl", "--library", folder, "--json")
    done = json.loads(result.stdout)
    assert (result.exit_code, done["kept"], done["known"]) == (1, 1, 0)
    assert done["dropped"] == [{"question": "Bad?", "flaws": ["vague", "unsupported"]}]
    assert [failed["line"] for failed in done["failed"]] == [2]
    assert "x.jsonl, line 2: it is no JSON" in result.stderr
    assert [(item["place"], item["status"]) for item in done["items"]] == [
        ("line 1", "refused"),
        ("line 2", "refused"),
        ("line 3", "kept"),
    ]


def test_each_item_is_told_with_what_the_notes_say_instead(quotewise: Quotewise, tmp_path: Path) -> None:
    glazing = "The `kiln glaze` command covers plates with a coat."
    firing = "The `kiln fire` command keeps plates hot for a day."
    (tmp_path / "kiln.md").write_text(f"# Kiln\n\n{glazing} {firing} The `kiln cool` command lowers the heat.\n")
    library = tmp_path / "library"
    assert quotewise("ingest", tmp_path / "kiln.md", "--library", library).exit_code == 0
    asked = {
        "question": "Which command keeps plates hot for a day?",
        "options": ["kiln glaze", "kiln fire", "kiln cool"],
    }
    items = [
        {**asked, "answer": "B"},
        {**asked, "answer": "A"},
        {**asked, "answer": "kiln fire"},
        {"question": firing, "answer": False},
        {"question": "Which command covers plates with a coat?", "answer": "kiln glaze"},
        {"question": "Which command?"},
    ]
    (tmp_path / "mine.json").write_text(json.dumps({"data": items}))
    taken = ("import", tmp_path / "mine.json", "--library", library)
    result = quotewise(*taken, "--json")
    told = json.loads(result.stdout)["items"]
    assert result.exit_code == 1
    assert [one["status"] for one in told] == ["kept", "refused", "known", "refused", "mended", "refused"]
    said = [[(against["option"], against["citation"]["quote"]) for against in one["notes_say"]] for one in told]
    assert (said[1], said[3]) == ([("B", firing)], [("", firing)])
    assert told[2]["why"] == ["it repeats data[1]"]
    assert told[5]["why"] == ["it has neither options nor an answer"]
    again = quotewise(*taken)
    assert "JSON: 0 kept, 2 known before, 2 left out, 1 not read." in again.stdout
    assert f'the notes say kiln fire: "{firing}" (kiln.md)' in again.stdout
    assert f'the notes say otherwise: "{firing}"' in again.stdout
    assert "mine.json, data[6]: it has neither options nor an answer" in again.stderr


def test_a_file_without_questions_is_one_line(quotewise: Quotewise, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    assert "holds no question" in complaint(quotewise("import", tmp_path / "x.csv", "--library", folder), 1)
    (tmp_path / "x.bin").write_bytes(bytes(range(256)) * 40)
    assert "is not text" in complaint(quotewise("import", tmp_path / "x.bin", "--library", folder), 1)
    assert "check the path" in complaint(quotewise("import", tmp_path / "gone", "--library", folder), 1)


def test_an_export_goes_where_a_link_leads_and_nowhere_it_cannot(
    quotewise: Quotewise, bank: Bank, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    assert quotewise("export", "csv", tmp_path / "link.csv", "--library", folder).exit_code == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").stat().st_size > 0
    for place in (tmp_path / "real.csv" / "x.csv", tmp_path / ("x" * 300)):
        assert "cannot be written" in complaint(quotewise("export", "csv", place, "--library", folder), 1)
    assert quotewise("export", "csv", os.devnull, "--library", folder).exit_code == 0
    assert not Path(os.devnull).is_file()
    assert not list(tmp_path.glob(".*.part"))


def test_a_full_disk_is_told_in_a_line() -> None:
    with pytest.raises(Failure, match="No space left"), one_line_errors():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_broken_log_of_answers_is_told(claim: Claim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "progress.db").write_text("no database at all")
    monkeypatch.setattr(quiz_round, "prompt", lambda hint: "s" if "sure" in hint else "A")
    log = StudyLog(Progress(tmp_path / "progress.db"), "library")
    with pytest.raises(ProgressError, match="cannot be used"):
        quiz_round.ask_one(single("one", claim), log, str(uuid.uuid4()))


@pytest.mark.parametrize("name", ["library.db", "questions.jsonl"])
def test_an_export_writes_over_nothing_of_the_library(
    quotewise: Quotewise, bank: Bank, folder: Path, name: str
) -> None:
    assert bank.questions()
    before = (folder / name).read_bytes()
    assert "name another" in complaint(quotewise("export", "csv", folder / name, "--library", folder), 1)
    assert (folder / name).read_bytes() == before
