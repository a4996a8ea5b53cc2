"""The exam is chosen once a library; what fits none of its domains has none; old banks follow."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from contract_schemas import EXAMS, QUIZ, STATUS
from pottery import POTTERY
from printed import complaint, held
from questions import cited, single, use_drafts

from quotewise.assistant.claim import Claim
from quotewise.assistant.exam.chosen import choose_exam, chosen_exam, drop_exam
from quotewise.assistant.practice.bank import Bank
from quotewise.assistant.practice.domains import DomainTeller, bound, tell_again
from quotewise.index import Library, open_encoder

Quotewise = Callable[..., Result]
KILN = "A kiln is heated slowly, for a pot that is fired too fast will crack."
WORM = "A worm copies itself over a network without help and hides in the system."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of one note on pottery; one on malware lies beside it."""
    notes = {"pots.md": f"# Firing\n\n{KILN} The glaze melts.", "worms.md": f"# Malware\n\n{WORM} It spreads."}
    (tmp_path / "notes").mkdir()
    for name, words in notes.items():
        (tmp_path / "notes" / name).write_text(words)
    with Library.open(tmp_path / "lib", create=True) as library:
        library.ingest([tmp_path / "notes/pots.md"])
    return tmp_path / "lib"


@pytest.fixture
def pots(tmp_path: Path) -> Path:
    (tmp_path / "pots.toml").write_text(POTTERY)
    return tmp_path / "pots.toml"


def on(library: Library, source: str, quote: str, name: str, **other: object):  # type: ignore[no-untyped-def]
    claim = Claim(quote, (cited(library, source, quote),))
    options = {"A": quote, "B": "something else", "C": "another thing", "D": "a third"}
    return single(name, claim, stem=f"What is said here? {quote}", options=options, **other)


def test_the_exam_is_remembered_as_it_was_when_chosen(folder: Path, pots: Path) -> None:
    with Library.open(folder) as library:
        assert chosen_exam(library) is None
        choose_exam(library, str(pots), date(2026, 6, 1))
    pots.unlink()
    with Library.open(folder) as library:
        chosen = chosen_exam(library)
        assert chosen
        assert (chosen.blueprint.code, chosen.planned) == ("POT-1", date(2026, 6, 1))
        choose_exam(library, "mla-c02")
        assert (chosen := chosen_exam(library))
        assert (chosen.blueprint.code, chosen.planned) == ("MLA-C02", None)
        drop_exam(library)
        assert chosen_exam(library) is None


def test_a_question_has_a_domain_only_where_notes_and_exam_fit(folder: Path, pots: Path, tmp_path: Path) -> None:
    with Library.open(folder) as library:
        question = on(library, "pots.md", KILN, "kiln", domain="")
        for name, domain in ((None, ""), (str(pots), "Fire"), ("MLA-C02", ""), ("SY0-701", "")):
            if name:
                choose_exam(library, name)
            (told,) = DomainTeller(library).tell([question])
            assert told.domain == domain, name
    with Library.open(tmp_path / "other", create=True) as library:
        library.ingest([tmp_path / "notes/worms.md"])
        for name, domain in (("MLA-C01", ""), ("MLA-C02", ""), (str(pots), "")):
            choose_exam(library, name)
            (told,) = DomainTeller(library).tell([on(library, "worms.md", WORM, "worm", domain="")])
            assert told.domain == domain, name


def test_a_domain_of_a_files_own_stays(folder: Path, pots: Path) -> None:
    with Library.open(folder) as library:
        choose_exam(library, str(pots))
        (told,) = DomainTeller(library).tell([on(library, "pots.md", KILN, "own", domain="Week 3")])
        assert (told.domain, told.exam) == ("Week 3", "")


def test_the_bound_lies_between_subjects_at_random_and_the_nearest() -> None:
    lines = open_encoder().encode(["firing a kiln", "cooling a kiln", "a bill of lading", "a bill of exchange"])
    cosines = lines @ lines.T
    nearest = [max(row[at] for at in range(4) if at != own) for own, row in enumerate(cosines)]
    apart = (cosines.sum() - 4) / 12
    assert apart < bound(lines) < sum(nearest) / 4
    assert bound(lines[:1]) == 0


def test_another_exam_tells_the_kept_questions_again(folder: Path, pots: Path) -> None:
    with Library.open(folder) as library:
        bank = Bank.of(library)
        choose_exam(library, str(pots))
        bank.keep(DomainTeller(library).tell([on(library, "pots.md", KILN, "kiln", domain="")]))
        assert [kept.question.domain for kept in bank.read(library)] == ["Fire"]
        choose_exam(library, "MLA-C02")
        assert [kept.question.domain for kept in bank.read(library)] == [""]  # even before it is told again
        tell_again(bank, library)
        choose_exam(library, str(pots))
        tell_again(bank, library)
        assert [kept.question.domain for kept in bank.read(library)] == ["Fire"]
        drop_exam(library)
        assert [kept.question.domain for kept in bank.read(library)] == [""]


