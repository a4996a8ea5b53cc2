"""Blueprints are data: dated, whole, and refused with the line at fault."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pottery import POTTERY

from quotewise.assistant.errors import BadBlueprint
from quotewise.assistant.exam.blueprint import open_blueprint, packaged, read_blueprint

POTS = read_blueprint(POTTERY, "pots.toml")


@pytest.mark.parametrize("code", packaged())
def test_what_comes_with_quotewise_is_whole(code: str) -> None:
    exam = open_blueprint(code.lower())
    assert exam.code == code
    assert None not in (exam.title, exam.minutes, exam.items, exam.scale, exam.pass_mark)
    assert exam.kinds
    assert sum(exam.share_out(65).values()) == 65


@pytest.mark.parametrize(
    ("code", "day", "stage"),
    [
        ("MLA-C02", date(2026, 9, 28), "coming"),
        ("MLA-C02", date(2026, 9, 29), "beta"),
        ("MLA-C02", date(2027, 1, 13), "beta"),
        ("MLA-C02", date(2027, 1, 14), "current"),
        ("MLA-C01", date(2026, 9, 28), "current"),
        ("MLA-C01", date(2026, 9, 29), "ended"),
        ("MLS-C01", date(2026, 4, 1), "ended"),
        ("ALGORITHMS-101", date(2026, 4, 1), "current"),
    ],
)
def test_an_exam_stands_as_its_dates_say(code: str, day: date, stage: str) -> None:
    assert open_blueprint(code).stage(day) == stage


def test_an_end_is_told_with_what_goes_on_and_what_follows() -> None:
    assert POTS.remark(date(2026, 6, 30)) == ""
    assert POTS.remark(date(2026, 7, 1)) == "POT-1 ended on 2026-06-30 (in Welsh it goes on)."
    assert "before your date 2026-07-02" in POTS.remark(date(2026, 5, 1), date(2026, 7, 2))
    assert POTS.remark(date(2026, 5, 1), date(2026, 6, 30)) == ""
    assert "ended" in POTS.remark(date(2026, 7, 1), date(2026, 6, 1))  # a day that has passed changes nothing
    assert open_blueprint("MLS-C01").remark(date(2026, 11, 30)).endswith("MLA-C02 takes its place.")


@given(st.integers(0, 500))
def test_questions_are_shared_out_by_weight_and_none_is_lost(count: int) -> None:
    shared = POTS.share_out(count)
    assert sum(shared.values()) == count
    assert abs(shared["Clay"] - count * 0.6) < 1


def test_a_file_of_the_old_form_is_read(tmp_path: Path) -> None:
    (tmp_path / "old.toml").write_text(
        'exam = "OLD"\n[[domains]]\nname = "All"\nweight = 1\nabout = ["everything there is"]\n'
    )
    exam = open_blueprint(str(tmp_path / "old.toml"))
    assert (exam.code, exam.stage(date(2026, 1, 1)), exam.minutes) == ("OLD", "current", None)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("minutes = 60", "minutes = = 60", "put that line right"),
        ("minutes = 60", 'minutes = "an hour"', "minutes: input should be a valid integer"),
        ("minutes = 60", "minuts = 60", "minuts: there is no such key: take it out"),
        ('code = "POT-1"', 'kode = "POT-1"', "kode: there is no such key"),
        ("scored = 18", "scored = 21", "make it 20 or fewer"),
        ("scale = [0, 100]", "scale = [100, 0]", "put them in order"),
        ("pass_mark = 60", "pass_mark = 600", "pass_mark: it is not on the scale"),
        ("kinds = { single = 0.5, cloze = 0.5 }", "kinds = { single = 0.5, essay = 0.5 }", "kinds essay"),
        ("kinds = { single = 0.5, cloze = 0.5 }", "kinds = { single = 0.5 }", "the shares of kinds add up to 0.5"),
        ("ends = 2026-06-30", "ends = 2026-03-30", "offered 2 ends: it ends before it begins"),
        ('name = "Fire"', 'name = ""', "domains 2 name"),
        ("weight = 0.4", "weight = -4", "domains 2 weight: input should be greater than 0"),
        ('"glazes: ash', '"", "glazes: ash', "about"),
    ],
)
def test_a_wrong_one_is_refused_with_its_line(right: str, wrong: str, said: str, tmp_path: Path) -> None:
    assert POTTERY.count(right) == 1
    text = POTTERY.replace(right, wrong)
    line = text[: text.index(wrong)].count("\n") + 1
    (tmp_path / "bad.toml").write_text(text)
    with pytest.raises(BadBlueprint) as refused:
        open_blueprint(str(tmp_path / "bad.toml"))
    told = str(refused.value)
    assert "bad.toml" in told
    assert said in told
    assert f"line {line}" in told or (said == "about" and f"line {line - 2}" in told)  # the key that holds the list


def test_weights_that_miss_one_are_told_with_all_their_lines() -> None:
    with pytest.raises(BadBlueprint, match=r"add up to 0.9: make them shares of 1 \(lines 29, 37\)"):
        read_blueprint(POTTERY.replace("weight = 0.6", "weight = 0.5"), "pots.toml")


def test_two_domains_of_one_name_and_an_unknown_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadBlueprint, match="two domains have one name"):
        read_blueprint(POTTERY.replace('"Fire"', '"clay"'), "pots.toml")
    with pytest.raises(BadBlueprint, match="MLA-C02"):
        open_blueprint(str(tmp_path / "none.toml"))
    with pytest.raises(BadBlueprint, match="write one of aws"):
        read_blueprint(f'notices = ["cobbler"]\n{POTTERY}', "pots.toml")


def test_a_mark_changes_with_what_domains_are_about_and_with_nothing_else() -> None:
    assert read_blueprint(POTTERY.replace("minutes = 60", "minutes = 90"), "x").mark == POTS.mark
    assert read_blueprint(POTTERY.replace("ash, slip", "ash"), "x").mark != POTS.mark
