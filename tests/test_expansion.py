"""Acronyms of a question are spelt out where the notes say what they stand for."""

import pytest
from desk import Desk

from quotewise.index.expansion import expand, find_words_of


@pytest.mark.parametrize(
    ("acronym", "text", "words"),
    [
        ("RCF", "Anomalies are found by a Random Cut Forest (RCF) at once.", "Random Cut Forest"),
        ("RCF", "RCF: Random Cut Forest, an unsupervised method.", "Random Cut Forest"),
        ("RCF", "- **RCF** \u2013 Random Cut Forest", "Random Cut Forest"),
        ("MME", "multi-model endpoints (MMEs) share one container", "multi-model endpoints"),
        ("IOT", "The internet of things (IOT) is wide.", ""),  # "of" is no initial of it as it is written
        ("AUC", "the area under the curve (AUC)", "area under the curve"),
        ("RMSE", "The root mean squared error (RMSE) hurts.", "root mean squared error"),
        ("PR", "A pull request (PR) or a run (RU).", "pull request"),
        ("RCF", "An RCF (a method) and a forest (RCFX).", ""),
        ("OMS", "OMS: Organización Mundial de la Salud", "Organización Mundial de la Salud"),
        ("RCF", "", ""),
    ],
)
def test_the_words_an_acronym_stands_for_are_those_with_its_initials(acronym: str, text: str, words: str) -> None:
    assert find_words_of(acronym, text) == words


def test_a_question_with_an_acronym_finds_what_only_its_words_name(desk: Desk) -> None:
    desk.write("a.md", "# Anomalies\n\nUse Random Cut Forest (RCF).")
    desk.write("b.md", "# Cost\n\nA random cut forest is billed by the hour.")
    desk.ingest()
    with desk.library.reading() as connection:
        assert expand(connection, "What does RCF cost?") == "What does RCF cost? Random Cut Forest"
        assert expand(connection, "What does RCF (Random Cut Forest) cost?").count("Forest") == 1
        assert expand(connection, "What does XYZ cost, or AI?") == "What does XYZ cost, or AI?"
        assert expand(connection, "") == ""
