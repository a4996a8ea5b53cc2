"""The command line: its JSON, its exit statuses, its one clear line where something is wrong."""

from pathlib import Path

import contract_schemas as contract
import pytest
from conftest import NOTES, Quotewise
from printed import complaint, held


def test_ingest_prints_its_counts_and_the_second_time_that_nothing_changed(quotewise: Quotewise, own: Path) -> None:
    mine = own.parent / "mine"
    again = quotewise("ingest", mine, "--library", own, "--json")
    assert (again.exit_code, again.stderr) == (0, "")
    value = held(again, contract.INGEST)
    assert (value["unchanged"], value["embedded"], value["passages"]) == (1, 0, 1)
    assert "nothing changed (1 notes)" in quotewise("ingest", mine, "--library", own).stdout
    (mine / "b.md").write_text("Boosting adds weak learners.")
    (mine / "c.mp3").write_bytes(b"ID3")
    value = held(quotewise("ingest", mine, "--library", own, "--json"), contract.INGEST)
    assert (value["added"], value["embedded"]) == (1, 1)
    assert [skipped["source"] for skipped in value["skipped"]] == ["c.mp3"]
    assert "1 added, 1 unchanged" not in quotewise("ingest", mine, "--library", own).stdout


def test_search_prints_verbatim_passages_best_first_within_the_budget(
    quotewise: Quotewise, library: Path, notes: Path
) -> None:
    result = quotewise("search", "random search in parallel", "--library", library, "--json")
    value = held(result, contract.SEARCH)
    assert (value["id"], value["question"]) == (None, "random search in parallel")
    best = value["passages"][0]
    assert (best["source"], [place["source"] for place in best["also"]]) == ("copy.txt", ["sub/tuning.txt"])
    for passage in value["passages"]:
        for place in (passage, *passage["also"]):
            original = (notes / place["source"]).read_bytes().decode()
            assert original[place["start"] : place["end"]] == passage["text"]
    scores = [passage["score"] for passage in value["passages"]]
    assert scores == sorted(scores, reverse=True)
    short = held(quotewise("search", "tuning", "--budget", 1, "--library", library, "--json"), contract.SEARCH)
    assert len(short["passages"]) == 1


@pytest.mark.parametrize(
    ("pattern", "sources"),
    [("sub/*", {"sub/tuning.txt"}), ("*.md", {"stores.md"}), ("stores.md", {"stores.md"}), ("none/*", set())],
)
def test_a_source_pattern_limits_what_is_searched(
    quotewise: Quotewise, library: Path, pattern: str, sources: set[str]
) -> None:
    words = ("what is kept and tried", "--source", pattern, "--library", library, "--json")
    value = held(quotewise("search", *words), contract.SEARCH)
    assert {passage["source"] for passage in value["passages"]} == sources
    answered = held(quotewise("ask", *words), contract.ASK)
    assert {c["source"] for claim in answered["claims"] for c in claim["citations"]} <= sources


def test_ask_answers_in_the_words_of_the_notes(quotewise: Quotewise, library: Path, notes: Path) -> None:
    question = "What does a feature store keep?"
    result = quotewise("ask", question, "--library", library, "--json")
    value = held(result, contract.ASK)
    assert (result.exit_code, value["refused"], value["question"]) == (0, False, question)
    citation = value["claims"][0]["citations"][0]
    original = (notes / citation["source"]).read_bytes().decode()
    assert original[citation["start"] : citation["end"]] == citation["quote"]
    assert "keeps features" in citation["quote"]
    shown = quotewise("ask", question, "--library", library).stdout
    assert citation["quote"] in shown
    assert f"{citation['source']}" in shown


def test_ask_refuses_what_the_notes_do_not_answer_and_shows_the_nearest(quotewise: Quotewise, library: Path) -> None:
    asked = "What does the HyperPod store keep?"
    result = quotewise("ask", asked, "--library", library, "--json")
    value = held(result, contract.ASK)
    assert (result.exit_code, value["refused"], value["reason"]) == (0, True, "not_in_notes")
    assert value["nearest"]
    shown = quotewise("ask", asked, "--library", library).stdout
    assert "Your notes do not answer this." in shown
    assert "The nearest passages:" in shown


def test_what_is_no_question_on_these_notes_gets_one_calm_line(quotewise: Quotewise, library: Path) -> None:
    for asked, reason in (("Who won the chess world cup in Baku?", "not_in_notes"), ("thank you!", "not_a_question")):
        value = held(quotewise("ask", asked, "--library", library, "--json"), contract.ASK)
        assert (value["refused"], value["reason"], value["nearest"]) == (True, reason, [])
    assert quotewise("ask", "thank you!", "--library", library).stdout == "That is no question about these notes.\n"


def test_an_empty_library_says_so(quotewise: Quotewise, own: Path) -> None:
    value = held(quotewise("forget", "a.md", "--library", own, "--json"), contract.FORGET)
    assert value == {"forgotten": ["a.md"]}
    assert held(quotewise("ask", "Why prune?", "--library", own, "--json"), contract.ASK)["reason"] == "empty_library"
    assert held(quotewise("search", "Why prune?", "--library", own, "--json"), contract.SEARCH)["passages"] == []
    assert 'run "quotewise ingest NOTES" first' in quotewise("ask", "Why prune?", "--library", own).stdout


