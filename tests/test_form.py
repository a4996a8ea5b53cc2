"""The form of a mock exam: shares of domains and kinds, nothing twice, imported ones first, and what lacks is said."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from exams import blueprint, question
from hypothesis import given
from hypothesis import strategies as st

from quotewise.assistant.exam.blueprint import Blueprint, open_blueprint, share_out
from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.form import Form, draw, form_kind

SHARES = {"Ash": 0.5, "Beech": 0.3, "Cedar": 0.2}
KINDS = {"single": 0.7, "multiple": 0.2, "cloze": 0.1}
ASH = blueprint(SHARES, KINDS, items=20, minutes=30)


def pool(counts: dict[tuple[str, str, str], int]) -> list[Question]:
    cells = [cell for cell, count in counts.items() for _ in range(count)]
    return [question(at, domain, kind, origin) for at, (domain, kind, origin) in enumerate(cells)]


def plenty(each: int = 20) -> list[Question]:
    return pool({(domain, kind, "row"): each for domain in SHARES for kind in KINDS})


def counted(form: Form, exam: Blueprint) -> tuple[Counter[str], Counter[str]]:
    domains = Counter(one.domain for one in form.questions)
    return domains, Counter(form_kind(one, exam) for one in form.questions)


banks = st.dictionaries(
    st.tuples(
        st.sampled_from([*SHARES, "", "elsewhere"]),
        st.sampled_from([*KINDS, "matching", "scenario"]),
        st.sampled_from(["row", "import:x.csv"]),
    ),
    st.integers(0, 12),
)


@given(banks, st.sampled_from(["full", "half", "ten"]), st.data())
def test_shares_hold_or_what_lacks_is_said(
    counts: dict[tuple[str, str, str], int], size: Any, data: st.DataObject
) -> None:
    bank = pool(counts)
    used = {one.id: data.draw(st.integers(0, 2)) for one in bank[::3]}
    form = draw(bank, ASH, size, used, seed=1)
    domains, kinds = counted(form, ASH)
    told = " ".join(form.lacks)
    assert len({one.id for one in form.questions}) == len(form.questions)
    assert set(kinds) <= set(KINDS)
    if set(domains) & set(SHARES):
        count = {"full": 20, "half": 10, "ten": 10}[size]
        for name, due in ASH.share_out(count).items():
            held = sum(one.domain == name and form_kind(one, ASH) in KINDS for one in bank)
            assert domains[name] == min(due, held)
            assert domains[name] == due or name in told
        assert set(domains) <= set(SHARES)
    for kind, due in ASH.kinds_of(len(form.questions)).items():
        assert kinds[kind] >= due or f"kind {kind}" in told
    for domain in domains:
        times = [used.get(one.id, 0) for one in form.questions if one.domain == domain]
        left = [
            used.get(one.id, 0)
            for one in bank
            if one.domain == domain and one not in form.questions and form_kind(one, ASH) in KINDS
        ]
        assert max(times) <= min(left, default=max(times))


def test_a_full_bank_gives_each_share_to_the_item() -> None:
    form = draw(plenty(), ASH, "full", {}, seed=3)
    assert counted(form, ASH) == ({"Ash": 10, "Beech": 6, "Cedar": 4}, {"single": 14, "multiple": 4, "cloze": 2})
    assert (form.minutes, form.lacks) == (30, ())
    assert form == draw(plenty()[::-1], ASH, "full", {}, seed=3)
    assert form != draw(plenty(), ASH, "full", {}, seed=4)
    assert Counter(one.domain for one in form.questions if one.kind == "multiple") == {"Ash": 2, "Beech": 1, "Cedar": 1}


@pytest.mark.parametrize(("size", "items", "minutes"), [("full", 65, 130), ("half", 33, 65), ("ten", 10, 20)])
def test_shorter_forms_have_their_share_of_the_time(size: Any, items: int, minutes: int) -> None:
    exam = open_blueprint("MLA-C02")
    bank = [question(at, exam.names[at % 4], ("single", "multiple")[at % 5 == 0]) for at in range(400)]
    form = draw(bank, exam, size, {}, seed=0)
    assert (len(form.questions), form.minutes) == (items, minutes)


def test_kinds_give_way_to_domains_and_imported_ones_to_kinds() -> None:
    exam = blueprint({"Ash": 0.5, "Beech": 0.5}, {"single": 0.5, "multiple": 0.5}, items=4)
    bank = pool({("Ash", "single", "row"): 9, ("Beech", "multiple", "row"): 1, ("Beech", "single", "import:x"): 9})
    form = draw(bank, exam, "full", {}, seed=0)
    assert counted(form, exam) == ({"Ash": 2, "Beech": 2}, {"single": 3, "multiple": 1})
    assert dict(form.drawn) == {"imported": 1, "generated": 3, "repeated": 0}
    assert any("kind multiple: 1 of 2" in lack for lack in form.lacks)
    assert "import FILE" in form.lacks[-1]


def test_sittings_share_no_item_until_the_pool_is_used_up() -> None:
    bank, used = plenty(7), Counter[str]()
    seen: list[str] = []
    for seed in range(4):  # Ash holds 21, of which each form takes 5
        form = draw(bank, ASH, "ten", used, seed)
        assert form.drawn["repeated"] == 0
        seen += [one.id for one in form.questions]
        used.update(one.id for one in form.questions)
    assert len(set(seen)) == len(seen) == 40
    fifth = draw(bank, ASH, "ten", used, 5)
    assert fifth.drawn["repeated"] == 4
    assert any("4 items were asked before" in lack for lack in fifth.lacks)


def test_without_domains_told_items_are_not_shared_out_and_that_is_said() -> None:
    form = draw(pool({("", "single", "row"): 30, ("elsewhere", "multiple", "row"): 9}), ASH, "full", {}, 0)
    assert len(form.questions) == 20
    assert any("No question has a domain of ASH-1" in lack for lack in form.lacks)


def test_a_scenario_counts_as_a_choice_where_the_exam_names_no_scenarios() -> None:
    bank = [question(at, "Ash", "scenario") for at in range(9)]
    assert len(draw(bank, blueprint({"Ash": 1}, {"single": 1}, items=5), "full", {}, 0).questions) == 5
    named = blueprint({"Ash": 1}, {"single": 0.5, "scenario": 0.5}, items=4)
    assert counted(draw(bank, named, "full", {}, 0), named)[1] == {"scenario": 4}


def test_an_exam_without_a_number_of_items_takes_what_fits() -> None:
    exam = blueprint({"Ash": 1}, minutes=60)
    assert len(draw([question(at, "Ash") for at in range(30)], exam, "full", {}, 0).questions) == 30
    assert len(draw([question(at, "Ash") for at in range(90)], exam, "full", {}, 0).questions) == 50
    short = draw([question(at, "Ash") for at in range(30)], exam, "half", {}, 0)
    assert (len(short.questions), short.minutes) == (15, 30)
    assert draw([question(at, "Ash") for at in range(30)], exam, "ten", {}, 0).minutes == 20


def test_too_small_a_bank_makes_a_shorter_exam_in_less_time() -> None:
    form = draw([question(at, "Ash") for at in range(5)], ASH, "full", {}, 0)
    assert (len(form.questions), form.minutes) == (5, 8)
    assert "5 of 20 items" in form.lacks[0]
    assert draw([], ASH, "full", {}, 0).questions == ()


@given(st.dictionaries(st.text(), st.floats(0.01, 1), min_size=1), st.integers(0, 500))
def test_whole_numbers_by_shares_are_within_one_and_add_up(shares: dict[str, float], count: int) -> None:
    given_out = share_out(shares, count)
    whole = sum(shares.values())
    assert sum(given_out.values()) == count
    assert all(abs(given_out[name] - count * share / whole) < 1 for name, share in shares.items())


def test_two_questions_with_the_same_options_are_not_asked_in_one_exam_while_there_are_others() -> None:
    bank = [question(at, "Ash", "single", "row") for at in range(30)]
    alike = [replace(one, options=bank[0].options) for one in bank[:15]]
    exam = blueprint({"Ash": 1}, {"single": 1}, items=16, minutes=30)
    form = draw([*alike, *bank[15:]], exam, "full", {}, seed=3)
    assert sum(one.options == bank[0].options for one in form.questions) == 1
    again = draw(alike, exam, "full", {}, seed=3)
    assert len(again.questions) == len(alike)
