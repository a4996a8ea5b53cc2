"""Exam questions with their keys."""

import random
from dataclasses import dataclass, replace
from pathlib import Path

from quotewise.assistant.exam.item import ExamItem
from quotewise.assistant.exam.wordings import read_choose
from quotewise.eval.dataset import load, texts, told


@dataclass(frozen=True, slots=True)
class ExamQuestion:
    """An exam question with its key. in_notes: whether the notes are said to hold the answer in full."""

    id: str
    domain: str
    item: ExamItem
    answer: tuple[str, ...]
    in_notes: bool
    exam: str = ""
    difficulty: str = ""


def load_exam(file: Path) -> list[ExamQuestion]:
    """The questions in a JSON-lines file; raises BadSet naming file, line and what is wrong with it."""
    return load(file, exam_question_of, "an exam question")


def exam_question_of(line: dict[str, object]) -> ExamQuestion:
    question, options, answer = told(line, "question"), line["options"], texts(line, "answer")
    if not isinstance(options, dict) or len(options) < 2:
        raise TypeError("options must be an object of two texts or more")
    for letter in options:
        told(options, letter)
    if not answer or not set(answer) <= options.keys():
        raise ValueError("the key is not among the options")
    choose = line.get("choose")
    if type(choose) is int and not 1 <= choose <= len(options):
        raise ValueError("choose must be from 1 to as many as there are options")
    return ExamQuestion(
        id=str(line["id"]),
        domain=str(line.get("domain") or ""),
        item=ExamItem(question, options, choose if type(choose) is int else read_choose(question)),
        answer=tuple(sorted(answer)),
        in_notes=line.get("in_corpus", True) in (True, "yes"),
        exam=str(line.get("exam") or ""),
        difficulty=str(line.get("difficulty") or ""),
    )


def shuffled(question: ExamQuestion, seed: int) -> tuple[ExamQuestion, dict[str, str]]:
    """The question with its options under other letters, and the old letter of each new one."""
    letters = list(question.item.options)
    old = letters[:]
    random.Random(f"{seed} {question.id}").shuffle(old)
    old_of = dict(zip(letters, old, strict=True))
    options = {letter: question.item.options[old_of[letter]] for letter in letters}
    answer = tuple(sorted(letter for letter in letters if old_of[letter] in question.answer))
    return replace(question, item=replace(question.item, options=options), answer=answer), old_of
