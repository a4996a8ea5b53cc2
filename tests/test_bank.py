"""The bank: questions kept beside the library, and how they stand when the notes change."""

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from contract_schemas import QUESTION
from desk import Desk
from jsonschema import Draft202012Validator
from questions import cited, every_kind, single

from quotewise.assistant.claim import Claim
from quotewise.assistant.practice.audit.evidence import Evidence
from quotewise.assistant.practice.audit.repair import with_rationale
from quotewise.assistant.practice.bank import Bank, BankError
from quotewise.assistant.practice.question import Question
from quotewise.assistant.practice.question_json import question_json, read_question

QUOTE = "A vane turns 48 times a minute."


@pytest.fixture
def claim(desk: Desk) -> Claim:
    desk.write("vanes.md", f"# Vanes\n\nBefore.\n\n{QUOTE}\n")
    desk.ingest()
    return Claim("A vane turns 48 times a minute", (cited(desk.library, "vanes.md", QUOTE),))


@pytest.fixture
def bank(desk: Desk, claim: Claim) -> Bank:
    bank = Bank.of(desk.library)
    bank.keep(every_kind(claim))
    return bank


def test_every_kind_of_question_comes_back_as_it_was_kept(bank: Bank, claim: Claim, desk: Desk) -> None:
    assert bank.questions() == every_kind(claim)
    assert not any(kept.stale for kept in bank.read(desk.library))


def test_a_question_is_the_contracts_json_both_ways(claim: Claim) -> None:
    for question in every_kind(claim):
        written = json.loads(json.dumps(question_json(question)))
        Draft202012Validator(QUESTION).validate(written)
        assert read_question(written) == question


def test_the_file_is_the_contracts_json_with_the_quotes_hashes_and_the_exam(bank: Bank) -> None:
    for line in bank.file.read_text().splitlines():
        entry = json.loads(line)
        assert len(entry.pop("sha256")) == len(entry["citations"]) == 1
        assert entry.pop("exam") == ""
        Draft202012Validator(QUESTION).validate(entry)


def test_a_question_kept_again_takes_its_own_place(bank: Bank, claim: Claim) -> None:
    before = bank.questions()
    changed = replace(before[2], stem="What then?")
    assert bank.keep([changed, single("new", claim)]) == 1
    assert [question.id for question in bank.questions()][:-1] == [question.id for question in before]
    assert bank.questions()[2].stem == "What then?"


def test_a_quote_that_only_moved_is_followed(bank: Bank, desk: Desk) -> None:
    desk.write("vanes.md", f"# Vanes\n\nMuch more stands here now.\n\nBefore.\n\n{QUOTE}\n")
    desk.ingest()
    for kept in bank.read(desk.library):
        assert not kept.stale
        for citation in kept.question.citations:
            assert desk.library.original(citation.source)[citation.start : citation.end] == citation.quote
    done = bank.audit_again(desk.library)
    assert (done.questions, done.stale, done.moved) == (7, 0, 7)
    assert bank.audit_again(desk.library).moved == 0


def test_a_quote_is_followed_into_a_renamed_note(bank: Bank, desk: Desk) -> None:
    (desk.notes / "vanes.md").rename(desk.notes / "turning.md")
    desk.ingest()
    assert {citation.source for kept in bank.read(desk.library) for citation in kept.question.citations} == {
        "turning.md"
    }


def test_a_question_whose_words_are_gone_is_stale_and_fresh_when_they_are_back(bank: Bank, desk: Desk) -> None:
    before = bank.staleness(desk.library)
    desk.write("vanes.md", "# Vanes\n\nA vane turns 50 times a minute.\n")
    desk.ingest()
    assert all(kept.stale for kept in bank.read(desk.library))
    assert bank.audit_again(desk.library, before=before).newly_stale == 7
    desk.write("vanes.md", f"# Vanes\n\n{QUOTE}\n")
    desk.ingest()
    assert not any(kept.stale for kept in bank.read(desk.library))


def test_words_that_now_stand_twice_are_not_guessed_at(bank: Bank, desk: Desk) -> None:
    desk.write("vanes.md", f"# One\n\nMore. {QUOTE}\n\n# Two\n\n{QUOTE}\n")
    desk.ingest()
    assert all(kept.stale for kept in bank.read(desk.library))