def test_status_lists_what_the_library_holds_and_what_changed(quotewise: Quotewise, own: Path) -> None:
    value = held(quotewise("status", "--library", own, "--json"), contract.STATUS)
    assert (value["notes"], value["sources"], value["stale"]) == (1, ["a.md"], [])
    assert value["roots"] == [{"path": str(own.parent / "mine"), "notes": 1}]
    (own.parent / "mine/a.md").write_text("Pruning cuts.")
    assert held(quotewise("status", "--library", own, "--json"), contract.STATUS)["stale"] == ["a.md"]
    assert "changed on disk" in quotewise("status", "--library", own).stdout


def test_a_quote_that_is_gone_is_not_given_as_an_answer(quotewise: Quotewise, own: Path) -> None:
    (own.parent / "mine/a.md").write_text("Nothing of it is left.")
    value = held(quotewise("ask", "What does pruning cut?", "--library", own, "--json"), contract.ASK)
    assert (value["reason"], value["library"]["stale"]) == ("notes_changed", ["a.md"])
    (own.parent / "mine/a.md").write_text("New first line.\nPruning cuts branches that help little.")
    value = held(quotewise("ask", "What does pruning cut?", "--library", own, "--json"), contract.ASK)
    assert (value["refused"], value["library"]["stale"]) == (False, ["a.md"])


def test_show_prints_a_note_or_a_place_of_it_verbatim(quotewise: Quotewise, library: Path) -> None:
    for name, text in NOTES.items():
        assert quotewise("show", name, "--library", library).stdout_bytes == text.encode() + b"\n"
    value = held(quotewise("show", "stores.md", "--at", "2:16", "--library", library, "--json"), contract.SHOW)
    assert value == {"source": "stores.md", "start": 2, "end": 16, "text": "Feature stores", "services": []}
    assert quotewise("show", "stores.md", "--at", "2:16", "--library", library).stdout == "Feature stores\n"


@pytest.mark.parametrize("at", ["", ":", "5", "5:", ":5", "-1:5", "5:5", "9:5", "0:99999", "a:b", "1:2:3", "1" * 5000])
def test_a_place_that_is_none_is_wrong_usage(quotewise: Quotewise, library: Path, at: str) -> None:
    said = complaint(quotewise("show", "stores.md", f"--at={at}", "--library", library, "--json"), 2)
    assert "--at takes START:END with 0 <= START < END <= 159" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ask",), "Give a QUESTION"),
        (("ask", ""), "Give a QUESTION"),
        (("search", " \n"), "Give a QUESTION"),
        (("ask", "one", "--batch", "-"), "not both"),
        (("search", "why", "--budget", "0"), "--budget"),
        (("search", "why", "--budget", "many"), "--budget"),
        (("ingest",), "Missing argument"),
        (("ingest", ".", "--max-mb", "0"), "--max-mb"),
        (("ingest", ".", "--max-mb", "nan"), "--max-mb"),
        (("ingest", ".", "--max-mb", "inf"), "--max-mb"),
        (("ask", "why", "--loudly"), "No such option"),
        (("sing",), "No such command"),
        (("--loudly",), "No such option"),
        (("ask", "caf\udce9"), "not valid UTF-8"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_status_2(quotewise: Quotewise, words: tuple[str, ...], said: str) -> None:
    assert said in complaint(quotewise(*words), 2)


@pytest.mark.parametrize(
    "words",
    [("search", "why"), ("ask", "why"), ("status",), ("show", "a.md"), ("forget", "a.md"), ("ask", "--batch", "-")],
)
def test_no_library_is_one_line_with_the_remedy_and_makes_none(
    quotewise: Quotewise, tmp_path: Path, words: tuple[str, ...]
) -> None:
    said = complaint(quotewise(*words, "--json", "--library", tmp_path / "none"), 1)
    assert said == f'quotewise: No library at {tmp_path / "none"}: run "quotewise ingest NOTES" first\n'
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("command", ["search", "ask", "cite"])
def test_a_pattern_that_no_note_matches_is_said(quotewise: Quotewise, library: Path, command: str) -> None:
    done = quotewise(command, "What does a feature store keep?", "--source", "sotres*", "--library", library, "--json")
    assert "No note matches sotres*" in done.stderr
    assert "status" in done.stderr
    found = quotewise(command, "What does a feature store keep?", "--source", "stores*", "--library", library, "--json")
    assert found.stderr == ""


@pytest.mark.parametrize("command", ["show", "forget"])
def test_an_unknown_source_is_one_line_with_the_remedy(quotewise: Quotewise, library: Path, command: str) -> None:
    assert '"quotewise status" lists them' in complaint(quotewise(command, "no.md", "--library", library, "--json"), 1)


def test_the_environment_names_the_library(
    quotewise: Quotewise, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTEWISE_LIBRARY", str(library))
    assert held(quotewise("status", "--json"), contract.STATUS)["notes"] == 4
    assert complaint(quotewise("status", "--library", tmp_path / "none"), 1)  # the option wins
    monkeypatch.setenv("QUOTEWISE_LIBRARY", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert str(tmp_path / "quotewise" / "library") in complaint(quotewise("status"), 1)
