"""Exam questions read for what they ask, and picks that no letter and no length decides."""

import math

import pytest

from quotewise.assistant.exam.baselines import by_length, chance
from quotewise.assistant.exam.item import ExamItem, pick
from quotewise.assistant.exam.wordings import read_choose

OPTIONS = {"A": "a pear", "B": "a ripe plum", "C": "a fig", "D": "a nut"}


@pytest.mark.parametrize(
    ("question", "choose"),
    [
        ("Which TWO actions help?", 2),
        ("What helps? (Choose two.)", 2),
        ("What helps? (Select THREE)", 3),
        ("Pick 2 of them.", 2),
        ("Which one of these helps?", 1),
        ("What helps?", 1),
        ("A team of three asks what helps.", 1),
        ("What helps? (Select all that apply)", None),
        ("Was hilft? (Wählen Sie zwei aus.)", 2),
        ("Welche drei Bäume tragen?", 3),
        ("¿Qué ayuda? (Elija DOS)", 2),
        ("¿Qué ayuda? Seleccione todas las que correspondan.", None),
        ("Qu'est-ce qui aide ? (Choisissez deux réponses.)", 2),
        ("Lesquelles aident ? (2 réponses)", 2),
    ],
)
def test_a_stem_says_how_many_options_it_asks_for(question: str, choose: int | None) -> None:
    assert read_choose(question) == choose


@pytest.mark.parametrize(
    ("question", "turned"),
    [
        ("Which of these is NOT a fruit?", True),
        ("Each of these is a fruit EXCEPT:", True),
        ("Which of these isn't a fruit?", True),
        ("Which tree does not bear fruit?", True),
        ("Which is the least suitable tree?", True),
        ("Which statement is incorrect?", True),
        ("Which tree cannot stand frost?", True),
        ("Welcher Baum trägt keine Früchte?", True),
        ("Welche Aussage über Bäume ist falsch?", True),
        ("Alle sind Obst AUSSER:", True),
        ("¿Cuál de estos no es un árbol?", True),
        ("Todos son frutas excepto:", True),
        ("Lequel de ces arbres ne porte pas de fruits ?", True),
        ("Tous sont des fruits, sauf :", True),
        ("Welcher Baum passt, wenn es nicht regnet?", False),
        ("¿Qué árbol conviene si no llueve?", False),
        ("Quel arbre convient s'il ne pleut pas ?", False),
        ("Which tree takes the LEAST effort?", False),
        ("Which tree bears fruit with the least operational effort?", False),
        ("The fruit must NOT freeze. Which tree fits?", False),
        ("What happens if you don't water it?", False),
        ("Which tree fits if it is not watered?", False),
    ],
)
def test_a_question_for_the_odd_one_out_is_told_from_one_that_merely_denies(question: str, turned: bool) -> None:
    assert ExamItem(question, OPTIONS).turned_round is turned


def test_the_ask_is_the_sentence_that_asks_without_how_to_answer() -> None:
    item = ExamItem("A farmer has e.g. ten trees. Which one bears? (Choose two.)", OPTIONS, 2)
    assert item.ask == "Which one bears?"
    assert item.stem == "A farmer has e.g. ten trees. Which one bears?"


def test_options_that_tie_are_told_apart_by_their_text_never_by_their_letter() -> None:
    level = dict.fromkeys(OPTIONS, 1.0)
    (first,) = pick(ExamItem("Which?", OPTIONS), level)
    turned = dict(zip("ABCD", reversed(OPTIONS.values()), strict=True))
    (second,) = pick(ExamItem("Which?", turned), level)
    assert OPTIONS[first] == turned[second]
    picks = {OPTIONS[pick(ExamItem(f"Which, {number}?", OPTIONS), level)[0]] for number in range(40)}
    assert picks == set(OPTIONS.values())  # no option is everybody's favourite


def test_as_many_options_are_picked_as_asked_for_and_of_all_that_apply_those_above_the_mean() -> None:
    scores = {"A": 3.0, "B": 0.1, "C": 2.0, "D": 0.2}
    assert pick(ExamItem("Which?", OPTIONS, 1), scores) == ("A",)
    assert pick(ExamItem("Which?", OPTIONS, 3), scores) == ("A", "C", "D")
    assert pick(ExamItem("Which?", OPTIONS, None), scores) == ("A", "C")
    assert len(pick(ExamItem("Which?", OPTIONS, None), dict.fromkeys(OPTIONS, 0.0))) == 1


def test_chance_and_length_are_what_they_say() -> None:
    assert chance(ExamItem("Which?", OPTIONS, 1)) == 1 / 4
    assert chance(ExamItem("Which?", OPTIONS, 2)) == 1 / math.comb(4, 2)
    assert chance(ExamItem("Which?", OPTIONS, None)) == 1 / 15
    assert pick(ExamItem("Which?", OPTIONS), by_length(ExamItem("Which?", OPTIONS))) == ("B",)
