"""The page of a run: complete in itself, says what the run says, and lets nothing of a note run or load."""

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
from conftest import Quotewise
from made_runs import HOSTILE, MADE, answered, answers_run, hostile_run, item, retrieval_run, run, share

from quotewise.eval.compare import compare
from quotewise.eval.report.comparison import comparison_of
from quotewise.eval.report.fate import FATES, count_fates, fate_of, trace
from quotewise.eval.report.page import page_of
from quotewise.eval.report.plots import Plot, plots_of, told
from quotewise.eval.run import Dataset, Measure, Run, slim, write_run


def plot_of(run: Run, name: str) -> Plot:
    return next(plot for plot in plots_of(run, "run1") if plot.name == f"run1-{name}")


def test_a_question_that_failed_is_told_by_where_on_its_way() -> None:
    assert list(count_fates(answers_run())) == [
        "wrongly refused",
        "not said",
        "not said, not retrieved",
        "wrongly answered",
        "rightly refused",
        "right",
    ]
    assert fate_of(answered("x", False, found=False, refused=True), "answers") == "refused, not retrieved"
    assert fate_of(item("x", False, details={"error": "the model is gone"}), "answers") == "failed"
    assert fate_of(item("x", None), "citations") == "not judged"
    assert fate_of(item("x", False), "exam") == "wrong"
    assert fate_of(item("x", False), "retrieval") == "not retrieved"
    assert set(count_fates(answers_run())) <= set(FATES)


def test_every_plot_has_a_table_with_the_same_figures() -> None:
    recall = plot_of(retrieval_run(), "recall")
    assert recall.columns == ("", "2000 characters", "4000 characters")
    assert recall.rows == (
        ("quotewise", ".500 [0.30, 0.70]", ".750 [0.55, 0.95]"),
        ("BM25", ".250 [0.05, 0.45]", ".250 [0.05, 0.45]"),
    )
    page = lxml.html.fromstring(page_of([retrieval_run(), answers_run()]))
    figures = page.findall(".//figure")
    assert len(figures) == 6  # recall, fates; fates, refusals, by type, by difficulty
    for figure in figures:
        assert len(figure.findall(".//svg")) == 1
        assert len(figure.findall(".//table/tbody/tr")) >= 2
        assert page.get_element_by_id(figure.get("aria-labelledby")).text


def test_refusals_are_told_as_decided_where_no_chance_is_known() -> None:
    refusals = plot_of(answers_run(), "refusals")
    assert refusals.rows == (("the notes do not hold it", "1", "1"), ("the notes hold it", "1", "3"))


def test_refusals_over_the_threshold_by_hand() -> None:
    chances = {"shard": 0.1, "queue": 0.6, "comet": 0.9, "moon": 0.4}
    items = [
        answered(name, True, type="unanswerable" if name in ("comet", "moon") else "factoid", chance=at)
        for name, at in chances.items()
    ]
    rows = {row[0]: row[1:] for row in plot_of(run("answers", items), "refusals").rows}
    assert rows["0.00"] == ("0.50", "1.00")
    assert rows["0.50"] == ("0.50", "0.50")  # queue wrongly, comet rightly; moon missed
    assert rows["0.70"] == ("1.00", "0.50")
    assert rows["1.00"] == ("none refused", "0.00")


def test_difficulties_stand_in_the_order_of_how_hard_they_are() -> None:
    items = [item(str(number), True, difficulty=hard) for number, hard in enumerate(("medium", "hard", "easy"))]
    assert [row[0] for row in plot_of(run("exam", items), "by-difficulty").rows] == ["easy", "medium", "hard"]


def test_a_baseline_stands_beside_the_first_measure() -> None:
    exam = run(
        "exam", [item("a")], measures={"accuracy": share(0.7)}, baselines={"longest option": {"accuracy": share(0.3)}}
    )
    assert [row[:2] for row in plot_of(exam, "baselines").rows] == [
        ("quotewise", ".700 [0.50, 0.90]"),
        ("longest option", ".300 [0.10, 0.50]"),
    ]


def test_every_question_tells_what_was_found_said_cited_and_missed() -> None:
    page = lxml.html.fromstring(page_of([answers_run()]))
    questions = page.findall(".//details[@class='item']")
    assert len(questions) == 6
    shard = questions[0].text_content()
    for said in ("What is shard?", "shard is kept.", "the shard is kept", "a.md", "10\u201327", "evidence"):
        assert said in shard
    assert "Refused" in questions[3].text_content()


def test_what_a_note_says_stays_text() -> None:
    text = page_of([hostile_run()])
    page = lxml.html.fromstring(text)
    assert len(page.findall(".//script")) == len(page.findall(".//style")) - len(page.findall(".//svg//style")) == 1
    assert not [tag for tag in ("img", "iframe", "object", "embed", "link", "base") if page.findall(f".//{tag}")]
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    assert page.find(".//details[@class='item']//blockquote/p").text == HOSTILE
    assert "49" not in page.find(".//details[@class='item']/summary").text_content()


def test_the_page_may_run_its_own_script_only_and_load_nothing() -> None:
    page = lxml.html.fromstring(page_of([retrieval_run()]))
    policy = page.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    script = base64.b64encode(hashlib.sha256(page.find(".//script").text.encode()).digest()).decode()
    allowed = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{script}'"
    assert policy == f"{allowed}; base-uri 'none'; form-action 'none'"
    addresses = set(re.findall(r"https?://[^\"\s]+", page_of([retrieval_run()])))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}  # names, not places


