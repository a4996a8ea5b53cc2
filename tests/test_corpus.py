"""The whole path over real study notes: every position that is printed points at what it says."""

import json
from pathlib import Path
from typing import Any

import contract_schemas as contract
import pytest
from conftest import Quotewise
from printed import held, held_lines

SHARED = Path(__file__).parents[1] / ".." / "shared"
CORPUS, QUESTIONS = SHARED / "corpus", SHARED / "eval" / "dev-questions.jsonl"
LONGEST_ANSWER = 800  # characters

pytestmark = pytest.mark.skipif(
    not (CORPUS.is_dir() and QUESTIONS.is_file()),
    reason="needs ../shared/corpus and ../shared/eval, which are not in the project",
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, quotewise: Quotewise) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "library"
    result = quotewise("ingest", CORPUS, "--library", folder, "--json")
    value = held(result, contract.INGEST)
    assert (result.exit_code, value["added"], value["failed"]) == (0, len(list(CORPUS.iterdir())), [])
    return folder


@pytest.fixture(scope="module")
def originals() -> dict[str, str]:
    """The files read afresh: their bytes as UTF-8, no newline translated."""
    return {path.name: path.read_bytes().decode("utf-8") for path in CORPUS.iterdir()}


@pytest.fixture(scope="module")
def answers(library: Path, quotewise: Quotewise) -> list[dict[str, Any]]:
    result = quotewise("ask", "--batch", QUESTIONS, "--json", "--library", library)
    assert (result.exit_code, result.stderr) == (0, "")
    return held_lines(result, contract.ASK)


def asked() -> list[dict[str, Any]]:
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def test_every_citation_and_every_other_place_stands_in_the_file(
    answers: list[dict[str, Any]], originals: dict[str, str]
) -> None:
    citations = [citation for answer in answers for claim in answer["claims"] for citation in claim["citations"]]
    assert len(citations) >= len(answers) / 2
    for citation in citations:
        assert citation["quote"].strip()
        for place in (citation, *citation["also"]):
            assert originals[place["source"]][place["start"] : place["end"]] == citation["quote"]


def test_the_answers_come_in_order_and_are_short(answers: list[dict[str, Any]]) -> None:
    assert [(answer["id"], answer["question"]) for answer in answers] == [
        (item["id"], item["question"]) for item in asked()
    ]
    for answer in answers:
        assert sum(len(claim["text"]) for claim in answer["claims"]) <= LONGEST_ANSWER
        assert answer["library"]["stale"] == []


def test_most_of_what_the_notes_answer_is_answered(answers: list[dict[str, Any]]) -> None:
    answerable = {item["id"] for item in asked() if item["answerable"]}
    said = {answer["id"] for answer in answers if not answer["refused"]}
    assert len(said & answerable) >= 0.7 * len(answerable)


def test_every_passage_found_stands_in_the_file_within_the_budget(
    library: Path, quotewise: Quotewise, originals: dict[str, str]
) -> None:
    result = quotewise("search", "--batch", QUESTIONS, "--budget", 2000, "--json", "--library", library)
    found = held_lines(result, contract.SEARCH)
    assert (result.exit_code, [item["id"] for item in found]) == (0, [item["id"] for item in asked()])
    for item in found:
        assert 0 < sum(len(passage["text"]) for passage in item["passages"]) <= 2000
        for passage in item["passages"]:
            for place in (passage, *passage["also"]):
                assert originals[place["source"]][place["start"] : place["end"]] == passage["text"]


def test_ingesting_it_again_changes_nothing_and_embeds_nothing(
    library: Path, quotewise: Quotewise, originals: dict[str, str]
) -> None:
    value = held(quotewise("ingest", CORPUS, "--library", library, "--json"), contract.INGEST)
    assert value.pop("passages") > 1000
    value.pop("duplicates")
    value.pop("repaired")
    assert value.pop("unchanged") == len(originals)
    assert not any(value.values())
    assert "nothing changed" in quotewise("ingest", CORPUS, "--library", library).stdout
