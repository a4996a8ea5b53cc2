"""Blueprints are data, and texts find their domain by what it is about."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from quotewise.assistant.claim import Claim
from quotewise.assistant.exam.blueprint import BadBlueprint, open_blueprint, packaged
from quotewise.assistant.practice.difficulty import estimate, grade
from quotewise.assistant.practice.domain import Domains, assign_questions
from quotewise.assistant.practice.question import Question
from quotewise.eval.dataset import SAMPLE
from quotewise.index import Library, open_encoder

OWN = """exam = "POT-1"
[[domains]]
name = "Clay"
weight = 0.6
about = ["wedging, drying and throwing clay on a wheel"]
[[domains]]
name = "Fire"
weight = 0.4
about = ["kilns, temperature, firing and cooling"]
"""


def test_the_exams_have_their_weights() -> None:
    assert packaged() == ("mla-c01", "mls-c01")
    assert [domain.weight for domain in open_blueprint("mla-c01").domains] == [0.28, 0.26, 0.22, 0.24]
    assert [domain.weight for domain in open_blueprint("MLS-C01").domains] == [0.2, 0.24, 0.36, 0.2]


def test_questions_are_shared_out_by_weight_and_none_is_lost() -> None:
    shared = open_blueprint("mla-c01").share_out(65)
    assert sum(shared.values()) == 65
    assert list(shared.values()) == [18, 17, 14, 16]


def test_a_blueprint_of_ones_own_is_read(tmp_path: Path) -> None:
    (tmp_path / "pots.toml").write_text(OWN)
    blueprint = open_blueprint(str(tmp_path / "pots.toml"))
    assert (blueprint.title, blueprint.names) == ("POT-1", ("Clay", "Fire"))
    domains = Domains(blueprint, open_encoder())
    first, second = domains.assign(["How hot must a kiln be?", "How is wet clay thrown?"])
    assert (first.name, second.name) == ("Fire", "Clay")
    assert domains.assign(["Chapter one"], ["Domain 1 > Notes"])[0].name == "Clay"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("exam = 1 =", "no blueprint"),
        (OWN.replace("0.6", "0.5"), "add up to 0.9"),
        (OWN.replace("about", "on"), "about"),
    ],
)
def test_a_bad_blueprint_is_refused_with_the_remedy(text: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(text)
    with pytest.raises(BadBlueprint, match=why):
        open_blueprint(str(tmp_path / "bad.toml"))
    with pytest.raises(BadBlueprint, match="mla-c01"):
        open_blueprint(str(tmp_path / "none.toml"))


@pytest.mark.parametrize(("exam", "least"), [("MLA-C01", 0.75), ("MLS-C01", 0.8)])
def test_sample_questions_find_their_domain(exam: str, least: float) -> None:
    lines = [json.loads(line) for line in (SAMPLE / "exam.jsonl").read_text(encoding="utf-8").splitlines()]
    said = [line for line in lines if line["exam"] == exam]
    questions = [
        Question(line["id"], "single", line["question"], Claim("", ()), tuple(line["answer"]), line["options"])
        for line in said
    ]
    found = assign_questions(questions, Domains(open_blueprint(exam), open_encoder()))
    right = sum(one.name == line["domain"] for one, line in zip(found, said, strict=True))
    assert right >= least * len(said)


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