def test_a_number_inside_another_is_not_the_quote(desk: Desk) -> None:
    desk.write("a.md", "Keep 5 GB")
    desk.ingest()
    question = single("x", Claim("5 GB", (cited(desk.library, "a.md", "5 GB"),)))
    bank = Bank.of(desk.library)
    bank.keep([question])
    desk.write("a.md", "Do not keep 15 GB")
    desk.ingest()
    assert bank.read(desk.library)[0].stale


def test_half_a_last_line_is_no_hindrance_and_goes_with_the_next_change(bank: Bank, claim: Claim) -> None:
    whole = bank.file.read_bytes()
    bank.file.write_bytes(whole + whole[:50])
    assert len(bank.questions()) == 7
    assert bank.unusable() == 0
    bank.keep([single("new", claim)])
    assert len(bank.questions()) == 8
    assert bank.file.read_bytes().count(b"\n") == 8


def test_a_line_that_cannot_be_read_is_counted_and_never_lost(bank: Bank, claim: Claim) -> None:
    bank.file.write_bytes(b"not json\n" + bank.file.read_bytes())
    bank.keep([single("new", claim)])
    assert bank.unusable() == 1
    assert bank.file.read_bytes().startswith(b"not json\n")


def test_a_quote_changed_behind_our_back_is_not_shown(bank: Bank) -> None:
    bank.file.write_text(bank.file.read_text().replace("48 times", "49 times"))
    assert (bank.questions(), bank.unusable()) == ([], 7)


def test_writers_wait_for_each_other(bank: Bank, claim: Claim) -> None:
    def keep(name: str) -> None:
        Bank(bank.file).keep([single(name, claim)])

    threads = [threading.Thread(target=keep, args=(str(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(bank.questions()) == 15
    assert [path.name for path in bank.file.parent.glob(".questions*")] == [".questions.jsonl.lock"]


def test_questions_are_taken_out(bank: Bank) -> None:
    ids = [question.id for question in bank.questions()]
    assert bank.drop([ids[0], "unknown"]) == 1
    assert [question.id for question in bank.questions()] == ids[1:]


def test_a_bank_that_cannot_be_written_says_what_to_do(tmp_path: Path, claim: Claim) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BankError, match="name another"):
        Bank(tmp_path / "file" / "bank.jsonl").keep([single("x", claim)])


def test_no_bank_is_no_question(desk: Desk) -> None:
    bank = Bank.of(desk.library)
    assert bank.read(desk.library) == []
    assert bank.audit_again(desk.library).questions == 0
    assert not bank.file.exists()


def test_options_keep_their_order_on_disk(claim: Claim, tmp_path: Path) -> None:
    question: Question = single("x", claim, options={"A": "z", "B": "a", "C": "m"}, why_not={})
    Bank(tmp_path / "b.jsonl").keep([question])
    assert list(Bank(tmp_path / "b.jsonl").questions()[0].options.values()) == ["z", "a", "m"]


def test_a_rationale_from_elsewhere_that_the_notes_do_not_bear_out_gives_way_to_its_quotes(
    desk: Desk, claim: Claim
) -> None:
    question = single("x", replace(claim, text="Vanes are the fastest thing that the moon has ever seen."))
    put = with_rationale(question, Evidence(desk.library))
    assert put is not None
    assert (put.rationale.text, put.rationale.citations[0].quote) == (QUOTE, QUOTE)


def test_a_bank_behind_a_link_is_written_where_it_lies(tmp_path: Path, claim: Claim) -> None:
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    Bank(tmp_path / "link.jsonl").keep(every_kind(claim))
    assert (tmp_path / "link.jsonl").is_symlink()
    assert Bank(tmp_path / "real.jsonl").questions() == every_kind(claim)


@pytest.mark.parametrize("held", [b"# A note\n\nof mine\n", b'[{"question": "Which?"}]', b"{broken\n{lines\n", b"\0\1"])
def test_a_file_that_is_no_bank_is_left_as_it_is(held: bytes, tmp_path: Path, claim: Claim) -> None:
    file = tmp_path / "mine"
    file.write_bytes(held)
    with pytest.raises(BankError, match="is no bank"):
        Bank(file).keep([single("Which vane turns?", claim)])
    assert file.read_bytes() == held