def test_a_bank_of_old_loses_the_domains_nobody_chose(folder: Path) -> None:
    forced = {"domain": "ML Model Development"}
    with Library.open(folder) as library:
        bank = Bank.of(library)
        ours = on(library, "pots.md", KILN, "ours", **forced)
        theirs = on(library, "pots.md", KILN, "theirs", origin="import:a.csv", **forced)
        labelled = on(library, "pots.md", KILN, "labelled", origin="import:a.csv", domain="Week 3")
        bank.keep([ours, theirs, labelled])
        lines = [json.loads(line) for line in bank.file.read_text().splitlines()]
        for line in lines:
            del line["exam"]  # as lines were written before they told it
        bank.file.write_text("\n".join(map(json.dumps, lines)) + "\n")
        assert [kept.question.domain for kept in bank.read(library)] == ["", "", "Week 3"]
        assert bank.unusable() == 0


def test_none_chosen_no_domain_is_said(quotewise: Quotewise, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library.open(folder) as library:
        use_drafts(monkeypatch, [on(library, "pots.md", KILN, "kiln", domain="")])
    (asked,) = held(quotewise("quiz", "-n", 1, "--json", "--library", folder), QUIZ)
    assert asked["domain"] is None
    (asked,) = held(quotewise("quiz", "-n", 1, "--exam", "MLA-C02", "--json", "--library", folder), QUIZ)
    assert asked["domain"] is None


def test_an_exam_of_ones_own_is_chosen_in_a_quiz(
    quotewise: Quotewise, folder: Path, pots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library.open(folder) as library:
        use_drafts(monkeypatch, [on(library, "pots.md", KILN, "kiln", domain="")])
    result = quotewise("quiz", "-n", 1, "--exam", pots, "--json", "--library", folder)
    assert held(result, QUIZ)[0]["domain"] == "Fire"
    assert "POT-1 ended on 2026-06-30 (in Welsh it goes on)." in result.stderr
    assert "POT-1 ended" in quotewise("quiz", "-n", 1, "--json", "--library", folder).stderr


def test_choosing_says_what_there_is_to_know(quotewise: Quotewise, folder: Path) -> None:
    ended = quotewise("exam", "choose", "MLS-C01", "--library", folder)
    assert (ended.exit_code, "MLS-C01 ended on 2026-03-31; MLA-C02" in ended.stderr) == (0, True)
    later = (date.today() + timedelta(days=30)).isoformat()
    fine = quotewise("exam", "choose", "SY0-701", "--date", later, "--library", folder)
    assert (fine.exit_code, fine.stderr) == (0, "")
    assert "Security Operations" in fine.stdout
    exam = held(quotewise("status", "--json", "--library", folder), STATUS)["exam"]
    assert (exam["code"], exam["date"], exam["remark"]) == ("SY0-701", later, None)
    assert "SY0-701" in quotewise("status", "--library", folder).stdout
    assert quotewise("exam", "choose", "none", "--library", folder).exit_code == 0
    assert held(quotewise("status", "--json", "--library", folder), STATUS)["exam"] is None


def test_what_cannot_be_chosen_is_one_line_and_changes_nothing(quotewise: Quotewise, folder: Path, pots: Path) -> None:
    pots.write_text(POTTERY.replace("weight = 0.4", "weight = 4"))
    assert "line 37" in complaint(quotewise("exam", "choose", pots, "--library", folder), 1)
    assert "MLA-C02" in complaint(quotewise("exam", "choose", "MLA-C99", "--library", folder), 1)
    assert "--date" in complaint(quotewise("exam", "choose", "MLA-C02", "--date", "soon", "--library", folder), 2)
    with Library.open(folder) as library:
        assert chosen_exam(library) is None


def test_the_exams_are_listed(quotewise: Quotewise) -> None:
    exams = {exam["code"]: exam for exam in held(quotewise("exam", "list", "--json"), EXAMS)["exams"]}
    assert {"MLA-C02", "AIF-C01", "AIP-C01", "MLA-C01", "MLS-C01"} <= set(exams)
    assert exams["MLS-C01"]["stage"] == "ended"
    assert [line.split()[0] for line in quotewise("exam", "list").stdout.splitlines()] == list(exams)


def test_a_day_that_has_passed_is_said_and_one_to_come_is_told(quotewise: Quotewise, folder: Path) -> None:
    past = quotewise("exam", "choose", "SY0-701", "--date", "2020-01-31", "--library", folder)
    assert "Your date 2020-01-31 has passed." in past.stderr
    assert (
        "To be taken on Thu 31 Jan 2199."
        in quotewise("exam", "choose", "SY0-701", "--date", "2199-01-31", "--library", folder).stdout
    )