def test_no_id_stands_twice_and_every_reference_leads_somewhere() -> None:
    text = page_of([retrieval_run(), answers_run(), hostile_run()])
    ids = Counter(element.get("id") for element in lxml.html.fromstring(text).iter() if element.get("id"))
    assert [name for name, times in ids.items() if times > 1] == []
    assert set(re.findall(r'href="#([^"]+)"', text)) | set(re.findall(r"url\(#([^)]+)\)", text)) <= ids.keys()


def test_the_same_run_makes_the_same_page() -> None:
    assert page_of([answers_run()]) == page_of([answers_run()])


@pytest.mark.parametrize("kind", ["retrieval", "answers", "citations", "questions", "exam"])
def test_a_run_of_nothing_makes_a_page(kind: str) -> None:
    assert "Every question" in page_of([run(kind, [])])  # type: ignore[arg-type]


def test_answers_are_told_by_what_a_retrieval_run_on_the_page_found() -> None:
    asked = [item(name, False, details={"refused": False, "said": []}) for name in ("ox", "lake")]
    answers = run("answers", asked)
    assert count_fates(answers) == {"not said": 2}
    assert count_fates(trace([retrieval_run(), answers])[1]) == {"not said": 1, "not said, not retrieved": 1}
    other = replace(answers, made=replace(MADE, dataset=Dataset("other.jsonl", "ef" * 32, 2)))
    assert count_fates(trace([retrieval_run(), other])[1]) == {"not said": 2}


def test_a_judge_that_is_not_to_be_trusted_is_told_so_on_the_page() -> None:
    measures = {"judge_facts": share(0.9), "judge_kappa_fact": Measure(0.1, -0.1, 0.3, 40, "bootstrap")}
    assert "not to be trusted with judge_facts: kappa 0.10" in page_of([run("answers", [], measures=measures)])


def test_what_is_no_share_is_told_as_a_number() -> None:
    assert told(Measure(590, 560, 620, 68, "bootstrap")) == "590 [560, 620]"
    assert told(Measure(12.5, 12.5, 12.5, 68, "expected")) == "12.5"
    assert told(Measure(1, 0.8, 1, 68, "wilson")) == "1.00 [0.80, 1.00]"
    assert told(Measure(-0.1, -0.2, 0, 68, "bootstrap")) == "-.100 [-0.20, 0.00]"


def test_the_command_writes_one_page_of_several_records(quotewise: Quotewise, tmp_path: Path) -> None:
    records = [tmp_path / f"{one.kind}.json" for one in (retrieval_run(), answers_run())]
    for file, one in zip(records, (retrieval_run(), answers_run()), strict=True):
        write_run(one, file)
    result = quotewise("eval", "report", *records)
    assert (result.exit_code, result.stderr) == (0, "")
    page = lxml.html.fromstring((tmp_path / "retrieval.html").read_text(encoding="utf-8"))
    assert [heading.text.strip() for heading in page.findall(".//h2")] == ["Retrieval", "Answers"]
    assert quotewise("eval", "report", records[0], "--out", tmp_path / "other.html").exit_code == 0
    assert (tmp_path / "other.html").exists()


def test_what_is_no_record_is_named_in_one_line(quotewise: Quotewise, tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text('{"kind": "novel"}')
    for file in (tmp_path / "notes.json", tmp_path / "missing.json"):
        result = quotewise("eval", "report", file)
        assert result.exit_code == 1
        assert file.name in result.stderr
        assert result.stderr.count("\n") == 1
    write_run(answers_run(), tmp_path / "run.json")
    assert (
        "check the path"
        in quotewise("eval", "report", tmp_path / "run.json", "--out", tmp_path / "no/page.html").stderr
    )


def test_a_comparison_tells_what_changed_and_shows_what_turned_both_ways(quotewise: Quotewise, tmp_path: Path) -> None:
    def scored(*rights: bool) -> Run:
        return run("exam", [item(str(at), right, scores={"accuracy": float(right)}) for at, right in enumerate(rights)])

    accuracy = {"accuracy": share(0.5)}
    before, after = (
        replace(scored(*rights), measures=accuracy) for rights in ((True, False, True), (False, True, True))
    )
    for one, name in ((before, "before.json"), (after, "after.json")):
        write_run(one, tmp_path / name)
    words = (tmp_path / "before.json", tmp_path / "after.json", "--html", tmp_path / "compared.html")
    assert quotewise("eval", "compare", *words).exit_code == 0
    page = lxml.html.fromstring((tmp_path / "compared.html").read_text(encoding="utf-8"))
    cells = [cell.text for cell in page.find(".//main/div/table/tbody/tr").iterchildren()]
    assert cells[:4] == ["accuracy", "3", ".667", ".667"]
    assert cells[5:] == ["1", "1", "1.000", "no difference shown"]
    assert [heading.text for heading in page.findall(".//section/h3")] == ["What is 0?", "What is 1?"]
    assert len(page.findall(".//section/details")) == 4  # each as it was and as it is
    assert len(page.findall(".//figure")) == 1


def test_a_comparison_keeps_what_a_note_says_text() -> None:
    one = hostile_run()
    turned = replace(one, items=tuple(replace(each, right=not each.right, details={}) for each in one.items))
    page = lxml.html.fromstring(comparison_of(one, turned, compare(one, turned)))
    assert len(page.findall(".//script")) == 1
    assert not page.findall(".//img")


def test_a_record_kept_without_its_details_tells_so_and_the_same_figures() -> None:
    kept = slim(answers_run())
    questions = lxml.html.fromstring(page_of([kept])).findall(".//details[@class='item']")
    assert "Nothing more is kept" in questions[0].text_content()
    assert "Not kept in this record" in questions[1].text_content()
    assert plot_of(kept, "refusals").rows == plot_of(answers_run(), "refusals").rows
    assert count_fates(kept)["rightly refused"] == 1
