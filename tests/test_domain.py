"""Texts find their domain by what it is about."""

import json
from dataclasses import replace
from pathlib import Path

from pottery import POTTERY

from quotewise.assistant.claim import Claim
from quotewise.assistant.exam.blueprint import open_blueprint, read_blueprint
from quotewise.assistant.practice.difficulty import estimate, grade
from quotewise.assistant.practice.domains import Domains, assign_questions
from quotewise.assistant.practice.question import Question
from quotewise.eval.dataset import SAMPLE
from quotewise.index import Library, open_encoder


def test_a_text_finds_the_domain_it_is_nearest_to() -> None:
    domains = Domains(read_blueprint(POTTERY, "pots.toml"), open_encoder())
    first, second = domains.assign(["How hot must a kiln be?", "How is wet clay thrown?"])
    assert (first.name, second.name) == ("Fire", "Clay")
    assert domains.assign(["Chapter one"], ["Domain 1 > Notes"])[0].name == "Clay"


def test_sample_questions_find_their_domain() -> None:
    said = [json.loads(line) for line in (SAMPLE / "exam.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {line["exam"] for line in said} == {"MLA-C02"}
    questions = [
        Question(line["id"], "single", line["question"], Claim("", ()), tuple(line["answer"]), line["options"])
        for line in said
    ]
    found = assign_questions(questions, Domains(open_blueprint("MLA-C02"), open_encoder()))
    right = sum(one.name == line["domain"] for one, line in zip(found, said, strict=True))
    assert right >= 0.7 * len(said)


def test_difficulty_rises_with_likeness_thinking_and_rarity(sample_library: Path) -> None:
    assert (grade(0), grade(1.2), grade(3)) == ("easy", "medium", "hard")
    easy = Question(
        "1", "single", "Which?", Claim("", ()), ("A",), {"A": "the data", "B": "a sandwich of cheese", "C": "May 1968"}
    )
    hard = replace(
        easy, thinking="apply", options={"A": "Linear deployment", "B": "Canary deployment", "C": "Rolling deployment"}
    )
    with Library.open(sample_library) as library:
        first, second = estimate([easy, hard], library)
    assert (first.difficulty, second.difficulty) == ("easy", "hard")
