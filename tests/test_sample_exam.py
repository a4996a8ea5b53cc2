"""The sample exam covers its exam, rests on the notes, and no form of an item tells its key."""

import json
import re
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from quotewise.ingest import read_note

SAMPLE = Path(__file__).parents[1] / "eval" / "sample"
DOMAINS = {  # of MLA-C02
    "Data Preparation for ML and AI",
    "ML Model and Foundation Model (FM) Development",
    "Deployment and Orchestration of ML and AI Workflows",
    "Operating, Monitoring, and Securing ML and AI Solutions",
}
OPTIONS = {1: 4, 2: 5, 3: 6}  # how many are offered where so many are right
CHANCE_IN_TWENTY = {3: 7.815, 5: 11.070}  # chi-squared, by degrees of freedom


@pytest.fixture(scope="module")
def exam() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLE / "exam.jsonl").read_text(encoding="utf-8").splitlines()]


def words(text: str) -> set[str]:
    """Words of three letters and more, cut to six, so that endings count less."""
    return {word[:6] for word in re.findall(r"[a-z0-9]+", text.lower()) if len(word) > 2}


def won_by(choose: Callable[..., int], score: Callable[[str, str], int], exam: list[dict[str, Any]]) -> float:
    """The share of items where the option of extreme score (of stem and option) is right; ties share the point."""
    points = 0.0
    for item in exam:
        scores = {letter: score(item["question"], text) for letter, text in item["options"].items()}
        edge = [letter for letter, held in scores.items() if held == choose(scores.values())]
        points += sum(letter in item["answer"] for letter in edge) / len(edge)
    return points / len(exam)


def test_items_choose_as_many_options_as_their_key_holds(exam):
    for item in exam:
        assert item["choose"] == len(item["answer"]) == len(set(item["answer"]))
        assert list(item["options"]) == list("ABCDEF"[: OPTIONS[item["choose"]]])
        assert set(item["answer"]) < set(item["options"])
        assert len(set(item["options"].values())) == len(item["options"])
        assert item["in_corpus"] is True
        assert len(item["rationale"]) >= 60
        named = {1: "", 2: "TWO", 3: "THREE"}[item["choose"]]
        assert named in item["question"]
    assert len(exam) >= 80
    assert sum(item["choose"] > 1 for item in exam) >= 15
    assert sum(bool(re.search(r"\b(NOT|EXCEPT|LEAST)\b", item["question"])) for item in exam) >= 6


def test_every_domain_of_the_exam_has_fifteen_items_or_more(exam):
    counts = Counter((item["exam"], item["domain"]) for item in exam)
    assert set(counts) == {("MLA-C02", domain) for domain in DOMAINS}
    assert min(counts.values()) >= 15


def test_the_evidence_of_every_item_stands_where_its_positions_say(exam):
    notes = {path.name: read_note(path).text for path in (SAMPLE / "notes").iterdir()}
    quotes = [quote for item in exam for group in item["evidence_sets"] for quote in group]
    assert all(item["evidence_sets"] and all(item["evidence_sets"]) for item in exam)
    for quote in quotes:
        assert notes[quote["source"]][quote["start"] : quote["end"]] == quote["quote"]
    assert len({quote["source"] for quote in quotes}) >= 10


def test_no_stem_is_asked_twice(exam):
    for one, other in combinations(exam, 2):
        shared, either = (join(words(one["question"]), words(other["question"])) for join in (set.__and__, set.__or__))
        assert len(shared) < 0.6 * len(either), (one["id"], other["id"])


@pytest.mark.parametrize("several", [False, True])
def test_keys_are_spread_over_the_letters_as_chance_would(several, exam):
    items = [item for item in exam if (item["choose"] > 1) == several]
    found = Counter(letter for item in items for letter in item["answer"])
    due = Counter[str]()
    for item in items:
        due.update(dict.fromkeys(item["options"], item["choose"] / len(item["options"])))  # type: ignore[arg-type]
    distance = sum((found[letter] - expected) ** 2 / expected for letter, expected in due.items())
    assert distance <= CHANCE_IN_TWENTY[len(due) - 1]


@pytest.mark.parametrize("extreme", [max, min])
def test_the_length_of_an_option_does_not_tell_the_key(extreme, exam):
    assert 0.2 <= won_by(extreme, lambda stem, option: len(option), exam) <= 0.3


def test_words_shared_with_the_stem_do_not_tell_the_key(exam):
    assert won_by(max, lambda stem, option: len(words(stem) & words(option)), exam) <= 0.4


def test_options_of_an_item_are_of_like_length(exam):
    for item in exam:
        lengths = [len(text) for text in item["options"].values()]
        assert max(lengths) <= max(1.7 * min(lengths), min(lengths) + 15), item["id"]


def test_no_option_offers_all_or_none_of_the_others(exam):
    for item in exam:
        assert not [text for text in item["options"].values() if "of the above" in text.lower()]
